"""The sellers: invented makers in real towns."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from marketplace.demo.content import numbers
from marketplace.demo.content.words import slug

# What the state word of sellers.txt stands for.
STATES = ("open", "holiday", "suspended", "applied", "to_complete", "refused", "draft")


@dataclass(frozen=True)
class Maker:
    """A seller and everything its file, its shop and its goods are made of."""

    index: int
    name: str
    slug: str
    city: str
    postcode: str
    line1: str
    legal_form: str
    vat_regime: str
    state: str
    handling_days: int
    representative: str
    mood: str
    kinds: tuple[str, ...]
    collections: tuple[str, ...] = ()
    story: str = ""
    making: tuple[tuple[frozenset[str], str], ...] = field(default=())

    def made(self, kind: str, about: str) -> tuple[str, ...]:
        """The sentences that are true of this kind of thing, by its name and its material."""
        return tuple(
            sentence
            for words, sentence in self.making
            if kind in words or not any(word[0] not in "+-" for word in words)
            if holds([word.removeprefix("+") for word in words if word[0] in "+-"], about.lower())
        )

    @property
    def legal_name(self) -> str:
        """The name in the register."""
        return self.representative if self.legal_form == "EI" else self.name

    @property
    def siret(self) -> str:
        """Valid by Luhn, issued to nobody."""
        return numbers.siret(self.index)

    @property
    def vat_number(self) -> str:
        """Empty under the small-business exemption."""
        return numbers.vat_number(self.siret[:9]) if self.vat_regime == "standard" else ""

    @property
    def iban(self) -> str:
        """At a bank that does not exist."""
        return numbers.iban(self.index)

    @property
    def email(self) -> str:
        """The address of the person who runs the shop."""
        return f"{slug(self.representative.split()[0])}@{self.slug}.example"

    @property
    def phone(self) -> str:
        """A number kept for fiction."""
        return numbers.phone(self.index)

    @property
    def capital(self) -> str:
        """Share capital, for companies."""
        return (
            ""
            if self.legal_form in ("EI",)
            else f"{(5 + self.index * 3 % 40) * 1000:,} €".replace(",", " ")
        )

    @property
    def rcs(self) -> str:
        """Registration."""
        return (
            f"RM {self.siret[:9]}"
            if self.legal_form == "EI"
            else f"RCS {self.city} {self.siret[:9]}"
        )

    @property
    def sells(self) -> bool:
        """Whether this maker has a catalogue."""
        return bool(self.kinds)


def holds(conditions: list[str], about: str) -> bool:
    """Whether one of the words stands in a text, and none of those marked with a minus."""
    wanted = [word for word in conditions if not word.startswith("-")]
    refused = [word[1:] for word in conditions if word.startswith("-")]
    return not any(word in about for word in refused) and (
        not wanted or any(word in about for word in wanted)
    )


@cache
def makers() -> tuple[Maker, ...]:
    """Every seller of the demonstration, in the order of the file."""
    blocks: list[dict] = []
    for line in (Path(__file__).parent / "sellers.txt").read_text(encoding="utf-8").splitlines():
        mark, text = line[:1], line[2:].strip()
        if mark == "@":
            blocks.append(
                {"head": [cell.strip() for cell in text.split("|")], "=": "", "~": "", "*": []}
            )
        elif mark == "*":
            blocks[-1]["*"].append(text)
        elif mark in ("=", "~"):
            blocks[-1][mark] = text
    return tuple(_maker(i, block) for i, block in enumerate(blocks))


def _maker(index: int, block: dict) -> Maker:
    name, city, postcode, line1, form, regime, state, days, person, mood, kinds = block["head"]
    return Maker(
        index=index, name=name, slug=slug(name), city=city, postcode=postcode, line1=line1, legal_form=form,
        vat_regime=regime, state=state, handling_days=int(days), representative=person, mood=mood,
        kinds=tuple(kinds.split()), collections=tuple(c.strip() for c in block["="].split(",") if c.strip()),
        story=block["~"], making=tuple(_making(line.replace("{ville}", city)) for line in block["*"]),
    )  # fmt: skip


def _making(line: str) -> tuple[frozenset[str], str]:
    if not line.startswith("["):
        return frozenset(), line
    kinds, sentence = line[1:].split("] ", 1)
    return frozenset(kinds.split()), sentence


@cache
def maker(slug_: str) -> Maker:
    """One seller by its slug."""
    return next(m for m in makers() if m.slug == slug_)
