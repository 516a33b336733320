"""The rules of accounting leave the one row of the house for a row of their own."""

import marketplace.shared.models.policy
from django.db import migrations, models


COLUMNS = [
    "payout_hold_days",
    "mandate_contest_days",
    "payout_minimum_cents",
    "payout_four_eyes_cents",
    "commission_vat_bps",
]


def take(apps, _editor):
    """What the house's row says is what this one says from now on."""
    house = apps.get_model("shared", "Rules").objects.order_by("pk").values(*COLUMNS).first()
    if house:
        apps.get_model("accounting", "AccountingRules").objects.create(**house)


def give_back(apps, _editor):
    """The house's row has its columns again, with their usual values: these were the true ones."""
    row = apps.get_model("accounting", "AccountingRules").objects.values(*COLUMNS).first()
    if row:
        apps.get_model("shared", "Rules").objects.update(**row)


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0014_names"),
        ("shared", "0011_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountingRules",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "payout_hold_days",
                    models.PositiveIntegerField(
                        default=14,
                        validators=[marketplace.shared.models.policy.Between(0, 365)],
                        verbose_name="retenue avant versement (jours après livraison)",
                    ),
                ),
                (
                    "mandate_contest_days",
                    models.PositiveIntegerField(
                        default=15,
                        validators=[marketplace.shared.models.policy.Between(0, 365)],
                        verbose_name="contestation des factures (jours)",
                    ),
                ),
                (
                    "payout_minimum_cents",
                    models.PositiveIntegerField(
                        default=1000,
                        validators=[marketplace.shared.models.policy.Between(0, 100000)],
                        verbose_name="versement minimal (centimes)",
                    ),
                ),
                (
                    "payout_four_eyes_cents",
                    models.PositiveIntegerField(
                        default=500000,
                        validators=[marketplace.shared.models.policy.Between(0, 1000000000)],
                        verbose_name="seuil de double validation (centimes)",
                    ),
                ),
                (
                    "commission_vat_bps",
                    models.PositiveIntegerField(
                        default=2000,
                        validators=[marketplace.shared.models.policy.Between(0, 10000)],
                        verbose_name="TVA sur commission (points de base)",
                    ),
                ),
            ],
            options={
                "verbose_name": "règles des versements et des factures",
                "verbose_name_plural": "règles des versements et des factures",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="accounting_rules_one_row"
                    )
                ],
            },
        ),
        migrations.RunPython(take, give_back),
    ]
