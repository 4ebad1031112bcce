"""Every membership keeps its earlier versions, and can be found by name, card and place.

The key becomes (party_id, id). Django cannot change a primary key in place, so the database does
it, and the model is described anew.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q

from sipol.records.members.rules.names import name_key

_PAGE = 5_000


def fill_name_keys(apps, schema_editor):
    """Rows of before have no key to be searched by."""
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT party_id, id, name FROM members_member WHERE name_key = '' AND name ~ '[A-Za-z]'"
                " LIMIT %s",
                [_PAGE],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.executemany(
                "UPDATE members_member SET name_key = %s WHERE party_id = %s AND id = %s",
                [(name_key(name) or " ", party_id, id_) for party_id, id_, name in rows],
            )


def _membership():
    return [
        ("id", models.UUIDField()),
        ("party_id", models.BigIntegerField()),
        ("cycle_id", models.BigIntegerField()),
        ("version", models.IntegerField(db_default=1)),
        ("national_id", models.BinaryField()),
        ("national_id_index", models.BinaryField()),
        ("name", models.TextField()),
        ("name_key", models.TextField(db_default="")),
        ("sex", models.CharField(max_length=1)),
        ("birth_place", models.TextField(blank=True)),
        ("birth_date", models.DateField()),
        ("marital_status", models.CharField(max_length=1)),
        ("occupation", models.TextField(blank=True)),
        ("address", models.TextField(blank=True)),
        ("rt", models.TextField(blank=True)),
        ("rw", models.TextField(blank=True)),
        ("village_code", models.TextField(blank=True)),
        ("district_code", models.TextField()),
        ("regency_code", models.TextField()),
        ("card_number", models.TextField()),
        ("card_file", models.TextField(blank=True, db_default="")),
        ("id_file", models.TextField(blank=True, db_default="")),
        ("flags", models.TextField(blank=True)),
        ("delivery_id", models.UUIDField(null=True)),
        ("row", models.IntegerField(null=True)),
        ("changed_at", models.DateTimeField(null=True)),
        ("changed_by_id", models.BigIntegerField(null=True)),
        ("ended_at", models.DateTimeField(null=True)),
        ("ending_id", models.UUIDField(null=True)),
    ]


MEMBER = migrations.CreateModel(
    name="Member",
    fields=[
        (
            "pk",
            models.CompositePrimaryKey(
                "party_id", "id", blank=True, editable=False, primary_key=True, serialize=False
            ),
        ),
        *_membership(),
    ],
    options={
        "constraints": [
            models.UniqueConstraint(
                fields=["cycle_id", "national_id_index", "party_id"],
                condition=Q(ended_at__isnull=True),
                name="member_once_per_party_and_cycle",
            ),
            models.CheckConstraint(condition=Q(sex__in=["L", "P"]), name="member_sex_known"),
            models.CheckConstraint(
                condition=Q(marital_status__in=["B", "S", "P"]),
                name="member_marital_status_known",
            ),
            models.CheckConstraint(
                condition=Q(delivery_id__isnull=True, row__isnull=True)
                | Q(delivery_id__isnull=False, row__isnull=False),
                name="member_origin_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending_id__isnull=True)
                | Q(ended_at__isnull=False, ending_id__isnull=False),
                name="member_end_whole",
            ),
        ],
        "indexes": [
            models.Index(
                fields=["cycle_id", "party_id", "regency_code", "name_key", "id"],
                name="member_by_place",
            ),
            models.Index(fields=["cycle_id", "party_id", "name_key", "id"], name="member_by_name"),
            models.Index(fields=["cycle_id", "party_id", "card_number"], name="member_by_card"),
            models.Index(
                fields=["cycle_id", "party_id", "-ended_at"],
                condition=Q(ended_at__isnull=False),
                name="member_ended",
            ),
        ],
    },
)

WIDEN = """
DROP INDEX member_by_place;
ALTER TABLE members_member
    DROP CONSTRAINT members_member_pkey,
    DROP CONSTRAINT member_once_per_party_and_cycle,
    ADD PRIMARY KEY (party_id, id),
    ADD version integer NOT NULL DEFAULT 1,
    ADD name_key text NOT NULL DEFAULT '',
    ADD card_file text NOT NULL DEFAULT '',
    ADD id_file text NOT NULL DEFAULT '',
    ADD changed_at timestamptz,
    ADD changed_by_id bigint,
    ADD ended_at timestamptz,
    ADD ending_id uuid,
    ALTER delivery_id DROP NOT NULL,
    ALTER "row" DROP NOT NULL,
    ADD CONSTRAINT member_origin_whole CHECK ((delivery_id IS NULL) = ("row" IS NULL)),
    ADD CONSTRAINT member_end_whole CHECK ((ended_at IS NULL) = (ending_id IS NULL));
CREATE UNIQUE INDEX member_once_per_party_and_cycle
    ON members_member (cycle_id, national_id_index, party_id) WHERE ended_at IS NULL;
CREATE INDEX member_by_place
    ON members_member (cycle_id, party_id, regency_code, name_key, id);
CREATE INDEX member_by_name ON members_member (cycle_id, party_id, name_key, id);
CREATE INDEX member_by_card ON members_member (cycle_id, party_id, card_number);
CREATE INDEX member_ended ON members_member (cycle_id, party_id, ended_at DESC)
    WHERE ended_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(WIDEN)],
            state_operations=[migrations.DeleteModel("Member"), MEMBER],
        ),
        migrations.RunPython(fill_name_keys),
        migrations.CreateModel(
            name="MemberVersion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "party_id",
                        "id",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                *_membership(),
                ("replaced_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CountChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("party_id", models.BigIntegerField()),
                ("cycle_id", models.BigIntegerField()),
                ("regency_code", models.TextField()),
                ("change", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["cycle_id", "party_id"], name="count_change_by_party")
                ]
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("party_id", models.BigIntegerField()),
                ("cycle_id", models.BigIntegerField()),
                ("member_ids", ArrayField(models.UUIDField())),
                ("reason", models.CharField(max_length=500)),
                ("delivery_id", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("asked_by_id", models.BigIntegerField()),
                ("asked_by_name", models.CharField(max_length=200)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by_id", models.BigIntegerField(null=True)),
                ("confirmed_by_name", models.CharField(blank=True, max_length=200)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_id", models.BigIntegerField(null=True)),
                ("undone_by_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["cycle_id", "party_id", "-asked_at"], name="ending_latest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(confirmed_by_id__isnull=True)
                        | ~Q(confirmed_by_id=F("asked_by_id"))
                        | Q(member_ids__len__lte=100),
                        name="ending_of_many_by_two",
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at__isnull=True) | Q(confirmed_at__isnull=False),
                        name="ending_undone_was_done",
                    ),
                ],
            },
        ),
    ]
