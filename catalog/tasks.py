"""What the worker does for the catalogue; started by the wiring."""

from celery import shared_task
from django.db import transaction

from catalog.imports import applying, checking, opening, slices, undoing
from catalog.judging import decisions, emails
from catalog.models import Submission
from catalog.moderation import rescan
from catalog.offers import visibility
from catalog.sheets import photos
from catalog.states import ImportState
from marketplace.shared import events, mail
from marketplace.shared.clock import now


@shared_task(name="catalog.cut_photos")
def cut_photos(*, photo_ids, **_):
    """Cut new photos to sizes."""
    photos.cut(photo_ids, at=now())


@shared_task(name="catalog.refresh_holidays")
def refresh_holidays(**_):
    """Hide and show what sellers' holidays hide and show today."""
    visibility.refresh_holidays(now())


@shared_task(name="catalog.send_sent_back")
def send_sent_back(*, submission_id, **_):
    """Tell the seller what to change in a sheet, or that it is refused."""
    submissions = Submission.objects.select_related("product__owner", "reason")
    mail.send(emails.sent_back(submissions.get(pk=submission_id)))


@shared_task(name="catalog.send_taken_down")
def send_taken_down(*, product_id, **_):
    """Tell the seller that a sheet was taken off the site, and why."""
    mail.send(decisions.letter(product_id))


@shared_task(name="catalog.read_import")
def read_import(*, import_id, **_):
    """Read a seller's file for what was asked of it."""
    opening.run(import_id, at=now())


@shared_task(name="catalog.check_import")
def check_import(*, import_id, **_):
    """Check a seller's file, one slice at a time."""
    if checking.run(import_id, at=now()):
        _go_on(check_import, import_id=import_id)


@shared_task(name="catalog.apply_import")
def apply_import(*, import_id, **_):
    """Apply a checked file, one slice at a time."""
    if applying.run(import_id, at=now()):
        _go_on(apply_import, import_id=import_id)


@shared_task(name="catalog.undo_import")
def undo_import(*, import_id, **_):
    """Take an applied file back, one slice at a time."""
    if undoing.run(import_id, at=now()):
        _go_on(undo_import, import_id=import_id)


@shared_task(name="catalog.read_again")
def read_again(*, label, pk, rules, after=0, read=0, found=0, **_):
    """Read online sheets again after a change of the rules, one batch at a time."""
    more, wrong, last = rescan.read(changed=rules, after=after, at=now())
    read, found = read + more, found + wrong
    if last is None:
        rescan.finish(label=label, pk=pk, read=read, found=found, at=now())
    else:
        _go_on(read_again, label=label, pk=pk, rules=rules, after=last, read=read, found=found)


WORK = {
    ImportState.READING: read_import,
    ImportState.CHECKING: check_import,
    ImportState.APPLYING: apply_import,
    ImportState.UNDOING: undo_import,
}


@shared_task(name="catalog.resume_imports")
def resume_imports(**_):
    """Take up the files whose worker fell silent."""
    for import_id, state in slices.silent(now()):
        _go_on(WORK[ImportState(state)], import_id=import_id)


@transaction.atomic(durable=True)
def _go_on(task, **data) -> None:
    events.hand_over(task, **data)
