from django.db import migrations

from sipol.records.places.models import ALLOW_CHANGE, REFUSE_CHANGE

TABLES = ("offices_officeversion",)


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE_CHANGE.format(table=table), ALLOW_CHANGE.format(table=table))
        for table in TABLES
    ]
