"""What may be said of a shop or of goods on a proof, who claims it, and on which papers."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.product import Product
from catalog.states import LabelState
from marketplace.shared import clock
from marketplace.shared.files import private_storage
from marketplace.shared.language import Local, local
from marketplace.shared.states import StateField, known
from marketplace.shared.templatetags.ui import dated
from sellers.models import Seller

MOST_RUNS = 2
MASK = re.compile(r"[A-Z0-9 ./*\u2013-]{2,40}\Z")


def masks(text: str) -> None:
    """Forms of a number, one a line: capitals and signs as they are written, 9 for a figure."""
    for line in text.splitlines():
        form = line.strip()
        if form and not (MASK.match(form) and form.count("*") <= MOST_RUNS):
            raise ValidationError(
                _(
                    "« %(line)s » n'est pas une forme de numéro : écrivez des capitales, 9 pour un"
                    " chiffre, * (deux au plus) pour une suite de lettres et de chiffres."
                ),
                params={"line": line.strip()[:40]},
            )


class Label(models.Model):
    """A label: what it means, who delivers it, which proof is asked, how long one holds."""

    class About(models.TextChoices):
        SHOP = "shop", _("Une boutique")
        PRODUCT = "product", _("Des fiches produits")

    class Mark(models.TextChoices):
        LEAF = "leaf", _("Feuille")
        SPROUT = "sprout", _("Pousse")
        WHEAT = "wheat", _("Épi")
        TREES = "trees", _("Arbres")
        MEDAL = "medal", _("Médaille")
        AWARD = "award", _("Ruban")
        STAMP = "stamp", _("Tampon")
        LANDMARK = "landmark", _("Monument")
        MAP_PIN = "map-pin", _("Lieu")
        SHIRT = "shirt", _("Vêtement")
        HAND = "hand", _("Main")
        WRENCH = "wrench", _("Clé")
        HANDSHAKE = "handshake", _("Poignée de main")
        DROPLET = "droplet", _("Goutte")
        BADGE_CHECK = "badge-check", _("Coche")

    name = models.CharField(_("nom"), max_length=80)
    name_en = models.CharField(_("nom (anglais)"), max_length=80, blank=True)
    slug = models.SlugField(_("adresse de la page"), max_length=60, unique=True)
    about = models.CharField(_("porte sur"), max_length=8, choices=About)
    mark = models.CharField(_("dessin"), max_length=20, choices=Mark, default=Mark.BADGE_CHECK)
    meaning = models.TextField(_("ce qu'il veut dire"), max_length=900)
    meaning_en = models.TextField(_("ce qu'il veut dire (anglais)"), max_length=900, blank=True)
    body = models.CharField(_("qui le délivre"), max_length=160)
    body_en = models.CharField(_("qui le délivre (anglais)"), max_length=160, blank=True)
    body_url = models.URLField(
        _("site de qui le délivre"),
        blank=True,
        validators=[RegexValidator(r"https?://", _("L'adresse commence par https:// ou http://."))],
    )
    law = models.CharField(_("base légale"), max_length=200, blank=True)
    proof = models.CharField(
        _("preuve demandée"),
        max_length=300,
        help_text=_("Le document que le vendeur joint, comme il le lit."),
    )
    proof_en = models.CharField(_("preuve demandée (anglais)"), max_length=300, blank=True)
    number_forms = models.TextField(
        _("formes du numéro"),
        max_length=400,
        blank=True,
        validators=[masks],
        help_text=_(
            "Une par ligne : 9 pour un chiffre, * pour une suite de lettres et de chiffres, le"
            " reste tel quel (FR-BIO-99). Vide : aucun numéro n'est demandé."
        ),
    )
    number_example = models.CharField(_("exemple de numéro"), max_length=60, blank=True)
    months = models.PositiveSmallIntegerField(
        _("une preuve vaut au plus (mois)"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    covers = models.TextField(
        _("expressions qu'il prouve"),
        max_length=900,
        blank=True,
        help_text=_(
            "Une par ligne, de la charte ou des mots surveillés : qui porte le label, preuve"
            " acceptée, peut les écrire."
        ),
    )
    categories = models.ManyToManyField(
        Category,
        related_name="+",
        blank=True,
        verbose_name=_("catégories concernées"),
        help_text=_("Avec tout ce qui est dessous. Aucune : toute la boutique."),
    )
    starts_on = models.DateField(_("en vigueur le"))
    ends_on = models.DateField(
        _("dernier jour"),
        null=True,
        blank=True,
        help_text=_("Vide : sans fin. Passé ce jour, il n'est plus montré nulle part."),
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=100)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="label_ends_after_it_starts",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("Le dernier jour vient avant le premier."),
            ),
        ]

    def __str__(self):
        return self.named.text

    @property
    def named(self) -> Local:
        """Its name, in the reader's language."""
        return local(self.name, self.name_en)

    @property
    def by(self) -> Local:
        """Who delivers it, in the reader's language."""
        return local(self.body, self.body_en)

    @property
    def asked(self) -> Local:
        """The proof that is asked for, in the reader's language."""
        return local(self.proof, self.proof_en)

    @property
    def is_of_shops(self) -> bool:
        """Whether a shop bears it, and not goods."""
        return self.about == self.About.SHOP


class LabelClaim(models.Model):
    """A shop says that it, or some of its sheets, bear a label until a day, and proves it.

    Approved and in date it is shown; its last day included, and not a second longer.
    """

    label = models.ForeignKey(Label, models.PROTECT, related_name="claims", verbose_name=_("label"))
    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="label_claims", verbose_name=_("boutique")
    )
    products = models.ManyToManyField(Product, related_name="label_claims", blank=True)
    state = StateField(_("état"), max_length=12, choices=LabelState, default=LabelState.WAITING)
    number = models.CharField(_("numéro"), max_length=60, blank=True)
    valid_until = models.DateField(_("valable jusqu'au"))
    note = models.TextField(_("remarque de l'opérateur"), max_length=1000, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    claimed_at = models.DateTimeField(_("demandé le"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    approved_at = models.DateTimeField(_("accepté le"), null=True)
    # the last reminder: days before its end; 0 once it was told that it ended
    told = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("demande de label")
        verbose_name_plural = _("demandes de labels")
        constraints = [
            known(LabelState, "label_claim_state_known"),
            # one at a time: the next one is written when this one is answered
            models.UniqueConstraint(
                fields=["label", "seller"],
                condition=models.Q(state__in=("waiting", "asked")),
                name="label_claim_once_while_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                name="label_claim_ending",
                condition=models.Q(state="approved"),
            ),
        ]

    def __str__(self):
        return f"{self.label} · {self.seller}"

    @property
    def is_over(self) -> bool:
        """Whether it was accepted and its proof has ended: it is not shown any more."""
        return self.state == LabelState.APPROVED and self.valid_until < clock.today()

    @property
    def overlay(self) -> tuple[str, str, str] | None:
        """What its state leaves out: the end of its proof, as badges show it."""
        if not self.is_over:
            return None
        return "ended", _now("Preuve finie le {day}").format(day=dated(self.valid_until)), "quiet"


class LabelPaper(models.Model):
    """A document that proves a claim. Only the shop's team and the operator may read it."""

    claim = models.ForeignKey(LabelClaim, models.CASCADE, related_name="papers")
    file = models.FileField(upload_to="labels/%Y/%m/", storage=private_storage)
    name = models.CharField(_("nom"), max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("taille"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("déposé le"))

    class Meta:
        verbose_name = _("pièce d'un label")
        verbose_name_plural = _("pièces des labels")
        ordering = ["-pk"]

    def __str__(self):
        return self.name
