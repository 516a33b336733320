"""A proof says whether it is of the whole or of what came since the last one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shared", "0020_parts_of_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="proof",
            name="extent",
            field=models.CharField(
                blank=True,
                choices=[("whole", "complète"), ("since", "ce qui s'est ajouté")],
                default="",
                max_length=10,
                verbose_name="étendue",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="marks",
            field=models.JSONField(blank=True, default=dict, verbose_name="repères"),
        ),
    ]
