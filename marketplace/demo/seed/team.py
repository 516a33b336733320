"""The people: the operator's team, and those who buy."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from marketplace.console import people
from marketplace.demo.accounts import BUYER, OPERATOR, PASSWORD, ROLES, Account
from marketplace.demo.content.people import Buyer, buyers
from marketplace.demo.seed.market import Market, Person
from marketplace.shared import witness
from marketplace.shared.models import User

ALICE = Buyer(BUYER.name, BUYER.email, "8 rue des Lilas", "75011", "Paris", "06 39 98 21 07")


class Hash:
    """The password, hashed once: hashing is slow on purpose."""

    made = ""

    @classmethod
    def of_all(cls) -> str:
        """What every account keeps."""
        cls.made = cls.made or make_password(PASSWORD)
        return cls.made


def person(email: str, name: str, *, at: datetime, **extra) -> User:
    """Someone who may sign in."""
    first, _space, last = name.partition(" ")
    return User(
        email=email,
        first_name=first,
        last_name=last,
        password=Hash.of_all(),
        date_joined=at,
        email_proven_at=at,
        **extra,
    )


def gather(users: list[User]) -> None:
    """Create the accounts of people, their mailboxes proven."""
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    )


def hire(market: Market, *, at: datetime) -> None:
    """The operator and one person for each role."""

    def of(account: Account, **extra) -> User:
        return person(account.email, account.name, at=at, **extra)

    chief = of(OPERATOR, is_staff=True, is_superuser=True)
    team = {role: of(account) for role, account in ROLES.items()}
    gather([chief, *team.values()])
    with transaction.atomic():  # as `createsuperuser` does
        witness.record(
            chief, {"is_superuser": True, "is_staff": True, "roles": [], "is_closed": False}, at=at
        )
    for role, user in team.items():
        people.grant(user, [role], because="Ouverture de la maison", by=chief, at=at)
    market.team = {**team, "chief": chief}


def invite(market: Market, *, at: datetime) -> None:
    """Those who buy: the demonstration's own buyer first; two in three have an account."""
    rng = market.dice("people")
    everybody = [ALICE, *buyers(8 if market.small else 120)]
    market.people = [Person(who) for who in everybody]
    with_account = [p for i, p in enumerate(market.people) if i == 0 or rng.random() < 0.66]
    for p in with_account:
        p.user = person(
            p.who.email, p.who.name, phone=p.who.phone, at=at + timedelta(days=rng.uniform(0, 20))
        )
    gather([p.user for p in with_account if p.user])
