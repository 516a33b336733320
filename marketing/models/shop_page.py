"""What a shop tells of itself: its page made of blocks, the pictures of it, its news."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketing.states import ShopNewsState, ShopPageState
from marketplace.shared.states import StateField, known

BEGUN = ("draft", "proposed", "sent_back")


def _person(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=label
    )


class ShopPicture(models.Model):
    """A picture of a shop, for its own page and news; never changed, so that what was approved
    stays what is seen. `seen_at` is when somebody of the operator's first approved it.
    """

    seller = models.ForeignKey(
        "sellers.Seller", models.PROTECT, related_name="page_pictures", verbose_name=_("boutique")
    )
    file = models.ImageField(_("fichier"), upload_to="shop-pages/")
    width = models.PositiveIntegerField(_("largeur"))
    height = models.PositiveIntegerField(_("hauteur"))
    sha256 = models.CharField(max_length=64)
    alt = models.CharField(_("texte de remplacement"), max_length=160)
    alt_en = models.CharField(_("texte de remplacement (anglais)"), max_length=160, blank=True)
    added_by = _person(_("ajoutée par"))
    added_at = models.DateTimeField(_("ajoutée le"))
    seen_at = models.DateTimeField(_("approuvée le"), null=True)
    credit = ""  # of the house's pictures alone: blocks draw both

    class Meta:
        verbose_name = _("photo d'une boutique")
        verbose_name_plural = _("photos des boutiques")
        constraints = [
            models.UniqueConstraint(fields=["seller", "sha256"], name="shop_picture_once")
        ]

    def __str__(self):
        return self.alt

    @property
    def local_alt(self) -> str:
        """What it shows, in the reader's language."""
        return (self.alt_en if get_language() == "en" else "") or self.alt


class ShopVersion(models.Model):
    """What the page of a shop shows beside its goods, as its team wrote it.

    One is being written or waits, one is online: what is online stays while another waits.
    `blocks` are kept as those of a page of the house; a draft changes, each time with another
    `revision`. `motives` are the moderator's words by block, `judged` the blocks as they were when
    they were sent back: the shop writes on in `blocks`. What was approved has a `seal`, and
    keeps what it says of its `pictures`.
    """

    seller = models.ForeignKey(
        "sellers.Seller", models.PROTECT, related_name="page_versions", verbose_name=_("boutique")
    )
    number = models.PositiveIntegerField(_("version"))
    state = StateField(_("état"), max_length=12, choices=ShopPageState, default=ShopPageState.DRAFT)
    blocks = models.JSONField(_("blocs"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    written_by = _person(_("écrite par"))
    written_at = models.DateTimeField(_("écrite le"))
    proposed_by = _person(_("proposée par"))
    proposed_at = models.DateTimeField(_("proposée le"), null=True)
    decided_by = _person(_("décidée par"))
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    reason = models.TextField(_("motif"), blank=True)
    motives = models.JSONField(_("motifs par bloc"), default=dict, blank=True)
    judged = models.JSONField(_("blocs jugés"), default=list, blank=True, editable=False)
    pictures = models.JSONField(_("photos"), default=dict, blank=True, editable=False)
    is_told = models.BooleanField(_("répond aux critères"), default=False)
    seal = models.CharField(_("empreinte"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("page de boutique")
        verbose_name_plural = _("pages de boutique")
        constraints = [
            known(ShopPageState, "shop_version_state"),
            models.UniqueConstraint(fields=["seller", "number"], name="shop_version_once"),
            models.UniqueConstraint(
                fields=["seller"], condition=Q(state__in=BEGUN), name="shop_version_one_begun"
            ),
            models.UniqueConstraint(
                fields=["seller"], condition=Q(state="live"), name="shop_version_one_live"
            ),
            models.CheckConstraint(
                name="shop_version_approved",
                condition=Q(state__in=[*BEGUN, "discarded"])
                | (Q(decided_at__isnull=False) & ~Q(seal="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"], name="shop_version_waits", condition=Q(state="proposed")
            )
        ]

    def __str__(self):
        return f"{self.seller} v{self.number}"


class ShopNews(models.Model):
    """A short dated note of a shop: told on its page until `ends_on`, and to whoever follows it."""

    seller = models.ForeignKey(
        "sellers.Seller", models.PROTECT, related_name="news", verbose_name=_("boutique")
    )
    state = StateField(_("état"), max_length=12, choices=ShopNewsState, default=ShopNewsState.DRAFT)
    title = models.CharField(_("titre"), max_length=100)
    title_en = models.CharField(_("titre (anglais)"), max_length=100, blank=True)
    text = models.TextField(_("texte"), max_length=800)
    text_en = models.TextField(_("texte (anglais)"), max_length=800, blank=True)
    picture = models.ForeignKey(
        ShopPicture, models.PROTECT, null=True, blank=True, related_name="news",
        verbose_name=_("photo"),
    )  # fmt: skip
    ends_on = models.DateField(_("jusqu'au"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    written_by = _person(_("écrite par"))
    written_at = models.DateTimeField(_("écrite le"))
    sent_at = models.DateTimeField(_("envoyée le"), null=True)
    decided_by = _person(_("décidée par"))
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    published_at = models.DateTimeField(_("publiée le"), null=True)
    reason = models.TextField(_("motif"), blank=True)
    seal = models.CharField(_("empreinte"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("nouvelle de boutique")
        verbose_name_plural = _("nouvelles de boutique")
        constraints = [
            known(ShopNewsState, "shop_news_state"),
            models.CheckConstraint(
                name="shop_news_published",
                condition=~Q(state="live") | (Q(published_at__isnull=False) & ~Q(seal="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["seller", "published_at"], name="shop_news_live", condition=Q(state="live")
            ),
            models.Index(fields=["sent_at"], name="shop_news_waits", condition=Q(state="proposed")),
        ]

    def __str__(self):
        return self.title

    def _local(self, field: str) -> str:
        return (getattr(self, f"{field}_en") if get_language() == "en" else "") or getattr(
            self, field
        )

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self._local("title")

    @property
    def local_text(self) -> str:
        """The text in the reader's language."""
        return self._local("text")
