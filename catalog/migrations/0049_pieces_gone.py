from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0048_reductions_end"),
    ]

    operations = [
        migrations.AlterField(
            model_name="stockmove",
            name="reason",
            field=models.CharField(
                choices=[
                    ("set", "Mise à jour"),
                    ("sold", "Commande"),
                    ("freed", "Commande non aboutie"),
                    ("returned", "Retour"),
                    ("aside", "Gardé pour un rendez-vous"),
                    ("gone", "Pas remis en vente"),
                ],
                max_length=10,
                verbose_name="raison",
            ),
        ),
    ]
