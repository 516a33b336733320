"""Posts for other places: written, read by somebody else, approved, published, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalog.judging import charter
from marketing.events import (
    PostApproved,
    PostChanged,
    PostMoved,
    PostPublished,
    PostReopened,
    PostSentBack,
    PostSentToReview,
    PostWithdrawn,
    PostWritten,
)
from marketing.models import Post
from marketing.pages import life
from marketing.social import faces, links, publishing, sealing
from marketing.states import POST, PostState
from marketplace.shared import events
from marketplace.shared.clock import paris_day
from marketplace.shared.facts import Event
from marketplace.shared.language import naming
from marketplace.shared.models import User
from marketplace.shared.states import IllegalMove, MovedMeanwhile, Refusal

WRITTEN = ("channel", "text", "text_en", "about", "slug", "size", "picture", "planned_at")
GOING = (PostState.DRAFT, PostState.REVIEW, PostState.APPROVED)


class NotReady(Refusal):
    """Something in a post would be wrong in front of the public."""

    sentence = _("Cette publication n'est pas prête : {why}")


class OwnWords(Refusal):
    """The rule asks for a second person."""

    sentence = _(
        "La règle de la maison demande qu'une autre personne relise : envoyez cette publication"
        " pour approbation."
    )


class NotApproved(Refusal):
    """What would leave is not what somebody approved."""

    sentence = _(
        "Cette publication n'est plus ce qui a été approuvé : son texte, son image ou son lien a"
        " changé. Reprenez-la en brouillon et faites-la approuver de nouveau."
    )


@transaction.atomic(durable=True)
def write(values: Mapping[str, Any], *, leads: str, by: User | None, at: datetime) -> Post:
    """A new draft; `leads` is the page that its short link leads to, none when empty. Raises
    Elsewhere, LeadsNowhere."""
    post = Post(**{name: values[name] for name in WRITTEN}, written_by=by, written_at=at)
    post.link = _link(post, leads, by=by, at=at)
    post.save(force_insert=True)
    _tell(PostWritten(post_id=post.pk), post, by=by, at=at)
    return post


@transaction.atomic(durable=True)
def change(
    post: Post,
    values: Mapping[str, Any],
    *,
    leads: str,
    revision: int,
    by: User | None,
    at: datetime,
) -> None:
    """Other words, another picture; of a draft alone. Raises IllegalMove, MovedMeanwhile."""
    if post.state != PostState.DRAFT:
        raise IllegalMove
    new = {name: values[name] for name in WRITTEN}
    link = _link(Post(**new), leads, by=by, at=at)
    same = Post.objects.filter(pk=post.pk, revision=revision, state=PostState.DRAFT)
    if not same.update(**new, link=link, written_by=by, written_at=at, revision=F("revision") + 1):
        raise MovedMeanwhile
    post.refresh_from_db()
    _tell(PostChanged(post_id=post.pk), post, by=by, at=at)


@transaction.atomic(durable=True)
def move(post: Post, *, planned_at: datetime, by: User | None, at: datetime) -> None:
    """Plan a post that has not left for another moment. Raises MovedMeanwhile."""
    if not Post.objects.filter(pk=post.pk, state__in=GOING).update(planned_at=planned_at):
        raise MovedMeanwhile
    post.planned_at = planned_at
    told = planned_at.isoformat()
    _tell(PostMoved(post_id=post.pk, planned_at=told), post, by=by, at=at)


@transaction.atomic(durable=True)
def send(post: Post, *, by: User | None, at: datetime) -> None:
    """Ask somebody else to approve a draft. Raises NotReady."""
    _check(post, at=at)
    POST.move(post, PostState.REVIEW)
    _tell(PostSentToReview(post_id=post.pk), post, by=by, at=at)


@transaction.atomic(durable=True)
def send_back(post: Post, *, because: str, by: User | None, at: datetime) -> None:
    """Ask for corrections: it is a draft again."""
    if post.state != PostState.REVIEW:
        raise IllegalMove
    POST.move(post, PostState.DRAFT)
    _tell(PostSentBack(post_id=post.pk), post, by=by, at=at, because=because)


@transaction.atomic(durable=True)
def approve(post: Post, *, revision: int, by: User | None, at: datetime) -> None:
    """Let a post leave in the words that were read; by another person where the rule for pages asks
    for one. Raises OwnWords, NotReady, MovedMeanwhile.
    """
    if is_barred(post, by):
        raise OwnWords
    if not Post.objects.filter(pk=post.pk, revision=revision).exists():
        raise MovedMeanwhile
    _check(post, at=at)
    POST.move(post, PostState.APPROVED, approved_by=by, approved_at=at)
    _tell(PostApproved(post_id=post.pk, seal=sealing.seal(post)), post, by=by, at=at)


def is_barred(post: Post, person: User | None) -> bool:
    """Whether the rule asks for somebody else than this person."""
    if not life.needs_two():
        return False
    return post.state != PostState.REVIEW or person is None or person.pk == post.written_by_id


@transaction.atomic(durable=True)
def reopen(post: Post, *, by: User | None, at: datetime) -> None:
    """Make an approved post a draft again, before it leaves."""
    if post.state != PostState.APPROVED:
        raise IllegalMove
    POST.move(post, PostState.DRAFT, approved_by=None, approved_at=None)
    _tell(PostReopened(post_id=post.pk), post, by=by, at=at)


@transaction.atomic(durable=True)
def mark_published(post: Post, *, url: str, by: User | None, at: datetime) -> None:
    """An approved post is out at an address. Raises NoAddress, NotApproved."""
    if sealing.changed([post]):
        raise NotApproved
    done = publishing.publisher_of(post.channel).publish(post, told=url, at=at)
    POST.move(
        post,
        PostState.PUBLISHED,
        published_by=by,
        published_at=done.at,
        published_url=done.url,
    )
    _tell(PostPublished(post_id=post.pk, url=done.url), post, by=by, at=at)


@transaction.atomic(durable=True)
def withdraw(post: Post, *, because: str, by: User | None, at: datetime) -> None:
    """Give a post up, or say that it was taken off where it stood."""
    POST.move(post, PostState.WITHDRAWN)
    _tell(PostWithdrawn(post_id=post.pk), post, by=by, at=at, because=because)


def face_of(post: Post, *, at: datetime, language: str = "fr") -> faces.Face | None:
    """The face whose card is its picture; None where it has another, or none may be shown now."""
    if post.picture_id or not post.about:
        return None
    with override(language):
        return faces.find(post.about, post.slug, at=at)


def wording(post: Post, language: str = "fr") -> str:
    """Its words with its link, as they are pasted."""
    text = post.text_en if language == "en" else post.text
    url = naming(post.link.url, language) if post.link else ""
    return "\n\n".join(part for part in (text.strip(), url) if part)


def _check(post: Post, *, at: datetime) -> None:
    """Raises NotReady with the first thing that is wrong."""
    longest, why = post.channel.longest, ""
    if not post.channel.is_open:
        why = _now("on ne publie plus sur ce canal.")
    elif not post.text.strip():
        why = _now("elle n'a pas de texte.")
    elif post.planned_at is None:
        why = _now("dites quand elle est prévue.")
    elif longest and max(len(wording(post)), len(wording(post, "en"))) > longest:
        why = _now("son texte dépasse {most} signes, lien compris.").format(most=longest)
    elif post.about and not post.picture_id and face_of(post, at=at) is None:
        why = _now("ce qu'elle montre n'est pas en vente ou pas en ligne.")
    elif wrong := charter.forbidden([post.text, post.text_en], day=paris_day(at)):
        why = wrong[0].sentence
    if why:
        raise NotReady(why=why)


def _link(post: Post, leads: str, *, by: User | None, at: datetime):
    if not leads:
        return None
    path = links.inner(leads, at=at)
    source = slugify(post.channel.name)[:40]
    name = f"{post.channel.name} · {path}"
    return links.found_or_made(path, name=name, source=source, seller=None, by=by, at=at)


def _tell(event: Event, post: Post, *, by, at: datetime, because: str = "") -> None:
    events.publish(event, about=post, by=by, at=at, because=because)
