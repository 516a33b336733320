"""Lines of a file that are left out, counted apart: no products, or not for sale in their shop."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_alerts")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="left_count",
            field=models.PositiveIntegerField(default=0, verbose_name="laissées de côté"),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("new", "Nouvelle"),
                    ("updated", "Modifiée"),
                    ("unchanged", "Inchangée"),
                    ("refused", "Refusée"),
                    ("left", "Laissée de côté"),
                ],
                max_length=10,
                verbose_name="résultat",
            ),
        ),
    ]
