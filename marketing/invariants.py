"""What must always be true of the people we write to, of what the public reads, and of seats."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from catalog.models import StockMove
from marketing.events import PageApproved, RepostWithdrawn, ShopPagePublished
from marketing.models import (
    Article,
    Contact,
    FeaturedShop,
    Gathering,
    MarketingRules,
    Page,
    Picture,
    Post,
    Repost,
    SetAside,
    ShopNews,
    ShopPicture,
    ShopVersion,
    Version,
)
from marketing.pages import seals
from marketing.pages.articles import rules
from marketing.reposts import reposts
from marketing.shopfronts import pictures
from marketing.shopfronts import seals as shop_seals
from marketing.social import sealing
from marketing.states import (
    FeaturedState,
    GatheringState,
    PictureState,
    PostState,
    RepostState,
    ShopNewsState,
    SignupState,
    VersionState,
)
from marketplace.shared import clock, sizes
from marketplace.shared import rules as house_rules
from marketplace.shared.facts import name_of
from marketplace.shared.models import Fact

A_WHILE = timedelta(minutes=1)
LOOKED_AT = 300  # pictures, the newest: each costs the storage a few questions
LEFT_BEHIND = timedelta(days=2)  # a job deletes every minute what a worker could not


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
    """What is in front of the public is what was approved, by another person where it had to be.

    The row alone does not prove it: whoever rewrites it writes its seal anew. The facts do.
    """
    told = {fact.data["version_id"]: fact for fact in _approvals()}
    approved = Version.objects.exclude(approved_at=None).defer("page")
    for version in approved.iterator(chunk_size=200):
        fact = told.get(version.pk)
        if version.seal != seals.seal(version):
            yield f"version {version.pk} of a page is not what was approved"
        elif fact is None:
            yield f"version {version.pk} of a page was approved by nobody"
        elif fact.data.get("seal") and fact.data["seal"] != version.seal:
            yield f"version {version.pk} of a page is not what was approved"
        elif fact.data.get("by_two", version.by_two) != version.by_two:
            yield f"version {version.pk} of a page does not tell how many read it"
        is_own = version.approved_by_id == version.written_by_id
        if version.by_two and version.approved_by_id is not None and is_own:
            yield f"version {version.pk} of a page was approved by who wrote it"


def _pictures() -> Iterator[str]:
    """A picture of the library that is said to be ready has the sizes that pages ask for."""
    ready = Picture.objects.filter(state=PictureState.READY).order_by("-pk")
    for picture in ready[:LOOKED_AT]:
        names = [sizes.name_of(picture.stem, int(width)) for width in picture.cut]
        if not names or not all(map(default_storage.exists, names)):
            yield f"picture {picture.pk} is ready, and not all of its sizes are there"


def _articles() -> Iterator[str]:
    """An article that is online has something to read, at its address, as a shop agreed to it."""
    for page in Page.objects.exclude(article=None).select_related("article"):
        if page.slug != page.article.slug:
            yield f"page {page.pk} is not at the address of article {page.article_id}"
    bare = Article.objects.filter(published_at__isnull=False, body="")
    for article in bare.only("composed"):
        if not article.is_told_in_blocks:
            yield f"article {article.pk} is online without a text"
    shown = Version.objects.filter(state__in=[VersionState.SCHEDULED, VersionState.LIVE])
    agreed = shown.filter(page__article__interview__isnull=False).select_related("page")
    for version in agreed:
        if any(rules.remarks(version.page, version.blocks)):
            yield f"version {version.pk} of a page shows other words than its shop agreed to"


def _alone() -> Iterator[str]:
    """Where the rule asked for two people, none published alone."""
    rule = house_rules.history(MarketingRules, "page_review")
    if not any(value == "two" for _at, value in rule):
        return
    for fact in _approvals():
        if fact.data.get("by_two", True) or fact.data.get("like_id"):
            continue  # of what was approved before facts told it, nobody knows
        # a process may read a rule that has just changed as it was
        then = [v for at, v in rule if at <= fact.happened_at - A_WHILE][-1:]
        now = [v for at, v in rule if at <= fact.happened_at + A_WHILE][-1:]
        if then == now == ["two"]:
            yield f"version {fact.data['version_id']} of a page was approved by one person alone"


def _approvals() -> Iterator[Fact]:
    """The facts of approvals, oldest first."""
    facts = Fact.objects.filter(name=name_of(PageApproved)).order_by("happened_at", "pk")
    return facts.only("data", "happened_at").iterator(chunk_size=2000)


def _replaced() -> Iterator[str]:
    """Of versions without an end, one at most is live for a page and an audience, and none is for
    a segment that was taken away."""
    endless = Version.objects.filter(state=VersionState.LIVE, ends_at=None).order_by()
    doubled = (
        endless.values("page", "audience", "segment")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )
    for row in doubled:
        yield f"page {row['page']} has {row['count']} versions without an end"
    shown = Version.objects.filter(state__in=[VersionState.SCHEDULED, VersionState.LIVE])
    for pk in shown.filter(segment__retired_at__isnull=False).values_list("pk", flat=True):
        yield f"version {pk} of a page is for a segment that was taken away"


def _gone() -> Iterator[str]:
    """What was approved is there to be read."""
    there = set(Version.objects.values_list("pk", flat=True))
    for pk in sorted({fact.data["version_id"] for fact in _approvals()} - there):
        yield f"version {pk} of a page was approved and is gone"


def _shop_pages() -> Iterator[str]:
    """What the public reads of shops is what was approved, and shows no other shop's pictures."""
    whose = dict(ShopPicture.objects.values_list("pk", "seller"))
    for version in ShopVersion.objects.exclude(seal="").iterator(chunk_size=200):
        if version.seal != shop_seals.of_version(version):
            yield f"version {version.pk} of a shop's page is not what was approved"
        shown = {int(pk) for pk in version.pictures} | pictures.named(version.blocks)
        strange = [pk for pk in shown if whose.get(pk, version.seller_id) != version.seller_id]
        for pk in sorted(strange):
            yield f"version {version.pk} of a shop's page shows picture {pk} of another shop"
    for news in ShopNews.objects.filter(state=ShopNewsState.LIVE).iterator(chunk_size=500):
        if news.seal != shop_seals.of_news(news):
            yield f"news {news.pk} of shop {news.seller_id} is not what was approved"
    borrowed = ShopNews.objects.exclude(picture=None).exclude(picture__seller=F("seller"))
    for pk in borrowed.values_list("pk", flat=True):
        yield f"news {pk} shows a picture of another shop"
    told = Fact.objects.filter(name=name_of(ShopPagePublished)).values_list("data", flat=True)
    there = set(ShopVersion.objects.exclude(seal="").values_list("pk", flat=True))
    gone = {data["shop_version_id"] for data in told.iterator(chunk_size=2000)} - there
    for pk in sorted(gone):
        yield f"version {pk} of a shop's page was approved and is gone"


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


def _reposts() -> Iterator[str]:
    """What others posted is shown with the proof of their agreement, and is nowhere afterwards."""
    on = Repost.objects.filter(state=RepostState.SHOWN)
    for row in on.filter(Q(proof="", message="") | Q(agreed_on=None)):
        yield f"copy {row.pk} of somebody's post is shown without a proof of their agreement"
    told = Fact.objects.filter(name=name_of(RepostWithdrawn)).values_list("subject", flat=True)
    back = {int(subject.rpartition(":")[2]) for subject in told.iterator(chunk_size=2000)}
    there = Repost.objects.exclude(state=RepostState.WITHDRAWN)
    for pk in sorted(back.intersection(there.values_list("pk", flat=True))):
        yield f"copy {pk} of somebody's post was withdrawn and is back"
    late = clock.now() - LEFT_BEHIND
    over = Q(state__in=reposts.OVER) & ~Q(stem="") | Q(state__in=reposts.GONE) & ~Q(file="")
    for row in Repost.objects.filter(over, ended_at__lt=late):
        yield f"copy {row.pk} of somebody's post is shown no more, its files are still there"
    for row in on.filter(ends_at__lt=late):
        yield f"copy {row.pk} of somebody's post is over, nobody noted it"


def _posts() -> Iterator[str]:
    """What leaves for another place is what was approved."""
    rows = Post.objects.filter(state=PostState.APPROVED).select_related("picture", "link")
    for pk in sorted(sealing.changed(list(rows))):
        yield f"post {pk} for another place is not what was approved"


def _aside() -> Iterator[str]:
    """What shops keep for dates is what left their stock for them, and no more."""
    moves = StockMove.objects.filter(reason=StockMove.Reason.ASIDE).order_by()
    summed = moves.values("offer", "ref").annotate(pieces=Sum("delta"))
    out = {(row["offer"], row["ref"]): -row["pieces"] for row in summed}
    for row in SetAside.objects.order_by("pk").iterator(chunk_size=2000):
        kept = row.sold if row.returned_at else row.quantity
        left = out.pop((row.offer_id, SetAside.ref_of(row.gathering_id)), 0)
        if left != kept:
            said = f"pieces {row.pk} kept for date {row.gathering_id}"
            yield f"{said}: {kept}, and {left} left the stock"
    for (offer, ref), left in sorted(out.items()):
        if left:
            yield f"offer {offer} lacks {left} pieces for « {ref} », and nothing keeps them"


def _featured() -> Iterator[str]:
    """A shop is put forward once at a time."""
    others = FeaturedShop.objects.filter(
        seller=OuterRef("seller"),
        state=FeaturedState.DECIDED,
        pk__gt=OuterRef("pk"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    rows = FeaturedShop.objects.filter(Exists(others), state=FeaturedState.DECIDED)
    for pk, seller in rows.order_by("pk").values_list("pk", "seller"):
        yield f"shop {seller} is put forward twice at once, from row {pk} on"


CHECKS = (
    *(_contacts, _pages, _alone, _articles, _pictures, _replaced, _gone, _shop_pages),
    *(_seats, _aside, _reposts, _posts, _featured),
)
