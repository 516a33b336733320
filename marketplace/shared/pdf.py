"""The one way a PDF is made: a template, our own fonts and styles, and nothing fetched."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from marketplace.shared import policy
from marketplace.shared.palette import tokens

LOCALES = {"fr": "fr-FR", "en": "en-GB"}  # as documents say in which language they are
LETTERS = "pdf.css"  # the stylesheet that brings the letters
ARCHIVED = "pdf/a-3a"  # kept for years and read aloud: tagged, its fonts inside


class NotOurs(ValueError):
    """A document asked for something outside the folders it may read."""


class NoRenderer(RuntimeError):
    """Pango is missing on this machine: documents wait until it is installed."""


def render(template: str, values: dict, *, language: str = "fr") -> bytes:
    """The PDF of `templates/pdf/<template>.html`, tagged and made to be kept (PDF/A-3a).

    Raises NoRenderer when the system libraries are absent; callers retry later.
    """
    written = page(template, values, language=language)
    weasyprint = _weasyprint()
    document = weasyprint.HTML(
        string=written,
        base_url=Path(settings.BASE_DIR, "static").as_uri() + "/",
        url_fetcher=closed_fetcher,
    )
    return document.write_pdf(pdf_variant=ARCHIVED)


def page(template: str, values: dict, *, language: str = "fr") -> str:
    """The HTML of which a document is made."""
    context = {
        **values,
        "brand": policy.brand(),
        "entity": policy.entity(),
        "locale": LOCALES.get(language, language),
    }
    with translation.override(language):
        return render_to_string(f"pdf/{template}.html", context)


def dressed(sheet: str, *, letters: bool) -> str:
    """A stylesheet of documents in the colours of the look in force, with its letters if asked."""
    traits = policy.brand().traits
    return f"{tokens.printed(traits) if letters else ''}{tokens.filled(sheet, traits)}"


def closed_fetcher(url: str):
    """Hand a document only files of our own static folder."""
    allowed = Path(settings.BASE_DIR, "static").resolve()
    fetched = _weasyprint().urls.URLFetcherResponse
    if url.startswith("file://"):
        path = Path(unquote(url.removeprefix("file://"))).resolve()
        if allowed in path.parents and path.is_file():
            content = path.read_bytes()
            if path.suffix == ".css":
                content = dressed(content.decode(), letters=path.name == LETTERS).encode()
            return fetched(url, content, {"Content-Type": guess_type(path.name)[0] or "font/ttf"})
    if url.startswith("data:image/"):
        return _weasyprint().URLFetcher(allowed_protocols=["data"]).fetch(url)
    raise NotOurs(url[:200])


# WeasyPrint reads this of every fetcher: a document that asks for something else is not made.
closed_fetcher._fail_on_errors = True  # type: ignore[attr-defined] # a function may bear a note


def _weasyprint():
    # Imported late: it takes a second, and fails where Pango is not installed.
    try:
        import weasyprint  # noqa: PLC0415
    except OSError as error:
        raise NoRenderer(str(error)) from error
    return weasyprint
