import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import marketplace.shared.models.user
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("shared", "0001_initial"),
        ("shared", "0002_sandbox_faults"),
        ("shared", "0003_name_sandbox_moves"),
        ("shared", "0004_sandbox_moves"),
        ("shared", "0005_gates_limits"),
        ("shared", "0006_incidents_rules"),
        ("shared", "0007_accounts_mailboxes"),
        ("shared", "0008_doors_proposed_change"),
        ("shared", "0009_proof_proofs"),
        ("shared", "0010_sandbox_updates"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("key", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("used", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "allowance",
                "verbose_name_plural": "allowances",
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=63, verbose_name="table")),
                ("rank", models.PositiveBigIntegerField(verbose_name="rang")),
                ("first", models.BigIntegerField(verbose_name="première clé")),
                ("last", models.BigIntegerField(verbose_name="dernière clé")),
                ("rows", models.TextField(verbose_name="empreintes")),
                ("late", models.BooleanField(default=False, verbose_name="tardif")),
                ("sealed_at", models.DateTimeField(verbose_name="scellé le")),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="empreinte")),
            ],
            options={
                "verbose_name": "scellé",
                "verbose_name_plural": "scellés",
                "constraints": [
                    models.UniqueConstraint(fields=("table", "rank"), name="block_rank_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Brand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(default="Halles", max_length=60, verbose_name="nom")),
                (
                    "baseline",
                    models.CharField(
                        blank=True,
                        default="Le marché des créateurs et des petites marques",
                        max_length=120,
                        verbose_name="accroche",
                    ),
                ),
                (
                    "baseline_en",
                    models.CharField(
                        blank=True,
                        default="The market of makers and small brands",
                        max_length=120,
                        verbose_name="accroche (anglais)",
                    ),
                ),
                ("logo", models.ImageField(blank=True, upload_to="brand/", verbose_name="logo")),
                (
                    "hue",
                    models.PositiveSmallIntegerField(
                        default=158,
                        validators=[django.core.validators.MaxValueValidator(360)],
                        verbose_name="teinte (0-360)",
                    ),
                ),
                (
                    "chroma",
                    models.PositiveSmallIntegerField(
                        default=40,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="intensité (0-100)",
                    ),
                ),
                (
                    "fonts",
                    models.CharField(
                        choices=[
                            ("garde", "Éditoriale (titres à empattements)"),
                            ("grotesque", "Moderne (sans empattement)"),
                        ],
                        default="garde",
                        max_length=20,
                        verbose_name="caractères",
                    ),
                ),
                (
                    "radius",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="arrondi (px)",
                    ),
                ),
                (
                    "announcement",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="annonce en haut de page"
                    ),
                ),
                (
                    "announcement_en",
                    models.CharField(blank=True, max_length=160, verbose_name="annonce (anglais)"),
                ),
            ],
            options={
                "verbose_name": "marque",
                "verbose_name_plural": "marque",
            },
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="chaîne")),
                ("rank", models.PositiveBigIntegerField(default=0, verbose_name="rang")),
                ("hash", models.CharField(blank=True, max_length=64, verbose_name="empreinte")),
            ],
            options={
                "verbose_name": "chaîne d'empreintes",
                "verbose_name_plural": "chaînes d'empreintes",
            },
        ),
        migrations.CreateModel(
            name="GatewayNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("uid", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=60, verbose_name="événement")),
                ("subject_ref", models.CharField(blank=True, max_length=100, verbose_name="objet")),
                ("payload", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField(verbose_name="reçu le")),
                ("handled_at", models.DateTimeField(null=True, verbose_name="traité le")),
                ("outcome", models.CharField(blank=True, max_length=200, verbose_name="suite")),
            ],
            options={
                "verbose_name": "notification du prestataire",
                "verbose_name_plural": "notifications du prestataire",
                "constraints": [
                    models.UniqueConstraint(fields=("gateway", "uid"), name="notice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job", models.CharField(max_length=100, unique=True, verbose_name="travail")),
                ("ran_at", models.DateTimeField(verbose_name="passé le")),
            ],
            options={
                "verbose_name": "tâche planifiée",
                "verbose_name_plural": "tâches planifiées",
            },
        ),
        migrations.CreateModel(
            name="LegalEntity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "legal_name",
                    models.CharField(
                        default="Halles Démonstration SAS",
                        max_length=120,
                        verbose_name="raison sociale",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(default="SAS", max_length=40, verbose_name="forme juridique"),
                ),
                (
                    "capital",
                    models.CharField(
                        blank=True, default="10 000 €", max_length=40, verbose_name="capital"
                    ),
                ),
                (
                    "siren",
                    models.CharField(default="732829320", max_length=9, verbose_name="SIREN"),
                ),
                (
                    "siret",
                    models.CharField(default="73282932000074", max_length=14, verbose_name="SIRET"),
                ),
                (
                    "rcs",
                    models.CharField(
                        blank=True, default="RCS Paris", max_length=60, verbose_name="RCS"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(
                        default="FR44732829320", max_length=20, verbose_name="numéro de TVA"
                    ),
                ),
                (
                    "line1",
                    models.CharField(
                        default="12 rue du Marché", max_length=120, verbose_name="adresse"
                    ),
                ),
                (
                    "postcode",
                    models.CharField(default="75001", max_length=10, verbose_name="code postal"),
                ),
                ("city", models.CharField(default="Paris", max_length=80, verbose_name="ville")),
                ("country", models.CharField(default="FR", max_length=2, verbose_name="pays")),
                (
                    "email",
                    models.EmailField(
                        default="bonjour@halles.example",
                        max_length=254,
                        verbose_name="adresse e-mail",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        default="01 99 00 12 34",
                        max_length=20,
                        verbose_name="téléphone",
                    ),
                ),
                (
                    "mediator",
                    models.CharField(
                        blank=True,
                        default="Médiation de démonstration, 75002 Paris",
                        max_length=200,
                        verbose_name="médiateur de la consommation",
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=200, verbose_name="hébergeur")),
            ],
            options={
                "verbose_name": "société exploitante",
                "verbose_name_plural": "société exploitante",
            },
        ),
        migrations.CreateModel(
            name="LegalText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sale_terms", "Conditions générales de vente"),
                            ("seller_terms", "Conditions des vendeurs"),
                            ("invoicing_mandate", "Mandat de facturation"),
                            ("privacy", "Données personnelles"),
                            ("legal_notice", "Mentions légales"),
                            ("ranking", "Classement et fonctionnement"),
                        ],
                        max_length=30,
                        verbose_name="texte",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("title", models.CharField(max_length=160, verbose_name="titre")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=160, verbose_name="titre (anglais)"),
                ),
                ("body", models.TextField(verbose_name="texte")),
                ("body_en", models.TextField(blank=True, verbose_name="texte (anglais)")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="publié le"),
                ),
            ],
            options={
                "verbose_name": "texte légal",
                "verbose_name_plural": "textes légaux",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "version"), name="legal_text_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task", models.CharField(max_length=200, verbose_name="tâche")),
                ("data", models.JSONField(default=dict, verbose_name="données")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="à reprendre le")),
                ("done_at", models.DateTimeField(db_index=True, null=True, verbose_name="fait le")),
                ("dead_at", models.DateTimeField(null=True, verbose_name="abandonné le")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=500, verbose_name="dernière erreur"),
                ),
            ],
            options={
                "verbose_name": "tâche en attente",
                "verbose_name_plural": "tâches en attente",
                "indexes": [
                    models.Index(
                        condition=models.Q(("dead_at", None), ("done_at", None)),
                        fields=["due_at"],
                        name="pending_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveBigIntegerField(unique=True, verbose_name="rang")),
                ("ran_at", models.DateTimeField(db_index=True, verbose_name="date")),
                ("seconds", models.PositiveIntegerField(verbose_name="durée (secondes)")),
                ("found", models.PositiveIntegerField(verbose_name="anomalies")),
                ("findings", models.JSONField(default=list, verbose_name="ce qui ne va pas")),
                ("heads", models.JSONField(default=dict, verbose_name="fin de chaque chaîne")),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="empreinte")),
            ],
            options={
                "verbose_name": "preuve",
                "verbose_name_plural": "preuves",
            },
        ),
        migrations.CreateModel(
            name="Rules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "payment_minutes",
                    models.PositiveIntegerField(
                        default=30,
                        help_text="Le stock est gardé pendant ce temps, puis rendu.",
                        verbose_name="délai de paiement (minutes)",
                    ),
                ),
                (
                    "accept_hours",
                    models.PositiveIntegerField(
                        default=48, verbose_name="délai d'acceptation (heures)"
                    ),
                ),
                (
                    "withdrawal_days",
                    models.PositiveIntegerField(
                        default=14,
                        validators=[django.core.validators.MinValueValidator(14)],
                        verbose_name="délai de rétractation (jours)",
                    ),
                ),
                (
                    "payout_hold_days",
                    models.PositiveIntegerField(
                        default=14, verbose_name="retenue avant versement (jours après livraison)"
                    ),
                ),
                (
                    "presumed_delivery_days",
                    models.PositiveIntegerField(
                        default=10, verbose_name="livraison présumée (jours après expédition)"
                    ),
                ),
                (
                    "mandate_contest_days",
                    models.PositiveIntegerField(
                        default=15, verbose_name="contestation des factures (jours)"
                    ),
                ),
                (
                    "payout_minimum_cents",
                    models.PositiveIntegerField(
                        default=1000, verbose_name="versement minimal (centimes)"
                    ),
                ),
                (
                    "payout_four_eyes_cents",
                    models.PositiveIntegerField(
                        default=500000, verbose_name="seuil de double validation (centimes)"
                    ),
                ),
                (
                    "image_min_pixels",
                    models.PositiveIntegerField(
                        default=500, verbose_name="côté minimal d'une photo (pixels)"
                    ),
                ),
                (
                    "price_outlier_factor",
                    models.PositiveIntegerField(
                        default=8, verbose_name="écart de prix suspect (multiple de la médiane)"
                    ),
                ),
                (
                    "commission_vat_bps",
                    models.PositiveIntegerField(
                        default=2000,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="TVA sur commission (points de base)",
                    ),
                ),
                (
                    "acceptance",
                    models.CharField(
                        choices=[("manual", "par le vendeur"), ("automatic", "automatique")],
                        default="manual",
                        max_length=10,
                        verbose_name="acceptation des commandes",
                    ),
                ),
                (
                    "scarce_payment_minutes",
                    models.PositiveIntegerField(
                        default=10,
                        help_text="Quand une commande prend plus que sa part du stock d'un article, il est gardé moins longtemps.",
                        verbose_name="délai de paiement des dernières pièces (minutes)",
                    ),
                ),
                (
                    "unpaid_orders_most",
                    models.PositiveIntegerField(
                        default=3, verbose_name="commandes impayées à la fois par visiteur"
                    ),
                ),
                (
                    "unpaid_pieces_most",
                    models.PositiveIntegerField(
                        default=100, verbose_name="pièces gardées sans paiement par visiteur"
                    ),
                ),
                (
                    "unpaid_scarce_most",
                    models.PositiveIntegerField(
                        default=5,
                        verbose_name="articles épuisés ou presque par un visiteur sans paiement",
                    ),
                ),
                (
                    "unpaid_share_percent",
                    models.PositiveIntegerField(
                        default=50,
                        help_text="Au-delà de dix pièces d'un article, un visiteur n'en garde pas davantage sans payer.",
                        verbose_name="part du stock gardée sans paiement (%)",
                    ),
                ),
                (
                    "incident_alone_cents",
                    models.PositiveIntegerField(
                        default=15000,
                        help_text="Au-delà, une personne de la finance approuve la décision.",
                        verbose_name="ce que le service client accorde seul sur une commande (centimes)",
                    ),
                ),
                (
                    "incident_answer_hours",
                    models.PositiveIntegerField(
                        default=48, verbose_name="réponse du vendeur à une réclamation (heures)"
                    ),
                ),
            ],
            options={
                "verbose_name": "règles de la maison",
                "verbose_name_plural": "règles de la maison",
            },
        ),
        migrations.CreateModel(
            name="SandboxAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=40, unique=True)),
                ("key", models.CharField(max_length=100, unique=True)),
                ("email", models.EmailField(max_length=254)),
                ("legal_name", models.CharField(max_length=120)),
                ("siret", models.CharField(blank=True, max_length=14)),
                ("state", models.CharField(default="pending", max_length=20)),
                ("requirements", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("return_url", models.CharField(blank=True, max_length=500)),
                ("updates", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "compte d'essai",
                "verbose_name_plural": "comptes d'essai",
            },
        ),
        migrations.CreateModel(
            name="SandboxMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=40, unique=True)),
                ("key", models.CharField(max_length=100, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refund", "Remboursement"),
                            ("transfer", "Virement"),
                            ("dispute", "Contestation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("target_ref", models.CharField(db_index=True, max_length=40)),
                ("amount_cents", models.BigIntegerField()),
                ("fee_cents", models.BigIntegerField(default=0)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("state", models.CharField(default="paid", max_length=20)),
                ("failure", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "mouvement d'essai",
                "verbose_name_plural": "mouvements d'essai",
            },
        ),
        migrations.CreateModel(
            name="SandboxNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("subject_ref", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("last_answer", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "webhook d'essai",
                "verbose_name_plural": "webhooks d'essai",
            },
        ),
        migrations.CreateModel(
            name="SandboxPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=40, unique=True)),
                ("key", models.CharField(max_length=100, unique=True)),
                ("order_ref", models.CharField(max_length=100)),
                ("description", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("amount_cents", models.BigIntegerField()),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("return_url", models.CharField(max_length=500)),
                ("state", models.CharField(default="pending", max_length=20)),
                ("failure", models.CharField(blank=True, max_length=60)),
                ("card", models.CharField(blank=True, max_length=4)),
                ("needs_challenge", models.BooleanField(default=False)),
                ("disputes_later", models.BooleanField(default=False)),
                ("fee_cents", models.BigIntegerField(default=0)),
                ("refunded_cents", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "paiement d'essai",
                "verbose_name_plural": "paiements d'essai",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_cents__gte", 0),
                            ("refunded_cents__lte", models.F("amount_cents")),
                        ),
                        name="sandbox_refunds_within_payment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SandboxSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "duplicate_notices",
                    models.BooleanField(
                        default=False, verbose_name="envoyer chaque webhook deux fois"
                    ),
                ),
                (
                    "shuffle_notices",
                    models.BooleanField(
                        default=False, verbose_name="envoyer les webhooks dans le désordre"
                    ),
                ),
                (
                    "delay_seconds",
                    models.PositiveIntegerField(
                        default=0, verbose_name="retarder les webhooks (secondes)"
                    ),
                ),
                (
                    "drop_percent",
                    models.PositiveIntegerField(default=0, verbose_name="perdre des webhooks (%)"),
                ),
                (
                    "fail_transfers",
                    models.BooleanField(default=False, verbose_name="refuser les virements"),
                ),
                (
                    "is_down",
                    models.BooleanField(default=False, verbose_name="ne plus répondre du tout"),
                ),
                (
                    "loses_answers",
                    models.BooleanField(
                        default=False, verbose_name="faire le travail sans répondre"
                    ),
                ),
                (
                    "refuse_updates",
                    models.BooleanField(
                        default=False,
                        verbose_name="refuser les changements d'identité des vendeurs",
                    ),
                ),
            ],
            options={
                "verbose_name": "réglages du bac à sable",
                "verbose_name_plural": "réglages du bac à sable",
            },
        ),
        migrations.CreateModel(
            name="Sequence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series", models.CharField(max_length=60, unique=True, verbose_name="série")),
                ("last", models.PositiveBigIntegerField(default=0, verbose_name="dernier numéro")),
                ("last_on", models.DateField(null=True, verbose_name="dernière date")),
            ],
            options={
                "verbose_name": "série de numéros",
                "verbose_name_plural": "séries de numéros",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=150, verbose_name="first name"),
                ),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=150, verbose_name="last name"),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="adresse e-mail"),
                ),
                ("language", models.CharField(default="fr", max_length=2, verbose_name="langue")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "email_proven_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="adresse prouvée le"
                    ),
                ),
                ("sessions_epoch", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "personne",
                "verbose_name_plural": "personnes",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="user_email_once"
                    )
                ],
            },
            managers=[
                ("objects", marketplace.shared.models.user.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recipient",
                    models.CharField(blank=True, max_length=120, verbose_name="nom complet"),
                ),
                ("company", models.CharField(blank=True, max_length=120, verbose_name="société")),
                ("line1", models.CharField(blank=True, max_length=120, verbose_name="adresse")),
                ("line2", models.CharField(blank=True, max_length=120, verbose_name="complément")),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=10, verbose_name="code postal"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="ville")),
                ("country", models.CharField(default="FR", max_length=2, verbose_name="pays")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "adresse",
                "verbose_name_plural": "adresses",
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=100, verbose_name="fait")),
                ("subject", models.CharField(db_index=True, max_length=100, verbose_name="objet")),
                (
                    "within",
                    models.CharField(
                        blank=True, db_index=True, max_length=100, verbose_name="dossier"
                    ),
                ),
                ("data", models.JSONField(default=dict, verbose_name="données")),
                ("because", models.CharField(blank=True, max_length=500, verbose_name="raison")),
                ("happened_at", models.DateTimeField(db_index=True, verbose_name="date")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
            ],
            options={
                "verbose_name": "fait",
                "verbose_name_plural": "journal d'activité",
            },
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
        migrations.CreateModel(
            name="ProposedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="objet")),
                ("subject_id", models.BigIntegerField(default=0, verbose_name="identifiant")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente"),
                            ("applied", "en vigueur"),
                            ("refused", "refusée"),
                            ("withdrawn", "retirée"),
                            ("lapsed", "caduque"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("before", models.JSONField(default=dict, verbose_name="avant")),
                ("after", models.JSONField(default=dict, verbose_name="après")),
                ("because", models.CharField(max_length=300, verbose_name="motif")),
                ("proposed_at", models.DateTimeField(verbose_name="proposé le")),
                ("takes_effect_at", models.DateTimeField(null=True, verbose_name="prend effet le")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="décidé le")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="suite")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidé par",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "changement proposé",
                "verbose_name_plural": "changements proposés",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["takes_effect_at"],
                        name="proposed_change_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "applied", "refused", "withdrawn", "lapsed"])
                        ),
                        name="proposed_change_state_known",
                    )
                ],
            },
        ),
    ]
