"""Products, their variants and photos: what the public sees is the approved content."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Brand, Category
from catalog.states import ProductState
from marketplace.shared.language import Local, local
from marketplace.shared.states import StateField, known
from sellers.models import Seller
from sellers.states import SellerState


class ProductQuerySet(models.QuerySet):
    """Products, by who may see them."""

    def public(self):
        """The products the public may see: approved, and offered by a seller who sells now.

        `is_sellable` is kept true to this sentence by `catalog.offers.visibility`, and proven by
        `manage.py verify`. Every public surface starts from here.
        """
        return self.filter(state=ProductState.PUBLISHED, is_sellable=True)

    def shown_on(self, today):
        """The public products whose shop sells on this day: a date, or its placeholder.

        While all the sheets of a large shop or category are worked out again, their own state
        decides already (`catalog.rounds`).
        """
        shop = "best_offer__seller"
        away = Q(**{f"{shop}__holiday_from__lte": today, f"{shop}__holiday_until__gte": today})
        return (
            self.public()
            .filter(**{f"{shop}__state": SellerState.OPEN, f"{shop}__suspended_at": None})
            .exclude(away)
            .exclude(category__policy=Category.Policy.FORBIDDEN)
        )

    def of(self, seller):
        """The sheets that belong to a seller; those of an undone import were never there."""
        return self.filter(owner=seller, undone_at=None)

    def online(self):
        """What moderation let online: « Fiches en ligne » wherever they are counted. Whether the
        shop sells them today is another question (`public`).
        """
        return self.filter(state=ProductState.PUBLISHED)

    def under(self, category):
        """The products of a category and of all beneath it."""
        # a range, not LIKE: it uses the index under any collation; Z is the last sign of a path
        return self.filter(category_path__range=(category.path, category.path + "Z" * 40))


class Product(models.Model):
    """A sheet: approved content, with the few figures its card shows."""

    face: "Photo | None"  # these are set by catalog.sheets.filters
    stock: int | None
    least: int | None
    pieces: int
    is_closed: bool

    owner = models.ForeignKey(
        Seller,
        models.PROTECT,
        null=True,
        related_name="products",
        verbose_name=_("vendeur"),
        db_index=False,
    )
    state = StateField(_("état"), max_length=12, choices=ProductState, default=ProductState.DRAFT)
    slug = models.SlugField(_("adresse de la page"), max_length=140, unique=True)
    ref = models.CharField(
        _("référence de la fiche"),
        max_length=100,
        help_text=_("Réunit les déclinaisons d'une même fiche chez un vendeur."),
    )
    title = models.CharField(_("titre"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    # what an English reader is shown instead; empty where the seller gave none
    title_en = models.CharField(_("titre (anglais)"), max_length=160, blank=True)
    description_en = models.TextField(_("description (anglais)"), blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="products", verbose_name=_("catégorie")
    )
    category_path = models.CharField(max_length=255, blank=True)
    brand = models.ForeignKey(
        Brand,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("marque"),
    )
    attributes = models.JSONField(_("caractéristiques"), default=dict, blank=True)
    axes = models.JSONField(_("axes de déclinaisons"), default=list, blank=True)
    # keys of the recycling schemes it belongs to, between spaces; written with the word index
    schemes = models.CharField(_("filières de recyclage"), max_length=300, blank=True)
    # its labels with the last day of each, as « bio=2027-03-31 », between spaces; written with the
    # claims that prove them (catalog.labels)
    labels = models.TextField(_("labels"), blank=True, editable=False)
    vat_class = models.CharField(_("classe de TVA"), max_length=12, default="standard")
    withdrawal_exception = models.CharField(
        _("exception au droit de rétractation"), max_length=20, blank=True
    )

    # rows of the form of a sheet nobody saw yet: without a price they are no offers
    unfinished = models.JSONField(_("lignes à compléter"), default=list, blank=True)

    # out of 100, of the newest content (catalog.sheets.rating); empty until it is counted
    quality = models.PositiveSmallIntegerField(_("qualité de la fiche"), null=True, editable=False)
    # of the form that began it: sent twice, through « Back » or a double click, it is one sheet
    stamp = models.CharField(max_length=20, null=True, editable=False)

    is_sellable = models.BooleanField(_("vendable"), default=False)
    in_stock = models.BooleanField(_("en stock"), default=False)
    from_cents = models.BigIntegerField(_("à partir de (centimes)"), default=0)
    # the lowest and the highest price of all its offers, what is sold out too; empty where that is
    # `from_cents` itself
    least_cents = models.BigIntegerField(_("prix le plus bas (centimes)"), null=True)
    most_cents = models.BigIntegerField(_("prix le plus haut (centimes)"), null=True)
    prior_cents = models.BigIntegerField(_("prix antérieur (centimes)"), null=True)
    offers_count = models.PositiveIntegerField(_("offres"), default=0)
    # of these and of `merged_into`, the indexes hold the sheets that have one
    best_offer = models.ForeignKey(
        "catalog.Offer", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    cover = models.ForeignKey(
        "catalog.Photo", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    rating_count = models.PositiveIntegerField(default=0)
    rating_hundredths = models.PositiveIntegerField(default=0)
    snapshots_count = models.PositiveIntegerField(_("photos d'acheteurs"), default=0)
    # how many pieces all its offers have together, where these are few; empty otherwise. Never
    # less than there are: a sale may not be taken off yet (catalog.badges)
    few_left = models.PositiveSmallIntegerField(_("dernières pièces"), null=True, editable=False)
    # its place among what its department sold in thirty days, the pieces, the last day it is told
    top_rank = models.PositiveSmallIntegerField(_("rang des ventes"), null=True, editable=False)
    top_pieces = models.PositiveIntegerField(_("pièces vendues"), null=True, editable=False)
    top_until = models.DateField(_("rang valable jusqu'au"), null=True, editable=False)
    sales_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("créé le"))
    published_at = models.DateTimeField(_("publié le"), null=True)
    undone_at = models.DateTimeField(_("retiré avec l'import annulé le"), null=True)
    changed_at = models.DateTimeField(_("modifié le"))
    # empty while somebody sells it, and for what left before this was noted
    left_at = models.DateTimeField(_("hors vente depuis"), null=True)
    # where its offers went, and where its address leads for good
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="merged",
        verbose_name=_("réunie avec"),
        db_index=False,
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche produit")
        verbose_name_plural = _("fiches produits")
        constraints = [
            known(ProductState, "product_state_known"),
            models.UniqueConstraint(fields=["owner", "ref"], name="product_ref_once"),
            models.UniqueConstraint(fields=["owner", "stamp"], name="product_form_once"),
        ]
        indexes = [
            models.Index(
                fields=["category_path", "-published_at"],
                name="product_by_category",
                condition=Q(state="published", is_sellable=True),
            ),
            models.Index(
                fields=["category_path", "-id"],
                name="product_of_category",
                condition=Q(state="published", is_sellable=True),
            ),
            models.Index(
                fields=["category_path", "from_cents", "-id"],
                name="product_of_category_by_price",
                condition=Q(state="published", is_sellable=True),
            ),
            models.Index(
                fields=["-published_at", "id"],
                name="product_newest",
                condition=Q(state="published", is_sellable=True),
            ),
            models.Index(
                fields=["best_offer"],
                name="product_by_best_offer",
                condition=Q(best_offer__isnull=False),
            ),
            models.Index(
                fields=["cover"], name="product_by_cover", condition=Q(cover__isnull=False)
            ),
            models.Index(
                fields=["merged_into"],
                name="product_merged_into",
                condition=Q(merged_into__isnull=False),
            ),
            models.Index(fields=["owner", "-changed_at", "-id"], name="product_by_seller"),
            models.Index(fields=["-changed_at", "-id"], name="product_changed"),
            # what the console filters for is the exception: few rows among many
            models.Index(
                fields=["state", "-changed_at", "-id"],
                name="product_offline",
                condition=~Q(state="published"),
            ),
            models.Index(
                fields=["-changed_at", "-id"],
                name="product_unsold",
                condition=Q(is_sellable=False),
            ),
            models.Index(
                fields=["-changed_at", "-id"],
                name="product_out_of_stock",
                condition=Q(in_stock=False),
            ),
            models.Index(
                fields=["-changed_at", "-id"],
                name="product_in_english",
                condition=~Q(title_en=""),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def heading(self) -> Local:
        """Its title in the reader's language, or in French, said to be French."""
        return local(self.title, self.title_en)

    @property
    def text(self) -> Local:
        """Its description in the reader's language, or in French, said to be French."""
        return local(self.description, self.description_en)


class Variant(models.Model):
    """One choice on the axes of a product: the bowl in blue. A product always has one."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants", db_index=False)
    values = models.JSONField(_("valeurs"), default=list, blank=True)
    label = models.CharField(_("libellé"), max_length=120, blank=True)
    gtin = models.CharField(_("code-barres (GTIN)"), max_length=14, blank=True, db_index=True)
    weight_g = models.PositiveIntegerField(_("poids (g)"), null=True, blank=True)
    # thousandths of a gram, a millilitre or a millimetre, read from what the sheet says; empty
    # where the category asks for no price by measure
    net_thousandths = models.BigIntegerField(_("quantité nette"), null=True, editable=False)
    net_unit = models.CharField(_("unité"), max_length=4, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    # one proposed for a sheet already online waits for the operator with the rest of the sheet
    is_approved = models.BooleanField(_("visible du public"), default=True)

    class Meta:
        verbose_name = _("déclinaison")
        verbose_name_plural = _("déclinaisons")
        constraints = [models.UniqueConstraint(fields=["product", "label"], name="variant_once")]

    def __str__(self):
        return self.label or str(self.product_id)


class Photo(models.Model):
    """A photo of a seller: checked, re-encoded, cut to sizes by the worker."""

    SIZES = (320, 640, 1280)

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="photos")
    product = models.ForeignKey(
        Product, models.CASCADE, null=True, related_name="photos", db_index=False
    )
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="photos")
    file = models.ImageField(
        upload_to="photos/originals/", width_field="width", height_field="height"
    )
    stem = models.CharField(_("nom des tailles"), max_length=120, blank=True)
    name = models.CharField(_("nom d'origine"), max_length=160, blank=True)
    sha256 = models.CharField(max_length=64)
    alt = models.CharField(_("texte de remplacement"), max_length=160, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    is_approved = models.BooleanField(_("visible du public"), default=False)
    sized_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.UniqueConstraint(fields=["product", "sha256"], name="photo_once_a_product"),
        ]

    def __str__(self):
        return self.name or self.sha256[:12]

    def url_at(self, size: int) -> str:
        """The address of this photo at a size; the original until the sizes are cut."""
        if self.sized_at is None:
            return self.file.url
        return self.file.storage.url(f"{self.stem}-{size}.webp")

    @property
    def small(self) -> str:
        """The address at the size of a thumbnail."""
        return self.url_at(320)

    @property
    def medium(self) -> str:
        """The address at the size of a card."""
        return self.url_at(640)

    @property
    def large(self) -> str:
        """The address at the size of a page."""
        return self.url_at(1280)
