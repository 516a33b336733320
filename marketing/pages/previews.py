"""Links that show a version as somebody would see it: on a day, in a language, to an audience.

Whoever has the link may open it, without an account, for a week: it goes to those who are asked
what they think. It shows the version as it stands when it is opened, and says that it is a preview.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils.translation import gettext_lazy as _

from marketing.models import Version
from marketplace.shared.states import Refusal

SALT = "marketing.pages.preview"
LASTS = 7 * 24 * 3600  # seconds


class NoPreview(Refusal):
    """The link is broken or older than a week."""

    sentence = _("Ce lien d'aperçu n'est plus valable : demandez-en un autre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a link shows; `at` is None for now, whenever it is opened."""

    version_id: int
    at: datetime | None
    language: str


def link(version: Version, *, at: datetime | None, language: str) -> str:
    """The token of a link."""
    told = [version.pk, at.isoformat() if at else "", language]
    return signing.dumps(told, salt=SALT, compress=True)


def read(token: str) -> Preview:
    """What a token shows. Raises NoPreview."""
    try:
        pk, at, language = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NoPreview from error
    return Preview(
        version_id=pk, at=datetime.fromisoformat(at) if at else None, language=language
    )
