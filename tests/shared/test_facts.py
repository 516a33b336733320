"""Facts carry their sentences: none is announced without words, none has words for nothing."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.shared import facts
from marketplace.shared.translations import sources


def test_every_fact_is_announced_somewhere():
    made = {name for path in sources(settings.ROOT) for name in _called(path)}
    ours = {name for name in facts.known() if not name.startswith("tests.")}

    assert len(ours) > 100
    assert {name for name in ours if name.split(".")[1] not in made} == set()


def _called(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if type(node) is ast.Call]
    # a room that tells several facts of one row hands their classes to the helper that makes them
    made = [name for call in calls for name in (call.func, *call.args)]
    return {getattr(name, "id", getattr(name, "attr", "")) for name in made}


def test_a_fact_without_words_does_not_load():
    with pytest.raises(TypeError, match="tests.Unsaid has no sentence"):

        @dataclass(frozen=True, kw_only=True)
        class Unsaid(facts.Event):
            seller_id: int


def test_no_sentence_waits_for_values_that_nobody_fills_in():
    for name, event in facts.known().items():
        shown = [event.sentence, event.stand_in, event.titled(dict.fromkeys(event.__annotations__))]

        assert not [text for text in map(str, shown) if "{" in text or "%(" in text], name


def test_a_sentence_is_no_part_of_what_is_kept():
    told = facts.known()["orders.OrderPaid"]

    assert list(told.__dataclass_fields__) == [
        "order_id",
        "payment_id",
        "amount_cents",
        "fee_cents",
    ]
    assert facts.label("orders.OrderPaid") == "Paiement reçu"


def test_a_fact_that_nobody_announces_any_more_is_still_readable():
    assert facts.label("orders.Forgotten") == "orders.Forgotten"
