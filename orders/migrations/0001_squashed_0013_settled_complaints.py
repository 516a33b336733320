import django.db.models.deletion
import django.db.models.expressions
import marketplace.shared.files
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("orders", "0001_initial"),
        ("orders", "0002_initial"),
        ("orders", "0003_withdrawal_declaration"),
        ("orders", "0004_relay_point"),
        ("orders", "0005_refund_states"),
        ("orders", "0006_gates_holds"),
        ("orders", "0007_withdrawals_proof_of_receipt"),
        ("orders", "0008_withdrawals_presumptions"),
        ("orders", "0009_incidents_claims"),
        ("orders", "0010_proof_seals"),
        ("orders", "0011_parcel_states"),
        ("orders", "0012_from_order_words"),
        ("orders", "0013_settled_complaints"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_squashed_0008_tables_reading"),
        ("sellers", "0001_squashed_0008_account_updates"),
        ("shared", "0001_squashed_0010_sandbox_updates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=43, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("checkout", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "panier",
                "verbose_name_plural": "paniers",
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("token", models.CharField(max_length=43, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="adresse e-mail")),
                ("language", models.CharField(default="fr", max_length=2)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("goods_cents", models.BigIntegerField(verbose_name="articles (centimes)")),
                ("shipping_cents", models.BigIntegerField(verbose_name="livraison (centimes)")),
                ("total_cents", models.BigIntegerField(verbose_name="total TTC (centimes)")),
                ("placed_at", models.DateTimeField(db_index=True, verbose_name="passée le")),
                ("pay_by", models.DateTimeField(verbose_name="à payer avant")),
                (
                    "buyer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acheteur",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shared.legaltext",
                    ),
                ),
            ],
            options={
                "verbose_name": "commande",
                "verbose_name_plural": "commandes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("goods_cents"), "+", models.F("shipping_cents")
                                ),
                            )
                        ),
                        name="order_total_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total_cents__gte", 0)), name="order_total_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CartLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("seen_cents", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.cart",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.offer",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de panier",
                "verbose_name_plural": "lignes de panier",
                "constraints": [
                    models.UniqueConstraint(fields=("cart", "offer"), name="cart_offer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 999)),
                        name="cart_quantity_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailbox", models.CharField(db_index=True, max_length=60)),
                ("person", models.CharField(blank=True, db_index=True, max_length=60)),
                ("network", models.CharField(blank=True, db_index=True, max_length=60)),
                ("pieces", models.PositiveIntegerField()),
                ("scarce", models.PositiveIntegerField()),
                ("held_at", models.DateTimeField(db_index=True)),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hold",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "verbose_name": "réservation",
                "verbose_name_plural": "réservations",
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.CharField(max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intended", "À payer"),
                            ("pending", "Paiement en cours"),
                            ("paid", "Payé"),
                            ("failed", "Paiement refusé"),
                            ("cancelled", "Abandonné"),
                        ],
                        default="intended",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("gateway", models.CharField(max_length=20, verbose_name="prestataire")),
                (
                    "ref",
                    models.CharField(
                        max_length=100,
                        null=True,
                        unique=True,
                        verbose_name="référence du prestataire",
                    ),
                ),
                ("redirect_url", models.CharField(blank=True, max_length=500)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("amount_cents", models.BigIntegerField(verbose_name="montant (centimes)")),
                (
                    "refunded_cents",
                    models.BigIntegerField(default=0, verbose_name="remboursé (centimes)"),
                ),
                ("fee_cents", models.BigIntegerField(default=0, verbose_name="frais (centimes)")),
                (
                    "failure",
                    models.CharField(blank=True, max_length=100, verbose_name="raison du refus"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("paid_at", models.DateTimeField(null=True, verbose_name="payé le")),
                ("created_at", models.DateTimeField()),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "verbose_name": "paiement",
                "verbose_name_plural": "paiements",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["intended", "pending", "paid", "failed", "cancelled"])
                        ),
                        name="payment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_cents__gte", 0),
                            ("refunded_cents__lte", models.F("amount_cents")),
                        ),
                        name="refunds_within_payment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SellerOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="numéro")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting_payment", "En attente de paiement"),
                            ("to_accept", "À accepter"),
                            ("to_ship", "À expédier"),
                            ("shipped", "Expédiée"),
                            ("delivered", "Livrée"),
                            ("lost", "Perdue en route"),
                            ("cancelled", "Annulée"),
                        ],
                        default="awaiting_payment",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("goods_cents", models.BigIntegerField(verbose_name="articles (centimes)")),
                ("shipping_cents", models.BigIntegerField(verbose_name="livraison (centimes)")),
                ("total_cents", models.BigIntegerField(verbose_name="total TTC (centimes)")),
                (
                    "refunded_cents",
                    models.BigIntegerField(default=0, verbose_name="remboursé (centimes)"),
                ),
                (
                    "shipping_refunded_cents",
                    models.BigIntegerField(
                        default=0, verbose_name="livraison remboursée (centimes)"
                    ),
                ),
                (
                    "shipping_name",
                    models.CharField(max_length=80, verbose_name="mode de livraison"),
                ),
                ("shipping_carrier", models.CharField(max_length=30, verbose_name="transporteur")),
                ("shipping_kind", models.CharField(max_length=10)),
                ("promised_from", models.DateField(verbose_name="livraison promise dès le")),
                (
                    "promised_until",
                    models.DateField(verbose_name="livraison promise au plus tard le"),
                ),
                ("seller_snapshot", models.JSONField(verbose_name="identité du vendeur")),
                ("withdrawal_days", models.PositiveSmallIntegerField(default=14)),
                ("paid_at", models.DateTimeField(null=True, verbose_name="payée le")),
                ("accept_by", models.DateTimeField(null=True, verbose_name="à accepter avant")),
                ("ship_by", models.DateTimeField(null=True, verbose_name="à expédier avant")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="acceptée le")),
                ("shipped_at", models.DateTimeField(null=True, verbose_name="expédiée le")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="reçue le")),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="annulée le")),
                (
                    "cancelled_because",
                    models.CharField(blank=True, max_length=200, verbose_name="motif d'annulation"),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seller_orders",
                        to="orders.order",
                        verbose_name="commande",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="sellers.seller",
                        verbose_name="vendeur",
                    ),
                ),
                ("relay", models.JSONField(blank=True, default=dict, verbose_name="point relais")),
                ("presumed_at", models.DateTimeField(null=True, verbose_name="présumée livrée le")),
            ],
            options={
                "verbose_name": "commande vendeur",
                "verbose_name_plural": "commandes vendeurs",
                "indexes": [models.Index(fields=["seller", "state"], name="seller_order_queue")],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "seller"), name="one_part_a_seller"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("goods_cents"), "+", models.F("shipping_cents")
                                ),
                            )
                        ),
                        name="seller_order_total_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_cents__gte", 0),
                            ("refunded_cents__lte", models.F("total_cents")),
                        ),
                        name="seller_order_refunds_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shipping_refunded_cents__gte", 0),
                            ("shipping_refunded_cents__lte", models.F("shipping_cents")),
                        ),
                        name="shipping_refunds_within",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "awaiting_payment",
                                    "to_accept",
                                    "to_ship",
                                    "shipped",
                                    "delivered",
                                    "lost",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="seller_order_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WithdrawalDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=160, verbose_name="nom et prénom")),
                ("order_number", models.CharField(max_length=60, verbose_name="commande indiquée")),
                ("email", models.EmailField(max_length=254, verbose_name="adresse de l'accusé")),
                (
                    "goods",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="articles concernés"
                    ),
                ),
                ("language", models.CharField(default="fr", max_length=2)),
                ("declared_at", models.DateTimeField(db_index=True, verbose_name="déclarée le")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte")),
                (
                    "acknowledged_at",
                    models.DateTimeField(null=True, verbose_name="accusé envoyé le"),
                ),
                ("handled_at", models.DateTimeField(null=True, verbose_name="traitée le")),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=300, verbose_name="suite donnée"),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="orders.order",
                        verbose_name="commande",
                    ),
                ),
                (
                    "from_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                        verbose_name="déclarée depuis la commande",
                    ),
                ),
                ("pieces", models.JSONField(blank=True, default=dict)),
                ("unsealed", models.JSONField(blank=True, default=dict)),
                (
                    "hash",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="scellé"),
                ),
                (
                    "previous",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="empreinte précédente"
                    ),
                ),
                ("rank", models.PositiveBigIntegerField(default=0, verbose_name="rang")),
            ],
            options={
                "verbose_name": "déclaration de rétractation",
                "verbose_name_plural": "déclarations de rétractation",
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        max_length=100, unique=True, verbose_name="référence du prestataire"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Ouverte"), ("won", "Gagnée"), ("lost", "Perdue")],
                        default="open",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("amount_cents", models.BigIntegerField(verbose_name="montant (centimes)")),
                ("fee_cents", models.BigIntegerField(default=0, verbose_name="frais (centimes)")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="motif")),
                ("opened_at", models.DateTimeField(verbose_name="ouverte le")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="close le")),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="orders.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "contestation bancaire",
                "verbose_name_plural": "contestations bancaires",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "won", "lost"])),
                        name="dispute_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="article")),
                (
                    "variant",
                    models.CharField(blank=True, max_length=120, verbose_name="déclinaison"),
                ),
                ("sku", models.CharField(max_length=80)),
                ("image", models.CharField(blank=True, max_length=200)),
                ("category_path", models.CharField(blank=True, max_length=255)),
                ("withdrawal_exception", models.CharField(blank=True, max_length=20)),
                ("quantity", models.PositiveIntegerField(verbose_name="quantité")),
                ("cancelled", models.PositiveIntegerField(default=0, verbose_name="annulés")),
                ("shipped", models.PositiveIntegerField(default=0, verbose_name="expédiés")),
                ("delivered", models.PositiveIntegerField(default=0, verbose_name="livrés")),
                ("returned", models.PositiveIntegerField(default=0, verbose_name="retournés")),
                ("unit_cents", models.BigIntegerField(verbose_name="prix unitaire TTC (centimes)")),
                ("total_cents", models.BigIntegerField(verbose_name="total TTC (centimes)")),
                (
                    "refunded_cents",
                    models.BigIntegerField(default=0, verbose_name="remboursé (centimes)"),
                ),
                ("vat_class", models.CharField(max_length=12)),
                ("vat_bps", models.PositiveIntegerField(verbose_name="TVA (points de base)")),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_lines",
                        to="catalog.offer",
                    ),
                ),
                (
                    "seller_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.sellerorder",
                    ),
                ),
                (
                    "came_back",
                    models.PositiveIntegerField(default=0, verbose_name="revenus sans remise"),
                ),
                (
                    "withdrawn",
                    models.PositiveIntegerField(default=0, verbose_name="dont rétractés"),
                ),
            ],
            options={
                "verbose_name": "ligne de commande",
                "verbose_name_plural": "lignes de commande",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("unit_cents"), "*", models.F("quantity")
                                ),
                            )
                        ),
                        name="line_total_is_units",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quantity__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("cancelled"), "+", models.F("shipped")
                                ),
                            )
                        ),
                        name="line_quantities_fit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="line_quantity_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delivered__lte", models.F("shipped"))),
                        name="line_delivered_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned__lte", models.F("delivered"))),
                        name="line_returned_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded_cents__gte", 0),
                            ("refunded_cents__lte", models.F("total_cents")),
                        ),
                        name="line_refund_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn__lte", models.F("cancelled"))),
                        name="line_withdrawn_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "shipped__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("delivered"), "+", models.F("came_back")
                                ),
                            )
                        ),
                        name="line_came_back_fits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Return",
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
                            ("asked", "Demandé"),
                            ("on_its_way", "Rétractation, colis en route"),
                            ("accepted", "Accepté, en attente du colis"),
                            ("refused", "Refusé"),
                            ("received", "Reçu, remboursement en cours"),
                            ("refunded", "Remboursé"),
                            ("cancelled", "Abandonné"),
                        ],
                        default="asked",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "reason",
                    models.CharField(default="withdrawal", max_length=30, verbose_name="motif"),
                ),
                (
                    "comment",
                    models.TextField(blank=True, max_length=2000, verbose_name="commentaire"),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="réponse du vendeur"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="demandé le")),
                ("answered_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True, verbose_name="reçu le")),
                ("refunded_at", models.DateTimeField(null=True, verbose_name="remboursé le")),
                (
                    "seller_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="orders.sellerorder",
                        verbose_name="commande vendeur",
                    ),
                ),
                (
                    "finding",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="constat à la réception"
                    ),
                ),
            ],
            options={
                "verbose_name": "retour",
                "verbose_name_plural": "retours",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "asked",
                                    "on_its_way",
                                    "accepted",
                                    "refused",
                                    "received",
                                    "refunded",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="return_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="colis n°")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("shipped", "En route"),
                            ("delivered", "Livré"),
                            ("returned", "Revenu au vendeur"),
                            ("lost", "Perdu"),
                        ],
                        default="shipped",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("carrier", models.CharField(max_length=30, verbose_name="transporteur")),
                (
                    "tracking",
                    models.CharField(blank=True, max_length=40, verbose_name="numéro de suivi"),
                ),
                ("shipped_at", models.DateTimeField(verbose_name="expédié le")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="reçu le")),
                (
                    "delivered_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("buyer", "l'acheteur"),
                            ("carrier", "le transporteur"),
                            ("operator", "l'opérateur"),
                        ],
                        max_length=20,
                        verbose_name="constaté par",
                    ),
                ),
                (
                    "seller_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipments",
                        to="orders.sellerorder",
                    ),
                ),
                ("presumed_at", models.DateTimeField(null=True, verbose_name="présumé livré le")),
            ],
            options={
                "verbose_name": "colis",
                "verbose_name_plural": "colis",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller_order", "number"), name="parcel_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["shipped", "delivered", "returned", "lost"])
                        ),
                        name="shipment_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("not_received", "Colis non reçu"),
                            ("damaged", "Article arrivé abîmé"),
                            ("wrong", "Article non conforme ou incomplet"),
                            ("return_refused", "Retour refusé"),
                            ("return_unpaid", "Retour sans suite ou non remboursé"),
                            ("return_amount", "Retour remboursé en partie"),
                        ],
                        max_length=20,
                        verbose_name="objet",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting_seller", "En attente du vendeur"),
                            ("waiting_buyer", "Attend l'acheteur"),
                            ("to_decide", "À trancher"),
                            ("to_approve", "Décision à approuver"),
                            ("decided", "Tranchée"),
                            ("withdrawn", "Retirée par l'acheteur"),
                        ],
                        default="waiting_seller",
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                ("opened_at", models.DateTimeField(db_index=True, verbose_name="ouverte le")),
                (
                    "answer_by",
                    models.DateTimeField(null=True, verbose_name="réponse attendue avant"),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="close le")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refunded", "Remboursement"),
                            ("goodwill", "Geste commercial"),
                            ("return", "Retour imposé au vendeur"),
                            ("rejected", "Demande rejetée"),
                            ("received", "Reçu finalement"),
                            ("settled", "Remboursée par ailleurs"),
                        ],
                        max_length=12,
                        verbose_name="issue",
                    ),
                ),
                (
                    "borne_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seller", "Le vendeur"),
                            ("operator", "La place de marché"),
                            ("carrier", "Le transporteur, avancé par la place de marché"),
                        ],
                        max_length=10,
                        verbose_name="à la charge de",
                    ),
                ),
                (
                    "awarded_cents",
                    models.BigIntegerField(default=0, verbose_name="accordé (centimes)"),
                ),
                (
                    "because",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="motifs de la décision"
                    ),
                ),
                (
                    "proposal",
                    models.JSONField(blank=True, default=dict, verbose_name="décision proposée"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tranchée par",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="orders.return",
                        verbose_name="retour",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposée par",
                    ),
                ),
                (
                    "seller_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="orders.sellerorder",
                        verbose_name="commande vendeur",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="orders.shipment",
                        verbose_name="colis",
                    ),
                ),
            ],
            options={
                "verbose_name": "réclamation",
                "verbose_name_plural": "réclamations",
                "indexes": [models.Index(fields=["state", "answer_by"], name="incident_queue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting_seller",
                                    "waiting_buyer",
                                    "to_decide",
                                    "to_approve",
                                    "decided",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="incident_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("awarded_cents__gte", 0)),
                        name="incident_award_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantité")),
                ("received", models.PositiveIntegerField(default=0, verbose_name="reçus")),
                ("restocked", models.BooleanField(default=False, verbose_name="remis en stock")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_lines",
                        to="orders.orderline",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.return",
                    ),
                ),
                (
                    "deducted_cents",
                    models.BigIntegerField(default=0, verbose_name="retenu (centimes)"),
                ),
                (
                    "unsealed",
                    models.BooleanField(null=True, verbose_name="sceau ouvert, dit l'acheteur"),
                ),
            ],
            options={
                "verbose_name": "ligne de retour",
                "verbose_name_plural": "lignes de retour",
                "constraints": [
                    models.UniqueConstraint(fields=("parent", "line"), name="line_once_a_return"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="return_quantity_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deducted_cents__gte", 0)),
                        name="return_deduction_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnPhoto",
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
                        storage=marketplace.shared.files.private_storage, upload_to="returns/%Y/%m/"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="orders.return",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo d'un retour",
                "verbose_name_plural": "photos d'un retour",
            },
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantité")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "contenu du colis",
                "verbose_name_plural": "contenu du colis",
                "constraints": [
                    models.UniqueConstraint(fields=("shipment", "line"), name="line_once_a_parcel")
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantité")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.incident",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incident_lines",
                        to="orders.orderline",
                    ),
                ),
            ],
            options={
                "verbose_name": "article de réclamation",
                "verbose_name_plural": "articles de réclamation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "line"), name="line_once_an_incident"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="incident_quantity_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("buyer", "Acheteur"),
                            ("seller", "Vendeur"),
                            ("operator", "Service client"),
                        ],
                        max_length=10,
                        verbose_name="qui",
                    ),
                ),
                (
                    "asks",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("buyer", "Acheteur"),
                            ("seller", "Vendeur"),
                            ("operator", "Service client"),
                        ],
                        max_length=10,
                        verbose_name="question posée à",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="texte")),
                ("said_at", models.DateTimeField(verbose_name="dit le")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="orders.incident",
                    ),
                ),
            ],
            options={
                "verbose_name": "déclaration",
                "verbose_name_plural": "déclarations",
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.CharField(max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("intended", "À envoyer"),
                            ("sent", "Envoyé"),
                            ("paid", "Remboursé"),
                            ("failed", "Refusé par le prestataire"),
                            ("waiting", "Suspendu à une contestation bancaire"),
                            ("dropped", "Sans objet : rendu par la banque"),
                        ],
                        default="intended",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("refused", "Article refusé par le vendeur"),
                            ("cancelled", "Commande annulée"),
                            ("returned", "Retour"),
                            ("incident", "Réclamation"),
                            ("goodwill", "Geste commercial"),
                            ("late_payment", "Paiement arrivé trop tard"),
                        ],
                        max_length=12,
                        verbose_name="cause",
                    ),
                ),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("amount_cents", models.BigIntegerField(verbose_name="montant (centimes)")),
                (
                    "goods_cents",
                    models.BigIntegerField(default=0, verbose_name="dont articles (centimes)"),
                ),
                (
                    "shipping_cents",
                    models.BigIntegerField(default=0, verbose_name="dont livraison (centimes)"),
                ),
                (
                    "ref",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=100,
                        verbose_name="référence du prestataire",
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=100)),
                ("intended_at", models.DateTimeField(verbose_name="décidé le")),
                ("paid_at", models.DateTimeField(null=True, verbose_name="remboursé le")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="orders.payment",
                    ),
                ),
                (
                    "origin",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund",
                        to="orders.return",
                    ),
                ),
                (
                    "seller_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="orders.sellerorder",
                    ),
                ),
                (
                    "borne_by",
                    models.CharField(
                        choices=[("seller", "Le vendeur"), ("operator", "La place de marché")],
                        default="seller",
                        max_length=10,
                        verbose_name="à la charge de",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="orders.incident",
                        verbose_name="réclamation",
                    ),
                ),
            ],
            options={
                "verbose_name": "remboursement",
                "verbose_name_plural": "remboursements",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="refund_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["intended", "sent", "paid", "failed", "waiting", "dropped"],
                            )
                        ),
                        name="refund_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentPhoto",
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
                        upload_to="incidents/%Y/%m/",
                    ),
                ),
                ("media_type", models.CharField(max_length=20)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="orders.incidentword",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo de réclamation",
                "verbose_name_plural": "photos de réclamation",
            },
        ),
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantité")),
                ("amount_cents", models.BigIntegerField(verbose_name="montant (centimes)")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund_lines",
                        to="orders.orderline",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="orders.refund",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de remboursement",
                "verbose_name_plural": "lignes de remboursement",
                "constraints": [
                    models.UniqueConstraint(fields=("refund", "line"), name="line_once_a_refund")
                ],
            },
        ),
    ]
