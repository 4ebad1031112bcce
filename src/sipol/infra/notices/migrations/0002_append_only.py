from django.db import migrations

REFUSE = """
CREATE FUNCTION notices_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what was told is told', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER notices_notice_append_only BEFORE UPDATE OR DELETE ON notices_notice
    FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_change();
CREATE TRIGGER notices_opening_append_only BEFORE UPDATE OR DELETE ON notices_opening
    FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_change();
"""
UNDO = """
DROP TRIGGER IF EXISTS notices_opening_append_only ON notices_opening;
DROP TRIGGER IF EXISTS notices_notice_append_only ON notices_notice;
DROP FUNCTION IF EXISTS notices_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
