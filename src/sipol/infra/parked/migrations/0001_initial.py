from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ParkedForm",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("browser_digest", models.CharField(max_length=64)),
                ("network_digest", models.CharField(max_length=64)),
                ("who", models.CharField(blank=True, max_length=100)),
                ("door", models.CharField(max_length=100)),
                ("path", models.CharField(max_length=400)),
                ("sealed", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("parked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["network_digest", "parked_at"], name="parked_by_network")
                ],
            },
        ),
    ]
