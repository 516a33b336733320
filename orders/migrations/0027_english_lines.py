"""The lines of orders keep the English title and variant that their buyers read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0026_found_by_index")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="title_en",
            field=models.CharField(blank=True, default="", max_length=160),
        ),
        migrations.AddField(
            model_name="orderline",
            name="variant_en",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
    ]
