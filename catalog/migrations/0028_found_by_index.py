"""What an order took from stock, and sheets by any part of a word, are found by index."""

from django.db import migrations, models

COLUMNS = (("catalog_product", "title"), ("catalog_product", "ref"), ("catalog_offer", "sku"))


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
        ("catalog", "0027_import_ceilings"),
        ("shared", "0020_parts_of_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="stockmove",
            index=models.Index(
                condition=models.Q(("ref__gt", "")), fields=["ref"], name="stock_move_ref"
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["-changed_at", "-id"], name="product_changed"),
        ),
        migrations.RunPython(find_parts, forget_parts),
    ]
