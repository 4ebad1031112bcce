from django.db import migrations

TABLES = ("timetable_window", "timetable_stage", "timetable_deadline", "timetable_sighting")
REFUSE = """
CREATE FUNCTION timetable_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: versions of the timetable are only added',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION timetable_refuse_change();
"""
    for table in TABLES
)
UNDO = (
    "".join(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table};\n" for table in TABLES)
    + "DROP FUNCTION IF EXISTS timetable_refuse_change();"
)

# Cycles that were set up before windows existed go on as they were: one window for everything.
KINDS = [
    "profile",
    "papers",
    "boards",
    "offices",
    "bank_accounts",
    "members",
    "statements",
    "hand_in",
]


def one_window_each(apps, schema_editor):
    windows = apps.get_model("timetable", "Window").objects
    for cycle in apps.get_model("timetable", "Cycle").objects.all():
        windows.create(
            cycle=cycle,
            code="seluruh-masa",
            version=1,
            name="Masa pendaftaran",
            starts_at=cycle.opens_at,
            ends_at=cycle.closes_at,
            legal_basis=cycle.legal_basis or cycle.name,
            kinds=KINDS,
            purpose="filing",
            made_by="sipol",
            made_at=cycle.opens_at,
            entry_id=0,
        )


class Migration(migrations.Migration):
    dependencies = [("timetable", "0002_windows")]
    operations = [
        migrations.RunPython(one_window_each, migrations.RunPython.noop),
        migrations.RunSQL(REFUSE, UNDO),
    ]
