"""What is remembered of each letter: to whom, about what, when, and whether it left.

The text is not kept: it holds links that open an order or an account to whoever has them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from marketplace.shared.events import subject_of
from marketplace.shared.models import Letter
from marketplace.shared.models.letter import LETTER, LetterState

# As long as somebody may claim what a letter confirmed (C. civ. 2224).
KEPT = timedelta(days=5 * 365)
MOST = 100  # in the timeline of a file
BATCH = 5000
# The value of a letter that names its file, the narrowest first.
FILES = ("order", "seller", "person", "user")


def remember(
    email: str, *, template: str, title: str, values: Mapping[str, Any], failure: str, at: datetime
) -> None:
    """Note that a letter left, or failed to; a letter that failed before is the same one.

    One that belongs to no file is not noted: the address of an alert or of the newsletter is kept
    where it was given, and forgotten with it.
    """
    named = {"email": email.lower(), "template": template[:80], "subject": subject(values)}
    if not named["subject"]:
        return
    waiting = Letter.objects.filter(**named, state=LetterState.FAILED).order_by("-pk").first()
    if waiting is None:
        state = LetterState.FAILED if failure else LetterState.SENT
        Letter.objects.create(
            **named, title=title[:200], state=state, failure=failure[:200], written_at=at
        )
    elif failure:
        Letter.objects.filter(pk=waiting.pk).update(failure=failure[:200], written_at=at)
    else:
        LETTER.move(waiting, LetterState.SENT, failure="", written_at=at)


def subject(values: Mapping[str, Any]) -> str:
    """The file that a letter belongs to, by the values it is written from; empty for none."""
    rows = [values.get(name) for name in FILES]
    return next((subject_of(row) for row in rows if isinstance(row, Model) and row.pk), "")


def about(subjects: Collection[str], addresses: Collection[str] = ()) -> list[Letter]:
    """The latest letters about these rows; only those to these addresses where some are given."""
    rows = Letter.objects.filter(subject__in=subjects)
    if addresses:
        rows = rows.filter(email__in={address.lower() for address in addresses})
    return list(rows.order_by("-written_at", "-pk")[:MOST])


def left(template: str, row: Model, email: str, *, since: datetime) -> bool:
    """Whether such a letter about a row has left for somebody since an instant."""
    sent = Letter.objects.filter(subject=subject_of(row), template=template, state=LetterState.SENT)
    return sent.filter(email=email.lower(), written_at__gte=since).exists()


def failure(letter: Letter) -> str:
    """That a letter did not leave yet, in words; empty when it did."""
    if letter.state == LetterState.SENT:
        return ""
    return _("Pas encore partie : le serveur de messagerie l'a refusée, elle est réessayée.")


def forget_old(at: datetime) -> None:
    """Drop what nobody needs any longer, a few thousand in each transaction."""
    late = Letter.objects.filter(written_at__lt=at - KEPT)
    old = late.order_by("pk").values_list("pk", flat=True)
    while pks := list(old[:BATCH]):
        Letter.objects.filter(pk__in=pks).delete()
