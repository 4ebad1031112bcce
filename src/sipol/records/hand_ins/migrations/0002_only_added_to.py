from django.db import migrations

TABLES = ("hand_ins_preparation", "hand_ins_handin", "hand_ins_mark")
REFUSE = """
CREATE FUNCTION hand_ins_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: hand-ins are only added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
""" + "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}\n"
    f"    FOR EACH STATEMENT EXECUTE FUNCTION hand_ins_refuse_change();\n"
    for table in TABLES
)
UNDO = (
    "".join(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table};\n" for table in TABLES)
    + "DROP FUNCTION IF EXISTS hand_ins_refuse_change();\n"
)


class Migration(migrations.Migration):
    dependencies = [("hand_ins", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
