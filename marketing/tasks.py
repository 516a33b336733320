"""What the worker does for marketing."""

from celery import shared_task
from django.db import transaction

from marketing.contacts import contacts, emails
from marketing.interviews import emails as interview_letters
from marketing.interviews import interviews
from marketing.models import Article, Contact, Interview
from marketing.pages import life
from marketing.states import InterviewState
from marketplace.shared import clock, lanes, mail, outbox

AT_ONCE = 50


@shared_task(name="marketing.turn_pages", lane=lanes.QUIET)
def turn_pages(**_) -> None:
    """Note which versions of pages began and ended; what is shown is read from their days."""
    life.turn(at=clock.now())


@shared_task(name="marketing.remind_interviews", lane=lanes.QUIET)
def remind_interviews(**_) -> None:
    """Remind the shops whose answers are awaited within three days."""
    while interviews.remind(at=clock.now()) == interviews.AT_ONCE:
        pass


@shared_task(name="marketing.send_interview_asked")
def send_interview_asked(*, interview_id: int, **_) -> None:
    """Tell a shop that questions wait for it."""
    _tell(interview_id, InterviewState.ASKED, interview_letters.asked)


@shared_task(name="marketing.send_interview_reminder")
def send_interview_reminder(*, interview_id: int, **_) -> None:
    """Remind a shop that its answers are awaited."""
    _tell(interview_id, InterviewState.ASKED, interview_letters.reminder)


@shared_task(name="marketing.send_interview_shown")
def send_interview_shown(*, interview_id: int, **_) -> None:
    """Show a shop its interview before it appears."""
    _tell(interview_id, InterviewState.SHOWN, interview_letters.shown)


@shared_task(name="marketing.send_interview_published")
def send_interview_published(*, interview_id: int, **_) -> None:
    """Tell a shop that its interview can be read."""
    _tell(interview_id, InterviewState.PUBLISHED, interview_letters.published)


def _tell(interview_id: int, state: InterviewState, letter) -> None:
    """Write about an interview, unless it has gone on meanwhile."""
    interview = Interview.objects.select_related("seller", "article").get(pk=interview_id)
    if interview.state == state:
        mail.send(letter(interview))


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
