import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def carry_over(apps, schema_editor):
    """Take over the addresses confirmed so far; those of superusers were given at the machine itself."""
    User = apps.get_model("shared", "User")
    if "account" not in apps.app_configs:
        return  # a new installation: allauth's tables, which stand on these, come after them
    confirmed = apps.get_model("account", "EmailAddress").objects.filter(
        verified=True, email=models.OuterRef("email")
    )
    proven = models.Exists(confirmed.filter(user=models.OuterRef("pk")))
    User.objects.filter(proven | models.Q(is_superuser=True)).update(email_proven_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("shared", "0006_incidents_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="email_proven_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="adresse prouvée le"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_epoch",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name="MailboxMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "old_email",
                    models.EmailField(
                        db_index=True, max_length=254, verbose_name="ancienne adresse"
                    ),
                ),
                ("new_email", models.EmailField(max_length=254, verbose_name="nouvelle adresse")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "À confirmer"),
                            ("done", "Effectué"),
                            ("dropped", "Abandonné"),
                            ("stopped", "Arrêté par l'ancienne adresse"),
                            ("reverted", "Annulé par l'ancienne adresse"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("done_at", models.DateTimeField(null=True, verbose_name="effectué le")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailbox_moves",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "changement d'adresse",
                "verbose_name_plural": "changements d'adresse",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "done", "dropped", "stopped", "reverted"])
                        ),
                        name="mailbox_move_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("user",),
                        name="mailbox_move_asked_once",
                    ),
                ],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
