"""Whatever colour the operator picks, words stay readable by day and by night."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.shared import contrast
from marketplace.shared.templatetags import ui

pytestmark = pytest.mark.once

HUES = range(0, 360, 10)
DIALS = (0, 20, 40, 70, 100)


@pytest.mark.parametrize("dial", DIALS)
def test_every_accent_reads_on_its_backgrounds(dial):
    for hue in HUES:
        accent = contrast.accent(hue, contrast.from_dial(dial))
        day = (accent.light, accent.chroma, hue)
        night = (accent.dark, accent.chroma, hue)
        assert contrast.exists(*day)
        assert contrast.exists(*night)
        for pair in (contrast.SUNK_BY_DAY, contrast.on_accent_by_day(hue), (0.983, 0.006, 92)):
            assert contrast.ratio(day, pair) >= 4.5
        for pair in (contrast.RAISED_BY_NIGHT, contrast.on_accent_by_night(hue), (0.19, 0.009, 75)):
            assert contrast.ratio(night, pair) >= 4.5


def test_a_colour_no_screen_shows_is_softened_and_said():
    softened = contrast.accent(200, 0.2)
    assert softened.chroma < 0.2
    assert "ramenée de 100" in softened.sentence


def test_a_colour_that_fits_is_left_alone():
    kept = contrast.accent(158, 0.075)
    assert kept.chroma == 0.075
    assert kept.sentence == ""


def test_black_on_white_is_twenty_one():
    assert contrast.ratio((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.01)


def test_the_sheet_has_the_colours_this_module_knows():
    sheet = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
    numbers = [
        tuple(float(n) for n in found.split()) for found in re.findall(r"oklch\(([\d. ]+)\)", sheet)
    ]
    assert contrast.SUNK_BY_DAY in numbers
    assert contrast.RAISED_BY_NIGHT in numbers
    assert "oklch(.99 .008 var(--brand-hue)), oklch(.19 .02 var(--brand-hue))" in sheet


def test_tones_read_on_their_own_background():
    sheet = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
    colour = r"light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)"
    found = {
        name: (day, night) for name, day, night in re.findall(rf"--color-([\w-]+): {colour}", sheet)
    }
    for tone in ("positive", "active", "warning", "danger"):
        for text, ground in zip(found[tone], found[f"{tone}-soft"], strict=True):
            assert contrast.ratio(_oklch(text), _oklch(ground)) >= 4.5, tone
    for side in (0, 1):
        for ground in ("paper", "surface", "sunk", "raised"):
            assert (
                contrast.ratio(_oklch(found["ink-soft"][side]), _oklch(found[ground][side])) >= 4.5
            )
            assert contrast.ratio(_oklch(found["edge"][side]), _oklch(found[ground][side])) >= 3


def test_tokens_survive_a_missing_brand():
    assert "--brand-hue:158" in ui.brand_tokens(None)
    assert "--brand-hue:20" in ui.brand_tokens({"hue": 20, "chroma": "no", "radius": None})


def _oklch(text: str) -> tuple:
    return tuple(float(number) for number in text.split())
