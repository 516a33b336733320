"""What the file of a declaration of withdrawal shows: who declared what, and what became of it."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from marketplace.shared import places
from marketplace.shared.dossiers import Delay, Dossier, Panel
from marketplace.shared.templatetags.ui import badge, day, money, when
from orders import sections
from orders.fulfilment import withdrawn
from orders.models import OrderLine, WithdrawalDeclaration
from orders.parts import titled
from orders.returns import meant, receipts, withdrawals


def of_declaration(row: WithdrawalDeclaration) -> Dossier:
    """The file of a declaration."""
    return Dossier(
        title=_("Rétractation déclarée le {day}").format(day=day(row.declared_at)),
        who=_("{name} · {email}").format(name=row.name, email=row.email),
        badges=[state_badge(row)],
        says=[said] if (said := _says(row)) else [],
        main=[_declared(row), *_likely(row)],
        beside=[*_order(row), _followed(row), _proof(row)],
        rows=[row],
        lead=[row],
        delays=_delays(row),
    )


def _delays(row: WithdrawalDeclaration) -> list[Delay]:
    """The acknowledgement is due at once, whatever becomes of the declaration."""
    if not withdrawals.may_be_written_to(row):
        return []
    what = _("accusé de réception dû dès la déclaration, {when}").format(when=when(row.declared_at))
    return [
        Delay(
            until=row.declared_at + withdrawals.ACKNOWLEDGED_WITHIN,
            what=what,
            turn=_("C'est à nous de l'envoyer : la loi le veut sans retard (L221-21)."),
            row=row,
        )
    ]


def state_badge(row: WithdrawalDeclaration) -> str:
    """Whether somebody must still see to it."""
    if row.handled_at is not None:
        return badge("handled", _("Traitée"), "positive")
    return badge("waiting", _("À suivre"), "warning")


def _waits_for_order(row: WithdrawalDeclaration) -> bool:
    return row.handled_at is None and row.order_id is None


def _says(row: WithdrawalDeclaration) -> str:
    """What somebody has to do; nothing once it is done."""
    if row.handled_at is not None:
        return ""
    if row.order_id is None:
        return _(
            "Aucune commande payée ne porte à la fois ce numéro et cette adresse : cherchez celle"
            " qui est visée et rattachez-y la déclaration, qui compte depuis son instant."
        )
    if withdrawn.has_words(row):
        return _(
            "Les articles sont nommés avec des mots : lisez-les et choisissez ceux qui sont visés."
            " Jusque-là, rien de cette commande ne doit partir."
        )
    return _("Elle n'a pas pris effet en entier : lisez pourquoi, et dites la suite donnée.")


def _declared(row: WithdrawalDeclaration) -> Panel:
    page = _("la page de la commande {number}")
    return Panel(
        title=_("Ce qui est déclaré"),
        rows=[
            (_("Par"), row.name),
            (_("E-mail"), row.email),
            (_("Déclarée le"), when(row.declared_at)),
            (_("Commande indiquée"), row.order_number),
            (
                _("Déclarée depuis"),
                places.link(row.from_order, page.format(number=row.from_order.number))
                if row.from_order
                else _("la page publique des rétractations"),
            ),
            (_("Articles concernés"), _goods(row)),
            *_seals(row),
        ],
    )


def _goods(row: WithdrawalDeclaration) -> str:
    if not row.goods.strip():
        return _("toute la commande")
    return format_html('<span class="preline">{}</span>', row.goods.strip())


def _seals(row: WithdrawalDeclaration) -> list[tuple[str, str]]:
    """What was said of the seals that were asked about."""
    if not row.unsealed:
        return []
    lines = OrderLine.objects.filter(pk__in=row.unsealed).order_by("pk")
    return [
        (
            _("Sceau : {title}").format(title=titled(line)),
            _("ouvert") if row.unsealed[str(line.pk)] else _("intact"),
        )
        for line in lines
    ]


def _likely(row: WithdrawalDeclaration) -> list[Panel]:
    """The orders that may be meant, while it has none."""
    if not _waits_for_order(row):
        return []
    return [
        Panel(
            title=_("Commandes qui peuvent être visées"),
            template="admin/orders/_likely.html",
            values={"rows": meant.likely(row)},
        )
    ]


def _order(row: WithdrawalDeclaration) -> list[Panel]:
    order = row.order
    if order is None:
        return []
    return [
        Panel(
            title=places.link(order, _("Commande {number}").format(number=order.number)),
            rows=[
                (_("Passée le"), when(order.placed_at)),
                (_("Acheteur"), sections.buyer_link(order)),
                (_("E-mail"), order.email if order.email.lower() != row.email.lower() else ""),
                (_("Total TTC"), money(order.total_cents)),
            ],
        )
    ]


def _followed(row: WithdrawalDeclaration) -> Panel:
    """The letter that acknowledged it, what was done, and how a wrong order is corrected."""
    return Panel(
        title=_("Suite"),
        rows=[
            (_("Accusé envoyé le"), _acknowledged(row)),
            (_("Traitée le"), when(row.handled_at)),
            (_("Suite donnée"), row.outcome),
            (_("Si la commande n'est pas la bonne"), _correction(row)),
        ],
    )


def _acknowledged(row: WithdrawalDeclaration) -> str:
    """When the letter left, or why it did not."""
    if row.acknowledged_at is None and withdrawals.is_one_too_many(row):
        return _("aucun : cette adresse en a reçu {count} dans l'heure").format(
            count=withdrawals.LETTERS_AN_HOUR
        )
    return when(row.acknowledged_at) or badge("refused", _("pas parti"), "danger")


def _correction(row: WithdrawalDeclaration) -> str:
    """How a wrong attachment is corrected, or why it no longer can be and what to do."""
    if row.order_id is None:
        return ""
    refusal = withdrawals.effect(row)
    return str(refusal) if refusal else _("« Détacher et reprendre » la libère.")


def _proof(row: WithdrawalDeclaration) -> Panel:
    """By what anybody can check that its words and its instant never changed."""
    return Panel(
        title=_("Preuve"),
        template="admin/orders/_proof.html",
        values={
            "rows": [
                (_("Récépissé"), receipts.number_of(row)),
                (_("Rang dans la chaîne"), row.rank),
                (_("Empreinte des mots"), row.sha256),
                (_("Scellé précédent"), row.previous),
                (_("Scellé"), row.hash),
            ]
        },
    )
