"""Contact data is masked, with its reason; what only looks like it is left alone."""

import time
import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from marketplace.shared import contact_data
from marketplace.shared.contact_data import Kind, mask

TABLE = tomllib.loads(Path(__file__).with_name("contact_data.toml").read_text())
MASKED = [(kind, text) for kind, texts in TABLE["masked"].items() for text in texts]
ALONE = TABLE["alone"]["texts"]


@pytest.mark.parametrize(("kind", "text"), MASKED)
def test_a_contact_is_masked(kind, text):
    masked = mask(text)

    assert masked.found == (Kind(kind),)
    assert str(contact_data.MARKS[Kind(kind)]) in masked.text


@pytest.mark.parametrize("text", ALONE)
def test_what_is_no_contact_is_left_alone(text):
    assert mask(text) == contact_data.Masked(text)


def test_the_table_holds_fifty_of_each():
    assert len(MASKED) >= 50
    assert len(ALONE) >= 50


def test_only_the_contact_is_cut_out():
    text = "Bonjour, appelez le 06 12 34 56 78 ou œuvre@exemple.fr. Commande 7KQ2M9XA !"

    masked = mask(text)

    assert masked.text == (
        "Bonjour, appelez le [numéro masqué] ou [adresse e-mail masquée]. Commande 7KQ2M9XA !"
    )
    assert masked.found == (Kind.TELEPHONE, Kind.EMAIL)


def test_whoever_wrote_it_is_told_why_in_their_language():
    found = mask("06 12 34 56 78 ou jeanne@exemple.fr").found

    assert "contient un numéro de téléphone et une adresse e-mail" in contact_data.told(found)
    with translation.override("en"):
        assert "a telephone number and an e-mail address" in contact_data.told(found)
        assert mask("06 12 34 56 78").text == "[number masked]"
    assert contact_data.told(()) == ""


@pytest.mark.parametrize(
    "text", ["Chronopost : 09 69 39 13 91", "Appelez La Poste au 3631", "DHL, 0825 10 00 80"]
)
def test_the_telephone_of_the_carrier_is_told_once_a_parcel_left(text):
    assert mask(text).found == (Kind.TELEPHONE,)
    assert mask(text, dispatched=True) == contact_data.Masked(text)
    # a person's number is none of the carrier's, whenever it is given
    assert mask("06 12 34 56 78", dispatched=True).found == (Kind.TELEPHONE,)


def test_a_kind_may_be_told_on_purpose():
    text = "Renvoyez au 12 rue des Lilas, 75011 Paris, ou appelez le 06 12 34 56 78"

    masked = mask(text, but=[Kind.ADDRESS])

    assert masked.text.startswith("Renvoyez au 12 rue des Lilas, 75011 Paris, ou appelez")
    assert masked.found == (Kind.TELEPHONE,)


def test_our_own_pages_are_no_way_around_us(settings):
    settings.BASE_URL = "https://www.halles.example"

    assert mask("Voir https://www.halles.example/p/bol-brume").found == ()


@pytest.mark.parametrize(
    "bit",
    ["0", "0 ", "06 ", "1.", "a@", "a.", "a ", "@", "+3", "zero ", "12 rue de ", "www.", "(", "o ",
     "at ", "point ", "e c r i s ", "tel ", "ecris moi ", "00", "a-", "numero de "],
)  # fmt: skip
def test_no_text_makes_the_search_slow(bit):
    text = (bit * 20_000)[:20_000]
    began = time.process_time()

    mask(text)

    assert time.process_time() - began < 2
