"""The only way to send mail: HTML with its styles inlined, and a text made from it.

`emails.py` of each app has one function an e-mail, returning an `Email`; tasks send it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from functools import lru_cache
from pathlib import Path

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import lazy

from marketplace.shared import clock, letters, policy
from marketplace.shared.palette import tokens


def _say(words, *about) -> str:
    return str(words(*about))


# What a function says, said when the letter is written: in its reader's language, not the worker's.
spoken = lazy(_say, str)


@dataclass(frozen=True, kw_only=True)
class Email:
    """A letter: to whom, in which language, from which template and values.

    The template lies in `templates/emails/` and has two blocks, `subject` and `body`.
    """

    to: str
    template: str
    values: dict
    language: str = "fr"
    key: str = ""
    leave: str = ""  # where whoever is written to leaves the list
    attachments: tuple = field(default=())


@dataclass(frozen=True)
class Rendered:
    """A letter ready to send: subject, HTML and text."""

    subject: str
    html: str
    text: str


def render(email: Email) -> Rendered:
    """The subject, the HTML and the text of a letter, in the reader's language."""
    values = {
        **email.values,
        "brand": policy.brand(),
        "entity": policy.entity(),
        "site_url": settings.BASE_URL,
        "styles": _styles(),
    }
    page = _page(email, values)
    subject = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    title = " ".join(html.unescape(subject.group(1)).split()) if subject else ""
    return Rendered(title, css_inline.inline(page), as_text(page))


def _page(email: Email, values: dict) -> str:
    with translation.override(email.language):
        return render_to_string(f"emails/{email.template}.html", values)


def send(email: Email) -> None:
    """Send a letter and remember that it left. Called from a task, never inside a transaction."""
    ready = render(email)
    message = EmailMultiAlternatives(
        subject=ready.subject,
        body=ready.text,
        from_email=formataddr((policy.brand().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[email.to],
        # letters say "answer this message": what is answered reaches the published mailbox
        reply_to=[policy.entity().email],
        headers=_headers(email),
    )
    message.attach_alternative(ready.html, "text/html")
    for name, content, kind in email.attachments:
        message.attach(name, content, kind)
    try:
        message.send()
    except Exception as error:
        _remember(email, ready, failure=f"{type(error).__name__}: {error}")
        raise
    _remember(email, ready)


def _remember(email: Email, ready: Rendered, *, failure: str = "") -> None:
    letters.remember(
        email.to,
        template=email.template,
        title=ready.subject,
        values=email.values,
        failure=failure,
        at=clock.now(),
    )


def _headers(email: Email) -> dict[str, str]:
    """What mail programs read: the letter's own name, and how to leave the list."""
    headers = {}
    if email.leave:
        # one press in the mail program, without a visit (RFC 8058)
        headers["List-Unsubscribe"] = f"<{email.leave}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if email.key:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        headers["Message-ID"] = f"<{email.key}@{domain}>"
    return headers


def as_text(page: str) -> str:
    """A readable text of an HTML letter: links written out, blocks on lines of their own."""
    body = page.partition("<body")[2].partition(">")[2] or page
    body = re.sub(r"<(style|script|title|head).*?</\1>", "", body, flags=re.DOTALL)
    body = re.sub(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', r"\2 (\1)", body, flags=re.DOTALL)
    body = re.sub(r"<br\s*/?>|</(p|div|h\d|li|tr|table)>", "\n", body)
    body = re.sub(r"</t[dh]>", "  ", body)
    body = html.unescape(re.sub(r"<[^>]+>", "", body))
    lines = [" ".join(line.split()) for line in body.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _styles() -> str:
    """The stylesheet of letters as the look in force has it: mail programs know no tokens."""
    return tokens.filled(_sheet(), policy.brand().traits)


@lru_cache(maxsize=1)
def _sheet() -> str:
    return Path(settings.BASE_DIR, "static", "css", "email.css").read_text(encoding="utf-8")
