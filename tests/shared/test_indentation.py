"""Pages leave without the indentation of their templates; letters keep their lines."""

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
