"""The still lifes: every kind can be drawn, and twice the same."""

import pytest

from marketplace.demo.illustrations import KINDS, draw, encoded, logo, still_life


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
