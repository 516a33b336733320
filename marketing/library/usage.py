"""Where pictures of the library are shown, or will be: whoever replaces one knows what changes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from django.db.models import Model

from marketing.models import Gathering, Post, Version
from marketing.states import GatheringState, PostState, VersionState

# the field in which every kind of block names its picture, by its number
FIELD, NUMBER = "picture", re.compile(r"#(\d{1,12})\b")
OPEN = (
    *(VersionState.DRAFT, VersionState.REVIEW),
    *(VersionState.SCHEDULED, VersionState.LIVE),
)


def of(pictures: Collection[int]) -> dict[int, list[Model]]:
    """The versions of pages, dates and posts that show each of these: three statements."""
    found: dict[int, list[Model]] = {pk: [] for pk in pictures}
    versions = Version.objects.filter(state__in=OPEN).select_related("page")
    for version in versions.order_by("page__name", "number"):
        for pk in set(_named(version.blocks)) & found.keys():
            found[pk].append(version)
    dates = Gathering.objects.exclude(state=GatheringState.CANCELLED)
    for date in dates.filter(picture__in=pictures).order_by("-starts_at"):
        found[date.picture_id].append(date)
    posts = Post.objects.exclude(state=PostState.WITHDRAWN).select_related("channel")
    for post in posts.filter(picture__in=pictures).order_by("-pk"):
        found[post.picture_id].append(post)
    return found


def _named(blocks: list[dict]) -> Iterator[int]:
    for block in blocks:
        if mark := NUMBER.match(str((block.get("data") or {}).get(FIELD, "")).strip()):
            yield int(mark[1])
