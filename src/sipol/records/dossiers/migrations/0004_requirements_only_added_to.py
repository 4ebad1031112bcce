from django.db import migrations

REFUSE = """
CREATE FUNCTION dossiers_refuse_other_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: versions of requirements are only added', TG_OP,
        TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER dossiers_requirementversion_append_only
    BEFORE UPDATE OR DELETE ON dossiers_requirementversion
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_other_rules();
"""
UNDO = """
DROP TRIGGER IF EXISTS dossiers_requirementversion_append_only ON dossiers_requirementversion;
DROP FUNCTION IF EXISTS dossiers_refuse_other_rules();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_states_and_requirements")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
