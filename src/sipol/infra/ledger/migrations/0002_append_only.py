from django.db import migrations

from sipol.infra.ledger.append_only import APPEND_ONLY, APPEND_ONLY_UNDO


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, APPEND_ONLY_UNDO)]
