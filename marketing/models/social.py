"""What the house and its shops share elsewhere: short links with their counts, posts."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from marketing.models.library import Picture
from marketing.states import PostState
from marketplace.shared.states import StateField, known


class ShortLink(models.Model):
    """A short address that leads into the shop and says from where its visitors came.

    `path` never leaves the site. What is counted is how often a day, with nothing about anybody.
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("nom"), max_length=80)
    path = models.CharField(_("mène à"), max_length=300)
    source = models.CharField(_("source"), max_length=40, blank=True)
    medium = models.CharField(_("support"), max_length=40, blank=True)
    campaign = models.CharField(_("campagne"), max_length=40, blank=True)
    seller = models.ForeignKey(
        "sellers.Seller",
        models.CASCADE,
        null=True,
        related_name="short_links",
        verbose_name=_("boutique"),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("fait par"),
    )
    made_at = models.DateTimeField(_("fait le"))
    ends_at = models.DateTimeField(_("jusqu'au"), null=True)

    class Meta:
        verbose_name = _("lien court")
        verbose_name_plural = _("liens courts")
        constraints = [
            models.CheckConstraint(
                name="short_link_stays_here",
                condition=models.Q(path__startswith="/") & ~models.Q(path__startswith="//"),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def url(self) -> str:
        """What is written on a poster."""
        return settings.BASE_URL + reverse("shop-link", args=[self.code])


class LinkDay(models.Model):
    """How often a short link was followed on a day in Paris."""

    link = models.ForeignKey(ShortLink, models.CASCADE, related_name="days")
    day = models.DateField(_("jour"))
    clicks = models.PositiveIntegerField(_("visites"), default=0)

    class Meta:
        verbose_name = _("visites d'un lien court")
        verbose_name_plural = _("visites des liens courts")
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="link_day_once")]

    def __str__(self):
        return f"{self.link_id} {self.day}"


class Channel(models.Model):
    """A place elsewhere where the house posts: nothing but its name, and what it takes."""

    name = models.CharField(_("nom"), max_length=60, unique=True)
    address = models.CharField(
        _("adresse du compte"),
        max_length=200,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
    )
    longest = models.PositiveIntegerField(
        _("longueur d'un texte"),
        null=True,
        blank=True,
        help_text=_("En signes, lien compris. Vide : sans limite."),
    )
    is_open = models.BooleanField(_("on y publie"), default=True)

    class Meta:
        verbose_name = _("canal")
        verbose_name_plural = _("canaux")

    def __str__(self):
        return self.name


class Post(models.Model):
    """What the house says on a channel: words in both languages, a picture, a link, a moment.

    Its picture is one of the library, or the card of something of the shop, named by `about` and
    `slug` and drawn when it is taken away. A draft changes, each time with another `revision`.
    """

    class Size(models.TextChoices):
        SQUARE = "1080x1080", _("Carré (1080 × 1080)")
        TALL = "1080x1920", _("Vertical (1080 × 1920)")
        WIDE = "1200x630", _("Large (1200 × 630)")

    state = StateField(_("état"), max_length=12, choices=PostState, default=PostState.DRAFT)
    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="posts", verbose_name=_("canal")
    )
    text = models.TextField(_("texte"), blank=True)
    text_en = models.TextField(_("texte en anglais"), blank=True)
    about = models.CharField(_("sujet"), max_length=12, blank=True)
    slug = models.SlugField(_("adresse du sujet"), max_length=140, blank=True)
    size = models.CharField(
        _("format de la carte"), max_length=12, choices=Size, default=Size.SQUARE
    )
    picture = models.ForeignKey(
        Picture,
        models.SET_NULL,
        null=True,
        related_name="posts",
        verbose_name=_("image"),
    )
    link = models.ForeignKey(
        ShortLink,
        models.SET_NULL,
        null=True,
        related_name="posts",
        verbose_name=_("lien court"),
    )
    planned_at = models.DateTimeField(_("prévue le"), null=True)
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
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("publiée par"),
    )
    published_at = models.DateTimeField(_("publiée le"), null=True)
    published_url = models.CharField(_("adresse de la publication"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            known(PostState, "post_state_known"),
            models.CheckConstraint(
                name="post_was_approved",
                condition=models.Q(state__in=["draft", "review", "withdrawn"])
                | models.Q(approved_at__isnull=False, planned_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["planned_at", "id"], name="post_by_moment")]

    def __str__(self):
        return Truncator(" ".join(self.text.split()) or str(self.channel)).chars(60)
