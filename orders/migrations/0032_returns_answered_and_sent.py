from datetime import timedelta

import marketplace.shared.models.policy
from django.db import migrations, models
from django.utils import timezone


def give_time(apps, schema_editor):
    """What waits for an answer today gets two days from now, as its seller was told."""
    returns = apps.get_model("orders", "Return")
    until = timezone.now() + timedelta(hours=48)
    returns.objects.filter(state="asked").update(answer_by=until)


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0031_told_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderrules",
            name="return_answer_hours",
            field=models.PositiveIntegerField(
                default=48,
                validators=[marketplace.shared.models.policy.Between(24, 336)],
                verbose_name="réponse du vendeur à un retour (heures)",
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="answer_by",
            field=models.DateTimeField(null=True, verbose_name="réponse attendue avant"),
        ),
        migrations.AddField(
            model_name="return",
            name="sent_at",
            field=models.DateTimeField(null=True, verbose_name="renvoyé le"),
        ),
        migrations.AddField(
            model_name="return",
            name="sent_carrier",
            field=models.CharField(
                blank=True, max_length=30, verbose_name="transporteur du retour"
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="sent_tracking",
            field=models.CharField(
                blank=True, max_length=40, verbose_name="numéro de suivi du retour"
            ),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["state", "answer_by"], name="return_answer_due"),
        ),
        migrations.RunPython(give_time, migrations.RunPython.noop),
    ]
