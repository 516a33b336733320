"""The words of the house: which it does not want read, what to write instead, and exceptions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared.language import Local, local
from sellers.models import Seller


class CharterWord(models.Model):
    """An expression of the charter. Its row is never rewritten: it ends, and another begins."""

    class Kind(models.TextChoices):
        FORBIDDEN = "forbidden", _("À ne pas écrire")
        PREFER = "prefer", _("À remplacer de préférence")

    expression = models.CharField(_("expression"), max_length=80)
    expression_en = models.CharField(_("expression (anglais)"), max_length=80, blank=True)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    reason = models.CharField(_("pourquoi"), max_length=240)
    reason_en = models.CharField(_("pourquoi (anglais)"), max_length=240, blank=True)
    law = models.CharField(_("base légale"), max_length=160, blank=True)
    remedy = models.CharField(_("écrire plutôt"), max_length=240)
    remedy_en = models.CharField(_("écrire plutôt (anglais)"), max_length=240, blank=True)
    starts_on = models.DateField(_("en vigueur le"))
    ended_at = models.DateTimeField(_("retirée le"), null=True, editable=False)

    class Meta:
        verbose_name = _("mot de la charte")
        verbose_name_plural = _("mots de la charte")
        constraints = [
            models.UniqueConstraint(
                fields=["expression"], name="charter_word_once", condition=Q(ended_at=None)
            ),
        ]

    def __str__(self):
        return self.expression

    @property
    def why(self) -> Local:
        """Why, in the reader's language."""
        return local(self.reason, self.reason_en)

    @property
    def instead(self) -> Local:
        """What to write instead, in the reader's language."""
        return local(self.remedy, self.remedy_en)


class CharterException(models.Model):
    """Where an expression may be read until a day, on a proof: the sheets of a shop, or a page."""

    word = models.ForeignKey(
        CharterWord, models.PROTECT, related_name="exceptions", verbose_name=_("expression")
    )
    seller = models.ForeignKey(
        Seller, models.PROTECT, null=True, related_name="+", verbose_name=_("boutique")
    )
    path = models.CharField(_("page"), max_length=200, blank=True)
    proof = models.CharField(_("preuve"), max_length=300)
    ends_on = models.DateField(_("dernier jour"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("accordée par"),
    )
    granted_at = models.DateTimeField(_("accordée le"))
    ended_at = models.DateTimeField(_("retirée le"), null=True, editable=False)

    class Meta:
        verbose_name = _("exception à la charte")
        verbose_name_plural = _("exceptions à la charte")
        constraints = [
            models.CheckConstraint(
                name="charter_exception_in_one_place",
                condition=Q(seller__isnull=False, path="") | (Q(seller=None) & ~Q(path="")),
            ),
        ]

    def __str__(self):
        return f"{self.word} · {self.seller or self.path}"
