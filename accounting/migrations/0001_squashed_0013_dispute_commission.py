import django.db.models.deletion
import django.db.models.expressions
import marketplace.shared.files
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("accounting", "0001_initial"),
        ("accounting", "0002_initial"),
        ("accounting", "0003_initial"),
        ("accounting", "0004_initial"),
        ("accounting", "0005_reversals"),
        ("accounting", "0006_append_only"),
        ("accounting", "0007_held_back"),
        ("accounting", "0008_incidents_account"),
        ("accounting", "0009_commissions_months"),
        ("accounting", "0010_commissions_billed_before"),
        ("accounting", "0011_proof_seals"),
        ("accounting", "0012_account_credited"),
        ("accounting", "0013_dispute_commission"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_squashed_0008_tables_reading"),
        ("orders", "0001_squashed_0013_settled_complaints"),
        ("sellers", "0001_squashed_0008_account_updates"),
        ("shared", "0001_squashed_0010_sandbox_updates"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommissionMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="mois (premier jour)")),
                (
                    "supplement",
                    models.PositiveSmallIntegerField(default=0, verbose_name="rang du complément"),
                ),
                ("net_cents", models.BigIntegerField(verbose_name="commissions HT (centimes)")),
                ("vat_cents", models.BigIntegerField(verbose_name="TVA (centimes)")),
                (
                    "rounding_cents",
                    models.BigIntegerField(default=0, verbose_name="arrondi de TVA (centimes)"),
                ),
                ("closed_at", models.DateTimeField(verbose_name="facturé le")),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission_months",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
            ],
            options={
                "verbose_name": "mois de commissions",
                "verbose_name_plural": "mois de commissions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "month", "supplement"), name="commission_month_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=100, verbose_name="ordre")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("bps", models.PositiveIntegerField(verbose_name="taux (points de base)")),
                (
                    "fixed_cents",
                    models.PositiveIntegerField(
                        default=0, verbose_name="fixe par article (centimes)"
                    ),
                ),
                (
                    "minimum_cents",
                    models.PositiveIntegerField(
                        default=0, verbose_name="minimum par ligne (centimes)"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valable dès le")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.category",
                        verbose_name="catégorie (et ce qu'elle contient)",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
            ],
            options={
                "verbose_name": "règle de commission",
                "verbose_name_plural": "grille de commissions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("bps__lte", 10000)), name="commission_below_all"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=80, unique=True, verbose_name="origine")),
                ("journal", models.CharField(max_length=4, verbose_name="journal")),
                ("label", models.CharField(max_length=160, verbose_name="libellé")),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("posted_at", models.DateTimeField(db_index=True, verbose_name="date")),
                (
                    "hash",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="empreinte"
                    ),
                ),
                (
                    "previous",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="empreinte précédente"
                    ),
                ),
                (
                    "rank",
                    models.PositiveBigIntegerField(default=0, verbose_name="rang dans le journal"),
                ),
            ],
            options={
                "verbose_name": "écriture",
                "verbose_name_plural": "écritures",
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                            ("sale", "Facture de vente"),
                            ("sale_credit", "Avoir"),
                            ("commission", "Facture de commission"),
                            ("commission_credit", "Avoir de commission"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("series", models.CharField(max_length=60, verbose_name="série")),
                ("rank", models.PositiveBigIntegerField(verbose_name="rang dans la série")),
                ("number", models.CharField(max_length=35, unique=True, verbose_name="numéro")),
                ("issued_on", models.DateField(verbose_name="date")),
                ("issued_at", models.DateTimeField()),
                ("period_from", models.DateField(null=True)),
                ("period_until", models.DateField(null=True)),
                ("language", models.CharField(default="fr", max_length=2)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("issuer", models.JSONField(verbose_name="émetteur")),
                ("customer", models.JSONField(verbose_name="client")),
                ("lines", models.JSONField(verbose_name="lignes")),
                ("rates", models.JSONField(verbose_name="TVA par taux")),
                ("mentions", models.JSONField(default=list, verbose_name="mentions")),
                ("net_cents", models.BigIntegerField(verbose_name="total HT (centimes)")),
                ("vat_cents", models.BigIntegerField(verbose_name="TVA (centimes)")),
                ("gross_cents", models.BigIntegerField(verbose_name="total TTC (centimes)")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=marketplace.shared.files.private_storage,
                        upload_to="invoices/%Y/%m/",
                        verbose_name="PDF",
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("rendered_at", models.DateTimeField(null=True)),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="accounting.invoice",
                        verbose_name="corrige",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_note",
                        to="orders.refund",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                (
                    "seller_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="orders.sellerorder",
                    ),
                ),
                (
                    "hash",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="empreinte"
                    ),
                ),
                (
                    "previous",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="empreinte précédente"
                    ),
                ),
            ],
            options={
                "verbose_name": "facture",
                "verbose_name_plural": "factures et avoirs",
                "constraints": [
                    models.UniqueConstraint(fields=("series", "rank"), name="invoice_rank_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "sale")),
                        fields=("seller_order",),
                        name="one_sale_invoice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_cents"), "+", models.F("vat_cents")
                                ),
                            )
                        ),
                        name="invoice_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "À approuver"),
                            ("approved", "Approuvé"),
                            ("done", "Terminé"),
                            ("dropped", "Écarté"),
                        ],
                        default="prepared",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="sommes dues au")),
                ("total_cents", models.BigIntegerField(default=0, verbose_name="total (centimes)")),
                ("prepared_at", models.DateTimeField(verbose_name="préparé le")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approuvé le")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approuvé par",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="préparé par",
                    ),
                ),
                ("left_out", models.JSONField(default=list, verbose_name="reportés ou bloqués")),
            ],
            options={
                "verbose_name": "campagne de versement",
                "verbose_name_plural": "campagnes de versement",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["prepared", "approved", "done", "dropped"])
                        ),
                        name="run_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BilledCommission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billed",
                        to="accounting.entry",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billed",
                        to="accounting.invoice",
                    ),
                ),
                (
                    "closed_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billed",
                        to="accounting.commissionmonth",
                    ),
                ),
            ],
            options={
                "verbose_name": "commission facturée",
                "verbose_name_plural": "commissions facturées",
            },
        ),
        migrations.CreateModel(
            name="Commission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("base_cents", models.BigIntegerField(verbose_name="assiette TTC (centimes)")),
                ("bps", models.PositiveIntegerField(verbose_name="taux (points de base)")),
                ("fixed_cents", models.PositiveIntegerField(default=0)),
                ("net_cents", models.BigIntegerField(verbose_name="commission HT (centimes)")),
                ("vat_bps", models.PositiveIntegerField(verbose_name="TVA (points de base)")),
                ("vat_cents", models.BigIntegerField(verbose_name="TVA (centimes)")),
                (
                    "reversed_cents",
                    models.BigIntegerField(default=0, verbose_name="reprise HT (centimes)"),
                ),
                (
                    "reversed_vat_cents",
                    models.BigIntegerField(default=0, verbose_name="TVA reprise (centimes)"),
                ),
                ("explanation", models.CharField(max_length=200, verbose_name="calcul")),
                ("frozen_at", models.DateTimeField()),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission",
                        to="orders.orderline",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sellers.seller",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounting.commissionrule",
                    ),
                ),
            ],
            options={
                "verbose_name": "commission",
                "verbose_name_plural": "commissions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reversed_cents__gte", 0),
                            ("reversed_cents__lte", models.F("net_cents")),
                            ("reversed_vat_cents__gte", 0),
                            ("reversed_vat_cents__lte", models.F("vat_cents")),
                        ),
                        name="commission_reversal_within",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("517100", "Prestataire de paiement, solde de la plateforme"),
                            ("467100", "Vendeurs, sommes encaissées à reverser"),
                            ("467900", "Acheteurs, sommes à rendre"),
                            ("706100", "Commissions"),
                            ("445710", "TVA collectée"),
                            ("627800", "Frais du prestataire de paiement"),
                            ("467300", "Contestations en cours"),
                            ("658900", "Remboursements et gestes à la charge de la plateforme"),
                            ("654000", "Pertes sur créances irrécouvrables"),
                        ],
                        db_index=True,
                        max_length=8,
                        verbose_name="compte",
                    ),
                ),
                ("debit_cents", models.BigIntegerField(default=0, verbose_name="débit (centimes)")),
                (
                    "credit_cents",
                    models.BigIntegerField(default=0, verbose_name="crédit (centimes)"),
                ),
                ("note", models.CharField(blank=True, max_length=160, verbose_name="détail")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="accounting.entry",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                (
                    "seller_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.sellerorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne d'écriture",
                "verbose_name_plural": "lignes d'écriture",
                "indexes": [models.Index(fields=["account", "seller"], name="ledger_by_seller")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit_cents", 0), ("debit_cents__gt", 0)),
                            models.Q(("credit_cents__gt", 0), ("debit_cents", 0)),
                            _connector="OR",
                        ),
                        name="one_side_only",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="numéro")),
                ("uid", models.CharField(max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Préparé"),
                            ("approved", "Approuvé"),
                            ("sending", "Virement en cours"),
                            ("paid", "Versé"),
                            ("failed", "Refusé par le prestataire"),
                            ("dropped", "Écarté"),
                        ],
                        default="prepared",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("amount_cents", models.BigIntegerField(verbose_name="montant (centimes)")),
                ("warnings", models.JSONField(default=list, verbose_name="points d'attention")),
                (
                    "ref",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="référence du prestataire"
                    ),
                ),
                (
                    "failure",
                    models.CharField(blank=True, max_length=160, verbose_name="raison de l'échec"),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="envoyé le")),
                ("paid_at", models.DateTimeField(null=True, verbose_name="versé le")),
                (
                    "statement",
                    models.FileField(
                        blank=True,
                        storage=marketplace.shared.files.private_storage,
                        upload_to="statements/%Y/%m/",
                        verbose_name="relevé",
                    ),
                ),
                ("statement_data", models.JSONField(default=dict)),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounting.invoice",
                        verbose_name="facture de commission",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="accounting.payoutrun",
                    ),
                ),
                (
                    "held_back_cents",
                    models.BigIntegerField(default=0, verbose_name="retenu au départ (centimes)"),
                ),
                (
                    "account_ref",
                    models.CharField(blank=True, max_length=100, verbose_name="compte crédité"),
                ),
            ],
            options={
                "verbose_name": "versement",
                "verbose_name_plural": "versements",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["prepared", "approved", "sending", "paid", "failed", "dropped"],
                            )
                        ),
                        name="payout_state_known",
                    ),
                    models.UniqueConstraint(fields=("run", "seller"), name="one_payout_a_run"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="payout_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionReversal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("net_cents", models.BigIntegerField(verbose_name="reprise HT (centimes)")),
                ("vat_cents", models.BigIntegerField(verbose_name="TVA reprise (centimes)")),
                ("reversed_at", models.DateTimeField()),
                (
                    "commission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="accounting.commission",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission_reversals",
                        to="orders.refund",
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission_reversals",
                        to="orders.dispute",
                    ),
                ),
                (
                    "taken_cents",
                    models.BigIntegerField(
                        default=0, verbose_name="repris par la banque (centimes)"
                    ),
                ),
            ],
            options={
                "verbose_name": "reprise de commission",
                "verbose_name_plural": "reprises de commission",
                "constraints": [
                    models.UniqueConstraint(fields=("commission", "refund"), name="reversal_once"),
                    models.UniqueConstraint(
                        fields=("commission", "dispute"), name="reversal_once_a_dispute"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dispute__isnull", True), ("refund__isnull", False)),
                            models.Q(("dispute__isnull", False), ("refund__isnull", True)),
                            _connector="OR",
                        ),
                        name="reversal_has_one_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_cents", models.BigIntegerField(verbose_name="montant (centimes)")),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_item",
                        to="accounting.line",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="accounting.payout",
                    ),
                ),
            ],
            options={
                "verbose_name": "élément de versement",
                "verbose_name_plural": "éléments de versement",
            },
        ),
    ]
