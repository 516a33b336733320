"""Work of the sellers app in the background: one call each."""

from celery import shared_task

from marketplace.shared import clock, mail
from sellers import emails, kyc
from sellers.models import Seller


@shared_task(name="sellers.open_account")
def open_account(*, seller_id, **_):
    """Open the seller's account at the payment provider."""
    kyc.open_account(seller_id, now=clock.now())


@shared_task(name="sellers.send_received")
def send_received(*, seller_id, **_):
    """Tell the applicant that the file is complete."""
    mail.send(emails.received(Seller.objects.get(pk=seller_id)))


@shared_task(name="sellers.send_opened")
def send_opened(*, seller_id, **_):
    """Tell the seller that the shop is open."""
    mail.send(emails.opened(Seller.objects.get(pk=seller_id)))


@shared_task(name="sellers.send_refused")
def send_refused(*, seller_id, reason, **_):
    """Tell the applicant no, and why."""
    mail.send(emails.refused(Seller.objects.get(pk=seller_id), reason=reason))


@shared_task(name="sellers.send_item_asked")
def send_item_asked(*, seller_id, kind, note, **_):
    """Tell the applicant which item to provide again."""
    mail.send(emails.item_asked(Seller.objects.get(pk=seller_id), kind=kind, note=note))


@shared_task(name="sellers.send_suspended")
def send_suspended(*, seller_id, reason, **_):
    """Tell the seller that sales are suspended, and why."""
    mail.send(emails.suspended(Seller.objects.get(pk=seller_id), reason=reason))


@shared_task(name="sellers.send_bank_changed")
def send_bank_changed(*, seller_id, old_email, **_):
    """Tell the known address that the IBAN changed."""
    mail.send(emails.bank_changed(Seller.objects.get(pk=seller_id), to=old_email))
