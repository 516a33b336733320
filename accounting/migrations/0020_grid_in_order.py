from datetime import timedelta

from django.db import migrations, models
from django.db.models import F, Q
from django.utils import timezone


def put_in_order(apps, editor):
    """A rule that ended before it began served no sale: it becomes one day of the past.

    Its values are told as a fact, as each change of the grid is.
    """
    rules = apps.get_model("accounting", "CommissionRule").objects.using(editor.connection.alias)
    facts = apps.get_model("shared", "Fact").objects.using(editor.connection.alias)
    now = timezone.now()
    for rule in rules.filter(valid_until__lt=F("valid_from")):
        rule.valid_until = min(rule.valid_until, now.date() - timedelta(days=1))
        rule.valid_from = rule.valid_until
        rule.save(update_fields=["valid_from", "valid_until"])
        values = {
            "position": rule.position,
            "name": rule.name,
            "seller": rule.seller_id,
            "category": rule.category_id,
            "bps": rule.bps,
            "fixed_cents": rule.fixed_cents,
            "minimum_cents": rule.minimum_cents,
            "valid_from": rule.valid_from.isoformat(),
            "valid_until": rule.valid_until.isoformat(),
        }
        facts.create(
            name="accounting.GridChanged",
            subject=f"accounting.commissionrule:{rule.pk}",
            data={"rule_id": rule.pk, "values": values},
            because="La règle finissait avant de commencer : elle n'a jamais servi.",
            happened_at=now,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0019_month_balances"),
        ("shared", "0021_proof_extent"),
    ]

    operations = [
        migrations.RunPython(put_in_order, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="commissionrule",
            constraint=models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="commission_ends_after_it_begins",
            ),
        ),
    ]
