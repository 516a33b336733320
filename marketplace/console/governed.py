"""What nobody changes alone and at once: rules about money, the company, the grid, rights."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounting.commissions import grid
from marketplace.console import people
from marketplace.shared import proposals
from marketplace.shared.models import LegalEntity, Rules
from marketplace.shared.states import Refusal
from sellers.application import onboarding
from sellers.models import Seller
from sellers.shop.shipping import EUROPE

RULES, ENTITY = "rules", "entity"
# What sheets must be like moves neither money nor rights: it is changed on the page of the rules.
AT_ONCE = ("image_min_pixels", "price_outlier_factor")
# The rules of the house within what makes sense: a slip of the hand stops no sale for a century.
BOUNDS = {
    "payment_minutes": (5, 24 * 60),
    "scarce_payment_minutes": (5, 24 * 60),
    "unpaid_orders_most": (1, 100),
    "unpaid_pieces_most": (1, 100_000),
    "unpaid_scarce_most": (1, 1000),
    "unpaid_share_percent": (1, 100),
    "accept_hours": (1, 30 * 24),
    "withdrawal_days": (14, 365),
    "payout_hold_days": (0, 365),
    "presumed_delivery_days": (1, 90),
    "mandate_contest_days": (0, 365),
    "payout_minimum_cents": (0, 100_000),
    "payout_four_eyes_cents": (0, 1_000_000_000),
    "incident_answer_hours": (1, 30 * 24),
    "incident_alone_cents": (0, 1_000_000),
    "image_min_pixels": (100, 4000),
    "price_outlier_factor": (2, 1000),
}


class OutOfBounds(Refusal):
    """A rule outside what makes sense."""

    sentence = _("Choisissez une valeur entre {least} et {most}.")


def out_of_bounds(values: dict) -> dict[str, str]:
    """What is wrong with values of the rules, by name."""
    return {
        name: _now("Choisissez une valeur entre {least} et {most}.").format(
            least=BOUNDS[name][0], most=BOUNDS[name][1]
        )
        for name, value in values.items()
        if name in BOUNDS and value is not None and not BOUNDS[name][0] <= value <= BOUNDS[name][1]
    }


def _within_bounds(values: dict) -> None:
    for name in out_of_bounds(values):
        raise OutOfBounds(least=BOUNDS[name][0], most=BOUNDS[name][1])


class NotInEurope(Refusal):
    """A country where nobody operates this marketplace."""

    sentence = _(
        "Indiquez un pays de l'Union européenne, ou Monaco, en deux lettres : FR, par exemple."
    )


class OtherSiren(Refusal):
    """The SIREN and the SIRET are not of one company."""

    sentence = _("Le SIREN est fait des neuf premiers chiffres du SIRET.")


def wrong_company(values: dict) -> dict[str, Refusal]:
    """What is wrong with the identity of the operating company, by name: its invoices bear it."""
    if values["country"] not in (*EUROPE, "FR", "MC"):
        return {"country": NotInEurope()}
    if values["country"] not in ("FR", "MC"):
        return {}  # another register: no check of ours knows its numbers
    wrong: dict[str, Refusal] = {}
    try:
        siren = onboarding.check_siret(values["siret"])[:9]
        if values["siren"] != siren:
            wrong["siren"] = OtherSiren()
        onboarding.check_vat_number(values["vat_number"], siren=siren)
    except onboarding.BadSiret as bad:
        wrong["siret"] = bad
    except onboarding.BadVatNumber as bad:
        wrong["vat_number"] = bad
    return wrong


def _of_one_company(values: dict) -> None:
    standing = LegalEntity.objects.values().get()
    for refusal in wrong_company({**standing, **values}).values():
        raise refusal


def began() -> bool:
    """Whether a shop ever opened: from then on somebody's money is at stake."""
    return Seller.objects.filter(opened_at__isnull=False).exists()


KINDS = (
    proposals.of_columns(
        RULES,
        Rules,
        label=_("Règles de la maison"),
        role="finance",
        delay=proposals.MONEY_DELAY,
        check=_within_bounds,
    ),
    proposals.of_columns(
        ENTITY,
        LegalEntity,
        label=_("Société exploitante"),
        role="finance",
        delay=proposals.MONEY_DELAY,
        check=_of_one_company,
    ),
    *grid.CHANGES,
    people.CHANGE,
)
