"""Who may sign in to the demonstration. Everybody there has the same password."""

from typing import NamedTuple

PASSWORD = "halles-demo"  # noqa: S105 - public: it is printed at the terminal


class Account(NamedTuple):
    """A person of the demonstration, and what they are there for."""

    what: str
    email: str
    password: str
    name: str


def _operator(role: str, name: str) -> Account:
    return Account(f"Operator: {role}", f"{role.split()[0]}@halles.example", PASSWORD, name)


BUYER = Account("Buyer", "alice@courriel.example", PASSWORD, "Alice Martin")
# the shop each of them runs is found by its slug in content/sellers.txt
SELLERS = {
    "atelier-lune": Account(
        "Seller: Atelier Lune", "camille@atelier-lune.example", PASSWORD, "Camille Moretti"
    ),
    "maison-brun": Account(
        "Seller: Maison Brun", "helene@maison-brun.example", PASSWORD, "Hélène Brun"
    ),
    "coutellerie-vernois": Account(
        "Seller: Coutellerie Vernois",
        "pauline@coutellerie-vernois.example",
        PASSWORD,
        "Pauline Vernois",
    ),
}
OPERATOR = Account("Operator: every right", "operateur@halles.example", PASSWORD, "Odile Marchand")
ROLES = {
    "moderation": _operator("moderation", "Malik Ferrand"),
    "sellers": _operator("sellers", "Sophie Lacombe"),
    "finance": _operator("finance", "Fabien Olivier"),
    "support": _operator("support", "Sabine Roux"),
    "editorial": _operator("editorial", "Élodie Besnard"),
}
ACCOUNTS = (BUYER, *SELLERS.values(), OPERATOR, *ROLES.values())


def lines() -> str:
    """The accounts as the terminal shows them."""
    wide = max(len(account.what) for account in ACCOUNTS)
    shown = [f"  {account.what:<{wide}}  {account.email}" for account in ACCOUNTS]
    return "\n".join([f"  Everybody's password: {PASSWORD}", *shown])
