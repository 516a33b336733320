"""What the file of a return shows: what comes back and why, what was found, and what is due."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.shared import clock, differing, places
from marketplace.shared.dossiers import Delay, Dossier, Entry, Panel
from marketplace.shared.templatetags.ui import badge, day, money, when
from orders import carriers, moneyback, parts, sections
from orders.models import Order, OrderLine, Return, ReturnLine, SellerOrder
from orders.returns import owed, refund_clock, returns
from orders.states import ReturnState


def of_return(back: Return) -> Dossier:
    """The file of a return."""
    part, lines = back.seller_order, _lines(back)
    prefetch_related_objects([part], "lines", "returns__lines__parent")
    order, refund = part.order, getattr(back, "refund", None)
    if refund is not None:
        prefetch_related_objects([refund], "payment__disputes")
    due = refund_clock.due_on(back)
    is_ahead = due is not None and clock.today() <= due
    due_words = _("À rembourser au plus tard le {day}.").format(day=day(due)) if is_ahead else ""
    if due is not None and not is_ahead and refund_clock.proven_on(back) is None:
        due_words = _(
            "Les quatorze jours sont passés, mais le vendeur peut attendre le colis ou la preuve de"
            " son envoi."
        )
    return Dossier(
        title=_("Retour {number}").format(number=back.number),
        who=places.link(order, _("Commande {number}").format(number=order.number)),
        amount=order.recipient,
        badges=[badge(back)],
        says=[due_words] if due_words else [],
        main=[
            Panel(
                title=_("Ce qui revient"),
                rows=[
                    (_("Motif"), motive(back)),
                    (_("L'acheteur écrit"), back.comment),
                    (_("Réponse"), back.answer),
                    (_("Constat à la réception"), back.finding),
                ],
                template="admin/orders/_pieces.html",
                values={"rows": [(row.line, row.quantity, _came(row)) for row in lines]},
            ),
            *_short(back, lines),
        ],
        beside=[
            Panel(
                title=_("Retour"),
                rows=[
                    (_("Vendeur"), places.link(part.seller)),
                    (
                        _("Acheteur"),
                        format_html("{} · {}", sections.buyer_link(order), order.email),
                    ),
                    (_("Demandé le"), when(back.asked_at)),
                    (_("Répondu le"), when(back.answered_at)),
                    (_("Renvoyé le"), when(back.sent_at)),
                    (_("Suivi du renvoi"), sent_with(back)),
                    (_("Reçu le"), when(back.received_at)),
                    (_("Remboursé le"), when(back.refunded_at)),
                    *_owed(back),
                    *_grown(back),
                ],
            ),
            *([_refund(refund)] if refund else []),
            _money(part),
        ],
        rows=[back, *([refund] if refund else [])],
        told=[part, *part.shipments.order_by("number")],
        lead=[back],
        delays=delays(back),
        entries=_bought(order),
    )


def delays(back: Return) -> list[Delay]:
    """Until when the seller must answer, and until when a withdrawal must be refunded."""
    part, due, found = back.seller_order, refund_clock.due_on(back), []
    turn = sections.sellers_turn(part)
    letter = sections.letter_to_seller(part, _("Retour {number}").format(number=back.number))
    if back.state == ReturnState.ASKED and back.answer_by is not None:
        until = back.answer_by
        what = _("retour {number} à accepter ou à refuser avant le {day}")
        what = what.format(number=back.number, day=when(until))
        found.append(Delay(until=until, what=what, turn=turn, row=back, letter=letter))
    if due is not None:
        what = _("retour {number} à rembourser au plus tard le {day}")
        what = what.format(number=back.number, day=day(due))
        until = clock.end_of_day(due)
        found.append(Delay(until=until, what=what, turn=turn, row=back, letter=letter))
    return found


def _money(part: SellerOrder) -> Panel:
    """What was paid for the part that something comes back of, and what of it was given back."""
    given = moneyback.by_what_became(part.refunds.all())
    return Panel(
        title=_("Argent"),
        rows=[
            (_("Payé"), money(part.total_cents) if part.paid_at else ""),
            *((name, money(cents) if cents else "") for name, cents in given),
        ],
    )


def _bought(order: Order) -> list[Entry]:
    """The first steps of its order, whose other facts may be another seller's."""
    about = places.link(order)
    steps = [(order.placed_at, _("Commande passée")), (order.payment.paid_at, _("Paiement reçu"))]
    return [Entry(at=at, title=title, about=about) for at, title in steps if at is not None]


def motive(back: Return) -> str:
    """The reason that the buyer chose, in words."""
    return str(dict(returns.REASONS).get(back.reason, back.reason))


def _lines(back: Return):
    rows = list(back.lines.select_related("line").order_by("line_id"))
    for row in rows:
        row.parent = back
    return rows


def _owed(back: Return) -> list[tuple[str, str]]:
    """What is given back once all that is awaited has come; nothing when nothing is awaited."""
    is_owed = back.state in returns.OPEN or returns.may_be_received(back)
    cents = owed.of_receiving(back) if is_owed else 0
    return [(_("À rembourser si tout revient"), money(cents))] if cents else []


def sent_with(back: Return) -> str:
    """The carrier and the number of what comes back, as a link to where it is followed."""
    if not back.sent_tracking:
        return ""
    said = f"{carriers.name_of(back.sent_carrier)} {back.sent_tracking}"
    page = carriers.page_of(back.sent_carrier, back.sent_tracking)
    return format_html('<a href="{}" rel="noopener">{}</a>', page, said) if page else said


def _grown(back: Return) -> list[tuple[str, str]]:
    """By how much the law makes a late refund grow (L242-4)."""
    cents = owed.grown(back, day=clock.today())
    return [(_("Majoration légale du retard (L242-4)"), money(cents))] if cents else []


def _came(row) -> str:
    """The price of a line; once its parcel was counted, what was found and kept of the price."""
    if not row.parent.received_at:
        return money(row.line.unit_cents * row.quantity)
    came = ngettext("{n} reçu", "{n} reçus", row.received).format(n=row.received)
    said = [came if row.received else _("pas dans le colis")]
    if row.restocked:
        said.append(_("remis en stock"))
    if row.deducted_cents:
        said.append(_("{sum} retenus").format(sum=money(row.deducted_cents)))
    return " · ".join(said)


def _short(back: Return, lines: list[ReturnLine]) -> list[Panel]:
    """Where less came than was announced: line by line, and what becomes of the rest."""
    if not any(row.missing for row in lines):
        return []
    return [
        Panel(
            title=_("Annoncé et reçu"),
            anchor="short",
            rows=[(_("Ce qui manque"), _rest(back)), (_("Livraison"), _postage(back.seller_order))],
            template="admin/house/_side_by_side.html",
            values=differing.shown(
                [
                    differing.Pair(
                        _named(row.line), str(row.quantity), str(row.received), bool(row.missing)
                    )
                    for row in lines
                ],
                before=_("Annoncé"),
                after=_("Reçu"),
            ),
        )
    ]


def _rest(back: Return) -> str:
    """What may still come of what was missing, and what the verb that takes it in gives back."""
    left = returns.missing(back)
    if not left:
        return _(
            "Plus rien n'est attendu : ces pièces sont revenues depuis, sont dans un autre retour,"
            " ou une décision les a remboursées."
        )
    goods, postage = returns.worth(back, left)
    if postage:
        said = _(
            "Peut encore revenir. « Constater la réception et rembourser » en fait un retour à"
            " part ; si tout revient, {goods} d'articles et {postage} de livraison sont rendus."
        )
    else:
        said = _(
            "Peut encore revenir. « Constater la réception et rembourser » en fait un retour à"
            " part ; si tout revient, {goods} d'articles sont rendus, sans livraison."
        )
    return said.format(goods=money(goods), postage=money(postage))


def _postage(part: SellerOrder) -> str:
    """What became of the price of the delivery; nothing where there was none."""
    kept = part.shipping_cents - part.shipping_refunded_cents
    if not part.shipping_cents:
        return ""
    if not kept:
        return _("Rendue : {sum}.").format(sum=money(part.shipping_cents))
    if parts.nothing_is_kept(part):
        return _("Pas rendue par ce retour : {sum}.").format(sum=money(kept))
    return _(
        "Pas rendue ({sum}) : elle l'est quand plus aucun article de cette commande vendeur n'est"
        " gardé."
    ).format(sum=money(kept))


def _named(line: OrderLine) -> str:
    return f"{line.title} ({line.variant})" if line.variant else line.title


def _refund(refund) -> Panel:
    return Panel(
        title=_("Remboursement"),
        rows=[
            (_("Montant"), places.link(refund, money(refund.amount_cents))),
            (_("État"), badge(refund)),
            (_("À la charge de"), refund.get_borne_by_display()),
        ],
        about=refund,
    )
