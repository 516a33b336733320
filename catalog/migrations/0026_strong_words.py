"""The words that say what a sheet is, apart from its description: PostgreSQL asks them first.

And the lists of a category by age and by price, each in an index of its own.
"""

from django.db import migrations, models

POSTGRES = [
    """ALTER TABLE catalog_searchentry
  ADD COLUMN strong tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(
    string_to_array(title || brand || about || terms, ' '), ''))) STORED""",
    "CREATE INDEX catalog_search_strong ON catalog_searchentry USING gin (strong)",
    "ALTER TABLE catalog_searchentry ALTER COLUMN strong SET STATISTICS 1000",
]


def build(apps, schema_editor):
    _run(schema_editor, POSTGRES)


def drop(apps, schema_editor):
    _run(schema_editor, ["ALTER TABLE catalog_searchentry DROP COLUMN strong"])


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":  # FTS5 knows the columns of a word
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0025_words")]
    operations = [
        migrations.RunPython(build, drop),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["category_path", "-id"],
                name="product_of_category",
                condition=models.Q(("is_sellable", True), ("state", "published")),
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["category_path", "from_cents", "-id"],
                name="product_of_category_by_price",
                condition=models.Q(("is_sellable", True), ("state", "published")),
            ),
        ),
    ]
