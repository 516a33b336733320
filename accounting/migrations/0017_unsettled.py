"""What no payout has taken yet stands in a table of its own: the book's past is not read for it."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO accounting_unsettled (line_id, seller_id, seller_order_id, amount_cents)
SELECT l.id, l.seller_id, l.seller_order_id, l.credit_cents - l.debit_cents
FROM accounting_line l JOIN accounting_entry e ON e.id = l.entry_id
WHERE l.account = '467100' AND (l.seller_order_id IS NOT NULL OR e.journal = 'VC')
AND NOT EXISTS (SELECT 1 FROM accounting_payoutitem i WHERE i.line_id = l.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0016_words"),
        ("orders", "0025_words"),
        ("sellers", "0011_saved_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unsettled",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="unsettled",
                        serialize=False,
                        to="accounting.line",
                        verbose_name="ligne",
                    ),
                ),
                ("amount_cents", models.BigIntegerField(verbose_name="montant (centimes)")),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                (
                    "seller_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.sellerorder",
                        verbose_name="commande vendeur",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne à verser",
                "verbose_name_plural": "lignes à verser",
                "indexes": [
                    models.Index(fields=["seller", "seller_order"], name="unsettled_by_seller")
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
