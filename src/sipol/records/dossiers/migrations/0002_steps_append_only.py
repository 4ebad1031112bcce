from django.db import migrations

REFUSE = """
CREATE FUNCTION dossiers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: steps of a dossier are only added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER dossiers_step_append_only BEFORE UPDATE OR DELETE ON dossiers_step
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""
UNDO = """
DROP TRIGGER IF EXISTS dossiers_step_append_only ON dossiers_step;
DROP FUNCTION IF EXISTS dossiers_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
