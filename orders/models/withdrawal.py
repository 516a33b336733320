"""Declarations of withdrawal, as their authors made them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared import chain, parties


class WithdrawalDeclaration(models.Model):
    """A withdrawal declared on the public page (L221-21): its words and its instant never change.

    `from_order` is the order from whose own page it was declared, `pieces` the pieces chosen there
    (order line → count, empty for all) and `unsealed` what was said of their seals; `goods` bears
    the same in words. `order` is found afterwards, or named by an operator.
    `key` comes with the form: sent twice, it is declared once. `handled_at` is set when
    the returns it asks for are open, or when an operator says what was done.
    """

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("nom et prénom"), max_length=160)
    order_number = models.CharField(_("commande indiquée"), max_length=60)
    email = models.EmailField(_("adresse de l'accusé"))
    goods = models.TextField(_("articles concernés"), blank=True, max_length=2000)
    from_order = models.ForeignKey(
        "orders.Order",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("déclarée depuis la commande"),
    )
    pieces = models.JSONField(default=dict, blank=True)
    unsealed = models.JSONField(default=dict, blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    declared_at = models.DateTimeField(_("déclarée le"), db_index=True)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    acknowledged_at = models.DateTimeField(_("accusé envoyé le"), null=True)
    order = models.ForeignKey(
        "orders.Order",
        models.PROTECT,
        null=True,
        related_name="withdrawals",
        verbose_name=_("commande"),
    )
    handled_at = models.DateTimeField(_("traitée le"), null=True)
    outcome = models.CharField(_("suite donnée"), max_length=300, blank=True)
    rank = models.PositiveBigIntegerField(_("rang"), default=0)
    previous = models.CharField(_("empreinte précédente"), max_length=64, default="", blank=True)
    hash = models.CharField(_("scellé"), max_length=64, default="", blank=True)

    DECLARED = (
        "key",
        "name",
        "order_number",
        "email",
        "goods",
        "from_order_id",
        "pieces",
        "unsealed",
        "language",
        "declared_at",
        "sha256",
    )

    class Meta:
        verbose_name = _("déclaration de rétractation")
        verbose_name_plural = _("déclarations de rétractation")

    def __str__(self):
        return f"{self.order_number} · {self.name}"

    def tie(self, person) -> str:
        """What makes a person a party to a declaration before its order is known: their address."""
        return parties.bought() if self.email.lower() == person.email.lower() else ""

    @staticmethod
    def ties(person, path: str = "") -> models.Q:
        """The declarations made under a person's address, seen from the end of a path."""
        return models.Q(**{f"{path}email__iexact": person.email})

    def save(self, *args, **kwargs):
        """Seal what is declared, with the row or not at all."""
        if self._state.adding:
            chain.seal([self])
        super().save(*args, **kwargs)

    def chain_name(self) -> str:
        """The one chain in which all declarations follow each other."""
        return "declaration"

    def content(self) -> dict:
        """What the seal is about: the words and the instant, not what became of them."""
        return {name: getattr(self, name) for name in self.DECLARED}
