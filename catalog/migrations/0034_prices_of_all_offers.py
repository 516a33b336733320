"""How far the prices of a sheet reach: lists ask it of the sheets of several offers.

Empty says that all offers ask `from_cents`, so that only sheets of several prices are written.
"""

from django.db import migrations, models
from django.db.models import F, Max, Min, Q

from marketplace.shared import clock

BATCH = 1000


def fill(apps, _editor):
    today = clock.paris_day(clock.now())
    product, offer = (apps.get_model("catalog", name) for name in ("Product", "Offer"))
    sold = offer.objects.filter(
        is_active=True,
        withheld_at=None,
        product__is_sellable=True,
        seller__state="open",
        seller__suspended_at=None,
    ).exclude(seller__holiday_from__lte=today, seller__holiday_until__gte=today)
    reach = (
        sold.order_by()
        .values("product", "product__from_cents")
        .annotate(least=Min("price_cents"), most=Max("price_cents"))
        .filter(Q(least__lt=F("product__from_cents")) | Q(most__gt=F("product__from_cents")))
    )
    rows = [
        product(
            pk=row["product"],
            least_cents=row["least"] if row["least"] < row["product__from_cents"] else None,
            most_cents=row["most"] if row["most"] > row["product__from_cents"] else None,
        )
        for row in reach
    ]
    product.objects.bulk_update(rows, ["least_cents", "most_cents"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0033_import_awaits_answers"),
        ("sellers", "0012_shop_rounds"),
    ]
    operations = [
        migrations.AddField(
            model_name="product",
            name="least_cents",
            field=models.BigIntegerField(null=True, verbose_name="prix le plus bas (centimes)"),
        ),
        migrations.AddField(
            model_name="product",
            name="most_cents",
            field=models.BigIntegerField(null=True, verbose_name="prix le plus haut (centimes)"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
