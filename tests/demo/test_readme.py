"""The README opens the demonstration: who signs in, and with what."""

from pathlib import Path

from marketplace.demo import accounts
from marketplace.shared.gateway import rehearsal

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_readme_opens_the_demo():
    readme = (ROOT / "README.md").read_text()
    people = [accounts.BUYER, *accounts.SELLERS.values(), accounts.OPERATOR]
    wanted = [
        accounts.PASSWORD,
        *(person.email for person in people),
        *(f"`{role}@" for role in accounts.ROLES),
    ]
    wanted += [card.spaced for card in rehearsal.CARDS]
    assert [text for text in wanted if text not in readme] == []
