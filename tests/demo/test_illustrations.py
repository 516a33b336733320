"""The still lifes: every kind can be drawn, and twice the same."""

from random import Random

import pytest
from PIL import Image

from marketplace.demo.content.goods import catalogue
from marketplace.demo.illustrations import KINDS, PAINTS, draw, encoded, logo, still_life
from marketplace.demo.illustrations.kinds import look_for
from marketplace.demo.illustrations.paint import Layer, Pen


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_drawn(kind):
    picture = draw(kind, 3, size=120)

    assert picture.size == (120, 120)
    assert len(set(picture.resize((24, 24)).get_flattened_data())) > 20


@pytest.mark.parametrize("view", ["main", "close", "group", "scene"])
def test_a_picture_is_the_same_for_the_same_arguments(view):
    once = draw("teapot", 7, size=160, view=view, colour="sauge", word="thé")
    again = draw("teapot", 7, size=160, view=view, colour="sauge", word="thé")

    assert once.tobytes() == again.tobytes()
    assert once.tobytes() != draw("teapot", 8, size=160, view=view, colour="sauge").tobytes()


def test_a_picture_weighs_little():
    assert len(encoded(draw("bowl", 1), "WEBP", 76)) < 70_000


def test_signs_have_the_size_asked():
    assert logo("Atelier Lune", 1, 200).size == (200, 200)
    assert still_life(["bowl", "vase"], 1, 640, 200).size == (640, 200)
    assert still_life(["ring", "watch"], 1, 300, 300).size == (300, 300)


@pytest.mark.parametrize(
    ("kind", "name", "manner"),
    [
        ("tshirt", "T-shirt rayé", "stripes"),
        ("tshirt", "T-shirt à poche", "pocket"),
        ("cap", "Bob", "bucket"),
        ("shoes", "Derbies", "derby"),
        ("plush", "Doudou lapin", "rabbit"),
        ("mirror", "Miroir soleil", "sun"),
    ],
)
def test_a_thing_is_drawn_as_it_is_called(kind, name, manner):
    for seed in range(4):
        look = look_for(Random(seed), PAINTS["sauge"])  # noqa: S311 - a die, no secret
        look.name = name
        pen = Pen(Layer(Image.new("RGB", (60, 60))), 500, 500, 1, seed=1)
        KINDS[kind].paint(pen, look)

        assert manner in look.manners


def test_the_same_name_gives_the_same_picture_and_another_name_another():
    once, again, plain = (
        draw("beanie", 5, size=120, colour="sauge", name=name).tobytes()
        for name in ("Bonnet à pompon", "Bonnet à pompon", "Bonnet marin")
    )

    assert once == again != plain


def test_every_picture_of_a_sheet_knows_what_the_thing_is_called():
    for sheet in catalogue(60):
        shown = [*sheet.pictures, *(piece.picture for piece in sheet.pieces if piece.picture)]
        assert all(picture.name and sheet.title.startswith(picture.name) for picture in shown)
