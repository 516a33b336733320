"""A new row costs less: no index that another one begins with, no words packed in vain.

Where a longer index begins with a column, an index of that column alone finds nothing more and is
written with each row. Nor is any page's address or bar code looked for by its first signs.
"""

import django.db.models.deletion
from django.db import migrations, models

COLUMNS = (
    ("catalog_product", "owner_id"),
    ("catalog_variant", "product_id"),
    ("catalog_photo", "product_id"),
    ("catalog_offer", "seller_id"),
    ("catalog_price", "offer_id"),
    ("catalog_importrow", "source_id"),
    ("catalog_importchange", "source_id"),
    ("catalog_attributelack", "product_id"),
)
BEGINNINGS = (("catalog_product", "slug"), ("catalog_variant", "gtin"))


def drop(_apps, editor):
    """Drop them by what they are: tables made anew may have other names for them."""
    for table, column in COLUMNS:
        for name in _named(editor, table, column):
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")
    if editor.connection.vendor == "postgresql":
        for table, column in BEGINNINGS:
            for name in _named(editor, table, column):
                if name.endswith("_like"):
                    editor.execute(f"DROP INDEX {editor.quote_name(name)}")
        # the words of a sheet are kept beside it: packing them first takes longer and saves nothing
        _store(editor, "EXTERNAL")
        # each line is written once more, when it is judged: beside itself, its indexes stay
        editor.execute("ALTER TABLE catalog_importrow SET (fillfactor = 50)")


def make(_apps, editor):
    for table, column in COLUMNS:
        name = editor.quote_name(f"{table}_{column}_alone")
        editor.execute(f"CREATE INDEX {name} ON {table} ({column})")
    if editor.connection.vendor == "postgresql":
        for table, column in BEGINNINGS:
            editor.execute(
                f"CREATE INDEX {table}_{column}_like ON {table} ({column} varchar_pattern_ops)"
            )
        _store(editor, "EXTENDED")
        editor.execute("ALTER TABLE catalog_importrow RESET (fillfactor)")


def _store(editor, storage):
    for column in ("words", "strong", "openings"):
        editor.execute(
            f"ALTER TABLE catalog_searchentry ALTER COLUMN {column} SET STORAGE {storage}"
        )


def _named(editor, table, column):
    connection = editor.connection
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, table)
    return [
        name
        for name, found in there.items()
        if found["index"] and not found["unique"] and found["columns"] == [column]
    ]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0031_search_engine_told")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                migrations.AlterField(
                    model_name="attributelack",
                    name="product",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lacks",
                        to="catalog.product",
                    ),
                ),
                migrations.AlterField(
                    model_name="importchange",
                    name="source",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="catalog.import",
                    ),
                ),
                migrations.AlterField(
                    model_name="importrow",
                    name="source",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalog.import",
                    ),
                ),
                migrations.AlterField(
                    model_name="offer",
                    name="seller",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                migrations.AlterField(
                    model_name="photo",
                    name="product",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="catalog.product",
                    ),
                ),
                migrations.AlterField(
                    model_name="price",
                    name="offer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prices",
                        to="catalog.offer",
                    ),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="owner",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                migrations.AlterField(
                    model_name="variant",
                    name="product",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variants",
                        to="catalog.product",
                    ),
                ),
            ],
        )
    ]
