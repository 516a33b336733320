"""The catalogue, with its word index (derived columns on PostgreSQL, FTS5 on SQLite) and the indexes of its lists."""

import django.db.models.deletion
import marketplace.shared.files
from django.conf import settings
from django.db import migrations, models


POSTGRES = """
ALTER TABLE catalog_searchentry
  ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(
    string_to_array(title || brand || about || body || terms, ' '), ''))) STORED,
  ADD COLUMN openings tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(
    string_to_array(starts, ' '), ''))) STORED;
CREATE INDEX catalog_search_words ON catalog_searchentry USING gin (words);
CREATE INDEX catalog_search_openings ON catalog_searchentry USING gin (openings);
ALTER TABLE catalog_searchentry ALTER COLUMN words SET STATISTICS 1000
"""

COLUMNS = "title, brand, about, body, starts, terms"
OLD = ", ".join(f"old.{name}" for name in COLUMNS.split(", "))
NEW = ", ".join(f"new.{name}" for name in COLUMNS.split(", "))
FORGET = (
    f"INSERT INTO catalog_searchwords(catalog_searchwords, rowid, {COLUMNS}) "
    f"VALUES ('delete', old.product_id, {OLD})"
)
LEARN = f"INSERT INTO catalog_searchwords(rowid, {COLUMNS}) VALUES (new.product_id, {NEW})"
SQLITE = [
    f"""CREATE VIRTUAL TABLE catalog_searchwords USING fts5({COLUMNS}, content='catalog_searchentry',
        content_rowid='product_id', detail='column', prefix='2 3 4',
        tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
    f"CREATE TRIGGER catalog_search_added AFTER INSERT ON catalog_searchentry BEGIN {LEARN}; END",
    f"CREATE TRIGGER catalog_search_gone AFTER DELETE ON catalog_searchentry BEGIN {FORGET}; END",
    f"""CREATE TRIGGER catalog_search_changed AFTER UPDATE ON catalog_searchentry
        BEGIN {FORGET}; {LEARN}; END""",
]
SQLITE_BACK = [
    "DROP TRIGGER catalog_search_added",
    "DROP TRIGGER catalog_search_gone",
    "DROP TRIGGER catalog_search_changed",
    "DROP TABLE catalog_searchwords",
]
POSTGRES_BACK = "ALTER TABLE catalog_searchentry DROP COLUMN words, DROP COLUMN openings"

# On PostgreSQL, indexes that hold all a list weighs: it reads no wide row of a sheet.
PUBLIC = "WHERE state = 'published' AND is_sellable"
WEIGHED = "from_cents, in_stock, rating_hundredths, rating_count, sales_count, published_at"
LISTING = [
    f"CREATE INDEX product_listing ON catalog_product (id) INCLUDE (category_path, {WEIGHED}) {PUBLIC}",
    f"CREATE INDEX product_listing_by_category ON catalog_product (category_path, id) INCLUDE ({WEIGHED}) {PUBLIC}",
    "CREATE INDEX search_terms ON catalog_searchentry (product_id) INCLUDE (terms)",
]
LISTING_BACK = [
    "DROP INDEX product_listing",
    "DROP INDEX product_listing_by_category",
    "DROP INDEX search_terms",
]


def build(apps, schema_editor):
    _run(schema_editor, [*POSTGRES.split(";"), *LISTING], SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, [*LISTING_BACK, POSTGRES_BACK], SQLITE_BACK)


def _run(schema_editor, postgres, sqlite):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    replaces = [
        ("catalog", "0001_initial"),
        ("catalog", "0002_initial"),
        ("catalog", "0003_imports_resume"),
        ("catalog", "0004_search"),
        ("catalog", "0005_word_index"),
        ("catalog", "0006_variant_approval"),
        ("catalog", "0007_listing_index"),
        ("catalog", "0008_tables_reading"),
    ]

    initial = True

    dependencies = [
        ("sellers", "0001_squashed_0008_account_updates"),
        ("shared", "0001_squashed_0010_sandbox_updates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Brand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="nom")),
                ("slug", models.SlugField(max_length=100, unique=True)),
            ],
            options={
                "verbose_name": "marque commerciale",
                "verbose_name_plural": "marques commerciales",
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=255, unique=True)),
                ("depth", models.PositiveIntegerField()),
                ("numchild", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=80, verbose_name="nom (anglais)"),
                ),
                ("slug", models.SlugField(max_length=100, unique=True, verbose_name="adresse")),
                ("icon", models.CharField(blank=True, max_length=40, verbose_name="icône")),
                (
                    "image",
                    models.ImageField(
                        blank=True, upload_to="categories/", verbose_name="illustration"
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="introduction")),
                ("intro_en", models.TextField(blank=True, verbose_name="introduction (anglais)")),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("open", "Ouverte"),
                            ("reviewed", "Toujours relue avant publication"),
                            ("forbidden", "Interdite"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="règle",
                    ),
                ),
                (
                    "policy_note",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="référence de la règle"
                    ),
                ),
                (
                    "vat_class",
                    models.CharField(
                        choices=[
                            ("standard", "Taux normal"),
                            ("food", "Produit alimentaire"),
                            ("food_now", "Consommation immédiate"),
                            ("book", "Livre"),
                        ],
                        default="standard",
                        max_length=12,
                        verbose_name="classe de TVA",
                    ),
                ),
            ],
            options={
                "verbose_name": "catégorie",
                "verbose_name_plural": "catégories",
            },
        ),
        migrations.CreateModel(
            name="ForbiddenWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(max_length=80, unique=True, verbose_name="mot ou expression"),
                ),
                (
                    "blocks",
                    models.BooleanField(default=False, verbose_name="bloque la publication"),
                ),
                ("note", models.CharField(blank=True, max_length=160, verbose_name="pourquoi")),
            ],
            options={
                "verbose_name": "mot surveillé",
                "verbose_name_plural": "mots surveillés",
            },
        ),
        migrations.CreateModel(
            name="Import",
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
                            ("reading", "Lecture du fichier"),
                            ("received", "Fichier reçu"),
                            ("checking", "Vérification en cours"),
                            ("checked", "Vérifié, prêt à appliquer"),
                            ("applying", "Application en cours"),
                            ("done", "Terminé"),
                            ("failed", "Fichier refusé"),
                            ("cancelled", "Abandonné"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=marketplace.shared.files.private_storage, upload_to="imports/%Y/%m/"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="fichier")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "photos",
                    models.FileField(
                        blank=True,
                        storage=marketplace.shared.files.private_storage,
                        upload_to="imports/%Y/%m/",
                    ),
                ),
                (
                    "photos_name",
                    models.CharField(blank=True, max_length=120, verbose_name="archive de photos"),
                ),
                ("detected", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="lignes")),
                (
                    "progress",
                    models.PositiveIntegerField(default=0, verbose_name="lignes traitées"),
                ),
                ("new_count", models.PositiveIntegerField(default=0, verbose_name="nouvelles")),
                ("updated_count", models.PositiveIntegerField(default=0, verbose_name="modifiées")),
                (
                    "unchanged_count",
                    models.PositiveIntegerField(default=0, verbose_name="inchangées"),
                ),
                ("refused_count", models.PositiveIntegerField(default=0, verbose_name="refusées")),
                (
                    "warning_count",
                    models.PositiveIntegerField(default=0, verbose_name="avec remarque"),
                ),
                (
                    "failure",
                    models.CharField(blank=True, max_length=300, verbose_name="raison du refus"),
                ),
                ("created_at", models.DateTimeField(verbose_name="reçu le")),
                (
                    "beat_at",
                    models.DateTimeField(null=True, verbose_name="dernier signe du travail"),
                ),
                ("finished_at", models.DateTimeField(null=True, verbose_name="terminé le")),
                (
                    "created_by",
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
                        related_name="imports",
                        to="sellers.seller",
                    ),
                ),
                (
                    "cursor",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Dernière ligne lue, puis dernière fiche vérifiée, puis appliquée.",
                    ),
                ),
                ("read_at", models.DateTimeField(null=True, verbose_name="lu jusqu'au bout le")),
                ("asked", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "reading",
                                    "received",
                                    "checking",
                                    "checked",
                                    "applying",
                                    "done",
                                    "failed",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="import_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["reading", "received", "checking", "checked", "applying"],
                            )
                        ),
                        fields=("seller",),
                        name="one_open_import",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signature", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict)),
                ("used_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_profiles",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "correspondance de colonnes",
                "verbose_name_plural": "correspondances de colonnes",
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "signature"), name="profile_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=160, verbose_name="motif")),
                (
                    "label_en",
                    models.CharField(blank=True, max_length=160, verbose_name="motif (anglais)"),
                ),
                ("remedy", models.CharField(max_length=300, verbose_name="comment corriger")),
                (
                    "remedy_en",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="comment corriger (anglais)"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="règle ou base légale"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="proposé")),
            ],
            options={
                "verbose_name": "motif de modération",
                "verbose_name_plural": "motifs de modération",
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="Séparés par des virgules : canapé, sofa, divan",
                        max_length=200,
                        unique=True,
                        verbose_name="mots",
                    ),
                ),
            ],
            options={
                "verbose_name": "synonymes",
                "verbose_name_plural": "synonymes",
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("kind_label", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=80)),
                ("label", models.CharField(max_length=80)),
                (
                    "seller",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "critère de filtre",
                "verbose_name_plural": "critères de filtre",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "value"), name="term_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("folded", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("shown", models.CharField(max_length=40)),
                ("length", models.PositiveSmallIntegerField(db_index=True)),
                ("count", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "mot connu",
                "verbose_name_plural": "mots connus",
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="ligne")),
                ("sku", models.CharField(blank=True, max_length=80)),
                ("group", models.CharField(blank=True, max_length=100)),
                ("draft", models.JSONField(default=dict)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "Nouvelle"),
                            ("updated", "Modifiée"),
                            ("unchanged", "Inchangée"),
                            ("refused", "Refusée"),
                        ],
                        max_length=10,
                        verbose_name="résultat",
                    ),
                ),
                ("problems", models.JSONField(default=list, verbose_name="remarques")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalog.import",
                    ),
                ),
                (
                    "sheet",
                    models.PositiveIntegerField(
                        default=0, verbose_name="première ligne de la fiche"
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne d'import",
                "verbose_name_plural": "lignes d'import",
                "indexes": [
                    models.Index(fields=["source", "sheet", "line"], name="import_by_sheet")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "line"), name="import_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
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
                            ("draft", "Brouillon"),
                            ("published", "En ligne"),
                            ("refused", "Refusé"),
                            ("taken_down", "Retiré par l'opérateur"),
                            ("retired", "Retiré par le vendeur"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("slug", models.SlugField(max_length=140, unique=True)),
                (
                    "ref",
                    models.CharField(
                        help_text="Réunit les déclinaisons d'une même fiche chez un vendeur.",
                        max_length=100,
                        verbose_name="référence de la fiche",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="titre")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("category_path", models.CharField(blank=True, max_length=255)),
                (
                    "attributes",
                    models.JSONField(blank=True, default=dict, verbose_name="caractéristiques"),
                ),
                (
                    "axes",
                    models.JSONField(blank=True, default=list, verbose_name="axes de déclinaisons"),
                ),
                (
                    "vat_class",
                    models.CharField(
                        default="standard", max_length=12, verbose_name="classe de TVA"
                    ),
                ),
                (
                    "withdrawal_exception",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="exception au droit de rétractation"
                    ),
                ),
                ("is_sellable", models.BooleanField(default=False, verbose_name="vendable")),
                ("in_stock", models.BooleanField(default=False, verbose_name="en stock")),
                (
                    "from_cents",
                    models.BigIntegerField(default=0, verbose_name="à partir de (centimes)"),
                ),
                (
                    "prior_cents",
                    models.BigIntegerField(null=True, verbose_name="prix antérieur (centimes)"),
                ),
                ("offers_count", models.PositiveIntegerField(default=0)),
                ("rating_count", models.PositiveIntegerField(default=0)),
                ("rating_hundredths", models.PositiveIntegerField(default=0)),
                ("sales_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                ("published_at", models.DateTimeField(null=True, verbose_name="publié le")),
                ("changed_at", models.DateTimeField(verbose_name="modifié le")),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="catalog.brand",
                        verbose_name="marque",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="catalog.category",
                        verbose_name="catégorie",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche produit",
                "verbose_name_plural": "fiches produits",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_sellable", True), ("state", "published")),
                        fields=["category_path", "-published_at"],
                        name="product_by_category",
                    ),
                    models.Index(
                        condition=models.Q(("is_sellable", True), ("state", "published")),
                        fields=["-published_at", "id"],
                        name="product_newest",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["draft", "published", "refused", "taken_down", "retired"],
                            )
                        ),
                        name="product_state_known",
                    ),
                    models.UniqueConstraint(fields=("owner", "ref"), name="product_ref_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purchase", models.PositiveBigIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "En attente"),
                            ("published", "Publié"),
                            ("refused", "Refusé"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("author", models.CharField(max_length=60, verbose_name="signature")),
                ("rating", models.PositiveSmallIntegerField(verbose_name="note")),
                ("title", models.CharField(blank=True, max_length=100, verbose_name="titre")),
                ("body", models.TextField(blank=True, max_length=3000, verbose_name="avis")),
                ("bought_on", models.DateField(verbose_name="acheté le")),
                ("written_at", models.DateTimeField(verbose_name="écrit le")),
                (
                    "reply",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="réponse du vendeur"
                    ),
                ),
                ("replied_at", models.DateTimeField(null=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="catalog.product",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis",
                "verbose_name_plural": "avis",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "published", "refused"])),
                        name="review_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating__gte", 1), ("rating__lte", 5)),
                        name="rating_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="entry",
                        serialize=False,
                        to="catalog.product",
                    ),
                ),
                ("title", models.TextField(default=" ")),
                ("brand", models.TextField(default=" ")),
                ("about", models.TextField(default=" ")),
                ("body", models.TextField(default=" ")),
                ("starts", models.TextField(default=" ")),
                ("terms", models.TextField(default=" ")),
            ],
            options={
                "verbose_name": "fiche dans la recherche",
                "verbose_name_plural": "fiches dans la recherche",
            },
        ),
        migrations.CreateModel(
            name="Submission",
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
                            ("queued", "En attente de modération"),
                            ("approved", "Approuvée"),
                            ("to_change", "Modifications demandées"),
                            ("refused", "Refusée"),
                            ("superseded", "Remplacée par une version plus récente"),
                        ],
                        default="queued",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("content", models.JSONField(verbose_name="contenu proposé")),
                ("findings", models.JSONField(default=list, verbose_name="constats des règles")),
                ("severity", models.PositiveSmallIntegerField(default=0, verbose_name="gravité")),
                ("submitted_at", models.DateTimeField(verbose_name="proposée le")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="décidée le")),
                ("note", models.TextField(blank=True, verbose_name="message au vendeur")),
                (
                    "is_automatic",
                    models.BooleanField(default=False, verbose_name="décision automatique"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="catalog.product",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.reason",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "proposition de fiche",
                "verbose_name_plural": "propositions de fiches",
                "indexes": [
                    models.Index(
                        fields=["state", "-severity", "submitted_at"], name="submission_queue"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["queued", "approved", "to_change", "refused", "superseded"],
                            )
                        ),
                        name="submission_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "queued")),
                        fields=("product",),
                        name="one_queued_submission",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("values", models.JSONField(blank=True, default=list, verbose_name="valeurs")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="libellé")),
                (
                    "gtin",
                    models.CharField(
                        blank=True, db_index=True, max_length=14, verbose_name="code-barres (GTIN)"
                    ),
                ),
                (
                    "weight_g",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="poids (g)"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variants",
                        to="catalog.product",
                    ),
                ),
                (
                    "is_approved",
                    models.BooleanField(default=True, verbose_name="visible du public"),
                ),
            ],
            options={
                "verbose_name": "déclinaison",
                "verbose_name_plural": "déclinaisons",
                "constraints": [
                    models.UniqueConstraint(fields=("product", "label"), name="variant_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sku", models.CharField(max_length=80, verbose_name="SKU")),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("price_cents", models.BigIntegerField(verbose_name="prix TTC (centimes)")),
                ("stock", models.PositiveIntegerField(default=0, verbose_name="stock")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposée")),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="sellers.seller",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="catalog.product",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "offre",
                "verbose_name_plural": "offres",
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "sku"), name="sku_once_a_seller"),
                    models.UniqueConstraint(
                        fields=("seller", "variant"), name="one_offer_a_variant"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_cents__gt", 0)), name="price_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stock__gte", 0)), name="stock_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ImageField(
                        height_field="height", upload_to="photos/originals/", width_field="width"
                    ),
                ),
                (
                    "stem",
                    models.CharField(blank=True, max_length=120, verbose_name="nom des tailles"),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=160, verbose_name="nom d'origine"),
                ),
                ("sha256", models.CharField(max_length=64)),
                (
                    "alt",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="texte de remplacement"
                    ),
                ),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "is_approved",
                    models.BooleanField(default=False, verbose_name="visible du public"),
                ),
                ("sized_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="sellers.seller",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="catalog.product",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="photos",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "sha256"), name="photo_once_a_product"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_cents", models.BigIntegerField(verbose_name="prix TTC (centimes)")),
                ("starts_at", models.DateTimeField(verbose_name="depuis")),
                ("ends_at", models.DateTimeField(null=True, verbose_name="jusqu'au")),
                (
                    "prior_cents",
                    models.BigIntegerField(null=True, verbose_name="prix antérieur (centimes)"),
                ),
                ("reason", models.CharField(blank=True, max_length=40, verbose_name="raison")),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prices",
                        to="catalog.offer",
                    ),
                ),
            ],
            options={
                "verbose_name": "prix",
                "verbose_name_plural": "historique des prix",
                "indexes": [models.Index(fields=["offer", "-starts_at"], name="price_history")],
            },
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("delta", models.IntegerField(verbose_name="variation")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("set", "Mise à jour"),
                            ("sold", "Commande"),
                            ("freed", "Commande non aboutie"),
                            ("returned", "Retour"),
                        ],
                        max_length=10,
                        verbose_name="raison",
                    ),
                ),
                ("ref", models.CharField(blank=True, max_length=60, verbose_name="référence")),
                ("moved_at", models.DateTimeField(verbose_name="date")),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stock_moves",
                        to="catalog.offer",
                    ),
                ),
            ],
            options={
                "verbose_name": "mouvement de stock",
                "verbose_name_plural": "mouvements de stock",
            },
        ),
        migrations.AddField(
            model_name="Product",
            name="best_offer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.offer",
            ),
        ),
        migrations.AddField(
            model_name="Product",
            name="cover",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.photo",
            ),
        ),
        migrations.RunPython(build, drop),
    ]
