from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sellers", "0012_shop_rounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="seller",
            name="makes_own",
            field=models.BooleanField(default=False, verbose_name="fabrique ce qu'elle vend"),
        ),
        migrations.AddField(
            model_name="seller",
            name="maker",
            field=models.CharField(
                blank=True, default="", max_length=300, verbose_name="fabricant de ses produits"
            ),
        ),
        migrations.AddField(
            model_name="seller",
            name="eu_responsible",
            field=models.CharField(
                blank=True, default="", max_length=300, verbose_name="responsable dans l'Union"
            ),
        ),
    ]
