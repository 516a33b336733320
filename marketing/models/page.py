"""Pages of the shop that the operator composes of blocks, and their versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.models.editorial import Article
from marketing.models.segment import Segment
from marketing.states import VersionState
from marketplace.shared.quotes import bare
from marketplace.shared.states import StateField, known

OF_SEGMENT = "segment-"


def whom(audience: str, segment_id: int | None) -> str:
    """An audience as one word: a segment by its number."""
    return f"{OF_SEGMENT}{segment_id}" if segment_id else audience


def of_whom(word: str) -> tuple[str, int | None] | None:
    """The audience and the segment of such a word; None when it is none."""
    number = word.removeprefix(OF_SEGMENT)
    if number != word and number.isascii() and number.isdecimal() and len(number) < 12:
        return Version.Audience.SEGMENT.value, int(number)
    is_plain = word in Version.Audience.values and word != Version.Audience.SEGMENT
    return (word, None) if is_plain else None


class Page(models.Model):
    """An address of the shop whose content is composed. What it shows is one of its versions.

    One of kind `article` has the address of its article, and follows it when that changes.
    """

    class Kind(models.TextChoices):
        HOME = "home", _("Accueil")
        SELL = "sell", _("Vendre chez nous")
        LANDING = "landing", _("Page de saison")
        HOUSE = "house", _("Page de la maison")
        CATEGORY = "category", _("Haut d'un rayon")
        COLLECTION = "collection", _("Haut d'une collection")
        HELP = "help", _("Aide des acheteurs")
        HELP_SELLER = "help_seller", _("Aide des vendeurs")
        ARTICLE = "article", _("Article")
        GATHERING = "gathering", _("Sous un rendez-vous")

    kind = models.CharField(_("genre"), max_length=20, choices=Kind)
    slug = models.SlugField(_("adresse"), max_length=120, blank=True)
    name = models.CharField(_("nom"), max_length=80)
    article = models.OneToOneField(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="page",
        verbose_name=_("article"),
    )
    # of a page of help: names of the screens whose link « Aide » leads to it
    explains = models.JSONField(_("écrans expliqués"), default=list, blank=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="page_address_once"),
            models.CheckConstraint(
                name="page_article",
                condition=Q(kind="article", article__isnull=False)
                | (~Q(kind="article") & Q(article=None)),
            ),
        ]

    def __str__(self):
        return self.name


class Version(models.Model):
    """What a page shows from one instant to another, to one audience.

    `blocks` is a list of `{"id", "kind", "hidden", "beside", "data"}`, as it was typed: what it
    means is read when it is shown. A draft changes, each time with another `revision`; what was
    approved does not, and its `seal` proves it.
    """

    class Audience(models.TextChoices):
        EVERYBODY = "", _("Tout le monde")
        VISITORS = "visitors", _("Visiteurs sans compte ouvert")
        CUSTOMERS = "customers", _("Clients qui ont déjà commandé")
        NEWCOMERS = "newcomers", _("Comptes qui n'ont pas encore commandé")
        SEGMENT = "segment", _("Membres d'un segment")

    page = models.ForeignKey(Page, models.PROTECT, related_name="versions", verbose_name=_("page"))
    number = models.PositiveIntegerField(_("version"))
    state = StateField(_("état"), max_length=20, choices=VersionState, default=VersionState.DRAFT)
    title = models.CharField(_("titre"), max_length=160, blank=True)
    title_en = models.CharField(_("titre (anglais)"), max_length=160, blank=True)
    description = models.CharField(_("description"), max_length=320, blank=True)
    description_en = models.CharField(_("description (anglais)"), max_length=320, blank=True)
    blocks = models.JSONField(_("blocs"), default=list, blank=True)
    audience = models.CharField(
        _("pour qui"), max_length=20, choices=Audience, default=Audience.EVERYBODY, blank=True
    )
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("segment"),
    )
    starts_at = models.DateTimeField(_("en ligne le"), null=True, blank=True)
    ends_at = models.DateTimeField(_("jusqu'au"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("écrite par"),
    )
    written_at = models.DateTimeField(_("écrite le"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("approuvée par"),
    )
    approved_at = models.DateTimeField(_("approuvée le"), null=True)
    by_two = models.BooleanField(_("relue à deux"), default=False)
    seal = models.CharField(_("empreinte"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="page_version_once"),
            known(VersionState, "page_version_state"),
            models.CheckConstraint(
                name="page_version_approved",
                condition=Q(state__in=["draft", "review", "discarded"])
                | (Q(approved_at__isnull=False, starts_at__isnull=False) & ~Q(seal="")),
            ),
            models.CheckConstraint(
                name="page_version_segment_named",
                condition=Q(audience="segment", segment__isnull=False)
                | (~Q(audience="segment") & Q(segment=None)),
            ),
            models.CheckConstraint(
                name="page_version_ends_after",
                condition=Q(ends_at=None)
                | Q(starts_at=None)
                | Q(ends_at__gt=models.F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["page", "starts_at"],
                name="page_version_shown",
                condition=Q(state__in=["scheduled", "live"]),
            )
        ]

    def __str__(self):
        return f"{self.page} v{self.number}"

    def _local(self, field: str) -> str:
        return (getattr(self, f"{field}_en") if get_language() == "en" else "") or getattr(
            self, field
        )

    @property
    def whom(self) -> str:
        """Its audience as one word: a segment by its number."""
        return whom(self.audience, self.segment_id)

    @property
    def whom_told(self) -> str:
        """Who sees it, for people."""
        if self.segment is None:
            return str(self.get_audience_display())
        return _now("Membres de « {name} »").format(name=bare(self.segment.name))

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self._local("title")

    @property
    def local_description(self) -> str:
        """What search engines and shared links say of it, in the reader's language."""
        return self._local("description")
