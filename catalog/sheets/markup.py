"""The markup of a page in a text that is plain: a shop's export brings it, a copy too."""

from __future__ import annotations

import html
import re

import nh3

_LINES = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_BREAKS = re.compile(
    r"</?(hr|p|li|ul|ol|dl|dt|div|h[1-6]|tr|table|section|article|blockquote|pre)\b[^<>]*>",
    re.IGNORECASE,
)
# cells, pictures and what else stands apart on a page
_GAPS = re.compile(r"</?(td|th|dd|img|option|button|figure|figcaption)\b[^<>]*>", re.IGNORECASE)
# no tag begins here: `a <b && c> d`, or a sign after the last tag
_LESS_THAN = re.compile(r"<(?=[a-zA-Z][\w:-]*\s+[&=<>|+\d])|<(?=[^>]*\Z)")
INLINE = {"span", "strong", "em", "b", "i", "a"}
_TAGS = re.compile(r"</?(p|br|div|ul|ol|li|span|strong|em|b|i|h[1-6]|table|tr|td|a)\b[^<>]*>", re.I)
# what people type or paste, besides
_TYPED = re.compile(
    rf"{_TAGS.pattern}|</?(u|s|font|small|big|sup|sub|center|hr|img|th|script|style|svg|iframe|video"
    r"|audio|object|embed|form|input|button|label|pre|code|dl|dt|dd|section|article|header|footer"
    r"|main|nav)\b[^<>]*>",
    re.I,
)


def is_in(text: str) -> bool:
    """Whether a text holds tags, which its readers would see as they stand."""
    return "<" in text and bool(_TYPED.search(_LESS_THAN.sub("", text)))


def off_line(text: str) -> str:
    """One line without its tags."""
    if "<" not in text:
        return text
    return _TAGS.sub(lambda tag: "" if tag[1].lower() in INLINE else " ", text)


def off(text: str) -> str:
    """A text without markup; what stood in blocks of its own is parted by U+2029. Signs that are
    written as entities stay so.
    """
    # some exports write markup as text, its signs escaped once more
    if "&lt;" in text and _TAGS.search(escaped := html.unescape(text)):
        text = escaped
    if "<" not in text:
        return text
    text = _LESS_THAN.sub("&lt;", text)
    spaced = _GAPS.sub(" ", _BREAKS.sub("\u2029", _LINES.sub("\n", text)))
    return nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"})


def parted(text: str) -> str:
    """Neighbouring blocks one line apart, however many tags ended and began there."""
    return re.sub(r"\s*\u2029\s*", "\n", text) if "\u2029" in text else text


def evened(text: str) -> str:
    """A text with its blanks as a file would bring them back, so that what is exported and imported
    again is what it was.
    """
    text = re.sub(r" *\n *", "\n", re.sub(r"[ \t\u00a0]+", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def plain_line(text: str) -> str:
    """A typed line as it is proposed instead, without markup."""
    return " ".join(html.unescape(parted(off(off_line(text)))).split())


def plain(text: str) -> str:
    """A typed text as it is proposed instead, without markup, its paragraphs kept."""
    text = html.unescape(off(text.replace("\r\n", "\n")))
    text = parted(re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", text)))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
