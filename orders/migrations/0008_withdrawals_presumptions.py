"""What was presumed delivered is said to be presumed, unless the buyer's own words proved it since."""

from django.db import migrations


def tell_presumed(apps, schema_editor):
    """Parcels presumed delivered are on their way again; a return or a review is the buyer's word of receipt."""
    Shipment, Part = apps.get_model("orders", "Shipment"), apps.get_model("orders", "SellerOrder")
    Line = apps.get_model("orders", "OrderLine")
    parts = set()
    for parcel in Shipment.objects.filter(delivered_how="presumed").order_by("pk"):
        parts.add(parcel.seller_order_id)
        parcel.presumed_at = parcel.delivered_at
        inside = list(parcel.lines.all())
        word = _first_word(apps, [row.line_id for row in inside], parcel.presumed_at)
        parcel.delivered_at, parcel.delivered_how = word, "buyer" if word else ""
        if word is None:
            parcel.state = "shipped"
            for row in inside:
                line = Line.objects.get(pk=row.line_id)
                line.delivered -= row.quantity
                line.save(update_fields=["delivered"])
        parcel.save(update_fields=["state", "presumed_at", "delivered_at", "delivered_how"])
    for part in Part.objects.filter(pk__in=parts, state="delivered"):
        parcels = list(part.shipments.all())
        part.presumed_at = part.delivered_at
        proofs = [parcel.delivered_at for parcel in parcels]
        part.delivered_at = None if None in proofs else max(proofs)
        part.state = "delivered" if part.delivered_at else "shipped"
        part.save(update_fields=["state", "presumed_at", "delivered_at"])


def _first_word(apps, lines, presumed_at):
    """The first instant at which the buyer spoke of these articles as received, if they ever did."""
    returns = (
        apps.get_model("orders", "Return")
        .objects.filter(lines__line__in=lines)
        .exclude(state="cancelled")
    )
    reviews = apps.get_model("catalog", "Review").objects.filter(purchase__in=lines)
    words = [
        *returns.values_list("asked_at", flat=True),
        *reviews.values_list("written_at", flat=True),
    ]
    return min(words, default=None)


class Migration(migrations.Migration):
    """Rows only."""

    dependencies = [
        ("catalog", "0007_listing_index"),
        ("orders", "0007_withdrawals_proof_of_receipt"),
    ]

    operations = [migrations.RunPython(tell_presumed, migrations.RunPython.noop)]
