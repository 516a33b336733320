"""What must always be true of the people we write to, of what the public reads, and of seats."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from catalog.models import StockMove
from marketing.events import PageApproved
from marketing.models import Contact, Gathering, SetAside, Version
from marketing.pages import seals
from marketing.states import GatheringState, SignupState, VersionState
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact


def violations() -> Iterator[str]:
    """A sentence for each contact whose consent does not hold together."""
    for check in CHECKS:
        yield from check()


def _contacts() -> Iterator[str]:
    for pk in Contact.objects.filter(newsletter_at=None, withdrawn_at__isnull=False).values_list(
        "pk", flat=True
    ):
        yield f"contact {pk} left a letter never asked for"
    shouting = Contact.objects.exclude(email__exact="").filter(email__regex=r"[A-Z]")
    for pk in shouting.values_list("pk", flat=True):
        yield f"contact {pk} has capitals in its address and may exist twice"


def _pages() -> Iterator[str]:
    """What is in front of the public is what was approved, by another person where it had to be."""
    approved = Version.objects.exclude(approved_at=None).defer("page")
    for version in approved.iterator(chunk_size=200):
        if version.seal != seals.seal(version):
            yield f"version {version.pk} of a page is not what was approved"
        is_own = version.approved_by_id == version.written_by_id
        if version.by_two and version.approved_by_id is not None and is_own:
            yield f"version {version.pk} of a page was approved by who wrote it"


def _replaced() -> Iterator[str]:
    """Of versions without an end, one at most is live for a page and an audience."""
    endless = Version.objects.filter(state=VersionState.LIVE, ends_at=None).order_by()
    doubled = endless.values("page", "audience").annotate(count=Count("pk")).filter(count__gt=1)
    for row in doubled:
        yield f"page {row['page']} has {row['count']} versions without an end"


def _gone() -> Iterator[str]:
    """What was approved is there to be read."""
    told = Fact.objects.filter(name=name_of(PageApproved)).values_list("data", flat=True)
    there = set(Version.objects.values_list("pk", flat=True))
    for pk in sorted({data["version_id"] for data in told.iterator(chunk_size=2000)} - there):
        yield f"version {pk} of a page was approved and is gone"


def _seats() -> Iterator[str]:
    """The seats of a date are those that people have, and none is free while somebody waits.

    A date whose names are forgotten keeps its number alone.
    """
    seated = Count("signups", filter=Q(signups__state=SignupState.SEATED))
    waiting = Count("signups", filter=Q(signups__state=SignupState.WAITING))
    known = Gathering.objects.annotate(all=Count("signups"), seated=seated, waiting=waiting)
    known = known.filter(all__gt=0).order_by("pk")
    for row in known.exclude(seated=F("taken")):
        yield f"date {row.pk} counts {row.taken} seats taken and {row.seated} people have one"
    free = Q(capacity=None) | Q(taken__lt=F("capacity"))
    for row in known.filter(free, state=GatheringState.PUBLISHED, waiting__gt=0):
        yield f"date {row.pk} has a free seat and {row.waiting} people wait for one"


def _aside() -> Iterator[str]:
    """What shops keep for dates is what left their stock for them, and no more."""
    moves = StockMove.objects.filter(reason=StockMove.Reason.ASIDE).order_by()
    summed = moves.values("offer", "ref").annotate(pieces=Sum("delta"))
    out = {(row["offer"], row["ref"]): -row["pieces"] for row in summed}
    for row in SetAside.objects.order_by("pk").iterator(chunk_size=2000):
        kept = row.sold if row.returned_at else row.quantity
        left = out.pop((row.offer_id, row.ref), 0)
        if left != kept:
            said = f"pieces {row.pk} kept for date {row.gathering_id}"
            yield f"{said}: {kept}, and {left} left the stock"
    for (offer, ref), left in sorted(out.items()):
        if left:
            yield f"offer {offer} lacks {left} pieces for « {ref} », and nothing keeps them"


CHECKS = (_contacts, _pages, _replaced, _gone, _seats, _aside)
