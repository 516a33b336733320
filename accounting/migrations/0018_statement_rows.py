"""The lines of a statement are rows; statements of before keep theirs in their data."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0017_unsettled"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="line", name="ledger_by_seller"),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["account", "seller", "id"], name="ledger_by_seller"),
        ),
        migrations.CreateModel(
            name="StatementRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("balance_cents", models.BigIntegerField(verbose_name="solde (centimes)")),
                (
                    "document",
                    models.CharField(blank=True, max_length=40, verbose_name="document"),
                ),
                ("billed_on", models.DateField(null=True, verbose_name="à facturer le")),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stated",
                        to="accounting.line",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_rows",
                        to="accounting.payout",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de relevé",
                "verbose_name_plural": "lignes de relevé",
            },
        ),
    ]
