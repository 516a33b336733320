"""Rows of a draft that have no price yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0020_vocabulary_of_law"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="unfinished",
            field=models.JSONField(blank=True, default=list, verbose_name="lignes à compléter"),
        ),
    ]
