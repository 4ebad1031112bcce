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
            name="BankAccount",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("region_code", models.CharField(blank=True, db_collation="C", max_length=8)),
                ("level", models.CharField(max_length=8)),
                ("version", models.PositiveIntegerField()),
                ("changed_by", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("bank", models.CharField(max_length=100)),
                ("branch", models.CharField(blank=True, max_length=100)),
                ("number", models.BinaryField()),
                ("last_digits", models.CharField(max_length=4)),
                ("holder", models.CharField(max_length=200)),
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
            name="BankAccountVersion",
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
                        to="bank_accounts.bankaccount",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                fields=("party", "cycle", "region_code"), name="account_once_per_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "national"), ("region_code__regex", "^$")),
                    models.Q(("level", "province"), ("region_code__regex", "^\\d{2}$")),
                    models.Q(("level", "regency"), ("region_code__regex", "^\\d{2}\\.\\d{2}$")),
                    _connector="OR",
                ),
                name="account_level_fits_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_digits__regex", "^[0-9]{4}$")),
                name="account_shows_four_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccountversion",
            constraint=models.UniqueConstraint(
                fields=("fact", "version"), name="account_one_per_version"
            ),
        ),
    ]
