"""The English catalogue follows the French sources."""

from pathlib import Path

import pytest

from marketplace.shared import translations

PY = """
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
Z = _now("Tout de suite")
A = _("Bonjour " "à tous")
B = ngettext("%(n)s article", "%(n)s articles", 3)
C = pgettext("état", "Payée")
"""
HTML = """{% load i18n %}{% translate "L'été à 20 %" %}
{% blocktranslate trimmed with name=x %}
  Bonjour {{ name }}
{% endblocktranslate %}
{% include "a.html" with label=_("Voir tout") %}{{ x|default:_("Aucun") }}
{% blocktranslate count n=n %}{{ n }} avis{% plural %}{{ n }} avis au total{% endblocktranslate %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "orders").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "orders" / "cart.py").write_text(PY)
    (tmp_path / "templates" / "a.html").write_text(HTML)
    return tmp_path


def test_every_way_of_saying_something_is_collected(project):
    assert {found.id for found in translations.in_sources(project).values()} == {
        "Bonjour à tous",
        "Tout de suite",
        ("%(n)s article", "%(n)s articles"),
        "Payée",
        "L'été à 20 %%",
        "Bonjour %(name)s",
        "Voir tout",
        "Aucun",
        ("%(n)s avis", "%(n)s avis au total"),
    }


def test_update_keeps_translations_and_drops_what_is_no_longer_said(project):
    assert translations.update(project) == (9, 0)
    po = translations.po_file(project)
    said = 'msgid "Voir tout"\nmsgstr "{}"'
    po.write_text(po.read_text().replace(said.format(""), said.format("See all")))
    (project / "orders" / "cart.py").write_text("")
    assert translations.update(project) == (0, 4)
    assert 'msgstr "See all"' in po.read_text()
    assert len(translations.problems(project)) == 4


def test_other_placeholders_are_a_problem(project):
    translations.update(project)
    po = translations.po_file(project)
    po.write_text(
        po.read_text().replace('%(name)s"\nmsgstr ""', '%(name)s"\nmsgstr "Hello %(nom)s"')
    )
    assert any("placeholders differ" in line for line in translations.problems(project))


def test_french_gets_its_own_plural_rule(project):
    translations.update(project)
    assert translations.compile_all(project)
    assert not translations.compile_all(project)
    assert (project / "locale/fr/LC_MESSAGES/django.mo").stat().st_size > 100
