from django.db import migrations

BATCH = 2000


def tell(apps, schema_editor):
    """What payouts billed, before commissions were invoiced by month, is billed: once is enough."""
    items = apps.get_model("accounting", "PayoutItem").objects
    billed = apps.get_model("accounting", "BilledCommission").objects
    settled = items.filter(payout__invoice__isnull=False, line__entry__journal="VC")
    rows = settled.values_list("line__entry_id", "payout__invoice_id").order_by("pk")
    for start in range(0, rows.count(), BATCH):
        billed.bulk_create(
            [
                billed.model(entry_id=entry, invoice_id=invoice)
                for entry, invoice in rows[start : start + BATCH]
            ]
        )


def forget(apps, schema_editor):
    """Only what this migration told."""
    apps.get_model("accounting", "BilledCommission").objects.filter(closed_in=None).delete()


class Migration(migrations.Migration):
    """Commissions that payout invoices billed are not billed again by their month."""

    dependencies = [
        ("accounting", "0009_commissions_months"),
    ]

    operations = [migrations.RunPython(tell, forget)]
