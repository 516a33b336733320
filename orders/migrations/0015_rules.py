"""The rules of orders leave the one row of the house for a row of their own."""

import marketplace.shared.models.policy
from django.db import migrations, models


COLUMNS = [
    "payment_minutes",
    "scarce_payment_minutes",
    "unpaid_orders_most",
    "unpaid_pieces_most",
    "unpaid_scarce_most",
    "unpaid_share_percent",
    "accept_hours",
    "presumed_delivery_days",
    "incident_answer_hours",
    "incident_alone_cents",
    "acceptance",
]


def take(apps, _editor):
    """What the house's row says is what this one says from now on."""
    house = apps.get_model("shared", "Rules").objects.order_by("pk").values(*COLUMNS).first()
    if house:
        apps.get_model("orders", "OrderRules").objects.create(**house)


def give_back(apps, _editor):
    """The house's row has its columns again, with their usual values: these were the true ones."""
    row = apps.get_model("orders", "OrderRules").objects.values(*COLUMNS).first()
    if row:
        apps.get_model("shared", "Rules").objects.update(**row)


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0014_names"),
        ("shared", "0011_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderRules",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "payment_minutes",
                    models.PositiveIntegerField(
                        default=30,
                        help_text="Le stock est gardé pendant ce temps, puis rendu.",
                        validators=[marketplace.shared.models.policy.Between(5, 1440)],
                        verbose_name="délai de paiement (minutes)",
                    ),
                ),
                (
                    "scarce_payment_minutes",
                    models.PositiveIntegerField(
                        default=10,
                        help_text="Quand une commande prend plus que sa part du stock d'un article, il est gardé moins longtemps.",
                        validators=[marketplace.shared.models.policy.Between(5, 1440)],
                        verbose_name="délai de paiement des dernières pièces (minutes)",
                    ),
                ),
                (
                    "unpaid_orders_most",
                    models.PositiveIntegerField(
                        default=3,
                        validators=[marketplace.shared.models.policy.Between(1, 100)],
                        verbose_name="commandes impayées à la fois par visiteur",
                    ),
                ),
                (
                    "unpaid_pieces_most",
                    models.PositiveIntegerField(
                        default=100,
                        validators=[marketplace.shared.models.policy.Between(1, 100000)],
                        verbose_name="pièces gardées sans paiement par visiteur",
                    ),
                ),
                (
                    "unpaid_scarce_most",
                    models.PositiveIntegerField(
                        default=5,
                        validators=[marketplace.shared.models.policy.Between(1, 1000)],
                        verbose_name="articles épuisés ou presque par un visiteur sans paiement",
                    ),
                ),
                (
                    "unpaid_share_percent",
                    models.PositiveIntegerField(
                        default=50,
                        help_text="Au-delà de dix pièces d'un article, un visiteur n'en garde pas davantage sans payer.",
                        validators=[marketplace.shared.models.policy.Between(1, 100)],
                        verbose_name="part du stock gardée sans paiement (%)",
                    ),
                ),
                (
                    "accept_hours",
                    models.PositiveIntegerField(
                        default=48,
                        validators=[marketplace.shared.models.policy.Between(1, 720)],
                        verbose_name="délai d'acceptation (heures)",
                    ),
                ),
                (
                    "presumed_delivery_days",
                    models.PositiveIntegerField(
                        default=10,
                        validators=[marketplace.shared.models.policy.Between(1, 90)],
                        verbose_name="livraison présumée (jours après expédition)",
                    ),
                ),
                (
                    "incident_answer_hours",
                    models.PositiveIntegerField(
                        default=48,
                        validators=[marketplace.shared.models.policy.Between(1, 720)],
                        verbose_name="réponse du vendeur à une réclamation (heures)",
                    ),
                ),
                (
                    "incident_alone_cents",
                    models.PositiveIntegerField(
                        default=15000,
                        help_text="Au-delà, une personne de la finance approuve la décision.",
                        validators=[marketplace.shared.models.policy.Between(0, 1000000)],
                        verbose_name="ce que le service client accorde seul sur une commande (centimes)",
                    ),
                ),
                (
                    "acceptance",
                    models.CharField(
                        choices=[("manual", "par le vendeur"), ("automatic", "automatique")],
                        default="manual",
                        max_length=10,
                        verbose_name="acceptation des commandes",
                    ),
                ),
            ],
            options={
                "verbose_name": "règles des commandes",
                "verbose_name_plural": "règles des commandes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="orders_rules_one_row"
                    )
                ],
            },
        ),
        migrations.RunPython(take, give_back),
    ]
