import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("orders", "0019_found_by_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="cart",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="holds",
                to="orders.cart",
            ),
        ),
        migrations.CreateModel(
            name="KeptCompany",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=120, verbose_name="entreprise"),
                ),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=16, verbose_name="numéro de TVA"),
                ),
                (
                    "line1",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="adresse de facturation"
                    ),
                ),
                (
                    "line2",
                    models.CharField(blank=True, max_length=120, verbose_name="complément"),
                ),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=10, verbose_name="code postal"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="ville")),
                (
                    "country",
                    models.CharField(default="FR", max_length=2, verbose_name="pays"),
                ),
                ("kept_at", models.DateTimeField(verbose_name="gardée le")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_company",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "entreprise d'un compte",
                "verbose_name_plural": "entreprises des comptes",
            },
        ),
    ]
