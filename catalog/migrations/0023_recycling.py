"""Recycling schemes: what goods belong to, who gave their number, which offers rest without one.

What a sheet lacks is not asked for again while a proposal that tells it waits.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.shared.models.policy

HELP = (
    "Adresses des valeurs que toute fiche d'ici a, même sans le dire, séparées par des virgules :"
    " les filières de recyclage des meubles."
)
# what the shipped tree presumes, as far as the operator kept its places
SCHEMES = "filiere-rep"
PRESUMED = {
    "linge-maison": "textiles",
    "luminaires": "electrique",
    "mobilier": "meubles",
    "audio": "electrique",
    "outils": "jardin",
    "arrosage": "jardin",
}


def presume(apps, _editor):
    """Fill in what nobody could fill in before, where the shipped attribute has its places."""
    place = apps.get_model("catalog", "AttributePlace")
    attribute = apps.get_model("catalog", "Attribute").objects.filter(key=SCHEMES).first()
    if attribute is None:
        return
    place.objects.get_or_create(
        attribute=attribute, category=None, defaults={"level": "off", "presumed": "emballages"}
    )
    for slug, keys in PRESUMED.items():
        place.objects.filter(attribute=attribute, category__slug=slug).update(presumed=keys)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0022_merged_sheets"),
        ("sellers", "0011_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attributeplace",
            name="presumed",
            field=models.CharField(
                blank=True,
                help_text=HELP,
                max_length=200,
                verbose_name="valeurs d'office",
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="offer",
            name="withheld_at",
            field=models.DateTimeField(null=True, verbose_name="suspendue le"),
        ),
        migrations.AddField(
            model_name="product",
            name="schemes",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="filières de recyclage", default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="catalogrules",
            name="recycling_grace_days",
            field=models.PositiveIntegerField(
                default=0,
                validators=[marketplace.shared.models.policy.Between(0, 365)],
                verbose_name="délai pour donner un identifiant de filière (jours)",
            ),
        ),
        migrations.CreateModel(
            name="RecyclingNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme", models.SlugField(max_length=60, verbose_name="filière")),
                ("number", models.CharField(max_length=15, verbose_name="identifiant unique")),
                ("confirmed_on", models.DateField(verbose_name="confirmé le")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recycling_numbers",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "identifiant de filière",
                "verbose_name_plural": "identifiants de filière",
                "ordering": ["scheme"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "scheme"), name="recycling_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecyclingLack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scheme", models.SlugField(max_length=60, verbose_name="filière")),
                ("since", models.DateField(verbose_name="depuis le")),
                (
                    "due",
                    models.DateField(null=True, verbose_name="offres suspendues à partir du"),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recycling_lacks",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "identifiant de filière manquant",
                "verbose_name_plural": "identifiants de filière manquants",
                "ordering": ["scheme"],
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "scheme"), name="recycling_lack_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="attributelack",
            name="told_in",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.submission",
            ),
        ),
        migrations.RunPython(presume, migrations.RunPython.noop),
    ]
