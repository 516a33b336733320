"""What facts tell of sellers: where they are paid, and who works for them as what."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marketplace.shared import rules
from marketplace.shared.witness import Row, Told, Witness, about, values_of
from sellers.application import onboarding
from sellers.models import Member, Seller, SellerRules


def _paid(known: Collection[int]) -> Iterator[Row]:
    columns = ("pk", "code", "name", "iban", "iban_changed_at", "account_ref")
    for pk, code, name, iban, changed_at, account in (
        Seller.objects.order_by("pk").values_list(*columns).iterator()
    ):
        if pk in known or iban or account:
            bank = onboarding.bank_told(iban, changed_at)
            yield Row(pk, f"Boutique {code} « {name} »", {**bank, "account_ref": account})


def _team(known: Collection[int]) -> Iterator[Row]:
    columns = ("pk", "seller", "user", "role", "seller__name", "user__email")
    for pk, seller, user, role, name, email in (
        Member.objects.order_by("pk").values_list(*columns).iterator()
    ):
        yield Row(
            pk, f"Équipe de « {name} », {email}", {"seller": seller, "user": user, "role": role}
        )


def _joined(fact: Told) -> tuple[int, dict | None] | None:
    member = fact.data.get("member_id")
    return (member, fact.data["values"]) if member else None


PAID = Witness(
    "sellers.Seller",
    _paid,
    {"sellers.BankGiven": values_of, "sellers.AccountOpened": values_of},
    labels={
        "iban": "l'IBAN",
        "iban_changed_at": "la date du changement d'IBAN",
        "account_ref": "le compte chez le prestataire",
    },
)
TEAM = Witness(
    "sellers.Member",
    _team,
    {
        "sellers.TeamBegun": values_of,
        "sellers.MemberJoined": _joined,
        "sellers.MemberAppointed": lambda fact: (about(fact), {"role": fact.data["role"]}),
        "sellers.MemberLeft": lambda fact: (about(fact), None),
    },
    labels={"seller": "la boutique", "user": "la personne", "role": "le rôle"},
    gone="Membre d'équipe n° {pk} : il a disparu sans qu'un fait dise qu'il est parti",
)
RULES = rules.witnessed(SellerRules, called="Règles des vendeurs")
WITNESSED = (PAID, TEAM, RULES)
