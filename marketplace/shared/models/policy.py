"""What the operator sets: brand, legal entity, rules of the house, legal texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.models.look import Appearance

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CLAUSE = re.compile(r"(\d+)\. .+")


class Brand(Appearance):
    """How the marketplace presents itself, as it is in force. One row.

    How it looks is copied from the version in force (`looks.put_in_force`): a page reads one row.
    """

    name = models.CharField(_("nom"), max_length=60, default="Halles")
    baseline = models.CharField(
        _("accroche"),
        max_length=120,
        blank=True,
        default="Le marché des créateurs et des petites marques",
    )
    baseline_en = models.CharField(
        _("accroche (anglais)"),
        max_length=120,
        blank=True,
        default="The market of makers and small brands",
    )
    announcement = models.CharField(_("annonce en haut de page"), max_length=160, blank=True)
    announcement_en = models.CharField(_("annonce (anglais)"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("marque")
        verbose_name_plural = _("marque")

    def __str__(self):
        return self.name

    @property
    def local_baseline(self) -> str:
        """The baseline in the reader's language."""
        english = self.baseline_en if get_language() == "en" else ""
        return english or self.baseline


class LegalEntity(models.Model):
    """The company that operates the marketplace: the issuer of commission invoices. One row."""

    legal_name = models.CharField(
        _("raison sociale"), max_length=120, default="Halles Démonstration SAS"
    )
    legal_form = models.CharField(_("forme juridique"), max_length=40, default="SAS")
    capital = models.CharField(_("capital"), max_length=40, blank=True, default="10 000 €")
    siren = models.CharField(_("SIREN"), max_length=9, default="732829320")
    siret = models.CharField(_("SIRET"), max_length=14, default="73282932000074")
    rcs = models.CharField(_("RCS"), max_length=60, blank=True, default="RCS Paris")
    vat_number = models.CharField(_("numéro de TVA"), max_length=20, default="FR44732829320")
    line1 = models.CharField(_("adresse"), max_length=120, default="12 rue du Marché")
    postcode = models.CharField(_("code postal"), max_length=10, default="75001")
    city = models.CharField(_("ville"), max_length=80, default="Paris")
    country = models.CharField(_("pays"), max_length=2, default="FR")
    email = models.EmailField(_("adresse e-mail"), default="bonjour@halles.example")
    phone = models.CharField(_("téléphone"), max_length=20, blank=True, default="01 99 00 12 34")
    mediator = models.CharField(
        _("médiateur de la consommation"),
        max_length=200,
        blank=True,
        default="Médiation de démonstration, 75002 Paris",
    )
    mediates_for_sellers = models.BooleanField(
        _("ce médiateur traite aussi les litiges des vendeurs"),
        default=False,
        help_text=_(
            "À cocher seulement si la convention avec le médiateur le dit : il est alors nommé"
            " pour les vendeurs qui n'en ont pas indiqué."
        ),
    )
    host = models.CharField(_("hébergeur"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("société exploitante")
        verbose_name_plural = _("société exploitante")

    def __str__(self):
        return self.legal_name


class Rules(models.Model):
    """The rules of the house as one subject: proposals and facts about any rule refer to it.

    It has no column of its own: each app's settings are in the row of its `RulesRow`. One row.
    """

    class Meta:
        verbose_name = _("règles de la maison")
        verbose_name_plural = _("règles de la maison")

    def __str__(self):
        return capfirst(str(self._meta.verbose_name))


@deconstructible
class Between:
    """A number within what makes sense: a slip of the hand stops no sale for a century."""

    def __init__(self, least: int, most: int):
        self.least, self.most = least, most

    def __call__(self, value: int) -> None:
        if not self.allows(value):
            raise ValidationError(self.sentence)

    def allows(self, value: int) -> bool:
        """Whether a value makes sense."""
        return self.least <= value <= self.most

    @property
    def sentence(self) -> str:
        """The bounds, for whoever typed another value."""
        sentence = gettext("Choisissez une valeur entre {least} et {most}.")
        return sentence.format(
            least=number_format(self.least, force_grouping=True),
            most=number_format(self.most, force_grouping=True),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Between) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.least, self.most))


class RulesRow(models.Model):
    """The delays and thresholds that one app owns. One row, always number 1.

    A column says within which bounds it makes sense. It changes by proposal, unless `at_once` names
    it: what moves neither money nor rights is changed on the page of the rules. `subjects` gathers
    the columns under headings, in the order in which people look for them. `sentences` says each
    one as people would tell it, with its `{value}`; `at_naught` says what 0 does where that is not
    the least of a quantity but something else.
    """

    at_once: ClassVar[tuple[str, ...]] = ()
    subjects: ClassVar[tuple[tuple[str | StrPromise, tuple[str, ...]], ...]] = ()
    sentences: ClassVar[dict[str, str | StrPromise]] = {}
    at_naught: ClassVar[dict[str, str | StrPromise]] = {}

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="%(app_label)s_rules_one_row")
        ]

    def __str__(self):
        return capfirst(str(self._meta.verbose_name))


class LegalText(models.Model):
    """A version of a legal text. Published versions never change: a new one follows."""

    class Kind(models.TextChoices):
        SALE_TERMS = "sale_terms", _("Conditions générales de vente")
        SELLER_TERMS = "seller_terms", _("Conditions des vendeurs")
        INVOICING_MANDATE = "invoicing_mandate", _("Mandat de facturation")
        PRIVACY = "privacy", _("Données personnelles")
        LEGAL_NOTICE = "legal_notice", _("Mentions légales")

    kind = models.CharField(_("texte"), max_length=30, choices=Kind)
    version = models.PositiveIntegerField(_("version"), default=1)
    title = models.CharField(_("titre"), max_length=160)
    title_en = models.CharField(_("titre (anglais)"), max_length=160, blank=True)
    body = models.TextField(_("texte"))
    body_en = models.TextField(_("texte (anglais)"), blank=True)
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True)

    class Meta:
        verbose_name = _("texte légal")
        verbose_name_plural = _("textes légaux")
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="legal_text_version_once")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} v{self.version}"

    def local_title(self):
        """The title in the reader's language."""
        return (self.title_en if get_language() == "en" else "") or self.title

    def local_body(self):
        """The text in the reader's language; the French one is the one that binds."""
        return (self.body_en if get_language() == "en" else "") or self.body

    def local_clauses(self) -> list[dict]:
        """The text in its numbered clauses: a title on a line of its own, then what it says."""
        clauses = []
        for block in filter(
            None, (block.strip() for block in self.local_body().replace("\r", "").split("\n\n"))
        ):
            head, _cut, rest = block.partition("\n")
            titled = CLAUSE.fullmatch(head) if rest else None
            clauses.append(
                {"number": titled[1], "title": head, "text": rest} if titled else {"text": block}
            )
        return clauses
