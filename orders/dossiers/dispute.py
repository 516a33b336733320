"""What the file of a dispute shows: what is at stake, until when, and what the bank is told."""

from __future__ import annotations

from datetime import datetime

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.translation import gettext as _

from marketplace.shared import facts, places
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.templatetags.ui import badge, money, when
from orders import contested
from orders.dossiers import order as order_file
from orders.dossiers import whole
from orders.incidents import speech
from orders.models import Dispute, DisputeAnswer
from orders.money import losses
from orders.states import AnswerState, DisputeState


def of_dispute(dispute: Dispute, *, at: datetime) -> Dossier:
    """The file of a dispute: the order it is about is read with it."""
    everything = whole.of(whole.orders().get(pk=dispute.payment.order_id))
    order = everything.order
    dispute.payment = order.payment
    everything.disputes = [dispute if row == dispute else row for row in everything.disputes]
    return Dossier(
        title=_("Contestation bancaire de {sum}").format(sum=money(dispute.amount_cents)),
        who=places.link(order, _("Commande {number}").format(number=order.number)),
        amount=order.recipient,
        badges=list(filter(None, (badge(dispute), order_file.answered(dispute, at)))),
        says=[_says(dispute, at)],
        main=[
            *(_answered(answer) for answer in dispute.answers.all()),
            Panel(
                title=_("La part de chaque vendeur")
                if dispute.closed_at
                else _("Ce que chaque vendeur risque"),
                rows=[
                    (share.part.seller.name, money(share.cents)) for share in losses.shares(dispute)
                ],
            ),
            *(order_file.part_panel(part) for part in everything.parts),
        ],
        beside=[
            Panel(
                title=_("Contestation bancaire"),
                rows=[
                    (_("En jeu"), money(dispute.amount_cents)),
                    (_("Frais de la banque"), money(dispute.fee_cents)),
                    (_("Motif"), contested.reason_of(dispute)),
                    (_("Ouverte le"), when(dispute.opened_at)),
                    (_("À répondre avant le"), when(dispute.answer_by)),
                    (_("Close le"), when(dispute.closed_at)),
                    (_("Référence du prestataire"), dispute.ref),
                ],
            ),
            order_file.money_of(order, everything),
        ],
        history=[order_file.buyer(order)],
        rows=[dispute, *(row for row in everything.rows if row != dispute)],
        lead=[dispute],
        delays=order_file.delays(everything),
        entries=speech.lines(everything.words),
        instead_of=speech.SAID,
    )


def _says(dispute: Dispute, at: datetime) -> str:
    """What may still be done, until when, and what follows."""
    answer = dispute.standing_answer
    if not _is_open(dispute):
        return (
            _("La banque laisse la somme au vendeur.")
            if dispute.state == DisputeState.WON
            else _("La banque rend la somme à l'acheteur.")
        )
    if answer is not None and answer.state == AnswerState.TO_SEND:
        return _(
            "La réponse est gardée ; le prestataire ne l'a pas encore confirmée, elle est répétée"
            " d'elle-même."
        )
    if answer is not None:
        return _("La banque a reçu nos preuves : elle décide, en général sous deux mois.")
    if dispute.answer_by is None:
        return _(
            "À répondre : le service client conteste avec des preuves, ou la finance accepte la"
            " perte."
        )
    if dispute.answer_by < at:
        return _(
            "Le délai de réponse est passé : la banque décide sans nos preuves ; la finance peut"
            " encore accepter la perte."
        )
    return _(
        "À répondre avant le {day} : le service client conteste avec des preuves, ou la finance"
        " accepte la perte."
    ).format(day=when(dispute.answer_by))


def _is_open(dispute: Dispute) -> bool:
    return dispute.state == DisputeState.OPEN


def _answered(answer: DisputeAnswer) -> Panel:
    return Panel(
        title=format_html("{} {}", _("Notre réponse"), badge(answer))
        if _is_open(answer.dispute)
        else _("Notre réponse"),
        rows=[
            (_("Réponse"), answer.get_kind_display()),
            (_("Décidée par"), places.link(answer.asked_by) if answer.asked_by else ""),
            (_("Décidée le"), when(answer.asked_at)),
            (_("Transmise le"), when(answer.sent_at)),
            (_("Raison du refus"), facts.reason(answer.refusal)),
            (_("Motif"), answer.because),
            (_("Preuves"), linebreaksbr(answer.evidence.get("text", ""))),
        ],
    )
