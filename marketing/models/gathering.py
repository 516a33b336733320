"""The dates to which the house invites: on the spot or at a distance, and who comes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from catalog.models import Offer, Product
from marketing.models.editorial import Article, local
from marketing.models.library import Picture
from marketing.states import GatheringState, SignupState
from marketplace.shared import clock
from marketplace.shared.states import StateField, known
from sellers.models import Seller


class Gathering(models.Model):
    """A date to which the house invites, with its seats.

    `taken` counts the seats given: the database refuses more than there are. `sequence` grows when
    whoever has a seat must be told: another hour, another place, a cancellation. `came` is how many
    had come when their names were forgotten.
    """

    class Kind(models.TextChoices):
        LIVE = "live", _("Direct en ligne")
        WEBINAR = "webinar", _("Atelier en ligne")
        MARKET = "market", _("Marché")
        WORKSHOP = "workshop", _("Atelier ouvert")

    ONLINE = (Kind.LIVE, Kind.WEBINAR)

    kind = models.CharField(_("genre"), max_length=12, choices=Kind)
    state = StateField(
        _("état"), max_length=12, choices=GatheringState, default=GatheringState.DRAFT
    )
    slug = models.SlugField(_("adresse"), max_length=80, unique=True)
    title = models.CharField(_("titre"), max_length=120)
    title_en = models.CharField(_("titre (anglais)"), max_length=120, blank=True)
    lead = models.CharField(_("chapeau"), max_length=300)
    lead_en = models.CharField(_("chapeau (anglais)"), max_length=300, blank=True)
    body = models.TextField(_("texte"), blank=True)
    body_en = models.TextField(_("texte (anglais)"), blank=True)
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    place = models.CharField(_("lieu"), max_length=120, blank=True)
    address = models.CharField(_("adresse du lieu"), max_length=200, blank=True)
    link = models.CharField(_("lien"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("places prises"), default=0, editable=False)
    came = models.PositiveIntegerField(_("venus"), null=True, editable=False)
    picture = models.ForeignKey(
        Picture,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    sellers = models.ManyToManyField(
        Seller, blank=True, related_name="gatherings", verbose_name=_("boutiques")
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="gatherings", verbose_name=_("produits")
    )
    recap = models.ForeignKey(
        Article,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("compte rendu"),
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("commencé le"), editable=False)
    changed_at = models.DateTimeField(_("modifié le"), editable=False)
    published_at = models.DateTimeField(_("publié le"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("annulé le"), null=True, editable=False)

    cancelled_because = models.CharField(
        _("motif de l'annulation"), max_length=300, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("rendez-vous")
        verbose_name_plural = pgettext_lazy("plusieurs", "rendez-vous")
        indexes = (models.Index(fields=["state", "ends_at"], name="gathering_by_end"),)
        constraints = (
            known(GatheringState, "gathering_state_known"),
            models.CheckConstraint(
                name="gathering_ends_after", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="gathering_not_overbooked",
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")),
            ),
        )

    def __str__(self):
        return self.title

    @property
    def is_online(self) -> bool:
        """Whether one comes by a link."""
        return self.kind in self.ONLINE

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state == GatheringState.CANCELLED

    @property
    def is_one_day(self) -> bool:
        """Whether it ends on the day on which it begins."""
        return clock.paris_day(self.starts_at) == clock.paris_day(self.ends_at)

    @property
    def left(self) -> int | None:
        """How many seats are free; None where they are not counted."""
        return None if self.capacity is None else self.capacity - self.taken

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended at an instant."""
        return self.ends_at <= at

    def runs(self, at: datetime) -> bool:
        """Whether it takes place at an instant."""
        return self.starts_at <= at < self.ends_at

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return local(self, "title")

    @property
    def local_lead(self) -> str:
        """What it is about, in the reader's language."""
        return local(self, "lead")

    @property
    def local_body(self) -> str:
        """Its text in the reader's language."""
        return local(self, "body")


class Signup(models.Model):
    """Somebody who wishes to come: with a seat, or waiting for one.

    `code` is what they show at the door. The `*_told_at` say which reminder was handed over, and
    `told_sequence` up to which change they were told, so that no sweep tells anything twice. The
    whole row is forgotten some weeks after the date.
    """

    gathering = models.ForeignKey(
        Gathering, models.CASCADE, related_name="signups", verbose_name=_("rendez-vous")
    )
    state = StateField(_("état"), max_length=12, choices=SignupState, default=SignupState.WAITING)
    email = models.EmailField(_("adresse e-mail"))
    name = models.CharField(_("nom"), max_length=80)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("compte"),
    )
    code = models.CharField(_("code d'entrée"), max_length=8, unique=True)
    asked_at = models.DateTimeField(_("demandé le"))
    written_at = models.DateTimeField(_("lettre demandée le"))
    seated_at = models.DateTimeField(_("place donnée le"), null=True)
    withdrawn_at = models.DateTimeField(_("désisté le"), null=True)
    day_told_at = models.DateTimeField(_("rappel de la veille"), null=True)
    hour_told_at = models.DateTimeField(_("rappel de l'heure"), null=True)
    told_sequence = models.PositiveIntegerField(default=0, editable=False)
    came_at = models.DateTimeField(_("entré le"), null=True)

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        indexes = (
            models.Index(fields=["gathering", "state", "asked_at"], name="signup_in_its_turn"),
            models.Index(fields=["email"], name="signup_by_email"),
        )
        constraints = (
            known(SignupState, "signup_state_known"),
            models.UniqueConstraint(fields=["gathering", "email"], name="signup_once"),
        )

    def __str__(self):
        return self.name


class SetAside(models.Model):
    """Pieces of an offer that a shop keeps for a date, taken out of its stock until then.

    `quantity` counts the pieces taken; `sold` those that a shop says it sold on the spot. Once
    `returned_at` is written, the others are on the shelf again and the row does not change.
    """

    gathering = models.ForeignKey(
        Gathering, models.CASCADE, related_name="aside", verbose_name=_("rendez-vous")
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="set_aside", verbose_name=_("offre")
    )
    quantity = models.PositiveIntegerField(_("pièces gardées"))
    sold = models.PositiveIntegerField(_("vendues sur place"), default=0)
    set_at = models.DateTimeField(_("gardé le"))
    returned_at = models.DateTimeField(_("rendu au stock le"), null=True)

    class Meta:
        verbose_name = _("pièces gardées")
        verbose_name_plural = pgettext_lazy("plusieurs", "pièces gardées")
        indexes = (
            models.Index(
                fields=["gathering"], name="set_aside_open", condition=Q(returned_at=None)
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["gathering", "offer"], name="set_aside_once"),
            models.CheckConstraint(name="set_aside_some", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="set_aside_sold", condition=Q(sold__lte=F("quantity"))),
        )

    def __str__(self):
        return f"{self.quantity} × {self.offer}"

    @property
    def called(self) -> str:
        """What it is: two colours of one sheet are told apart."""
        label = self.offer.variant.label
        return f"{self.offer.product.title} ({label})" if label else self.offer.product.title

    @property
    def quantity_said(self) -> str:
        """How many were taken, in words."""
        return ngettext("{count} pièce gardée", "{count} pièces gardées", self.quantity).format(
            count=self.quantity
        )

    @staticmethod
    def ref_of(gathering_id: int) -> str:
        """What the moves of stock kept for a date refer to."""
        return f"rendez-vous {gathering_id}"
