"""Which language a visitor reads: what they chose, else what their browser asks, else French."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Self, TypeVar

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation.trans_real import parse_accept_lang_header

from marketplace.shared import quotes

T = TypeVar("T")
# a word of a language, no unit and no code
WORDY = re.compile(r"[^\W\d_]{3,}")
WORD = re.compile(r"[^\W\d_]+")
# small words that are not of the other language
ENGLISH = re.compile(
    r"the|and|is|was|are|were|it|this|that|with|for|of|to|my|very|not|but|we|have|has|had|you|they"
    r"|good|great|nice|lovely|perfect|beautiful|quality|delivery"
)
FRENCH = re.compile(
    r"le|la|les|un|une|des|du|de|et|est|sont|était|ce|cette|je|nous|il|elle|ils|pour|avec|pas|mais"
    r"|très|bien|beau|belle|parfait|qualité|livraison|que|qui|au|en"
)
MOST_ASKED = 200  # signs of what a browser asks for that are read
KNOWN = {code for code, _name in settings.LANGUAGES}
ASKED = "lang"  # in an address that is shared: the language its page is read in


def chosen_by(request: HttpRequest) -> str:
    """Return the language that the address names, else of the switch's cookie, else of the account,
    else of the browser.

    A browser that asks for neither of ours reads French.
    """
    if named := asked_by(request):
        return named
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in KNOWN:
        return cookie
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        language = getattr(request.user, "language", "")
        if language in KNOWN:
            return language
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:MOST_ASKED])
    wanted = (code.partition("-")[0] for code, _weight in asked)
    return next((code for code in wanted if code in KNOWN), settings.LANGUAGE_CODE)


def asked_by(request: HttpRequest) -> str:
    """The language that an address names, as those do that English captions carry; or none."""
    code = request.GET.get(ASKED, "")
    return code if code in KNOWN else ""


def unnamed(request: HttpRequest) -> str:
    """The address of this page without the language that it may name: whoever chooses one by hand
    comes back here in that one.
    """
    path = request.get_full_path()
    if ASKED not in request.GET:
        return path
    query = request.GET.copy()
    del query[ASKED]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def naming(url: str, language: str) -> str:
    """An address that is shared among readers of this language: French needs no mark."""
    if language == settings.LANGUAGE_CODE:
        return url
    return f"{url}{'&' if '?' in url else '?'}{ASKED}={language}"


class Local(NamedTuple):
    """What somebody wrote, as its reader gets it, and the language to say of it: none where it is
    the reader's own.
    """

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text


def local(french: str, english: str) -> Local:
    """What was written in French, and perhaps in English, for whoever reads now.

    French for want of English is said to be French: a voice that reads the page aloud must know.
    """
    if translation.get_language() != "en":
        return Local(french)
    return Local(english) if english or not french else Local(french, settings.LANGUAGE_CODE)


class Foreign(str):
    """What somebody wrote in French, as a reader of English gets it: where a page shows it, it says
    so by itself, since a voice that reads the page aloud must know (WCAG 3.1.2).
    """

    __slots__ = ()
    lang = settings.LANGUAGE_CODE

    def __html__(self) -> SafeString:
        return format_html('<span lang="{}">{}</span>', self.lang, str(self))


class Mixed(str):
    """Words of which some are foreign; as a plain text they are what all their parts say."""

    __slots__ = ("parts",)

    parts: tuple[str, ...]

    def __new__(cls, *parts: str) -> Self:
        """Put the parts one after the other."""
        whole = super().__new__(cls, "".join(parts))
        whole.parts = parts
        return whole

    def __getnewargs__(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.parts

    def __html__(self) -> SafeString:
        return format_html_join("", "{}", ((conditional_escape(part),) for part in self.parts))

    @classmethod
    def joined(cls, separator: str, texts: Iterable[str]) -> str:
        """Texts with a separator between them; plain where none of them holds foreign words."""
        said = list(texts)
        if not any(isinstance(text, Foreign | Mixed) for text in said):
            return separator.join(said)
        parts = (part for text in said for part in (separator, text))
        return cls(*list(parts)[1:])


def written(text: str) -> str:
    """What a seller wrote, of which there is no English: said to be French to whoever reads
    English, unless it holds no word.
    """
    is_ours = translation.get_language() != "en" or not WORDY.search(text)
    return text if is_ours else Foreign(text)


def other_than_read(text: str) -> str:
    """The language of what a visitor wrote freely, where it is not the page's: English when more of
    its small words are English than French, else French, as most here write.
    """
    words = [word.lower() for word in WORD.findall(text)]
    if not words:
        return ""
    is_english = _count(ENGLISH, words) > _count(FRENCH, words)
    written_in = "en" if is_english else settings.LANGUAGE_CODE
    return "" if written_in == translation.get_language() else written_in


def _count(known: re.Pattern[str], words: Iterable[str]) -> int:
    return sum(known.fullmatch(word) is not None for word in words)


def shipped(text: str) -> str:
    """Words that an installation starts with, in the reader's language; what an operator wrote
    instead of them stays as it is.
    """
    return translation.gettext(text) if text else ""


def kept(sentence: object) -> str:
    """A sentence as it is stored: in the default language; pages translate it for their reader."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)


class Said(str):
    """A sentence with its values, which can be kept and said again in another language."""

    __slots__ = ("says", "values")

    says: str
    values: dict[str, Any]

    def __new__(cls, sentence: object, **values: Any) -> Self:
        """Say a sentence, best lazily translated, now."""
        text = str(sentence)
        told = text.format(**quotes.within(text, values)) if values else text
        said = super().__new__(cls, told)
        with translation.override(None):
            said.says = str(sentence)
        said.values = values
        return said

    def parts(self) -> dict:
        """The sentence as it is stored, for `told`."""
        return {
            "says": self.says,
            "values": {name: stored(value) for name, value in self.values.items()},
        }


def stored(value: object) -> object:
    """A value of a sentence as it is kept: a word of ours is translated when it is read."""
    if isinstance(value, Promise):
        value = Said(value)
    if isinstance(value, Said):
        return value.parts()
    return value if isinstance(value, int) else str(value)


def told(parts: Mapping) -> str:
    """A stored sentence in the language of its reader."""
    values = {
        name: told(value) if isinstance(value, Mapping) else value
        for name, value in parts.get("values", {}).items()
    }
    sentence = parts.get("says", "")
    text = translation.gettext(sentence) if sentence else ""
    return text.format(**quotes.within(text, values)) if values else text


def spoken(items: Iterable[T]) -> Iterator[T]:
    """Items made one by one, each in the language of now: the request is over by then."""
    return _each(iter(items), translation.get_language())


def _each(items: Iterator[T], language: str | None) -> Iterator[T]:
    while True:
        with translation.override(language):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


def _keep(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever came by an address that names a language reads the next pages in it, whichever of the
    two it is: else the next click of a page would be in another one. The switch undoes it.
    """
    if asked_by(request) in ("", request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        asked_by(request),
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


class LanguageMiddleware:
    """Activate the visitor's language for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.MEDIA_URL):
            return self.get_response(request)
        with translation.override(chosen_by(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            # a stored file says the same to everybody, and the server hands it on by itself
            if isinstance(response, StreamingHttpResponse) and not (
                isinstance(response, FileResponse) or response.is_async
            ):
                response.streaming_content = spoken(response.streaming_content)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        _keep(request, response)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response
