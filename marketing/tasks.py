"""What the worker does for marketing."""

from celery import shared_task
from django.db import transaction

from marketing.contacts import contacts, emails
from marketing.featuring import emails as featured_letters
from marketing.follows import emails as follow_letters
from marketing.follows import follows
from marketing.gatherings import aside, signups
from marketing.gatherings import emails as seat_letters
from marketing.interviews import emails as interview_letters
from marketing.interviews import interviews
from marketing.library import library
from marketing.models import (
    Article,
    Contact,
    FeaturedShop,
    Follow,
    Gathering,
    Interview,
    ShopNews,
    ShopVersion,
    Signup,
)
from marketing.pages import life
from marketing.reposts import reposts
from marketing.shopfronts import emails as shop_letters
from marketing.states import (
    FeaturedState,
    GatheringState,
    InterviewState,
    ShopNewsState,
    ShopPageState,
    SignupState,
)
from marketplace.shared import clock, lanes, mail, outbox

AT_ONCE = 50


@shared_task(name="marketing.turn_pages", lane=lanes.QUIET)
def turn_pages(**_) -> None:
    """Note which versions of pages began and ended; what is shown is read from their days."""
    life.turn(at=clock.now())


@shared_task(name="marketing.cut_picture", lane=lanes.FILES)
def cut_picture(*, picture_id: int, **_) -> None:
    """Cut a picture of the library to the sizes pages ask for."""
    library.cut(picture_id, at=clock.now())


@shared_task(name="marketing.cut_waiting", lane=lanes.FILES)
def cut_waiting(**_) -> None:
    """Have cut what nobody cuts: pictures from before their sizes were made."""
    after = 0
    while found := library.waiting(after=after):
        _hand_over_pictures(found)
        after = found[-1]


@transaction.atomic(durable=True)
def _hand_over_pictures(picture_ids: list[int]) -> None:
    for pk in picture_ids:
        if not outbox.waits(cut_picture, picture_id=pk):
            outbox.hand_over(cut_picture, key=f"picture:{pk}", picture_id=pk)


@shared_task(name="marketing.turn_reposts", lane=lanes.QUIET)
def turn_reposts(**_) -> None:
    """Note which copies of others' posts ended, and delete what broken deletions left."""
    while reposts.turn(at=clock.now()) == reposts.SOME:
        pass
    reposts.sweep()


@shared_task(name="marketing.clear_repost", lane=lanes.FILES)
def clear_repost(*, repost_id: int, **_) -> None:
    """Delete the files of a copy that is not shown any more."""
    reposts.clear(repost_id)


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


@shared_task(name="marketing.send_shop_page_decided")
def send_shop_page_decided(*, shop_version_id: int, **_) -> None:
    """Tell a shop what was decided of its page, as it stands when the letter leaves."""
    version = ShopVersion.objects.select_related("seller").get(pk=shop_version_id)
    letters = {
        ShopPageState.LIVE: shop_letters.published,
        ShopPageState.SENT_BACK: shop_letters.sent_back,
        ShopPageState.TAKEN_DOWN: shop_letters.taken_down,
    }
    if version.state in letters:
        mail.send(letters[ShopPageState(version.state)](version))


@shared_task(name="marketing.send_shop_news_decided")
def send_shop_news_decided(*, shop_news_id: int, **_) -> None:
    """Tell a shop what a person decided of a news; what nobody had to read needs no letter."""
    news = ShopNews.objects.select_related("seller").get(pk=shop_news_id)
    if news.decided_by_id is None:
        return
    if news.state == ShopNewsState.LIVE:
        mail.send(shop_letters.news_published(news))
    elif news.state == ShopNewsState.SENT_BACK:
        mail.send(shop_letters.news_sent_back(news))


@shared_task(name="marketing.send_featured")
def send_featured(*, featured_id: int, **_) -> None:
    """Tell a shop from when until when it is put forward, unless that was withdrawn meanwhile."""
    row = FeaturedShop.objects.select_related("seller").get(pk=featured_id)
    if row.state == FeaturedState.DECIDED:
        mail.send(featured_letters.decided(row))


@shared_task(name="marketing.send_featuring_withdrawn")
def send_featuring_withdrawn(*, featured_id: int, **_) -> None:
    """Tell a shop that it is put forward no more, or will not be."""
    row = FeaturedShop.objects.select_related("seller").get(pk=featured_id)
    mail.send(featured_letters.withdrawn(row))


@shared_task(name="marketing.remind_signups", lane=lanes.QUIET)
def remind_signups(**_) -> None:
    """Remind whoever has a seat the day before and the hour before, each once."""
    for before in signups.BEFORE:
        while signups.remind(before, at=clock.now()) == signups.AT_ONCE:
            pass


@shared_task(name="marketing.give_back_aside", lane=lanes.QUIET)
def give_back_aside(**_) -> None:
    """Put back on the shelf what shops kept for dates that have begun online, or are over."""
    while aside.give_back_due(at=clock.now()) == aside.AT_ONCE:
        pass


@shared_task(name="marketing.forget_signups", lane=lanes.QUIET)
def forget_signups(**_) -> None:
    """Forget who signed up for what was over a month ago."""
    signups.forget_old(at=clock.now())


@shared_task(name="marketing.send_signup")
def send_signup(*, signup_id: int, **_) -> None:
    """Tell somebody whether they have a seat, as it is when the letter leaves."""
    signup = _signed_up(signup_id)
    if signup and _stands(signup) and signup.state != SignupState.WITHDRAWN:
        mail.send(seat_letters.place(signup))


@shared_task(name="marketing.send_seat_given")
def send_seat_given(*, signup_id: int, **_) -> None:
    """Tell somebody who waited that a seat is theirs."""
    signup = _signed_up(signup_id)
    if signup and _stands(signup) and signup.state == SignupState.SEATED:
        mail.send(seat_letters.moved_up(signup))


@shared_task(name="marketing.send_signup_withdrawn")
def send_signup_withdrawn(*, signup_id: int, **_) -> None:
    """Tell somebody that they are not awaited any more."""
    signup = _signed_up(signup_id)
    if signup and signup.state == SignupState.WITHDRAWN:
        mail.send(seat_letters.withdrawn(signup))


@shared_task(name="marketing.send_signup_reminder")
def send_signup_reminder(*, signup_id: int, before: str, **_) -> None:
    """Remind somebody of their seat, unless it has begun meanwhile."""
    signup = _signed_up(signup_id)
    if signup is None or signup.state != SignupState.SEATED or not _stands(signup):
        return
    if signup.gathering.starts_at > clock.now():
        mail.send(seat_letters.reminder(signup, before))


@shared_task(name="marketing.tell_signed_up", lane=lanes.QUIET)
def tell_signed_up(*, gathering_id: int, **_) -> None:
    """Have everybody who comes or waits told of another hour or place, or a cancellation."""
    gathering = Gathering.objects.filter(pk=gathering_id).first()
    while gathering and _hand_over_news(gathering) == signups.AT_ONCE:
        pass


@transaction.atomic(durable=True)
def _hand_over_news(gathering: Gathering) -> int:
    # marked and handed over together: a worker that dies here tells nobody twice
    keys = signups.untold(gathering)
    return outbox.hand_over_each(send_signup_news, [{"signup_id": key} for key in keys])


@shared_task(name="marketing.send_signup_news")
def send_signup_news(*, signup_id: int, **_) -> None:
    """Tell somebody what changed, as it is when the letter leaves."""
    signup = _signed_up(signup_id)
    if signup and signup.state != SignupState.WITHDRAWN:
        mail.send(seat_letters.changed(signup))


def _signed_up(signup_id: int) -> Signup | None:
    """A sign-up with its date; None once it is forgotten."""
    rows = Signup.objects.select_related("gathering")
    return rows.filter(pk=signup_id).first()


def _stands(signup: Signup) -> bool:
    return signup.gathering.state == GatheringState.PUBLISHED


@shared_task(name="marketing.send_confirm")
def send_confirm(*, contact_id: int, **_) -> None:
    """Ask the mailbox whether its reader wants the newsletter."""
    mail.send(emails.confirm(Contact.objects.get(pk=contact_id)))


@shared_task(name="marketing.send_follow_asked")
def send_follow_asked(*, follow_id: int, **_) -> None:
    """Ask the mailbox whether its reader wants to hear of a shop."""
    follow = Follow.objects.select_related("seller").filter(pk=follow_id, confirmed_at=None).first()
    if follow:
        mail.send(follow_letters.asked(follow))


@shared_task(name="marketing.tell_followers", lane=lanes.QUIET)
def tell_followers(**_) -> None:
    """Have those told who follow a shop with something new, each once a week at most."""
    while _hand_over_followers() == follows.AT_ONCE:
        pass


@transaction.atomic(durable=True)
def _hand_over_followers() -> int:
    # marked and handed over together: a worker that dies here writes to nobody twice
    keys = follows.take_due(at=clock.now())
    return outbox.hand_over_each(send_follow_news, [{"follow_id": key} for key in keys])


@shared_task(name="marketing.send_follow_news")
def send_follow_news(*, follow_id: int, **_) -> None:
    """Tell a mailbox what is new at its shops, as it is when the letter leaves."""
    at = clock.now()
    rows = follows.to_write(follow_id)
    letter = follow_letters.told(rows, at=at) if rows else None
    if letter:
        mail.send(letter)
        follows.remember_told(rows, until=at)


@shared_task(name="marketing.forget_follows", lane=lanes.QUIET)
def forget_follows(**_) -> None:
    """Forget who never confirmed, and who followed a shop that closed."""
    follows.forget_old(at=clock.now())


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
