import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0002_partyprofile"),
        ("timetable", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_stage_on", models.DateField()),
                ("legal_basis", models.CharField(blank=True, max_length=400)),
                ("set_by", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetable.cycle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PermanentOffice",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("region_code", models.CharField(blank=True, db_collation="C", max_length=8)),
                ("level", models.CharField(max_length=8)),
                ("version", models.PositiveIntegerField()),
                ("changed_by", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("address", models.CharField(max_length=300)),
                ("district", models.CharField(blank=True, max_length=100)),
                ("village", models.CharField(blank=True, max_length=100)),
                (
                    "tenure",
                    models.CharField(
                        choices=[("own", "Own"), ("lease", "Lease"), ("loan", "Loan")],
                        max_length=10,
                    ),
                ),
                ("valid_until", models.DateField(null=True)),
                ("phone", models.CharField(blank=True, max_length=30)),
                (
                    "cycle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timetable.cycle",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OfficeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("act", models.CharField(max_length=10)),
                ("texts", models.JSONField()),
                ("secret", models.BinaryField(null=True)),
                ("salt", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("user_id", models.BigIntegerField()),
                ("user_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="offices.permanentoffice",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="permanentoffice",
            constraint=models.UniqueConstraint(
                fields=("party", "cycle", "region_code"), name="office_once_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="permanentoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "national"), ("region_code__regex", "^$")),
                    models.Q(("level", "province"), ("region_code__regex", "^\\d{2}$")),
                    models.Q(("level", "regency"), ("region_code__regex", "^\\d{2}\\.\\d{2}$")),
                    _connector="OR",
                ),
                name="office_level_fits_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="permanentoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(("tenure__in", ["own", "lease", "loan"])),
                name="office_tenure_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="officeversion",
            constraint=models.UniqueConstraint(
                fields=("fact", "version"), name="office_one_per_version"
            ),
        ),
    ]
