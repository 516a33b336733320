"""On PostgreSQL, indexes that hold all a list weighs: it reads no wide row of a sheet."""

from django.db import migrations

PUBLIC = "WHERE state = 'published' AND is_sellable"
WEIGHED = "from_cents, in_stock, rating_hundredths, rating_count, sales_count, published_at"
POSTGRES = [
    f"CREATE INDEX product_listing ON catalog_product (id) INCLUDE (category_path, {WEIGHED}) {PUBLIC}",
    f"CREATE INDEX product_listing_by_category ON catalog_product (category_path, id) INCLUDE ({WEIGHED}) {PUBLIC}",
    "CREATE INDEX search_terms ON catalog_searchentry (product_id) INCLUDE (terms)",
]
POSTGRES_BACK = [
    "DROP INDEX product_listing",
    "DROP INDEX product_listing_by_category",
    "DROP INDEX search_terms",
]


def build(apps, schema_editor):
    _run(schema_editor, POSTGRES)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRES_BACK)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_variant_approval")]
    operations = [migrations.RunPython(build, drop)]
