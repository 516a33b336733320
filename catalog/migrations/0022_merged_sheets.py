"""Sheets of one product are brought together: a state, and where the old address leads."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0021_unfinished"),
        ("sellers", "0010_mediator"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="product",
            name="product_state_known",
        ),
        migrations.AddField(
            model_name="product",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="catalog.product",
                verbose_name="réunie avec",
            ),
        ),
        migrations.AlterField(
            model_name="product",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Brouillon"),
                    ("published", "En ligne"),
                    ("refused", "Refusé"),
                    ("taken_down", "Retiré par l'opérateur"),
                    ("retired", "Retiré par le vendeur"),
                    ("merged", "Réunie avec une autre fiche"),
                ],
                default="draft",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["draft", "published", "refused", "taken_down", "retired", "merged"],
                    )
                ),
                name="product_state_known",
            ),
        ),
    ]
