"""What nobody sees leaves a text without a word; what belongs to letters and emoji stays."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from marketing.models import Contact
from marketplace.shared import border, clock, invisible, mailboxes
from marketplace.shared.models import User
from orders.models import Order
from tests import cast
from tests.walks.conftest import DETAILS, fill_cart, hidden

pytestmark = pytest.mark.once

FAMILY, HEART = "👨\u200d👩\u200d👧", "❤\ufe0f\u200d🔥"
PERSIAN, HINDI, SINHALA = "می\u200cخواهم", "क्\u200dष", "ශ්\u200dරී"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        HEART,
        PERSIAN,
        HINDI,
        SINHALA,
        ENGLAND,
        "क्\u200d",
        "🏳\ufe0f\u200d⚧\ufe0f",
        "👩🏽\u200d🚀",
        "☎\ufe0f 1\ufe0f\u20e3 ©\ufe0e",
        "葛\U000e0100城",
        "Bol\u00a0: 12\u202f€",
        "L’été, là-bas",
    ],
)
def test_what_belongs_to_letters_and_emoji_stays(text):
    assert invisible.cleaned(text) == text
    assert not invisible.remains(text)
    assert invisible.cleaned(f"\ufeff{text}\u200b") == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\ufeffBol", "Bol"),
        ("co\u00adton", "coton"),
        ("grès\u200b", "grès"),
        ("\u200e12\u200f €", "12 €"),
        ("\u2068Zoé\u2069 \u202aLune\u202c \u202dBrun\u202c", "Zoé Lune Brun"),
        ("bol\u200d", "bol"),
        ("b\u200dol", "bol"),
        ("b\u200col", "bol"),
        ("a\ufe0f", "a"),
        ("👍\u200d", "👍"),
        ("👍\u200dbol", "👍bol"),
        ("1\ufe0f", "1"),
        ("a\U000e0067\U000e007f", "a"),
        ("\u3164", ""),
        ("\u2060\u180e\u2063", ""),
    ],
)
def test_what_does_nothing_leaves(text, seen):
    assert invisible.cleaned(text) == seen


@pytest.mark.parametrize("text", ["Camille\u202eDurand", "a\x07b", "a\u2028b", "\ue000"])
def test_what_does_something_stays_to_be_refused(text):
    assert invisible.cleaned(text) == text
    assert invisible.remains(text)


def test_a_form_arrives_as_it_was_seen_but_a_secret_as_it_was_typed():
    request = HttpRequest()
    request.method = "POST"
    request.POST = QueryDict(mutable=True)
    request.POST.update({"city": "Lyon\u200b", "password1": "é\u200bé", "x-password": "é\u200b"})

    border.BorderMiddleware(lambda request: None).process_view(request, print, (), {})

    assert request.POST.dict() == {"city": "Lyon", "password1": "é\u200bé", "x-password": "é\u200b"}


@pytest.mark.parametrize(
    "odd", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u200d", "\ufe0f"]
)
def test_an_address_has_one_spelling(odd):
    for written in (f"Zoe@exemple.fr{odd}", f"{odd}zoe@EXEMPLE.fr", f"zo{odd}e@exemple.fr "):
        assert mailboxes.plain(written) == "zoe@exemple.fr"


def test_an_address_typed_with_what_nobody_sees_is_one_person_everywhere(
    client, lune, texts, mailoutbox, django_capture_on_commit_callbacks
):
    clean, typed = "zoe@exemple.fr", "zoe@exemple.fr\u200b"
    cast.grid()
    with clock.at(cast.NOON), django_capture_on_commit_callbacks(execute=True):
        fill_cart(client, cast.offer(lune))
        page = client.get(reverse("shop-checkout"))
        keys = {name: hidden(page, name) for name in ("key", "shown")}
        client.post(reverse("shop-checkout"), {**DETAILS, **keys, "email": typed})
        client.post("/lettre/", {"email": typed})
        for written in (typed, clean):
            client.post(
                reverse("account_signup"), {"email": written, "password1": "secret-secret-9"}
            )

    order = Order.objects.get()
    assert order.email == clean
    assert [contact.email for contact in Contact.objects.all()] == [clean]
    assert [user.email for user in User.objects.filter(email__contains="zoe")] == [clean]
    mailoutbox.clear()
    with clock.at(cast.NOON), django_capture_on_commit_callbacks(execute=True):
        client.post("/suivi/", {"number": order.number, "email": clean})
    assert [letter.to for letter in mailoutbox] == [[clean]]
    assert User.objects.create_user("\ufeffBob@exemple.fr").email == "bob@exemple.fr"
