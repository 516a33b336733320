"""Returns: what comes back, in which state, with its proof."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.shared import contact_data
from marketplace.shared.files import private_storage
from marketplace.shared.states import StateField, known
from orders.models.order import OrderLine, SellerOrder
from orders.states import RefundState, ReturnState


class Return(models.Model):
    """A buyer's wish to give goods back: a withdrawal needs no reason (L221-18).

    `answer_by`: until when its seller may answer; then it is accepted by itself. `sent_at`: when
    the buyer said that the parcel left, with its carrier and number, which is the proof of its
    dispatch (L221-24).
    """

    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, related_name="returns", verbose_name=_("commande vendeur")
    )
    number = models.CharField(_("numéro"), max_length=20, unique=True)
    state = StateField(_("état"), max_length=12, choices=ReturnState, default=ReturnState.ASKED)
    reason = models.CharField(_("motif"), max_length=30, default="withdrawal")
    comment = models.TextField(_("commentaire"), blank=True, max_length=2000)
    answer = models.TextField(_("réponse du vendeur"), blank=True, max_length=2000)
    finding = models.TextField(_("constat à la réception"), blank=True, max_length=2000)
    asked_at = models.DateTimeField(_("demandé le"))
    answer_by = models.DateTimeField(_("réponse attendue avant"), null=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    sent_at = models.DateTimeField(_("renvoyé le"), null=True)
    sent_carrier = models.CharField(_("transporteur du retour"), max_length=30, blank=True)
    sent_tracking = models.CharField(_("numéro de suivi du retour"), max_length=40, blank=True)
    received_at = models.DateTimeField(_("reçu le"), null=True)
    refunded_at = models.DateTimeField(_("remboursé le"), null=True)

    class Meta:
        verbose_name = _("retour")
        verbose_name_plural = _("retours")
        ordering = ["pk"]
        constraints = [known(ReturnState, "return_state_known")]
        # the sweep of what nobody answered
        indexes = [models.Index(fields=["state", "answer_by"], name="return_answer_due")]

    def __str__(self):
        return self.number

    @property
    def told(self) -> str:
        """The state in the words of both sides: a refund that failed is not called under way."""
        if self.state == ReturnState.RECEIVED:
            refund = getattr(self, "refund", None)
            if refund is not None and refund.state == RefundState.FAILED:
                return str(_("Reçu, le remboursement n'a pas abouti"))
        return str(ReturnState(self.state).label)

    @property
    def shown_answer(self) -> contact_data.Masked:
        """The seller's answer as its buyer reads it: where to send the goods may be told."""
        where = () if self.state == ReturnState.REFUSED else (contact_data.Kind.ADDRESS,)
        return contact_data.mask(self.answer, dispatched=True, but=where)


class ReturnLine(models.Model):
    """So many of a line on their way back.

    `unsealed` is what the buyer declared of the seal of an article that may only come back sealed;
    None where nobody was asked. `deducted_cents` is what the seller kept, with a finding.
    """

    parent = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="return_lines", verbose_name=_("ligne")
    )
    quantity = models.PositiveIntegerField(_("quantité"))
    received = models.PositiveIntegerField(_("reçus"), default=0)
    restocked = models.BooleanField(_("remis en stock"), default=False)
    unsealed = models.BooleanField(_("sceau ouvert, dit l'acheteur"), null=True)
    deducted_cents = models.BigIntegerField(_("retenu (centimes)"), default=0)

    class Meta:
        verbose_name = _("ligne de retour")
        verbose_name_plural = _("lignes de retour")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "line"], name="line_once_a_return"),
            models.CheckConstraint(name="return_quantity_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="return_deduction_positive", condition=Q(deducted_cents__gte=0)
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.line_id}"

    @property
    def missing(self) -> int:
        """How many announced pieces the seller did not find when the parcel was counted."""
        return self.quantity - self.received if self.parent.received_at else 0

    @property
    def refunded_cents(self) -> int:
        """What the refund of its return gave back for this line."""
        refund = getattr(self.parent, "refund", None)
        rows = refund.lines.all() if refund else ()
        return sum(row.amount_cents for row in rows if row.line_id == self.line_id)

    @property
    def stays_with_buyer(self) -> bool:
        """Whether the whole price is kept, nothing given since: the goods are still the buyer's."""
        whole = bool(self.received) and self.deducted_cents >= self.line.unit_cents * self.received
        return whole and self.line.total_cents - self.line.refunded_cents >= self.deducted_cents


class ReturnPhoto(models.Model):
    """What the seller saw on receipt: the evidence of a deduction or a refusal."""

    parent = models.ForeignKey(Return, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="returns/%Y/%m/", storage=private_storage)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("photo d'un retour")
        verbose_name_plural = _("photos d'un retour")
        ordering = ["pk"]

    def __str__(self):
        return self.file.name
