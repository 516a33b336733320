"""What nobody changes alone and at once: rules about money, the company, the grid, rights."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounting.commissions import grid
from catalog.aisles import ruling
from marketplace.console import people
from marketplace.shared import proposals, rules
from marketplace.shared.models import LegalEntity
from marketplace.shared.states import Refusal
from marketplace.shared.territories import EUROPE
from sellers.application import onboarding
from sellers.models import Seller

RULES, ENTITY = "rules", "entity"


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
    except onboarding.BadSiret as refusal:
        wrong["siret"] = refusal
    except onboarding.BadVatNumber as refusal:
        wrong["vat_number"] = refusal
    return wrong


def _of_one_company(values: dict) -> None:
    standing = LegalEntity.objects.values().get()
    for refusal in wrong_company({**standing, **values}).values():
        raise refusal


def began() -> bool:
    """Whether a shop ever opened: from then on somebody's money is at stake."""
    return Seller.objects.filter(opened_at__isnull=False).exists()


KINDS = (
    rules.changes(
        RULES, label=_("Règles de la maison"), role="finance", delay=proposals.MONEY_DELAY
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
    ruling.CHANGE,
    people.CHANGE,
)
