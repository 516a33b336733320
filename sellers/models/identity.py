"""The legal identity of an open shop, version by version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from marketplace.shared import clock
from marketplace.shared.states import StateField, known
from sellers.models.seller import Seller
from sellers.states import IdentityState

PROOF_LASTS = timedelta(days=3)  # how long the letter to a new address opens something


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of an identity: what it was, what it is to be."""

    label: str
    old: str
    new: str


class Identity(models.Model):
    """A change of a shop's identity: asked, checked where it matters, in force from a day on.

    `changes` are the columns of Seller it sets; `before` and `values` are filled when it comes into
    force: those columns as they were, and the whole identity as it stands from then on. A new
    public e-mail address waits for the letter sent to it; only the print of its token is stored.
    """

    class Topic(models.TextChoices):
        OPENING = "opening", _("Identité à l'ouverture")
        CONTACT = "contact", _("Adresse et téléphone")
        EMAIL = "email", _("Adresse e-mail")
        COMPANY = "company", _("Entreprise")
        VAT = "vat", _("Régime de TVA")

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="identities", verbose_name=_("vendeur")
    )
    topic = models.CharField(_("objet"), max_length=10, choices=Topic)
    state = StateField(
        _("état"), max_length=12, choices=IdentityState, default=IdentityState.PROPOSED
    )
    changes = models.JSONField(_("changements"), default=dict)
    before = models.JSONField(_("avant"), default=dict)
    values = models.JSONField(_("identité complète"), default=dict)
    effective_on = models.DateField(_("à compter du"))
    note = models.CharField(_("mot du vendeur"), max_length=300, blank=True)
    because = models.CharField(_("motif"), max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("demandé par"),
    )
    asked_at = models.DateTimeField(_("demandé le"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    in_force_at = models.DateTimeField(_("en vigueur depuis"), null=True)
    ended_at = models.DateTimeField(_("jusqu'au"), null=True)
    sent_at = models.DateTimeField(_("lettre envoyée le"), null=True)
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("version d'identité")
        verbose_name_plural = _("identités des vendeurs")
        constraints = [
            known(IdentityState, "identity_state_known"),
            models.UniqueConstraint(
                fields=["seller"],
                condition=Q(state=IdentityState.IN_FORCE),
                name="identity_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["seller", "topic"],
                condition=Q(state=IdentityState.UNPROVEN),
                name="identity_unproven_once",
            ),
            models.UniqueConstraint(
                fields=["seller", "topic"],
                condition=Q(state=IdentityState.PROPOSED),
                name="identity_asked_once",
            ),
            models.UniqueConstraint(
                fields=["seller", "topic"],
                condition=Q(state=IdentityState.SCHEDULED),
                name="identity_scheduled_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on"],
                condition=Q(state=IdentityState.SCHEDULED),
                name="identity_due",
            ),
        ]

    def __str__(self):
        return f"{self.seller} · {self.get_topic_display()}"

    @property
    def waits(self) -> bool:
        """Whether it is still to be proven, to be checked, or to come on its day."""
        return self.state in (
            IdentityState.UNPROVEN,
            IdentityState.PROPOSED,
            IdentityState.SCHEDULED,
        )

    @property
    def proof_ends_at(self):
        """Until when the letter to the new address may be answered."""
        return self.sent_at + PROOF_LASTS if self.sent_at else None

    @property
    def proof_is_over(self) -> bool:
        """Whether the letter is too old to answer: it is sent again, or the request withdrawn."""
        return self.proof_ends_at is not None and clock.now() > self.proof_ends_at

    @property
    def differences(self) -> list[Difference]:
        """What changes, side by side: against the version in force, or the one it replaced."""
        return [
            Difference(label(column), shown(column, self._old(column)), shown(column, new))
            for column, new in self.changes.items()
        ]

    def _old(self, column: str):
        return self.before[column] if column in self.before else getattr(self.seller, column)


def label(column: str) -> str:
    """What a column of an identity is called."""
    return capfirst(str(Seller._meta.get_field(column).verbose_name))  # type: ignore[union-attr]


def shown(column: str, value: str) -> str:
    """A value as people read it."""
    return str(Seller.Vat(value).label) if column == "vat_regime" and value else value or "–"
