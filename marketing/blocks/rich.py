"""Text with bold, italics, headings, lists, quotations and links; nothing else can be said in it.

It is kept as it is typed, so that two versions compare as words do, and drawn by markdown-it, whose
HTML is made of what it understood: what looks like a tag is text.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from marketplace.shared.language import Foreign
from marketplace.shared.templatetags.ui import typeset

SCHEMES = ("https", "http", "mailto", "tel")
NOT_HERE = ["image", "code", "fence", "html_block", "html_inline", "hr", "reference", "autolink"]


def is_safe(address: str) -> bool:
    """Whether a link may lead there: a page of the house, or a plain address elsewhere."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in SCHEMES
    return not parts.netloc and address.startswith(("/", "#"))


def drawn(text: str) -> SafeString:
    """The HTML of a text; headings begin below the page's own. Words of the house that are ready
    for a page already (`marketplace.shared.voice: say`) are a paragraph of it; French that whoever
    reads English gets says what it is.
    """
    if isinstance(text, Foreign):
        return format_html('<div lang="{}">{}</div>', text.lang, drawn(str(text)))
    if isinstance(text, SafeString):
        return mark_safe(f"<p>{text}</p>")  # noqa: S308 - escaped when it was drawn
    return mark_safe(_reader().render(text))  # noqa: S308 - made of what was understood, escaped


def links(text: str) -> list[str]:
    """Where the links of a text lead."""
    found = []
    for token in _every(_reader().parse(text)):
        if token.type == "link_open":
            found.append(str(token.attrGet("href")))
    return found


def refused(text: str) -> list[tuple[str, str]]:
    """The links of a text that are none, as nobody may be led there: (as it is read, address)."""
    if "](" not in text:
        return []
    found, said = [], None
    for token in _every(_lenient().parse(text)):
        if token.type == "link_open":
            said, address = "", str(token.attrGet("href"))
        elif token.type == "link_close" and said is not None:
            if not is_safe(address):
                found.append((f"[{said}]({address})", address))
            said = None
        elif said is not None:
            said += token.content
    return found


def plain(text: str) -> str:
    """The words alone."""
    return " ".join(
        token.content for token in _every(_reader().parse(text)) if token.type == "text"
    )


def told(text: str) -> str:
    """The words as they are read, a line each, with where their links lead: no sign of form."""
    lines, at = [], []
    for token in _reader().parse(text):
        if token.type == "list_item_open":
            at.append("– ")
        elif token.type == "inline":
            lines.append((at.pop() if at else "") + _line(token.children or []))
    return "\n".join(lines)


def _line(tokens: list[Token]) -> str:
    said, leads = "", []
    for token in tokens:
        if token.type == "text":
            said += token.content
        elif token.type in ("softbreak", "hardbreak"):
            said += "\n"
        elif token.type == "link_open":
            leads.append(str(token.attrGet("href")))
        elif token.type == "link_close":
            said += f" ({leads.pop()})"
    return said


def _every(tokens: list[Token]):
    for token in tokens:
        yield token
        yield from _every(token.children or [])


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(NOT_HERE)
    reader.validateLink = is_safe  # type: ignore[method-assign, assignment]
    reader.core.ruler.push("house", _of_the_house)
    return reader


@lru_cache(maxsize=1)
def _lenient() -> MarkdownIt:
    """What reads every link as one, as it was typed: never for drawing."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(NOT_HERE)
    reader.validateLink = lambda _address: True  # type: ignore[method-assign, assignment]
    reader.normalizeLink = lambda address: address  # type: ignore[method-assign, assignment]
    return reader


def _of_the_house(state) -> None:
    """Headings from the second level on, and the no-break spaces of French print."""
    for token in _every(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
        elif token.type == "text":
            token.content = typeset(token.content)
