"""What the worker does for marketing."""

from celery import shared_task

from marketing.contacts import emails
from marketing.models import Contact
from marketplace.shared import mail


@shared_task(name="marketing.send_confirm")
def send_confirm(*, contact_id: int, **_) -> None:
    """Ask the mailbox whether its reader wants the newsletter."""
    mail.send(emails.confirm(Contact.objects.get(pk=contact_id)))
