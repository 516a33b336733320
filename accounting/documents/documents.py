"""What stands on a document: its lines, its VAT per rate, its legal sentences. Pure.

Prices of sales are TTC: VAT is extracted once per document and rate, and each line bears its share
of the net amount, so that lines, rates and totals add up to the last cent. Fees of the house are
HT: VAT is added once per document and rate, and each line bears its share of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.shared import vat
from marketplace.shared.clock import paris_day
from marketplace.shared.elision import de
from marketplace.shared.money import round_half_up, split_cents

GOODS, SHIPPING, SERVICE, MIXED = "goods", "shipping", "service", "mixed"
UNIT_DECIMALS = range(2, 7)  # a unit price may bear up to six (BR-FR-DEC-03)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something charged, VAT included, before the document's VAT is known."""

    title: str
    quantity: int
    gross_cents: int
    vat_bps: int
    kind: str = GOODS
    sku: str = ""
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """A service of the house, before VAT."""

    title: str
    net_cents: int
    vat_bps: int


@dataclass(frozen=True, slots=True)
class Sums:
    """The body of a document, ready to be frozen."""

    lines: list[dict]
    rates: list[dict]

    @property
    def net_cents(self) -> int:
        """What is charged before VAT, over all rates."""
        return sum(rate["net_cents"] for rate in self.rates)

    @property
    def vat_cents(self) -> int:
        """The VAT charged, over all rates."""
        return sum(rate["vat_cents"] for rate in self.rates)


def compose(pieces: Sequence[Piece], rates: list[dict] | None = None) -> Sums:
    """The lines of a document and its VAT per rate, from amounts with VAT included."""
    rates = vat.by_rate((p.gross_cents, p.vat_bps) for p in pieces) if rates is None else rates
    lines: list[dict] = [{}] * len(pieces)
    for rate in rates:
        places = [i for i, piece in enumerate(pieces) if piece.vat_bps == rate["bps"]]
        shares = split_cents(rate["net_cents"], [pieces[i].gross_cents for i in places])
        for i, net in zip(places, shares, strict=True):
            lines[i] = _line(pieces[i], net)
    return Sums(lines, rates)


def compose_fees(fees: Sequence[Fee], tax: Callable[[int, int], int] | None = None) -> Sums:
    """The lines of a bill of the house and its VAT per rate: base × rate, rounded once.

    `tax(net, bps)` answers the VAT of a rate where it is not that of the whole base: credit notes.
    """
    tax = tax or (lambda net, bps: vat.add(net, bps)[0])
    lines: list[dict] = [{}] * len(fees)
    rates = []
    for bps in sorted({fee.vat_bps for fee in fees}, reverse=True):
        places = [i for i, fee in enumerate(fees) if fee.vat_bps == bps]
        net = sum(fees[i].net_cents for i in places)
        due = tax(net, bps)
        rates.append({"bps": bps, "gross_cents": net + due, "net_cents": net, "vat_cents": due})
        shares = split_cents(due, [fees[i].net_cents for i in places])
        for i, share in zip(places, shares, strict=True):
            fee = fees[i]
            whole = Piece(
                title=fee.title,
                quantity=1,
                gross_cents=fee.net_cents + share,
                vat_bps=bps,
                kind=SERVICE,
            )
            lines[i] = _line(whole, fee.net_cents)
    return Sums(lines, rates)


def unit_price(line: dict) -> Decimal:
    """The unit price before VAT, in euros, with the fewest decimals that multiply to the total.

    A price TTC rarely divides into cents: 3 × 13,8767 € are 41,63 €, and 3 × 13,88 € are not.
    """
    net, quantity = line["net_cents"], line["quantity"]
    if quantity < 0:  # corrections on bills of before commissions were invoiced by month
        net, quantity = -net, -quantity
    price = Decimal(0)
    for decimals in UNIT_DECIMALS:
        scale = 10 ** (decimals - 2)
        units = round_half_up(net * scale, quantity)
        price = Decimal(units).scaleb(-decimals)
        if round_half_up(units * quantity, scale) == net:
            return price
    return price


def shipping_pieces(cents: int, goods: Iterable[Piece], title: str) -> list[Piece]:
    """Shipping, shared over the rates of the goods it carried: the accessory follows them."""
    shares = vat.shipping_by_rate(cents, [(p.gross_cents, p.vat_bps) for p in goods])
    return [
        Piece(title=title, quantity=1, gross_cents=share, vat_bps=bps, kind=SHIPPING)
        for share, bps in shares
        if share
    ]


def rates_after(before: dict[int, tuple[int, int]], pieces: Sequence[Piece]) -> list[dict]:
    """VAT per rate of a credit note, given (gross, VAT) already credited per rate.

    VAT is extracted from what is credited in all, so that credit notes of a whole invoice end
    exactly at its VAT, whatever the steps.
    """
    rates = []
    for rate in vat.by_rate((p.gross_cents, p.vat_bps) for p in pieces):
        gross, tax = before.get(rate["bps"], (0, 0))
        now = vat.extract(gross + rate["gross_cents"], rate["bps"])[1] - tax
        rates.append({**rate, "vat_cents": now, "net_cents": rate["gross_cents"] - now})
    return rates


def category_of(lines: Iterable[dict]) -> str:
    """Whether a document is about goods, services or both; a delivery follows what it carries."""
    services = {line["kind"] == SERVICE for line in lines}
    return MIXED if len(services) > 1 else SERVICE if True in services else GOODS


def category_mention(category: str) -> str:
    """The category of the operation, as a document must say it (ann. II 242 nonies A, I-8° bis)."""
    return {
        GOODS: _("Catégorie de l'opération : livraison de biens."),
        SERVICE: _("Catégorie de l'opération : prestation de services."),
        MIXED: _("Catégorie de l'opération : livraison de biens et prestation de services."),
    }[category]


def sale_mentions(*, house: str, seller: dict, customer: dict, lines, order, part) -> list[str]:
    """The legal sentences of a sale's invoice (CGI ann. II art. 242 nonies A).

    What protects consumers alone is not promised to a company.
    """
    is_company = customer["kind"] == "company"
    said = [
        _mandate(house, seller),
        *_exemption(seller),
        category_mention(category_of(lines)),
        _("Commande {number} du {placed}, payée en ligne le {paid}. Expédiée le {shipped}.").format(
            number=part.number,
            placed=_day(order.placed_at),
            paid=_day(part.paid_at),
            shipped=_day(part.shipped_at),
        ),
        *(_for_companies(customer) if is_company else _for_consumers(seller)),
        *(b2b_mentions() if is_company or order.company else []),
    ]
    return [_stopped_once(sentence) for sentence in said]


def _stopped_once(sentence: str) -> str:
    """A sentence with one full stop, where the name it ends by has its own: S.A.R.L."""
    is_doubled = sentence.endswith("..") and not sentence.endswith("...")
    return sentence[:-1] if is_doubled else sentence


def _for_consumers(seller: dict) -> list[str]:
    mediator = seller.get("mediator")
    return [
        _(
            "Garantie légale de conformité de deux ans (art. L217-3 et suivants du code de la "
            "consommation)."
        ),
        *(
            [_("Médiateur de la consommation : {mediator}.").format(mediator=mediator)]
            * bool(mediator)
        ),
    ]


def _for_companies(customer: dict) -> list[str]:
    reference = customer["reference"]
    foreign = customer["country"] not in ("FR", "MC")
    return [
        *([_("Référence de l'acheteur : {text}.").format(text=reference)] * bool(reference)),
        *([_("TVA française appliquée : pas d'exonération intracommunautaire.")] * foreign),
        _("Garantie des vices cachés (art. 1641 et suivants du code civil)."),
    ]


def credit_mentions(*, house: str, seller: dict, lines, invoice, reason: str) -> list[str]:
    """The legal sentences of a credit note: it names what it corrects."""
    said = [
        _("Avoir émis par {house} au nom et pour le compte {seller}.").format(
            house=house, seller=de(seller["legal_name"])
        ),
        *_exemption(seller),
        category_mention(category_of(lines)),
        _("Avoir sur la facture {number} du {day}. Motif : {reason}.").format(
            number=invoice.number, day=_day(invoice.issued_on), reason=reason
        ),
    ]
    return [_stopped_once(sentence) for sentence in said]


def commission_mentions(*, month: date, corrects=None) -> list[str]:
    """The legal sentences between professionals (C. com. L441-9 and L441-10)."""
    if corrects is None:
        settled = _(
            "Réglée par compensation, vente après vente, sur les sommes encaissées pour votre"
            " compte. Le détail article par article ({month}) est dans votre espace vendeur, page «"
            " Solde et versements »."
        )
        return [category_mention(SERVICE), settled.format(month=in_words(month)), *b2b_mentions()]
    given_back = _(
        "Avoir sur la facture {number} du {day}. Motif : commissions reprises sur les ventes "
        "remboursées en {month}, portées au crédit de votre compte."
    )
    return [
        given_back.format(
            number=corrects.number, day=_day(corrects.issued_on), month=in_words(month)
        ),
        category_mention(SERVICE),
        *b2b_mentions(),
    ]


def in_words(month: date) -> str:
    """A month in words: novembre 2026."""
    return date_format(month, "F Y")


def b2b_mentions() -> list[str]:
    """What every invoice between professionals says of late payment."""
    return [
        _(
            "Pas d'escompte pour paiement anticipé. En cas de retard : pénalités au taux de la BCE "
            "majoré de 10 points et indemnité forfaitaire de recouvrement de 40 €."
        ),
    ]


def _mandate(house: str, seller: dict) -> str:
    return _("Facture émise par {house} au nom et pour le compte {seller}.").format(
        house=house, seller=de(seller["legal_name"])
    )


def _exemption(seller: dict) -> list[str]:
    exempt = seller["vat_regime"] == "franchise"
    return [_("TVA non applicable, art. 293 B du CGI.")] if exempt else []


def _line(piece: Piece, net: int) -> dict:
    """A printed line; an amount that its quantity does not divide is printed as one piece."""
    divides = piece.quantity > 0 and piece.gross_cents % piece.quantity == 0
    several = f"{piece.quantity} × {piece.title}" if piece.quantity > 1 else piece.title
    return {
        "title": piece.title if divides else several,
        "quantity": piece.quantity if divides else 1,
        "kind": piece.kind,
        "sku": piece.sku,
        "line_id": piece.line_id,
        "net_cents": net,
        "gross_cents": piece.gross_cents,
        "vat_bps": piece.vat_bps,
    }


def _day(moment: date | datetime) -> str:
    day = paris_day(moment) if isinstance(moment, datetime) else moment
    return date_format(day, "d/m/Y")
