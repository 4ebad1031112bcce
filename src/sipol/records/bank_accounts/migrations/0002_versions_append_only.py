from django.db import migrations

from sipol.records.places.models import ALLOW_CHANGE, REFUSE_CHANGE

TABLES = ("bank_accounts_bankaccountversion",)


class Migration(migrations.Migration):
    dependencies = [("bank_accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE_CHANGE.format(table=table), ALLOW_CHANGE.format(table=table))
        for table in TABLES
    ]
