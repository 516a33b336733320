"""Disputes: what a buyer's bank took back, or tries to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import StateField, known
from marketplace.shared.templatetags.ui import money
from orders.models.order import Payment
from orders.states import AnswerState, DisputeState


class DisputeQuerySet(models.QuerySet):
    """Chargebacks, by what is left to do about them."""

    def to_answer(self, at: datetime) -> DisputeQuerySet:
        """The open ones to which nothing was answered, or whose answer was refused, in time."""
        return self._unanswered().exclude(answer_by__lt=at)

    def lapsed(self, at: datetime) -> DisputeQuerySet:
        """Those which the bank hears no answer to any more: to be given up, or waited for."""
        return self._unanswered().filter(answer_by__lt=at)

    def _unanswered(self) -> DisputeQuerySet:
        stands = DisputeAnswer.objects.exclude(state=AnswerState.REFUSED)
        return self.filter(state=DisputeState.OPEN).exclude(pk__in=stands.values("dispute"))


class Dispute(models.Model):
    """A chargeback: the buyer's bank took the money back from the platform."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="disputes", verbose_name=_("paiement")
    )
    ref = models.CharField(_("référence du prestataire"), max_length=100, unique=True)
    state = StateField(_("état"), max_length=12, choices=DisputeState, default=DisputeState.OPEN)
    currency = models.CharField(_("devise"), max_length=3, default="EUR")
    amount_cents = models.BigIntegerField(_("montant (centimes)"))
    fee_cents = models.BigIntegerField(_("frais (centimes)"), default=0)
    reason = models.CharField(_("motif"), max_length=100, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"))
    closed_at = models.DateTimeField(_("close le"), null=True)
    answer_by = models.DateTimeField(_("à répondre avant"), null=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("contestation bancaire")
        verbose_name_plural = _("contestations bancaires")
        constraints = [known(DisputeState, "dispute_state_known")]

    def __str__(self):
        return gettext("Contestation de {sum}").format(sum=money(self.amount_cents))

    @property
    def standing_answer(self) -> DisputeAnswer | None:
        """What was answered, or is about to be; None while nobody answered, or was refused."""
        stands = [answer for answer in self.answers.all() if answer.state != AnswerState.REFUSED]
        return stands[-1] if stands else None


class DisputeAnswer(models.Model):
    """What the operator answers to a bank. `uid` is the idempotency key told to the provider.

    `evidence` holds what proves the sale, by the names of the gateway's protocol.
    """

    class Kind(models.TextChoices):
        CONTEST = "contest", _("Contestée, preuves à l'appui")
        ACCEPT = "accept", _("Perte acceptée")

    dispute = models.ForeignKey(
        Dispute, models.PROTECT, related_name="answers", verbose_name=_("contestation bancaire")
    )
    uid = models.CharField(_("identifiant"), max_length=40, unique=True)
    kind = models.CharField(_("réponse"), max_length=10, choices=Kind)
    state = StateField(_("état"), max_length=12, choices=AnswerState, default=AnswerState.TO_SEND)
    evidence = models.JSONField(_("preuves"), default=dict, blank=True)
    because = models.CharField(_("motif"), max_length=300, blank=True)
    refusal = models.CharField(_("raison du refus"), max_length=100, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("décidée par"),
    )
    asked_at = models.DateTimeField(_("décidée le"))
    sent_at = models.DateTimeField(_("transmise le"), null=True)

    class Meta:
        verbose_name = _("réponse à une contestation")
        verbose_name_plural = _("réponses à des contestations")
        constraints = [
            known(AnswerState, "dispute_answer_state_known"),
            models.UniqueConstraint(
                fields=["dispute"],
                name="dispute_answered_once",
                condition=~Q(state=AnswerState.REFUSED),
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())
