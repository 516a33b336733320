"""« Vendre chez nous » as the house ships it: the named texts of the page, laid out as blocks.

The public reads them with what the operator made of each (`marketplace/sayings.py`); an editor who
begins a version gets the same words, in both languages, to write on. Nothing an operator wrote is
lost between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from accounting.models import AccountingRules
from catalog.models import CatalogRules
from marketing.pages.defaults import Filled
from marketplace.shared import policy, voice

Word = Callable[..., dict[str, Any]]  # a field and the texts it says, as what is typed in it
LINKS = (
    "[Conditions des vendeurs]({terms}) · [Mandat de facturation]({mandate}) ·"
    " [Comment nous classons les produits]({ranking})"
)
LINKS_EN = (
    "[Seller terms]({terms}) · [Invoicing mandate]({mandate}) · [How we rank products]({ranking})"
)


def said() -> list[Filled]:
    """With the words in force, in the reader's language, ready for a page."""
    return _blocks(_say)


def written() -> list[Filled]:
    """With the same words as they are kept, figures by their names."""
    return _blocks(_write)


def _say(field: str, *names: str) -> dict[str, Any]:
    words = " ".join(voice.say(f"sell.{name}") for name in names)
    return {field: mark_safe(words)}  # noqa: S308 - each was escaped when it was drawn


def _write(field: str, *names: str) -> dict[str, Any]:
    both = [voice.written(f"sell.{name}") for name in names]
    english = " ".join(english for _french, english in both)
    return {
        field: " ".join(french for french, _english in both),
        # one of several without English: no half translation
        f"{field}_en": english if all(english for _french, english in both) else "",
    }


def _blocks(word: Word) -> list[Filled]:
    apply = reverse("seller-apply")
    links = {
        "terms": reverse("shop-text", args=["seller_terms"]),
        "mandate": reverse("shop-text", args=["invoicing_mandate"]),
        "ranking": reverse("shop-ranking"),
    }
    return [
        (
            "hero",
            word("title", "title")
            | word("text", "lead")
            | word("action", "open")
            | word("second", "how_much")
            | {"action_link": apply, "second_link": "#prix", "beside": "shops"},
        ),
        ("simulator", word("title", "example") | word("note", "delivery")),
        ("steps", word("title", "steps") | {"items": _steps(word)}),
        ("first_sale", word("title", "first")),
        ("who_sells", word("title", "who")),
        (
            "stories",
            word("title", "stories")
            | {
                "about": "shops",
                "link_text": "Tout le journal",
                "link_text_en": "The whole journal",
            },
        ),
        ("commissions", word("title", "prices") | word("note", "vat") | {"compares": True}),
        ("questions", word("title", "questions") | {"items": _questions(word)}),
        ("text", {"text": LINKS.format(**links), "text_en": LINKS_EN.format(**links)}),
        ("prospect", word("title", "contact") | word("text", "contact_how")),
        ("bar", word("text", "bar") | word("action", "open") | {"link": apply}),
    ]


def _steps(word: Word) -> list[dict[str, Any]]:
    told = (
        ("letter", "step1", ("step1_how", "step1_then")),
        ("stall", "step2", ("step2_how",)),
        ("parcel", "step3", ("step3_how", "step3_paid")),
    )
    return [
        {"drawing": drawing} | word("title", title) | word("text", *texts)
        for drawing, title, texts in told
    ]


def _questions(word: Word) -> list[dict[str, Any]]:
    held = policy.rules(AccountingRules).payout_hold_days
    waits = policy.rules(CatalogRules).withdrawal_days + 1 >= held
    told = (
        ("ask_paid", ("paid", *(("paid_waits",) if waits else ()), "paid_how")),
        ("ask_company", ("company",)),
        ("ask_invoices", ("invoices",)),
        ("ask_returns", ("returns",)),
        ("ask_elsewhere", ("elsewhere",)),
    )
    return [word("question", ask) | word("answer", *answer) for ask, answer in told]


def names() -> set[str]:
    """The texts that the page reads now."""
    read: set[str] = set()

    def note(field: str, *names: str) -> dict[str, Any]:
        read.update(f"sell.{name}" for name in names)
        return {field: ""}

    _blocks(note)
    return read
