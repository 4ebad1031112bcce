from django.db import migrations

REFUSE = """
CREATE FUNCTION papers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: versions of papers are only added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER papers_paper_append_only BEFORE UPDATE OR DELETE ON papers_paper
    FOR EACH STATEMENT EXECUTE FUNCTION papers_refuse_change();
CREATE TRIGGER papers_look_append_only BEFORE UPDATE OR DELETE ON papers_look
    FOR EACH STATEMENT EXECUTE FUNCTION papers_refuse_change();
"""
UNDO = """
DROP TRIGGER IF EXISTS papers_look_append_only ON papers_look;
DROP TRIGGER IF EXISTS papers_paper_append_only ON papers_paper;
DROP FUNCTION IF EXISTS papers_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
