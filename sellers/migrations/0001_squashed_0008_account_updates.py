import django.db.models.deletion
import marketplace.shared.files
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("sellers", "0001_initial"),
        ("sellers", "0002_initial"),
        ("sellers", "0003_zones"),
        ("sellers", "0004_mandate_revoked"),
        ("sellers", "0005_accounts_invitation"),
        ("sellers", "0006_sellers_identities"),
        ("sellers", "0007_shop_mailboxes"),
        ("sellers", "0008_account_updates"),
    ]

    initial = True

    dependencies = [
        ("shared", "0001_squashed_0010_sandbox_updates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seller",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="code")),
                (
                    "slug",
                    models.SlugField(
                        max_length=80, unique=True, verbose_name="adresse de la boutique"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom de la boutique")),
                ("story", models.TextField(blank=True, verbose_name="présentation")),
                ("logo", models.ImageField(blank=True, upload_to="sellers/", verbose_name="logo")),
                (
                    "banner",
                    models.ImageField(blank=True, upload_to="sellers/", verbose_name="bandeau"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Candidature commencée"),
                            ("applied", "À examiner"),
                            ("to_complete", "À compléter"),
                            ("open", "Ouvert"),
                            ("refused", "Refusé"),
                            ("closed", "Fermé"),
                            ("withdrawn", "Candidature retirée"),
                        ],
                        db_index=True,
                        default="draft",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                (
                    "legal_name",
                    models.CharField(blank=True, max_length=120, verbose_name="raison sociale"),
                ),
                (
                    "legal_form",
                    models.CharField(blank=True, max_length=40, verbose_name="forme juridique"),
                ),
                (
                    "capital",
                    models.CharField(blank=True, max_length=40, verbose_name="capital social"),
                ),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                (
                    "rcs",
                    models.CharField(blank=True, max_length=60, verbose_name="immatriculation"),
                ),
                (
                    "vat_regime",
                    models.CharField(
                        choices=[
                            ("standard", "Assujetti à la TVA"),
                            ("franchise", "Franchise en base (art. 293 B du CGI)"),
                        ],
                        default="standard",
                        max_length=12,
                        verbose_name="régime de TVA",
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(blank=True, max_length=20, verbose_name="numéro de TVA"),
                ),
                (
                    "representative",
                    models.CharField(blank=True, max_length=120, verbose_name="représentant légal"),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                ("line1", models.CharField(blank=True, max_length=120, verbose_name="adresse")),
                ("line2", models.CharField(blank=True, max_length=120, verbose_name="complément")),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=10, verbose_name="code postal"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="ville")),
                ("country", models.CharField(default="FR", max_length=2, verbose_name="pays")),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="IBAN")),
                (
                    "iban_changed_at",
                    models.DateTimeField(null=True, verbose_name="IBAN modifié le"),
                ),
                (
                    "moderation",
                    models.CharField(
                        choices=[
                            ("before", "Avant publication"),
                            ("after", "Publication directe si les règles passent"),
                        ],
                        default="before",
                        max_length=10,
                        verbose_name="modération",
                    ),
                ),
                (
                    "account_ref",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="compte chez le prestataire"
                    ),
                ),
                (
                    "kyc_state",
                    models.CharField(
                        choices=[
                            ("none", "Pas commencée"),
                            ("pending", "En cours"),
                            ("verified", "Vérifiée"),
                            ("restricted", "Restreinte"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="vérification d'identité",
                    ),
                ),
                (
                    "kyc_requirements",
                    models.JSONField(blank=True, default=list, verbose_name="pièces demandées"),
                ),
                (
                    "payouts_enabled",
                    models.BooleanField(default=False, verbose_name="virements possibles"),
                ),
                (
                    "handling_days",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="préparation (jours ouvrés)"
                    ),
                ),
                (
                    "return_policy",
                    models.TextField(blank=True, verbose_name="conditions de retour"),
                ),
                ("holiday_from", models.DateField(blank=True, null=True, verbose_name="absent du")),
                ("holiday_until", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "suspended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="suspendu le"),
                ),
                (
                    "suspended_because",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="motif de suspension"
                    ),
                ),
                (
                    "rating_count",
                    models.PositiveIntegerField(default=0, verbose_name="nombre d'avis"),
                ),
                (
                    "rating_hundredths",
                    models.PositiveIntegerField(default=0, verbose_name="note (centièmes)"),
                ),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="ouvert le")),
                (
                    "mandate_revoked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="mandat de facturation révoqué le"
                    ),
                ),
                (
                    "vat_next_number",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="nouveau numéro de TVA"
                    ),
                ),
                (
                    "vat_next_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="nouveau régime de TVA à compter du"
                    ),
                ),
                (
                    "vat_next_regime",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("standard", "Assujetti à la TVA"),
                            ("franchise", "Franchise en base (art. 293 B du CGI)"),
                        ],
                        max_length=12,
                        verbose_name="nouveau régime de TVA",
                    ),
                ),
            ],
            options={
                "verbose_name": "vendeur",
                "verbose_name_plural": "vendeurs",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "applied",
                                    "to_complete",
                                    "open",
                                    "refused",
                                    "closed",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="seller_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("siret", ""), _negated=True),
                            ("state__in", ("applied", "to_complete", "open")),
                        ),
                        fields=("siret",),
                        name="seller_siret_living_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte du texte")),
                ("accepted_at", models.DateTimeField(verbose_name="accepté le")),
                ("ip", models.GenericIPAddressField(null=True, verbose_name="adresse IP")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="révoqué le")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shared.legaltext",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "acceptation",
                "verbose_name_plural": "acceptations",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("seller", "text"),
                        name="acceptance_in_force_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountUpdate",
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
                            ("asked", "À transmettre"),
                            ("told", "Transmise"),
                            ("refused", "Refusée"),
                            ("dropped", "Remplacée"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="identité transmise")),
                ("asked_at", models.DateTimeField(verbose_name="à transmettre depuis le")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="réponse le")),
                (
                    "refusal",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="motif du prestataire"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="account_updates",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
            ],
            options={
                "verbose_name": "identité à transmettre au prestataire",
                "verbose_name_plural": "identités à transmettre au prestataire",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "told", "refused", "dropped"])),
                        name="account_update_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("asked", "refused"))),
                        fields=("seller",),
                        name="account_update_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("opening", "Identité à l'ouverture"),
                            ("contact", "Adresse et téléphone"),
                            ("email", "Adresse e-mail"),
                            ("company", "Entreprise"),
                            ("vat", "Régime de TVA"),
                        ],
                        max_length=10,
                        verbose_name="objet",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unproven", "Adresse à confirmer"),
                            ("proposed", "À vérifier"),
                            ("scheduled", "Acceptée, à venir"),
                            ("in_force", "En vigueur"),
                            ("past", "Remplacée"),
                            ("refused", "Refusée"),
                            ("withdrawn", "Retirée"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("changes", models.JSONField(default=dict, verbose_name="changements")),
                ("before", models.JSONField(default=dict, verbose_name="avant")),
                ("values", models.JSONField(default=dict, verbose_name="identité complète")),
                ("effective_on", models.DateField(verbose_name="à compter du")),
                (
                    "note",
                    models.CharField(blank=True, max_length=300, verbose_name="mot du vendeur"),
                ),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="décidé le")),
                ("in_force_at", models.DateTimeField(null=True, verbose_name="en vigueur depuis")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="jusqu'au")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandé par",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidé par",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="lettre envoyée le")),
                ("token_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
            ],
            options={
                "verbose_name": "version d'identité",
                "verbose_name_plural": "identités des vendeurs",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "scheduled")),
                        fields=["effective_on"],
                        name="identity_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("seller",),
                        name="identity_in_force_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("seller", "topic"),
                        name="identity_asked_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "scheduled")),
                        fields=("seller", "topic"),
                        name="identity_scheduled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "unproven",
                                    "proposed",
                                    "scheduled",
                                    "in_force",
                                    "past",
                                    "refused",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="identity_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "unproven")),
                        fields=("seller", "topic"),
                        name="identity_unproven_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse e-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Responsable"),
                            ("catalogue", "Catalogue"),
                            ("orders", "Commandes"),
                            ("finance", "Finance"),
                            ("reader", "Lecture seule"),
                        ],
                        max_length=12,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "En attente"),
                            ("accepted", "Acceptée"),
                            ("declined", "Déclinée"),
                            ("withdrawn", "Retirée"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("token_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("invited_at", models.DateTimeField(verbose_name="invité le")),
                ("sent_at", models.DateTimeField(verbose_name="lettre envoyée le")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="terminé le")),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invité par",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "accepted", "declined", "withdrawn"])
                        ),
                        name="invitation_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("seller", "email"),
                        name="invitation_waits_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
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
                            ("identity", "Identité légale et SIRET"),
                            ("vat", "Régime de TVA"),
                            ("bank", "Compte bancaire (IBAN)"),
                            ("registration", "Extrait d'immatriculation (Kbis ou avis Sirene)"),
                            ("id_card", "Pièce d'identité du représentant"),
                            ("insurance", "Assurance responsabilité civile"),
                            ("terms", "Conditions des vendeurs acceptées"),
                            ("mandate", "Mandat de facturation accepté"),
                        ],
                        max_length=20,
                        verbose_name="pièce",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("missing", "À fournir"),
                            ("provided", "Fourni"),
                            ("accepted", "Accepté"),
                            ("rejected", "À refaire"),
                        ],
                        default="missing",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="remarque")),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="sellers.seller",
                    ),
                ),
                ("examined_at", models.DateTimeField(null=True, verbose_name="examiné le")),
            ],
            options={
                "verbose_name": "pièce du dossier",
                "verbose_name_plural": "pièces du dossier",
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "kind"), name="item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["missing", "provided", "accepted", "rejected"])
                        ),
                        name="item_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Responsable"),
                            ("catalogue", "Catalogue"),
                            ("orders", "Commandes"),
                            ("finance", "Finance"),
                            ("reader", "Lecture seule"),
                        ],
                        default="owner",
                        max_length=12,
                        verbose_name="rôle",
                    ),
                ),
                ("joined_at", models.DateTimeField(verbose_name="arrivé le")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "membre",
                "verbose_name_plural": "équipe",
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "user"), name="member_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ShippingMethod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
                ("carrier", models.CharField(max_length=30, verbose_name="transporteur")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("home", "À domicile"),
                            ("relay", "En point relais"),
                            ("letter", "Lettre suivie"),
                            ("pickup", "Retrait chez le vendeur"),
                        ],
                        default="home",
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        choices=[
                            ("metropole", "France métropolitaine"),
                            ("corse", "Corse"),
                            ("europe", "Union européenne"),
                        ],
                        default="metropole",
                        max_length=12,
                        verbose_name="zone",
                    ),
                ),
                (
                    "first_cents",
                    models.PositiveIntegerField(verbose_name="premier article (centimes)"),
                ),
                (
                    "next_cents",
                    models.PositiveIntegerField(
                        default=0, verbose_name="article suivant (centimes)"
                    ),
                ),
                (
                    "free_from_cents",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="offert à partir de (centimes)"
                    ),
                ),
                (
                    "days_min",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="délai minimal (jours ouvrés)"
                    ),
                ),
                (
                    "days_max",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="délai maximal (jours ouvrés)"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="proposé")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shipping_methods",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "mode de livraison",
                "verbose_name_plural": "grille de livraison",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "name", "zone"), name="shipping_method_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_min__lte", models.F("days_max"))),
                        name="shipping_days_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=marketplace.shared.files.private_storage,
                        upload_to="documents/%Y/%m/",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField(verbose_name="taille")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(verbose_name="déposé le")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="sellers.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
            },
        ),
    ]
