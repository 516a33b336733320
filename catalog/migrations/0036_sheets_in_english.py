"""Sheets may speak English: a second title and a second description, empty until they are given.

Empty texts that the database adds without touching a row, and an index that holds none of them yet.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0035_fewer_checks")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="title_en",
            field=models.CharField(
                blank=True, max_length=160, verbose_name="titre (anglais)", default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="product",
            name="description_en",
            field=models.TextField(blank=True, verbose_name="description (anglais)", default=""),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("title_en", ""), _negated=True),
                fields=["-changed_at", "-id"],
                name="product_in_english",
            ),
        ),
    ]
