"""Who waits for a sheet; since when a sheet is not for sale; how long its page is kept."""

import django.db.models.deletion
from django.db import migrations, models

import marketplace.shared.models.policy


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_synonyms_named")]

    operations = [
        migrations.AddField(
            model_name="catalogrules",
            name="ended_page_days",
            field=models.PositiveIntegerField(
                default=90,
                validators=[marketplace.shared.models.policy.Between(1, 730)],
                verbose_name="page d'un produit qui ne se vend plus gardée (jours)",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="left_at",
            field=models.DateTimeField(null=True, verbose_name="hors vente depuis"),
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse e-mail")),
                (
                    "language",
                    models.CharField(default="fr", max_length=2, verbose_name="langue"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="demandée le")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmée le")),
                ("told_at", models.DateTimeField(null=True, verbose_name="lettre partie le")),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="catalog.product",
                        verbose_name="fiche produit",
                    ),
                ),
            ],
            options={
                "verbose_name": "alerte de retour en vente",
                "verbose_name_plural": "alertes de retour en vente",
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False), ("told_at", None)),
                        fields=["product"],
                        name="alert_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "email"), name="alert_once_an_address"
                    )
                ],
            },
        ),
    ]
