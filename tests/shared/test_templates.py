"""What holds of every template: no indentation leaves with it, no key is written as an amount."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template


def test_a_page_leaves_without_its_indentation_and_a_letter_keeps_its_lines():
    page = get_template("shop/help.html").template.source
    letter = get_template("emails/layout.html").template
    with open(letter.origin.name, encoding="utf-8") as file:
        written = file.read()

    assert "\n " not in page
    assert page.startswith("{% extends")
    assert letter.source == written
    assert "\n " in written


def test_no_key_of_a_row_is_written_as_an_amount():
    """From a thousand on, a key would hold a space: the button would name no row."""
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    bare = re.compile(r"\{\{ [\w.]*\.(?:pk|(?!auto_)\w+_id) \}\}")
    found = {
        f"{path.relative_to(folder)}: {match[0]}"
        for path in folder.rglob("*.html")
        for match in bare.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()
