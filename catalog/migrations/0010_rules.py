"""The rules of catalog leave the one row of the house for a row of their own."""

import marketplace.shared.models.policy
from django.db import migrations, models


COLUMNS = ["withdrawal_days", "image_min_pixels", "price_outlier_factor"]


def take(apps, _editor):
    """What the house's row says is what this one says from now on."""
    house = apps.get_model("shared", "Rules").objects.order_by("pk").values(*COLUMNS).first()
    if house:
        apps.get_model("catalog", "CatalogRules").objects.create(**house)


def give_back(apps, _editor):
    """The house's row has its columns again, with their usual values: these were the true ones."""
    row = apps.get_model("catalog", "CatalogRules").objects.values(*COLUMNS).first()
    if row:
        apps.get_model("shared", "Rules").objects.update(**row)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0009_names"),
        ("shared", "0011_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogRules",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "withdrawal_days",
                    models.PositiveIntegerField(
                        default=14,
                        validators=[marketplace.shared.models.policy.Between(14, 365)],
                        verbose_name="délai de rétractation (jours)",
                    ),
                ),
                (
                    "image_min_pixels",
                    models.PositiveIntegerField(
                        default=500,
                        validators=[marketplace.shared.models.policy.Between(100, 4000)],
                        verbose_name="côté minimal d'une photo (pixels)",
                    ),
                ),
                (
                    "price_outlier_factor",
                    models.PositiveIntegerField(
                        default=8,
                        validators=[marketplace.shared.models.policy.Between(2, 1000)],
                        verbose_name="écart de prix suspect (multiple de la médiane)",
                    ),
                ),
            ],
            options={
                "verbose_name": "règles du catalogue",
                "verbose_name_plural": "règles du catalogue",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="catalog_rules_one_row"
                    )
                ],
            },
        ),
        migrations.RunPython(take, give_back),
    ]
