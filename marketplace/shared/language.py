"""Which language a visitor reads: what they chose, or French. Never what the browser says."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

KNOWN = {code for code, _name in settings.LANGUAGES}


def chosen_by(request: HttpRequest) -> str:
    """Return the language of the switch's cookie, else of the account, else French."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in KNOWN:
        return cookie
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        language = getattr(request.user, "language", "")
        if language in KNOWN:
            return language
    return settings.LANGUAGE_CODE


def kept(sentence: object) -> str:
    """A sentence as it is stored: in the default language; pages translate it for their reader."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)


def written_in(language: str, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Parts of an answer, each worked out in a language, which holds for nothing in between."""
    waiting = iter(parts)
    while True:
        with translation.override(language):
            part = next(waiting, None)
        if part is None:
            return
        yield part


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
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            # written while it is sent, when the language of the request is put back
            parts = response.streaming_content
            response.streaming_content = written_in(request.LANGUAGE_CODE, parts)
        patch_vary_headers(response, ["Cookie"])
        return response
