"""Links that show a page as somebody would see it: on a day, in a language, to an audience.

Whoever has the link may open it, without an account, for a week: it goes to those who are asked
what they think. It shows one version as it stands when it is opened, or what the page itself would
show on that day, and says that it is a preview.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields
from marketing.models import Page, Version
from marketing.models.page import whom
from marketing.pages import live
from marketing.segments import segments
from marketplace.shared.quotes import bare
from marketplace.shared.states import Refusal

SALT = "marketing.pages.preview"
LASTS = 7 * 24 * 3600  # seconds


class NoPreview(Refusal):
    """The link is broken or older than a week."""

    sentence = _("Ce lien d'aperçu n'est plus valable : demandez-en un autre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose eyes: `at` is None for now, whenever the link is opened."""

    at: datetime | None = None
    language: str = "fr"
    audience: str = ""
    is_phone: bool = False


def eyes() -> list[tuple[str, Any]]:
    """Whose eyes a preview may lend, each as one word and for people."""
    audience = Version.Audience.SEGMENT.value
    return [
        (Version.Audience.VISITORS.value, _("un visiteur")),
        (Version.Audience.CUSTOMERS.value, _("un client qui a déjà commandé")),
        (Version.Audience.NEWCOMERS.value, _("un compte qui n'a pas encore commandé")),
        *(
            (whom(audience, pk), _("un membre de « {name} »").format(name=bare(name)))
            for pk, name in segments.offered()
        ),
    ]


def of_version(version: Version, sight: Sight) -> str:
    """The token of a link to a version."""
    return _token("v", version.pk, sight)


def of_page(page: Page, sight: Sight) -> str:
    """The token of a link to what a page shows."""
    return _token("p", page.pk, sight)


def _token(kind: str, pk: int, sight: Sight) -> str:
    at = sight.at.isoformat() if sight.at else ""
    told = [kind, pk, at, sight.language, sight.audience, int(sight.is_phone)]
    return signing.dumps(told, salt=SALT, compress=True)


def read(token: str, *, at: datetime) -> tuple[Page, Version | None, Sight]:
    """The page a token shows, the version of it, and whose eyes. Raises NoPreview."""
    try:
        kind, pk, then, language, audience, phone = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NoPreview from error
    moment = datetime.fromisoformat(then) if then else None
    if moment and not fields.is_near(moment):
        raise NoPreview
    sight = Sight(
        at=moment,
        language=language,
        audience=audience,
        is_phone=bool(phone),
    )
    if kind == "v":
        version = Version.objects.select_related("page").filter(pk=pk).first()
        if version is None:
            raise NoPreview
        return version.page, version, sight
    page = Page.objects.filter(pk=pk).first()
    if page is None:
        raise NoPreview
    shown = live.version(page.kind, page.slug, at=sight.at or at, audiences={sight.audience})
    return page, shown, sight
