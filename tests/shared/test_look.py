"""What every page must keep: light sheets, no inline style, errors in the house's voice."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from marketplace.shared import styles
from marketplace.shared.models.user import User

pytestmark = pytest.mark.once

TEMPLATES = Path(settings.BASE_DIR, "templates")
BUDGET = {
    "build/shop.css": 14_000,
    "build/shop.js": 10_000,
    "build/reading.css": 6_000,
    "build/seller.css": 14_000,
    "build/seller.js": 10_000,
    "build/operator.css": 14_000,
}
DJANGOS = Path(settings.ROOT, "static/admin/css")  # empty: the console's own sheet says it all


@pytest.mark.parametrize("path", BUDGET)
def test_sheets_and_scripts_stay_light(path):
    assert len(gzip.compress(styles.refresh(path).read_bytes(), 6)) <= BUDGET[path]


@pytest.mark.parametrize("path", styles.SHEETS)
def test_flattened_files_name_nothing_that_is_missing(path):
    text = styles.refresh(path).read_text()
    assert "@import" not in text
    for url in re.findall(r'url\("([^"]+)"\)', text):
        assert (styles.SOURCE / "build" / url).resolve().is_file(), url


def test_no_template_carries_style_or_script():
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text()
        assert " style=" not in text, template
        assert not re.search(r"\son\w+=", text), template
        if "emails" not in template.parts and "pdf" not in template.parts:
            assert not re.search(r"<style(?! nonce|>{% brand_tokens)", text), template


def test_the_console_sends_no_other_stylesheet():
    for sheet in DJANGOS.glob("*.css"):
        assert not re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL).strip(), sheet
    assert {sheet.stem for sheet in DJANGOS.glob("*.css")} == {
        "base",
        "changelists",
        "dark_mode",
        "forms",
        "nav_sidebar",
        "responsive",
        "widgets",
    }


TITLE = re.compile(r"\{% block title %\}(.*?)\{% endblock %\}", re.DOTALL)
SUFFIX = re.compile(r"·\s*\{\{ brand\.name(\|default:\"Halles\")? \}\}\s*$")


def test_titles_of_pages_have_one_form():
    """The page, then the house: the shop's pages say both, the two other layouts add the house."""
    for place in ("shop", "account", "sandbox"):
        for template in (TEMPLATES / place).rglob("*.html"):
            found = TITLE.search(template.read_text())
            if found and template.name not in ("home.html", "styleguide.html"):
                assert SUFFIX.search(found[1]), template
    for template in (TEMPLATES / "seller").rglob("*.html"):
        found = TITLE.search(template.read_text())
        assert not found or "brand.name" not in found[1], template
    for layout in ("seller/layout.html", "admin/base_site.html"):
        assert '· {{ brand.name|default:"Halles" }}' in (TEMPLATES / layout).read_text()


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_so_in_french(client):
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Page introuvable" in answer.content.decode()


@pytest.mark.django_db
def test_an_expired_form_says_that_nothing_was_sent():
    answer = Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "a@b.fr"})
    assert answer.status_code == 403
    assert "Ce formulaire a expiré" in answer.content.decode()


@pytest.mark.django_db
def test_the_style_guide_is_for_operators(client):
    assert client.get("/style/").status_code == 404
    client.force_login(User.objects.create_superuser("operatrice@halles.example", "x"))
    assert client.get("/style/").status_code == 200
    assert client.get("/style/?espace=seller").status_code == 200


# What is no part of a look, and why; all other colours are tokens.
OUTSIDE = {
    "static/css/tokens.css": "the tokens themselves",
    "static/css/pages/product.css": "the classes of the European energy label, by law",
    "marketing/gatherings/codes.py": "square codes are read in black on white, by night too",
    "catalog/models/attribute.py": "how a colour of goods is written, as an example",
    "marketplace/shared/templatetags/ui.py": "how a colour of goods is written, in a docstring",
}
LITERAL = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b(?!;)|\b(?:oklch|rgba?|hsla?)\([\d.]")
NAMED = re.compile(r":\s*(?:white|black|red|blue|green|gr[ae]y)\s*[;}]")
LINKS = re.compile(
    r'(?:href|action|target|data-\w+)="[^"]*"|&#\w+;|#\{|url\([^)]*\)|\{[{%#].*?[}%#]\}'
)
PLACES = (
    ("static/css", "*.css"),
    ("static/js", "*.js"),
    ("templates", "*.html"),
    ("marketing", "*.py"),
    ("marketplace/shared", "*.py"),
    ("marketplace/doors", "*.py"),
    ("marketplace/console", "*.py"),
    ("catalog", "*.py"),
)


def test_every_colour_is_a_token():
    """Pages, letters, documents and cards draw with the look in force: nothing names a colour."""
    found = {}
    for place, pattern in PLACES:
        for file in Path(settings.BASE_DIR, place).rglob(pattern):
            name = str(file.relative_to(settings.BASE_DIR))
            if name in OUTSIDE or "migrations" in file.parts:
                continue
            text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
            bare = LINKS.sub("", text)
            told = LITERAL.findall(bare) + (NAMED.findall(bare) if pattern == "*.css" else [])
            if told:
                found[name] = told[:3]
    assert found == {}
    sheets = ("css/email.css", "css/pdf.css", "css/poster.css")
    for sheet in sheets:
        assert 'font-family: "' not in Path(settings.BASE_DIR, "static", sheet).read_text()
