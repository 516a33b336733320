"""A new row costs less: what is nowhere in it is in no index, and what an import keeps for itself is
not checked against what it was written with.

The lines and the traces of an import are written in its lock and leave with it; nothing else refers
to them. PostgreSQL checked each against its import and its sheet, a thousand times a commit. On SQLite
these checks cost nothing, and stay.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNCHECKED = (
    ("catalog_importrow", "source_id"),
    ("catalog_importchange", "source_id"),
    ("catalog_importchange", "product_id"),
)
MOSTLY_EMPTY = (
    ("catalog_product", "best_offer_id"),
    ("catalog_product", "cover_id"),
    ("catalog_product", "merged_into_id"),
    ("catalog_submission", "decided_by_id"),
    ("catalog_submission", "reason_id"),
)


def drop(_apps, editor):
    """Drop them by what they are: tables made anew may have other names for them."""
    if editor.connection.vendor == "postgresql":
        for table, column in UNCHECKED:
            for name, found in _there(editor, table, column):
                if found["foreign_key"]:
                    editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {editor.quote_name(name)}")
    for table, column in MOSTLY_EMPTY:
        for name, found in _there(editor, table, column):
            if found["index"] and not found["unique"]:
                editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def make(_apps, editor):
    if editor.connection.vendor == "postgresql":
        for table, column in UNCHECKED:
            other = "catalog_product" if column == "product_id" else "catalog_import"
            editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_there FOREIGN KEY ({column})"
                f" REFERENCES {other} (id) DEFERRABLE INITIALLY DEFERRED"
            )
    for table, column in MOSTLY_EMPTY:
        editor.execute(f"CREATE INDEX {table}_{column}_whole ON {table} ({column})")


def _there(editor, table, column):
    connection = editor.connection
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, table)
    return [(name, found) for name, found in there.items() if found["columns"] == [column]]


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0034_prices_of_all_offers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make)],
            state_operations=[
                migrations.AlterField(
                    model_name="importchange",
                    name="product",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
                migrations.AlterField(
                    model_name="importchange",
                    name="source",
                    field=models.ForeignKey(
                        db_constraint=False,
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalog.import",
                    ),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="best_offer",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalog.offer",
                    ),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="cover",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalog.photo",
                    ),
                ),
                migrations.AlterField(
                    model_name="product",
                    name="merged_into",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="catalog.product",
                        verbose_name="réunie avec",
                    ),
                ),
                migrations.AlterField(
                    model_name="submission",
                    name="decided_by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidé par",
                    ),
                ),
                migrations.AlterField(
                    model_name="submission",
                    name="reason",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.reason",
                        verbose_name="motif",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("best_offer__isnull", False)),
                fields=["best_offer"],
                name="product_by_best_offer",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("cover__isnull", False)),
                fields=["cover"],
                name="product_by_cover",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="product_merged_into",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("decided_by__isnull", False)),
                fields=["decided_by"],
                name="submission_decided_by",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("reason__isnull", False)),
                fields=["reason"],
                name="submission_by_reason",
            ),
        ),
    ]
