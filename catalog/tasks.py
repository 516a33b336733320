"""What the worker does for the catalogue; started by the wiring."""

from datetime import date, datetime

from celery import shared_task
from django.db import transaction

from catalog import rounds
from catalog.aisles import aisles
from catalog.alerts import alerts
from catalog.alerts import emails as alert_letters
from catalog.attributes import unread
from catalog.badges import counting
from catalog.bulk import writing
from catalog.claims import emails as label_letters
from catalog.claims import watch as label_watch
from catalog.demand import searches
from catalog.imports import applying, checking, opening, slices, undoing
from catalog.judging import decisions, emails
from catalog.models import LabelClaim, Offer, Review, ReviewNotice, SnapshotNotice, Submission
from catalog.moderation import rescan
from catalog.offers import popularity, reductions
from catalog.recycling import emails as recycling_letters
from catalog.recycling import watch
from catalog.reviews import emails as notice_letters
from catalog.search.engine import feed
from catalog.search.index import again, renew
from catalog.sheets import corrections, photos, rating
from catalog.snapshots import emails as snapshot_letters
from catalog.snapshots import snapshots
from catalog.states import ImportState, LabelState, ReviewState
from marketplace.shared import lanes, mail, outbox
from marketplace.shared.clock import now, paris_day
from sellers.models import Seller

BUNCH = 6  # photos cut in one go: a second or two


@shared_task(name="catalog.send_alert_asked")
def send_alert_asked(*, alert_id, **_):
    """Ask the mailbox whether its reader waits for a sheet."""
    alert = alerts.with_title().filter(pk=alert_id, confirmed_at=None).first()
    if alert is not None:
        mail.send(alert_letters.asked(alert))


@shared_task(name="catalog.send_alert_back")
def send_alert_back(*, alert_id, **_):
    """Tell who waited that a sheet is for sale again, and forget the address."""
    alert = alerts.told(alert_id, at=now())
    if alert is not None:
        mail.send(alert_letters.back(alert))
        alerts.forget(alert_id)


@shared_task(name="catalog.call_alerts", lane=lanes.QUIET)
def call_alerts(**_):
    """Have those told whose sheet is for sale again, or whose search has an answer."""
    if alerts.call(at=now()) or alerts.look(at=now()):
        _go_on(call_alerts)


@shared_task(name="catalog.forget_alerts", lane=lanes.QUIET)
def forget_alerts(**_):
    """Forget the addresses of alerts that are over."""
    alerts.forget_old(at=now())


@shared_task(name="catalog.add_up_searches", lane=lanes.QUIET)
def add_up_searches(**_):
    """Add what was searched for to the figures of its day."""
    if searches.add_up() == searches.A_TIME:
        _go_on(add_up_searches)


@shared_task(name="catalog.forget_searches", lane=lanes.QUIET)
def forget_searches(**_):
    """Forget old searches, and rare ones sooner."""
    searches.forget_old(at=now())


@shared_task(name="catalog.renew_search", lane=lanes.QUIET)
def renew_search(**_):
    """Write again, a thousand at a time, what an older release wrote into the word index."""
    if renew():
        _go_on(renew_search)


@shared_task(name="catalog.feed_search", lane=lanes.IMPORTS)
def feed_search(**_):
    """Tell the search engine what changed, where there is one."""
    if feed.run():
        _go_on(feed_search)


@shared_task(name="catalog.read_attributes", lane=lanes.QUIET)
def read_attributes(*, after=0, **_):
    """Read what online sheets say with the vocabulary as it is now, a thousand at a time."""
    last = again(after=after)
    if last is not None:
        _go_on(read_attributes, after=last)


@shared_task(name="catalog.count_unread", lane=lanes.QUIET)
def count_unread(*, after=0, run="", **_):
    """Count the words of online sheets that no attribute knows, a thousand sheets at a time."""
    began = datetime.fromisoformat(run) if run else now()
    last = unread.count(after=after, run=began)
    if last is not None:
        _go_on(count_unread, after=last, run=began.isoformat())


@shared_task(name="catalog.watch_recycling", lane=lanes.QUIET)
def watch_recycling(*, after=0, **_):
    """Note which shops lack a number in a recycling scheme, some shops at a time."""
    last = watch.go_round(after=after, at=now())
    if last is not None:
        _go_on(watch_recycling, after=last)


@shared_task(name="catalog.send_recycling_asked")
def send_recycling_asked(*, seller_id, schemes, due, **_):
    """Ask a seller for the numbers of recycling schemes, and say from when offers rest."""
    shop = Seller.objects.get(pk=seller_id)
    mail.send(recycling_letters.asked(shop, schemes, date.fromisoformat(due)))


@shared_task(name="catalog.send_offers_withheld")
def send_offers_withheld(*, seller_id, schemes, offers, **_):
    """Tell a seller which offers rest, and what frees them."""
    shop = Seller.objects.get(pk=seller_id)
    mail.send(recycling_letters.withheld(shop, schemes, offers, on=paris_day(now())))


@shared_task(name="catalog.watch_labels", lane=lanes.QUIET)
def watch_labels(*, after=0, **_):
    """Tell shops whose proof of a label ends, and take away what ended, some at a time."""
    last = label_watch.go_round(after=after, at=now())
    if last is not None:
        _go_on(watch_labels, after=last)


@shared_task(name="catalog.send_label_decided")
def send_label_decided(*, label_claim_id, **_):
    """Tell a shop what was decided of the label it claims."""
    claim = LabelClaim.objects.select_related("label", "seller").get(pk=label_claim_id)
    if claim.decided_at is not None and claim.state != LabelState.GIVEN_UP:
        key = f"{claim.state}-{claim.decided_at:%Y%m%d%H%M%S}"
        mail.send(label_letters.decided(claim, key=key))


@shared_task(name="catalog.send_label_ending")
def send_label_ending(*, label_claim_id, days, **_):
    """Tell a shop that the proof of a label ends, or has ended."""
    claim = LabelClaim.objects.select_related("label", "seller").get(pk=label_claim_id)
    mail.send(label_letters.ending(claim, days=days))


@shared_task(name="catalog.rank_sales", lane=lanes.QUIET)
def rank_sales(**_):
    """Write on sheets the places that their sales of thirty days give them in their department."""
    counting.rank_sales(at=now())


@shared_task(name="catalog.count_few", lane=lanes.QUIET)
def count_few(**_):
    """Have sheets say that few pieces are left, where sales made it so."""
    counting.count_few(at=now())


@shared_task(name="catalog.rate_sheets", lane=lanes.QUIET)
def rate_sheets(*, after=0, **_):
    """Count anew how good sheets are, some hundreds at a time."""
    last = rating.again(after=after)
    if last is not None:
        _go_on(rate_sheets, after=last)


@shared_task(name="catalog.cut_photos", lane=lanes.FILES)
def cut_photos(*, photo_ids, **_):
    """Cut new photos to sizes, a few at a time: whatever is more urgent comes between."""
    photos.cut(photo_ids[:BUNCH], at=now())
    if photo_ids[BUNCH:]:
        _go_on(cut_photos, photo_ids=photo_ids[BUNCH:])


@shared_task(name="catalog.refresh_holidays", lane=lanes.IMPORTS)
def refresh_holidays(**_):
    """Hide and show what sellers' holidays hide and show today."""
    rounds.follow_holidays(now())


@shared_task(name="catalog.end_reductions", lane=lanes.IMPORTS)
def end_reductions(**_):
    """Ask the former price where the announced end of a reduction has come."""
    if reductions.end(at=now()) == reductions.SOME:
        _go_on(end_reductions)


@shared_task(name="catalog.count_sales", lane=lanes.QUIET)
def count_sales(**_):
    """Add what was sold to the figures of its sheets."""
    if popularity.add_up() == popularity.A_TIME:
        _go_on(count_sales)


@shared_task(name="catalog.go_round", lane=lanes.IMPORTS)
def go_round(*, seller_id, **_):
    """Work out the sheets of a large shop again for a while."""
    if rounds.run(seller_id):
        _go_on(go_round, seller_id=seller_id)


@shared_task(name="catalog.follow_policy", lane=lanes.IMPORTS)
def follow_policy(*, category_id, after=0, **_):
    """Have the sheets of a category follow what may be sold there, a thousand at a time."""
    last = aisles.follow_policy(category_id, after=after, at=now())
    if last is not None:
        _go_on(follow_policy, category_id=category_id, after=last)


@shared_task(name="catalog.send_sent_back")
def send_sent_back(*, submission_id, **_):
    """Tell the seller what to change in a sheet, or that it is refused."""
    submissions = Submission.objects.select_related("product__owner", "reason")
    mail.send(emails.sent_back(submissions.get(pk=submission_id)))


@shared_task(name="catalog.send_taken_down")
def send_taken_down(*, product_id, **_):
    """Tell the seller that a sheet was taken off the site, and why."""
    mail.send(decisions.letter(product_id))


@shared_task(name="catalog.send_correction")
def send_correction(*, correction_id, **_):
    """Tell a shop, and the author of the sheet, what became of a correction."""
    for letter in corrections.letters(correction_id):
        mail.send(letter)


@shared_task(name="catalog.send_merged")
def send_merged(*, product_id, kept_id, seller_ids, **_):
    """Tell who sells on a sheet that it became part of another, and why."""
    _tell(product_id, kept_id, seller_ids, "merged", "catalog.ProductMergedAway")


@shared_task(name="catalog.send_unmerged")
def send_unmerged(*, product_id, kept_id, seller_id, offer_ids, **_):
    """Tell who sells on a sheet that it is on its own again."""
    sellers = Offer.objects.filter(pk__in=offer_ids).values_list("seller", flat=True)
    told = {*sellers, seller_id} - {None}
    _tell(product_id, kept_id, told, "unmerged", "catalog.ProductUnmerged")


@shared_task(name="catalog.send_split")
def send_split(*, product_id, new_id, seller_ids, **_):
    """Tell whose offers left a sheet where they are now, and why."""
    _tell(product_id, new_id, seller_ids, "split", "catalog.ProductSplit")


def _tell(product_id, other_id, seller_ids, what: str, name: str) -> None:
    for letter in decisions.letters_of_two(product_id, other_id, seller_ids, what=what, name=name):
        mail.send(letter)


@shared_task(name="catalog.send_new_review")
def send_new_review(*, review_id, **_):
    """Tell the seller of a review that everybody reads now, unless they answered it already."""
    reviews = Review.objects.select_related("product", "seller")
    review = reviews.filter(
        pk=review_id, state=ReviewState.PUBLISHED, replied_at__isnull=True
    ).first()
    if review is not None:
        mail.send(emails.new_review(review))


@shared_task(name="catalog.send_notice_received")
def send_notice_received(*, notice_id, **_):
    """Tell whoever reported a review that it arrived, or what they added to it."""
    mail.send(notice_letters.received(_notice(notice_id)))


@shared_task(name="catalog.send_notice_kept")
def send_notice_kept(*, notice_id, **_):
    """Tell whoever reported a review why it stays."""
    mail.send(notice_letters.kept(_notice(notice_id)))


@shared_task(name="catalog.send_notice_upheld")
def send_notice_upheld(*, notice_id, **_):
    """Tell whoever reported a review that it is no longer published."""
    mail.send(notice_letters.upheld(_notice(notice_id)))


@shared_task(name="catalog.send_snapshot_notice_received")
def send_snapshot_notice_received(*, snapshot_notice_id, **_):
    """Tell whoever reported a photo that it arrived."""
    mail.send(snapshot_letters.received(_of_photo(snapshot_notice_id)))


@shared_task(name="catalog.send_snapshot_notice_kept")
def send_snapshot_notice_kept(*, snapshot_notice_id, **_):
    """Tell whoever reported a photo why it stays."""
    mail.send(snapshot_letters.kept(_of_photo(snapshot_notice_id)))


@shared_task(name="catalog.send_snapshot_notice_upheld")
def send_snapshot_notice_upheld(*, snapshot_notice_id, **_):
    """Tell whoever reported a photo that it is no longer shown."""
    mail.send(snapshot_letters.upheld(_of_photo(snapshot_notice_id)))


@shared_task(name="catalog.clear_snapshot", lane=lanes.FILES)
def clear_snapshot(*, snapshot_id, **_):
    """Delete the files of a photo that is not shown any more."""
    snapshots.clear(snapshot_id)


@shared_task(name="catalog.sweep_snapshots", lane=lanes.QUIET)
def sweep_snapshots(**_):
    """Delete what broken deletions left, and refused photos that nobody may contest any more."""
    while snapshots.sweep(at=now()) == snapshots.SOME:
        pass


def _of_photo(pk: int) -> SnapshotNotice:
    return SnapshotNotice.objects.select_related("snapshot__product").get(pk=pk)


def _notice(pk: int) -> ReviewNotice:
    return ReviewNotice.objects.select_related("review__product").get(pk=pk)


@shared_task(name="catalog.read_import", lane=lanes.IMPORTS)
def read_import(*, import_id, **_):
    """Read a seller's file for what was asked of it."""
    opening.run(import_id, at=now())


@shared_task(name="catalog.check_import", lane=lanes.IMPORTS)
def check_import(*, import_id, **_):
    """Check a seller's file, one slice at a time."""
    if checking.run(import_id, at=now()):
        _go_on(check_import, import_id=import_id)


@shared_task(name="catalog.apply_import", lane=lanes.IMPORTS)
def apply_import(*, import_id, **_):
    """Apply a checked file, one slice at a time."""
    if applying.run(import_id, at=now()):
        _go_on(apply_import, import_id=import_id)


@shared_task(name="catalog.undo_import", lane=lanes.IMPORTS)
def undo_import(*, import_id, **_):
    """Take an applied file back, one slice at a time."""
    if undoing.run(import_id, at=now()):
        _go_on(undo_import, import_id=import_id)


@shared_task(name="catalog.write_bulk", lane=lanes.IMPORTS)
def write_bulk(*, bulk_id, **_):
    """Write a change of many rows for a while; none is written twice, whoever else runs it."""
    if writing.run(bulk_id, at=now()):
        _go_on(write_bulk, bulk_id=bulk_id)


@shared_task(name="catalog.read_again", lane=lanes.QUIET)
def read_again(*, label, pk, rules, after=0, read=0, found=0, **_):
    """Read online sheets again after a change of the rules, one batch at a time."""
    more, wrong, last = rescan.read(changed=rules, after=after, at=now())
    read, found = read + more, found + wrong
    if last is None:
        rescan.finish(label=label, pk=pk, read=read, found=found, at=now())
    else:
        _go_on(read_again, label=label, pk=pk, rules=rules, after=last, read=read, found=found)


@shared_task(name="catalog.screen_waiting", lane=lanes.QUIET)
def screen_waiting(*, after=0, **_):
    """Judge the proposals that wait by the rules of now, one batch at a time."""
    last = rescan.screen(after=after)
    if last is not None:
        _go_on(screen_waiting, after=last)


WORK = {
    ImportState.READING: read_import,
    ImportState.CHECKING: check_import,
    ImportState.APPLYING: apply_import,
    ImportState.UNDOING: undo_import,
}


@shared_task(name="catalog.resume_imports", lane=lanes.IMPORTS)
def resume_imports(**_):
    """Take up the files whose worker fell silent."""
    for import_id, state in slices.silent(now()):
        task = WORK[ImportState(state)]
        # what merely waits in its lane is not silent
        if not outbox.waits(task, import_id=import_id):
            _go_on(task, import_id=import_id)


@transaction.atomic(durable=True)
def _go_on(task, **data) -> None:
    outbox.hand_over(task, **data)
