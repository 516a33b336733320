import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("marketing", "0001_initial"),
        ("marketing", "0002_initial"),
        ("marketing", "0003_gates_double_opt_in"),
    ]

    initial = True

    dependencies = [
        ("sellers", "0001_squashed_0008_account_updates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="adresse")),
                ("title", models.CharField(max_length=140, verbose_name="titre")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=140, verbose_name="titre (anglais)"),
                ),
                ("standfirst", models.CharField(max_length=300, verbose_name="chapeau")),
                (
                    "standfirst_en",
                    models.CharField(blank=True, max_length=300, verbose_name="chapeau (anglais)"),
                ),
                (
                    "body",
                    models.TextField(
                        help_text="Un paragraphe par bloc, une ligne vide entre deux.",
                        verbose_name="texte",
                    ),
                ),
                ("body_en", models.TextField(blank=True, verbose_name="texte (anglais)")),
                (
                    "image",
                    models.ImageField(blank=True, upload_to="articles/", verbose_name="image"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="publié le"),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="articles",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="adresse e-mail"),
                ),
                ("language", models.CharField(default="fr", max_length=2)),
                ("newsletter_at", models.DateTimeField(null=True, verbose_name="inscrit le")),
                (
                    "newsletter_source",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="origine du consentement"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="désinscrit le")),
                ("orders_count", models.PositiveIntegerField(default=0, verbose_name="commandes")),
                (
                    "spent_cents",
                    models.BigIntegerField(default=0, verbose_name="dépensé (centimes)"),
                ),
                (
                    "last_order_at",
                    models.DateTimeField(null=True, verbose_name="dernière commande"),
                ),
                ("asked_at", models.DateTimeField(null=True, verbose_name="demandé le")),
                ("asked_source", models.CharField(blank=True, max_length=60)),
                ("asked_text", models.CharField(blank=True, max_length=300)),
                (
                    "newsletter_text",
                    models.CharField(blank=True, max_length=300, verbose_name="texte accepté"),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
            },
        ),
    ]
