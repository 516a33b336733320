"""What is live is what was approved: the database refuses another, or `verify` names it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from marketing import invariants
from marketing.blocks import typed
from marketing.models import MarketingRules, Version
from marketing.pages import drafts, life, seals
from marketing.states import VersionState
from marketplace.shared import witness
from marketplace.shared.models import Fact
from tests import cast, guards

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def draft(slug: str) -> Version:
    """A draft that may go live."""
    version = drafts.create("landing", name="Noël", slug=slug, by=None, at=cast.NOON)
    content = {"title": "Noël", "blocks": [typed.new("hero", {"title": "Noël"})]}
    drafts.save(version, content, revision=0, by=None, at=cast.NOON)
    return version


def live(slug: str, *, by=None, at=cast.NOON) -> Version:
    """A version in front of the public."""
    version = draft(slug)
    life.approve(version, starts_at=None, ends_at=None, revision=version.revision, by=by, at=at)
    return version


def read_by_two(slug: str) -> Version:
    """A version that one wrote and another approved."""
    version = draft(slug)
    writer = cast.operator("editorial", email=f"{slug}-1@h.example")
    drafts.save(version, {"title": "Noël"}, revision=1, by=writer, at=cast.NOON)
    life.send(version, by=writer, at=cast.NOON)
    reader = cast.operator("editorial", email=f"{slug}-2@h.example")
    life.approve(
        version, starts_at=None, ends_at=None, revision=version.revision, by=reader, at=cast.NOON
    )
    return version


def rewrite(version: Version, **values) -> None:
    """A row changed by somebody with every right, sealed anew so that it looks approved."""
    for name, value in values.items():
        setattr(version, name, value)
    Version.objects.filter(pk=version.pk).update(**values, seal=seals.seal(version))


def forged(slug: str) -> Version:
    """A live row like those that were approved, which nobody approved: a new row needs no guard."""
    like = draft(slug)
    row = Version(
        page=like.page,
        number=2,
        state=VersionState.LIVE,
        title="Noël",
        blocks=like.blocks,
        written_at=cast.NOON,
        starts_at=cast.NOON,
        approved_at=cast.NOON,
    )
    row.seal = seals.seal(row)
    row.save(force_insert=True)
    return row


def test_the_database_refuses_another_content_and_a_version_without_approval():
    version, other = live("noel"), draft("paques")

    for name, value in (("blocks", "[]"), ("title", "Autre"), ("seal", "0"), ("by_two", True)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE marketing_version SET {name} = %s WHERE id = %s", [value, version.pk]
            )
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=other.pk).update(state=VersionState.LIVE)
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()

    version.refresh_from_db()
    assert (version.title, version.seal) == ("Noël", seals.seal(version))
    assert list(invariants.violations()) == []


def test_verify_names_what_the_public_reads_without_its_approval():
    untouched, changed, sealed_anew = live("un"), live("deux"), live("trois")
    alone_after_all = read_by_two("quatre") if cast.rules(page_review="two") else None
    cast.rules(page_review="alone")
    scheduled = draft("cinq")
    life.approve(
        scheduled,
        starts_at=cast.NOON + DAY,
        ends_at=None,
        revision=scheduled.revision,
        by=None,
        at=cast.NOON,
    )
    life.unschedule(scheduled, by=None, at=cast.NOON)
    drafts.save(scheduled, {"title": "Encore"}, revision=1, by=None, at=cast.NOON)
    life.approve(scheduled, starts_at=None, ends_at=None, revision=2, by=None, at=cast.NOON)
    again = life.bring_back(_ended(live("six")), by=None, at=cast.NOON + DAY)
    assert list(invariants.violations()) == []

    with guards.down():
        Version.objects.filter(pk=changed.pk).update(blocks=[])
        rewrite(sealed_anew, blocks=[typed.new("hero", {"title": "Rabais"})])
        rewrite(alone_after_all, by_two=False)
        rewrite(again, title="Autre")
    nobody = forged("sept")

    told = " / ".join(invariants.violations())
    for version, why in (
        (changed, "is not what was approved"),
        (sealed_anew, "is not what was approved"),
        (again, "is not what was approved"),
        (alone_after_all, "does not tell how many read it"),
        (nobody, "was approved by nobody"),
    ):
        assert f"version {version.pk} of a page {why}" in told
    for version in (untouched, scheduled):
        assert f"version {version.pk} " not in told


def _ended(version: Version) -> Version:
    life.end(version, because="Fini", by=None, at=cast.NOON + DAY / 2)
    return version


def test_verify_names_who_published_alone_where_the_rule_asked_for_two():
    """The rule by its history: what was approved before it, or brought back since, is no breach."""
    before = live("avant")
    row = MarketingRules.objects.get_or_create(pk=1)[0]
    with transaction.atomic():
        witness.record(row, {"page_review": "two"}, at=cast.NOON + DAY)
    ended = _ended(before)
    life.bring_back(ended, by=None, at=cast.NOON + 2 * DAY)
    assert list(invariants.violations()) == []

    alone = live("seul", at=cast.NOON + 2 * DAY)  # the row of the rules still says « alone »

    assert Fact.objects.filter(name__endswith="PageApproved").count() == 3
    assert list(invariants.violations()) == [
        f"version {alone.pk} of a page was approved by one person alone"
    ]
