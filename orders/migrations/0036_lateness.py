"""When an order is looked at next, and what is chosen of a late one."""

import django.db.models.deletion
import marketplace.shared.models.policy
from django.db import migrations, models
from django.utils import timezone


def look_soon(apps, schema_editor):
    """What is under way is looked at once more, and from then on at its own instants."""
    part = apps.get_model("orders", "SellerOrder")
    part.objects.filter(state__in=("to_ship", "shipped"), presumed_at=None).update(
        look_at=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0035_incident_arrangements"),
        ("sellers", "0015_prospects"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lateness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("told", "L'acheteur choisit : attendre ou annuler"),
                            ("waiting", "L'acheteur attend"),
                            ("announced", "Annulation annoncée"),
                            ("on_its_way", "Colis en retard"),
                            ("over", "Retard terminé"),
                        ],
                        default="told",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("promised", models.DateField(verbose_name="promise au plus tard le")),
                ("told_at", models.DateTimeField(verbose_name="acheteur prévenu le")),
                ("proposed", models.DateField(null=True, verbose_name="nouvelle date du vendeur")),
                (
                    "proposals",
                    models.PositiveSmallIntegerField(default=0, verbose_name="dates proposées"),
                ),
                (
                    "wait_until",
                    models.DateField(null=True, verbose_name="l'acheteur attend jusqu'au"),
                ),
                ("chosen_at", models.DateTimeField(null=True, verbose_name="choisi le")),
                (
                    "announced_at",
                    models.DateTimeField(null=True, verbose_name="annulation annoncée le"),
                ),
                ("cancel_on", models.DateField(null=True, verbose_name="s'annule après le")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="terminé le")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "expédiée ou livrée en retard"),
                            ("given_up", "annulée par l'acheteur, lassé d'attendre"),
                            ("never_left", "annulée au terme annoncé"),
                            ("cancelled", "annulée autrement"),
                        ],
                        max_length=12,
                        verbose_name="issue",
                    ),
                ),
            ],
            options={
                "verbose_name": "retard de livraison",
                "verbose_name_plural": "retards de livraison",
            },
        ),
        migrations.AddField(
            model_name="orderrules",
            name="late_cancel_days",
            field=models.PositiveIntegerField(
                default=21,
                validators=[marketplace.shared.models.policy.Between(7, 90)],
                verbose_name="annulation d'une commande jamais expédiée (jours après la date promise)",
            ),
        ),
        migrations.AddField(
            model_name="orderrules",
            name="late_notice_days",
            field=models.PositiveIntegerField(
                default=5,
                validators=[marketplace.shared.models.policy.Between(2, 30)],
                verbose_name="annonce de cette annulation (jours avant)",
            ),
        ),
        migrations.AddField(
            model_name="orderrules",
            name="late_wait_days",
            field=models.PositiveIntegerField(
                default=7,
                validators=[marketplace.shared.models.policy.Between(1, 30)],
                verbose_name="attente choisie par l'acheteur d'une commande en retard (jours)",
            ),
        ),
        migrations.AddField(
            model_name="orderrules",
            name="ship_last_reminder_percent",
            field=models.PositiveIntegerField(
                default=80,
                validators=[marketplace.shared.models.policy.Between(10, 95)],
                verbose_name="dernier rappel d'expédition (% du délai)",
            ),
        ),
        migrations.AddField(
            model_name="orderrules",
            name="ship_reminder_percent",
            field=models.PositiveIntegerField(
                default=50,
                validators=[marketplace.shared.models.policy.Between(10, 95)],
                verbose_name="premier rappel d'expédition (% du délai)",
            ),
        ),
        migrations.AddField(
            model_name="sellerorder",
            name="look_at",
            field=models.DateTimeField(null=True, verbose_name="à revoir le"),
        ),
        migrations.AddField(
            model_name="sellerorder",
            name="ship_reminders",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="rappels d'expédition"),
        ),
        migrations.AddIndex(
            model_name="sellerorder",
            index=models.Index(
                condition=models.Q(("look_at__isnull", False)),
                fields=["look_at", "id"],
                name="seller_order_look",
            ),
        ),
        migrations.AddField(
            model_name="lateness",
            name="part",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lateness",
                to="orders.sellerorder",
                verbose_name="commande vendeur",
            ),
        ),
        migrations.AddConstraint(
            model_name="lateness",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["told", "waiting", "announced", "on_its_way", "over"])
                ),
                name="lateness_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="lateness",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "announced"), _negated=True),
                    ("cancel_on__isnull", False),
                    _connector="OR",
                ),
                name="lateness_announced_has_day",
            ),
        ),
        migrations.RunPython(look_soon, migrations.RunPython.noop),
    ]
