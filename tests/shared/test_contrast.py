"""Whatever colour the operator picks, words stay readable by day and by night, on every paper."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.shared import contrast
from marketplace.shared.palette import colours, shipped
from marketplace.shared.palette.choices import HOUSE, NEUTRALS
from marketplace.shared.templatetags import ui

pytestmark = pytest.mark.once

HUES = range(0, 360, 20)
SHEET = Path(settings.BASE_DIR, "static/css/tokens.css")
PAPERS = ("paper", "surface", "raised", "sunk")
TOKEN = re.compile(r"--color-([\w-]+): light-dark\((.*?)\);", re.DOTALL)
COLOUR = re.compile(r"oklch\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
VALUE = re.compile(r"var\(--([\w-]+)\)")


@pytest.mark.parametrize("neutrals", NEUTRALS)
@pytest.mark.parametrize(("dial", "light", "dark"), [(0, 40, 74), (40, 15, 96), (100, 70, 60)])
def test_every_accent_reads_on_its_backgrounds(neutrals, dial, light, dark):
    for hue in HUES:
        look = replace(HOUSE, hue=hue, chroma=dial, light=light, dark=dark, neutrals=neutrals)
        told = colours.colours(look)
        for side in (0, 1):
            accent = told["accent"][side]
            assert contrast.exists(*accent)
            for ground in (*PAPERS, "on-accent", "accent-soft"):
                assert contrast.ratio(accent, told[ground][side]) >= 4.5, (hue, side, ground)


def test_a_colour_that_fits_is_left_alone():
    kept = contrast.accent(158, 0.076)
    assert (kept.chroma, kept.light, kept.dark) == (0.076, 0.4, 0.74)


def test_what_cannot_be_read_is_brought_to_the_nearest_that_can():
    pale = contrast.accent(200, 0.2, light=0.7)
    assert 0.4 < pale.light < 0.7
    assert pale.chroma < 0.2
    faint = contrast.faint(200, 0.05, 0.7, 0.8, contrast.HOUSE)
    assert [each.side for each in faint] == [str(contrast._("le jour"))] * 3


def test_black_on_white_is_twenty_one():
    assert contrast.ratio((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("key", shipped.ORDER)
def test_the_sheet_has_the_colours_that_mail_paper_and_cards_take(key):
    """A browser computes from tokens.css what palette/colours.py computes for all else."""
    look = shipped.every()[key].traits
    said = dict(re.findall(r"--([\w-]+):([^;}]+)", ui.brand_tokens(_Worn(look))))
    computed = colours.colours(look)
    found = dict(TOKEN.findall(SHEET.read_text()))

    for name, sides in computed.items():
        pair = [_computed(each, said) for each in COLOUR.findall(found[name])]
        for one, other in zip(pair, sides, strict=True):
            assert one == pytest.approx(other, abs=1e-6), name


@pytest.mark.parametrize("neutrals", NEUTRALS)
def test_inks_and_tones_read_on_every_paper(neutrals):
    told = colours.colours(replace(HOUSE, neutrals=neutrals))
    tones = dict(TOKEN.findall(SHEET.read_text()))
    for side in (0, 1):
        for ground in PAPERS:
            paper = told[ground][side]
            assert contrast.ratio(told["ink"][side], paper) >= 4.5
            assert contrast.ratio(told["ink-soft"][side], paper) >= 4.5
            assert contrast.ratio(told["edge"][side], paper) >= 3
            for tone in ("positive", "active", "warning", "danger"):
                words = _computed(COLOUR.findall(tones[tone])[side], {})
                assert contrast.ratio(words, paper) >= 4.5, (tone, ground, side)
    for tone in ("positive", "active", "warning", "danger"):
        pairs = zip(COLOUR.findall(tones[tone]), COLOUR.findall(tones[f"{tone}-soft"]), strict=True)
        for text, ground in pairs:
            assert contrast.ratio(_computed(text, {}), _computed(ground, {})) >= 4.5, tone


def test_tokens_survive_a_missing_brand():
    assert "--brand-hue:158" in ui.brand_tokens(None)


class _Worn:
    def __init__(self, traits):
        self.traits = traits


def _computed(text: str, said: dict) -> tuple:
    """An oklch colour of the sheet with its tokens and sums worked out."""
    written = VALUE.sub(lambda token: said[token[1]], text)
    parts = re.findall(r"(?:calc|min)\(([^()]+)\)|([\d.]+)", written)
    return tuple(_sum(sum_) if sum_ else float(number) for sum_, number in parts)


def _sum(text: str) -> float:
    left, sign, right = re.match(r"\s*([\d.]+)\s*([*,-])\s*([\d.]+)\s*$", text).groups()
    one, other = float(left), float(right)
    return {"*": one * other, "-": one - other, ",": min(one, other)}[sign]
