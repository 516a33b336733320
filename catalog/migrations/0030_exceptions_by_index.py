"""The console's filters for what is the exception: neither sold, nor in stock, nor online."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0029_sales_noted")]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("state", "published"), _negated=True),
                fields=["state", "-changed_at", "-id"],
                name="product_offline",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("is_sellable", False)),
                fields=["-changed_at", "-id"],
                name="product_unsold",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("in_stock", False)),
                fields=["-changed_at", "-id"],
                name="product_out_of_stock",
            ),
        ),
    ]
