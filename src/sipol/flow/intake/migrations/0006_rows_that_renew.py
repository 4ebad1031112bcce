from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_papers_among_uploads")]

    operations = [
        migrations.AddField("delivery", "rows_changed", models.IntegerField(default=0)),
        migrations.AddField("delivery", "rows_identical", models.IntegerField(default=0)),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=Q(rows_changed__gte=0)
                & Q(rows_identical__gte=0)
                & Q(rows_accepted__gte=F("rows_changed") + F("rows_identical")),
                name="delivery_renewed_within_accepted",
            ),
        ),
    ]
