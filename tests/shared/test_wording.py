"""The libraries' stock sentences in our French."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import allauth
import import_export
import pytest
from django import conf
from django.conf import settings
from django.contrib import admin, auth
from django.utils.translation import gettext as translate
from django.utils.translation import override, pgettext

from marketplace.shared import translations, wording

pytestmark = pytest.mark.once


@pytest.mark.parametrize("stock", wording.FRENCH)
def test_every_sentence_is_still_one_of_the_libraries(stock):
    texts = [
        gettext.translation("django", Path(package.__file__).parent / "locale", ["fr"])
        for package in (admin, allauth, auth, conf, import_export)
    ]

    one, several = stock if isinstance(stock, tuple) else (stock, "")
    # two words are the same in French: their translation does not tell that they are known
    assert stock in ("Sessions", "Action") or any(
        text.gettext(one) != one or text.ngettext(one, several, 2) != several for text in texts
    )


def test_people_read_our_words_in_french_and_theirs_in_english():
    translations.compile_all(settings.ROOT)

    with override("fr"):
        assert translate("Email") == "Adresse e-mail"
    with override("en"):
        assert translate("Email") == "Email"
        assert translate("Sessions") == "Signed-in devices"


def test_no_library_says_our_own_sentences_otherwise():
    translations.compile_all(settings.ROOT)

    with override("fr"):
        said = {
            key: pgettext(key[1], key[0]) if key[1] else translate(key[0])
            for key in translations.in_sources(settings.ROOT)
        }
    assert {key: text for key, text in said.items() if text != key[0]} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/compte/login/", "/compte/password/reset/", "/nulle-part/"])
def test_every_title_ends_with_the_name_of_the_house(client, path):
    title = client.get(path).content.decode().partition("<title>")[2].partition("</title>")[0]

    assert re.search(r"\S\s+· Halles\s*$", title)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "colon"), [("fr", " :"), ("en", ":")])
def test_a_label_has_the_colon_of_the_readers_language(client, language, colon):
    client.cookies["language"] = language

    page = client.post("/compte/login/", {"login": "", "password": "x"}).content.decode()

    lines = re.findall(r'<a href="#id_login">(.*?)</a>', page)
    assert [re.match(r"[\w -]*?\w( ?:)", line)[1] for line in lines] == [colon]


NAMES = "name|names|brand|shop|seller|house|title|recipient|who|what|carrier|person|company|maker"
UNELIDED = re.compile(rf"\b(?:de|que|lorsque|puisque) (?:%\((?:{NAMES})\)s|{{(?:{NAMES})}})", re.I)


def test_no_sentence_writes_de_or_que_before_a_name():
    """« de Atelier Lune » is no French: the filters `de` and `que` bring the word themselves."""
    sentences = [text for text, _context in translations.in_sources(settings.ROOT)]

    assert [text for text in sentences if UNELIDED.search(text)] == []
    assert UNELIDED.search("la lettre de %(name)s"), "the control"
