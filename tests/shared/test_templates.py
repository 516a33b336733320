"""What holds of every template: no indentation leaves with it, no key is written as an amount."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.translation import override

pytestmark = pytest.mark.once


def test_a_page_leaves_without_its_indentation_and_a_letter_keeps_its_lines():
    page = get_template("shop/help/buyers.html").template.source
    letter = get_template("emails/layout.html").template
    with open(letter.origin.name, encoding="utf-8") as file:
        written = file.read()

    assert "\n " not in page
    assert page.startswith("{% extends")
    assert letter.source == written
    assert "\n " in written


def found_in_templates(pattern: str) -> set[str]:
    """Each file and text that a pattern finds, where figures are written as the language does."""
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    exempt = re.compile(r"\{% localize off %\}.*?\{% endlocalize %\}", re.DOTALL)
    return {
        f"{path.relative_to(folder)}: {match[0]}"
        for path in folder.rglob("*.html")
        for match in re.finditer(pattern, exempt.sub("", path.read_text(encoding="utf-8")))
    }


def test_no_key_of_a_row_and_no_number_of_a_page_is_written_as_an_amount():
    """From a thousand on it would hold a space: the button would name no row, the link no page."""
    keys = r"\{\{ [\w.]*\.(?:pk|(?!auto_)\w+_id|\w+_page_number) \}\}"
    assert found_in_templates(keys) == set()


def test_no_limit_of_a_field_and_no_size_of_a_picture_is_written_as_an_amount():
    """A browser reads `maxlength="2 000"` as 2: nobody could write a third letter."""
    limits = (
        r' (?:maxlength|minlength|min|max|step|width|height)="\{\{ (?![^}]*unlocalize)[^}]*\}\}"'
    )
    assert found_in_templates(limits) == set()


def test_the_links_of_a_long_list_name_its_pages(rf):
    page = Paginator(range(3_000), 1).page(1_500)
    asked = {"page": page, "request": rf.get("/?q=bol")}

    with override("fr"):
        drawn = Template("{% load ui %}{% pagination page %}").render(Context(asked))

    links = re.findall(r'href="([^"]*)"', drawn)
    assert "?q=bol&amp;page=1501" in links
    assert [link for link in links if not re.search(r"page=\d+$", link)] == []
