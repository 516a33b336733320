"""Last sales, last orders, and orders by any part of a word, are found by index."""

from django.db import migrations, models

COLUMNS = (
    ("orders_order", "number"),
    ("orders_order", "email"),
    ("orders_order", "recipient"),
    ("orders_sellerorder", "number"),
    ("orders_payment", "ref"),
)


def find_parts(_apps, editor):
    """An index of the parts of words for each column that the console searches."""
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor != "postgresql":
            return
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.fetchone():
            return
        for table, column in COLUMNS:
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_{column}_parts ON {table}"
                f" USING gin (upper({column}::text) gin_trgm_ops)"
            )


def forget_parts(_apps, editor):
    """Without them the rows are read."""
    for table, column in COLUMNS:
        editor.execute(f"DROP INDEX IF EXISTS {table}_{column}_parts")


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0025_words"),
        ("shared", "0020_parts_of_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="sellerorder",
            index=models.Index(fields=["seller", "-paid_at", "-id"], name="seller_order_sales"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-placed_at", "-id"], name="order_placed"),
        ),
        migrations.RunPython(find_parts, forget_parts),
    ]
