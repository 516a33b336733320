"""Who issues a document and who receives it, frozen as they stand on the day it is issued."""

from __future__ import annotations

from marketplace.shared import policy
from orders.models import Business, Order, SellerOrder
from sellers.models import Seller

# A micro-enterprise is a sole trader too, with lighter taxes.
SOLE_TRADERS = ("EI", "MICRO-ENTREPRISE", "ENTREPRENEUR INDIVIDUEL")
PLACE = ("line1", "line2", "postcode", "city", "country")
LEGAL = (
    "name",
    "legal_name",
    "legal_form",
    "capital",
    "siret",
    "rcs",
    "vat_regime",
    "vat_number",
    "line1",
    "line2",
    "postcode",
    "city",
    "country",
    "email",
)


def of_sale(part: SellerOrder) -> dict:
    """The seller of an order, as they were when the contract was made."""
    block = {
        **_block(part.seller),
        **{name: part.seller_snapshot[name] for name in LEGAL if name in part.seller_snapshot},
    }
    # as on the day of issue: a mediator that ended helps nobody
    return {**_business(block), "mediator": part.seller.competent_mediator}


def of_seller(seller: Seller) -> dict:
    """A seller's legal identity as it stands now."""
    return _business(_block(seller))


def of_house() -> dict:
    """The operator, who issues the invoices of commissions."""
    entity = policy.entity()
    block = {name: getattr(entity, name, "") for name in LEGAL}
    return _business({**block, "name": policy.brand().name, "vat_regime": Seller.Vat.STANDARD})


def of_buyer(order: Order) -> dict:
    """The buyer: a person where the goods went; a company where it wants its invoices."""
    business = order.business
    if business is not None:
        return _company(order, business)
    return {
        "kind": "consumer",
        "legal_name": order.company or order.recipient,
        "contact": order.recipient if order.company else "",
        "line1": order.line1,
        "line2": order.line2,
        "postcode": order.postcode,
        "city": order.city,
        "country": order.country,
        "email": order.email,
    }


def _company(order: Order, business: Business) -> dict:
    """A company that buys, with the place of delivery where that is another one."""
    party = {
        "kind": "company",
        "legal_name": business.name,
        "contact": "",
        "siren": business.siren,
        "siret": business.siret,
        "vat_number": business.vat_number,
        "reference": business.reference,
        "email": order.email,
        **{name: getattr(business, name) for name in PLACE},
    }
    place = {name: getattr(order, name) for name in PLACE}
    if place == {name: party[name] for name in PLACE}:
        return {**party, "contact": order.recipient}
    return {**party, "delivery": {"legal_name": order.recipient, **place}}


def _block(seller: Seller) -> dict:
    return {name: getattr(seller, name) for name in LEGAL}


def _business(block: dict) -> dict:
    """A professional's legal block; a sole trader's name bears « EI » (C. com. R526-27)."""
    name = block["legal_name"] or block["name"]
    if block["legal_form"].upper() in SOLE_TRADERS and "EI" not in name.split():
        name = f"{name} EI"
    exempt = block["vat_regime"] == Seller.Vat.FRANCHISE
    return {
        **block,
        "kind": "business",
        "legal_name": name,
        "siren": block["siret"][:9],
        "vat_number": "" if exempt else block["vat_number"],
    }
