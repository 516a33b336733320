"""What the worker does for marketing."""

from celery import shared_task
from django.db import transaction

from marketing.contacts import contacts, emails
from marketing.models import Article, Contact
from marketing.pages import life
from marketplace.shared import clock, lanes, mail, outbox

AT_ONCE = 50


@shared_task(name="marketing.turn_pages", lane=lanes.QUIET)
def turn_pages(**_) -> None:
    """Note which versions of pages began and ended; what is shown is read from their days."""
    life.turn(at=clock.now())


@shared_task(name="marketing.send_confirm")
def send_confirm(*, contact_id: int, **_) -> None:
    """Ask the mailbox whether its reader wants the newsletter."""
    mail.send(emails.confirm(Contact.objects.get(pk=contact_id)))


@shared_task(name="marketing.send_story", lane=lanes.QUIET)
def send_story(*, article_id: int, **_) -> None:
    """Send a story to some of those who want the letter, then hand over the rest."""
    article = Article.objects.get(pk=article_id)
    if article.published_at is None:
        return
    waiting = contacts.to_write_to(article, most=AT_ONCE)
    for contact in waiting:
        mail.send(emails.story(contact, article))
        contacts.remember_sent(contact, article)
    if len(waiting) == AT_ONCE:
        _go_on(send_story, article_id=article_id)


@transaction.atomic(durable=True)
def _go_on(task, **data) -> None:
    outbox.hand_over(task, **data)
