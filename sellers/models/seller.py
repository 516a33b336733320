"""A seller: the company, its shop, its team."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock, parties, policy
from marketplace.shared.countries import named
from marketplace.shared.language import Local, local
from marketplace.shared.states import StateField, known
from sellers.states import LIVING, KycState, SellerState

MANDATE_PAUSE = (  # kept as the reason of a suspension: French, as every reason
    "Mandat de facturation révoqué"
)


class SellerQuerySet(models.QuerySet):
    """Sellers, by what they may do."""

    def open(self):
        """Sellers whose shop is open and not suspended, on holiday or not."""
        return self.filter(state=SellerState.OPEN, suspended_at=None)

    def selling(self, at):
        """Sellers whose offers the public may see and buy at this instant."""
        return self.selling_on(clock.paris_day(at))

    def selling_on(self, today):
        """Sellers whose offers may be bought on a day: a date, or its placeholder in a prepared
        query.
        """
        away = Q(holiday_from__lte=today, holiday_until__gte=today)
        return self.open().exclude(away)

    def of(self, user):
        """Sellers in whose team this person is."""
        return self.filter(members__user=user)


class Seller(models.Model):
    """A company or sole trader who sells here in their own name."""

    class Vat(models.TextChoices):
        STANDARD = "standard", _("Assujetti à la TVA")
        FRANCHISE = "franchise", _("Franchise en base (art. 293 B du CGI)")

    class Moderation(models.TextChoices):
        BEFORE = "before", _("Avant publication")
        AFTER = "after", _("Publication directe si les règles passent")

    code = models.CharField(_("code"), max_length=12, unique=True)
    slug = models.SlugField(_("adresse de la boutique"), max_length=80, unique=True)
    name = models.CharField(_("nom de la boutique"), max_length=80)
    story = models.TextField(_("présentation"), blank=True)
    logo = models.ImageField(_("logo"), upload_to="sellers/", blank=True)
    banner = models.ImageField(_("bandeau"), upload_to="sellers/", blank=True)
    state = StateField(
        _("état"), max_length=20, choices=SellerState, default=SellerState.DRAFT, db_index=True
    )

    legal_name = models.CharField(_("raison sociale"), max_length=120, blank=True)
    legal_form = models.CharField(_("forme juridique"), max_length=40, blank=True)
    capital = models.CharField(_("capital social"), max_length=40, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    rcs = models.CharField(_("immatriculation"), max_length=60, blank=True)
    vat_regime = models.CharField(
        _("régime de TVA"), max_length=12, choices=Vat, default=Vat.STANDARD
    )
    vat_number = models.CharField(_("numéro de TVA"), max_length=20, blank=True)
    # a change of regime the operator checked, whose day is to come: orders placed that day follow
    # it at once
    vat_next_on = models.DateField(_("nouveau régime de TVA à compter du"), null=True, blank=True)
    vat_next_regime = models.CharField(
        _("nouveau régime de TVA"), max_length=12, choices=Vat, blank=True
    )
    vat_next_number = models.CharField(_("nouveau numéro de TVA"), max_length=20, blank=True)
    representative = models.CharField(_("représentant légal"), max_length=120, blank=True)
    email = models.EmailField(_("adresse e-mail"))
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    line1 = models.CharField(_("adresse"), max_length=120, blank=True)
    line2 = models.CharField(_("complément"), max_length=120, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    mediator = models.CharField(
        _("médiateur de la consommation"), max_length=200, blank=True, default=""
    )
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    iban_changed_at = models.DateTimeField(_("IBAN modifié le"), null=True)

    moderation = models.CharField(
        _("modération"), max_length=10, choices=Moderation, default=Moderation.BEFORE
    )
    account_ref = models.CharField(_("compte chez le prestataire"), max_length=100, blank=True)
    kyc_state = StateField(
        _("vérification d'identité"), max_length=12, choices=KycState, default=KycState.NONE
    )
    kyc_requirements = models.JSONField(_("pièces demandées"), default=list, blank=True)
    payouts_enabled = models.BooleanField(_("virements possibles"), default=False)

    makes_own = models.BooleanField(_("fabrique ce qu'elle vend"), default=False)
    maker = models.CharField(_("fabricant de ses produits"), max_length=300, blank=True, default="")
    eu_responsible = models.CharField(
        _("responsable dans l'Union"), max_length=300, blank=True, default=""
    )

    handling_days = models.PositiveSmallIntegerField(_("préparation (jours ouvrés)"), default=2)
    return_policy = models.TextField(_("conditions de retour"), blank=True)
    holiday_from = models.DateField(_("absent du"), null=True, blank=True)
    holiday_until = models.DateField(_("au"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("suspendu le"), null=True, blank=True)
    suspended_because = models.CharField(_("motif de suspension"), max_length=300, blank=True)

    mandate_revoked_at = models.DateTimeField(
        _("mandat de facturation révoqué le"), null=True, blank=True
    )

    rating_count = models.PositiveIntegerField(_("nombre d'avis"), default=0)
    rating_hundredths = models.PositiveIntegerField(_("note (centièmes)"), default=0)
    created_at = models.DateTimeField(_("créé le"))
    opened_at = models.DateTimeField(_("ouvert le"), null=True)

    objects = SellerQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendeur")
        verbose_name_plural = _("vendeurs")
        constraints = [
            known(SellerState, "seller_state_known"),
            models.UniqueConstraint(
                fields=["siret"],
                condition=~Q(siret="") & Q(state__in=LIVING),
                name="seller_siret_living_once",
            ),
        ]

    def __str__(self):
        return self.name or self.code

    def tie(self, person) -> str:
        """What makes a person a party to decisions about this shop, from its application on."""
        return parties.of_shop(str(self)) if self.members.filter(user=person).exists() else ""

    @staticmethod
    def ties(person, path: str = "") -> Q:
        """The shops to whose decisions a person is a party, seen from the end of a path."""
        return Q(**{f"{path}members__user": person})

    @property
    def story_told(self) -> Local:
        """What the shop tells of itself, said to be French to whoever reads English."""
        return local(self.story, "")

    @property
    def maker_told(self) -> str:
        """Who makes what the shop sells, where no sheet says otherwise: a name, a postal and an
        electronic address (Regulation (EU) 2023/988, art. 19). Empty where it was not declared.
        """
        if self.maker or not self.makes_own:
            return self.maker
        abroad = named(self.country) if self.country != "FR" else ""
        town = f"{self.postcode} {self.city}".strip()
        told = (self.legal_name or self.name, self.line1, self.line2, town, abroad, self.email)
        return ", ".join(str(part) for part in told if part)

    @property
    def score(self) -> float:
        """The mean of the shop's reviews, out of five; nothing where it has none."""
        return self.rating_hundredths / 100

    @property
    def siren(self) -> str:
        """The nine digits that name the company."""
        return self.siret[:9]

    @property
    def competent_mediator(self) -> str:
        """Whom a consumer may go to: the shop's own mediator, or the operator's where it takes the
        sellers' disputes too (C. conso L612-1, L616-1). Empty where nobody named one.
        """
        entity = policy.entity()
        return self.mediator or (entity.mediator if entity.mediates_for_sellers else "")

    @property
    def is_only_paused(self) -> bool:
        """Whether the mandate alone is missing: nobody holds anything against the shop."""
        return self.suspended_because == MANDATE_PAUSE

    def vat_on(self, day: date) -> tuple[str, str]:
        """The VAT regime and number under which the seller sells on a day, today or to come."""
        if self.vat_next_on and self.vat_next_on <= day:
            return self.vat_next_regime, self.vat_next_number
        return self.vat_regime, self.vat_number

    def is_selling(self, at) -> bool:
        """Whether the public may buy from this seller at this instant."""
        return self.state == SellerState.OPEN and self.suspended_at is None and not self.is_away(at)

    def is_away(self, at) -> bool:
        """Whether the shop is on holiday at this instant."""
        start, end = self.holiday_from, self.holiday_until
        return bool(start and end and start <= clock.paris_day(at) <= end)

    @property
    def overlay(self) -> tuple[str, Any, str] | None:
        """What stops an open shop, as its badge says it: its state, words and tone."""
        if self.state != SellerState.OPEN:
            return None
        if self.suspended_at and not self.is_only_paused:
            return "suspended", _("Ouvert, ventes suspendues"), "danger"
        if self.mandate_revoked_at or self.suspended_at:
            return "paused", _("Ouvert, mandat révoqué"), "danger"
        if self.is_away(clock.now()):
            return "away", _("Ouvert, en congé"), "warning"
        return None


class Role(models.TextChoices):
    """What a member of a seller's team may do."""

    OWNER = "owner", _("Responsable")
    CATALOGUE = "catalogue", _("Catalogue")
    ORDERS = "orders", _("Commandes")
    FINANCE = "finance", _("Finance")
    READER = "reader", _("Lecture seule")


class Member(models.Model):
    """A person in a seller's team."""

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="members", verbose_name=_("vendeur")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("personne"),
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role, default=Role.OWNER)
    joined_at = models.DateTimeField(_("arrivé le"))

    class Meta:
        verbose_name = _("membre")
        verbose_name_plural = _("équipe")
        constraints = [models.UniqueConstraint(fields=["seller", "user"], name="member_once")]

    def __str__(self):
        return f"{self.user} · {self.seller}"
