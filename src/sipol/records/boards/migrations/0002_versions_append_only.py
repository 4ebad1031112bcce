from django.db import migrations

from sipol.records.places.models import ALLOW_CHANGE, REFUSE_CHANGE

TABLES = ("boards_boardversion", "boards_officerversion")


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE_CHANGE.format(table=table), ALLOW_CHANGE.format(table=table))
        for table in TABLES
    ]
