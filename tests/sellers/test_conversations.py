"""Exchanges: who reads what, who owes an answer, what is hidden, who is told, what is over."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from marketplace.shared import clock, files, pace
from marketplace.shared.models import Fact
from sellers import invariants
from sellers.application import suspension
from sellers.conversations import (
    awaited,
    contact,
    conversations,
    enclosures,
    reading,
    subjects,
    watch,
    working,
)
from sellers.conversations.conversations import Words
from sellers.conversations.subjects import Reader
from sellers.models import AnswerDue, Enclosure, Member, Message, Side, Thread
from sellers.states import ThreadState
from sellers.tasks import tell_messages, watch_answers
from tests import cast, guards

pytestmark = pytest.mark.django_db(transaction=True)
B, S, O = Side.BUYER, Side.SELLER, Side.OPERATOR  # noqa: E741
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALL = "Appelez-moi au 06 12 34 56 78."


def said(text="Bonjour", to=(S,), **more):
    return Words(text=text, to=list(to), **more)


@pytest.fixture
def part(lune, alice):
    order = cast.paid_order(cast.offer(lune), buyer=alice, at=MONDAY)
    return order.seller_orders.get()


@pytest.fixture
def thread(part, alice):
    row = asked(part, alice)
    mail.outbox.clear()
    return reading.with_dues(Thread.objects.all(), B).get(pk=row.pk)


def of(side):
    return reading.shown(reading.with_dues(Thread.objects.all(), side).get(), side)


def asked(part, by, text="Quand part mon colis ?", at=MONDAY, to=(S,)):
    words = said(text, to, topic="delay")
    return conversations.begin("order", part.pk, words, side=B, asker=Reader(), by=by, at=at)


def say(thread, side, text="Demain.", to=(B,), at=MONDAY + HOUR, **more):
    return conversations.say(
        thread, said(text, to, **{"awaits": False, **more}), side=side, by=None, at=at
    )


def owing():
    rows = AnswerDue.objects.order_by("side", "asker").values_list("side", "asker")
    return [f"{side}>{asker}" for side, asker in rows]


def as_seller(shop):
    client = Client()
    client.force_login(cast.owner_of(shop))
    return client


def signed(person):
    client = Client()
    client.force_login(person)
    return client


def photo(color="red"):
    out = BytesIO()
    Image.new("RGB", (60, 40), color).save(out, "PNG")
    return SimpleUploadedFile("photo.png", out.getvalue(), "image/png")


# --- Who reads what ---------------------------------------------------------------------------


def test_one_exchange_a_subject_however_often_one_asks(part, alice, thread):
    again = asked(part, alice, "Et la facture ?", at=MONDAY + HOUR)
    conversations.close(again, side=B, by=alice, at=MONDAY + 2 * HOUR)
    once_more = asked(part, alice, "Encore moi", at=MONDAY + 3 * HOUR)

    assert again == thread == once_more
    assert once_more.state == ThreadState.OPEN
    assert [m.text for m in Message.objects.all()][0] == "Quand part mon colis ?"
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.create(
            number="X", kind="order", subject=part.pk, about="x", with_buyer=True,
            with_seller=True, opened_by=B, opened_at=MONDAY, last_at=MONDAY,
        )  # fmt: skip


def test_the_same_words_sent_twice_are_one_message(thread):
    say(thread, S)
    say(thread, S, at=MONDAY + HOUR + timedelta(minutes=2))
    say(thread, S, at=MONDAY + 3 * HOUR)

    assert Message.objects.filter(side=S).count() == 2


def test_what_is_said_to_the_operator_alone_is_not_read_nor_counted_by_the_shop(thread, lune):
    say(thread, B, "Je crains une arnaque.", to=(O,))
    before = Thread.objects.get().seller_at

    shown = of(S)

    assert [row.message.text for row in shown.said] == ["Quand part mon colis ?"]
    assert before == MONDAY, "the shop's list does not tell that something was said"
    assert "arnaque" not in as_seller(lune).get(f"/seller/messages/{thread.number}/").text
    found = as_seller(lune).get("/seller/messages/?q=arnaque").text
    assert thread.number not in found
    say(thread, S, "Demain.", to=(B,))
    assert [r.message.text for r in of(O).said][1:] == [
        "Je crains une arnaque.",
        "Demain.",
    ]


def test_a_buyer_and_the_operator_alone_leave_the_shop_out(part, alice, lune):
    thread = asked(part, alice, "Je ne veux écrire qu'à vous.", to=(O,))

    assert thread.sides == [B, O]
    assert as_seller(lune).get(f"/seller/messages/{thread.number}/").status_code == 404
    assert thread.number not in as_seller(lune).get("/seller/messages/?vue=open").text
    assert owing() == ["operator>buyer"]


def test_a_side_speaks_to_nobody_who_may_not_be_asked(thread, lune, alice):
    offer = cast.offer(lune)
    question = conversations.begin(
        "offer", offer.pk, said(topic="article"), side=B, asker=Reader(person=alice), by=alice,
        at=MONDAY,
    )  # fmt: skip

    for words in (said(to=()), said(to=(B,)), said(to=(O,)), said(to=("tous",))):
        with pytest.raises(conversations.NotTaking):
            conversations.say(question, words, side=B, by=alice, at=MONDAY)
    assert Message.objects.filter(thread=question).count() == 1


def test_each_line_says_who_reads_it(thread):
    conversations.join(thread, by=cast.operator(), at=MONDAY + HOUR)
    say(thread, B, "À tous", to=(S, O))

    lines = [row.reads for row in of(B).said]

    assert lines[0] == "pour Atelier Lune et vous"
    assert lines[-1] == "pour Atelier Lune, le service client et vous"


def test_the_topics_follow_the_state_of_the_order(part, alice):
    kind = subjects.of("order")
    assert "change" in kind.topics(part)
    cast.delivered(part)
    part.refresh_from_db()

    assert "change" not in kind.topics(part)
    with pytest.raises(conversations.WrongTopic):
        conversations.begin(
            "order", part.pk, said(topic="change"), side=B, asker=Reader(), by=alice, at=MONDAY
        )
    assert not Thread.objects.exists()


# --- Answers that are owed --------------------------------------------------------------------


def test_an_answer_is_owed_from_the_first_question_until_it_is_answered(thread):
    assert owing() == ["seller>buyer"]
    say(thread, B, "Alors ?", to=(S,), awaits=True)
    assert AnswerDue.objects.get().since == MONDAY, "who waits already waits since then"

    say(thread, S, "Je demande au service client.", to=(O,), awaits=True)
    assert owing() == ["operator>seller", "seller>buyer"], "the buyer has no answer yet"
    say(thread, S, "Demain.", to=(B,))

    assert owing() == ["operator>seller"]
    given = Fact.objects.get(name="sellers.AnswerGiven")
    assert given.data["minutes"] == 60


def test_nobody_who_asked_needs_to_wait_and_who_was_asked_says_why(thread):
    with pytest.raises(conversations.ReasonMissing):
        conversations.no_answer_needed(thread, side=S, because=" ", by=None, at=MONDAY)
    assert owing() == ["seller>buyer"]
    conversations.no_answer_needed(thread, side=S, because="Un simple merci", by=None, at=MONDAY)
    assert owing() == []
    assert "Un simple merci" in [row.message.text for row in of(B).said]
    [letter] = letters(MONDAY + HOUR)
    assert letter.to == ["alice@example.test"], "and one letter says it"
    assert "Un simple merci" in letter.body

    say(thread, B, "Une autre question", to=(S,), awaits=True)
    conversations.no_answer_needed(thread, side=B, because="", by=None, at=MONDAY)
    assert owing() == []


def test_a_shop_that_waits_too_says_why_it_does_not_answer(thread, lune):
    say(thread, S, "Quelle couleur ?", to=(O,), awaits=True)
    here = f"/seller/messages/{thread.number}/"

    page = as_seller(lune).post(here, {"act": "waive", "because": ""}, follow=True).text

    assert "Dites en quelques mots pourquoi" in html.unescape(page)
    assert "C'est noté" not in html.unescape(page)
    assert owing() == ["operator>seller", "seller>buyer"]


def test_what_is_automatic_asks_and_answers_nothing(thread):
    conversations.join(thread, by=cast.operator(), at=MONDAY + HOUR)

    assert owing() == ["seller>buyer"]
    assert Thread.objects.get().tell_buyer_at is None


def test_working_hours_are_those_of_working_days():
    friday = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    monday = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
    may_day = datetime(2026, 4, 30, 10, 0, tzinfo=UTC)

    assert working.between(friday, monday) == 24 * HOUR
    assert working.before(monday, 24) == friday
    assert working.before(monday, 20) == friday + 4 * HOUR
    # the first of May is a Friday: two days and a half of nothing
    assert working.between(may_day, datetime(2026, 5, 4, 10, 0, tzinfo=UTC)) == 24 * HOUR
    for hours in (1, 20, 48, 120):
        assert working.between(working.before(monday, hours), monday) == hours * HOUR
    # summer time begins on a Sunday, which counts for nothing
    spring = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    assert working.between(spring, datetime(2026, 3, 30, 11, 0, tzinfo=UTC)) == 24 * HOUR


def sweep(at):
    with clock.at(at):
        watch_answers()


def test_a_shop_is_reminded_once_at_20_hours_then_the_operator_takes_it_at_48(thread, lune):
    friday = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    AnswerDue.objects.update(since=friday, counts_from=friday)
    sweep(friday + 19 * HOUR + 59 * timedelta(minutes=1))
    assert mail.outbox == []
    late = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 20 working hours, over a week-end
    sweep(late)
    sweep(late + HOUR)
    assert [letter.to for letter in mail.outbox] == [[lune.email]]
    assert "une réponse est attendue" in mail.outbox[0].subject

    sweep(datetime(2026, 12, 1, 10, 59, tzinfo=UTC))
    assert len(mail.outbox) == 1
    for _twice in range(2):
        sweep(datetime(2026, 12, 1, 11, 0, tzinfo=UTC))

    row = Thread.objects.get()
    assert row.with_operator
    assert [letter.to for letter in mail.outbox[1:]] == [["alice@example.test"], [lune.email]]
    assert Message.objects.filter(automatic="escalated").count() == 1
    assert list(reading.waiting(Thread.objects.all(), reading.LATE)) == [row]
    say(thread, S, "Pardon, demain.", to=(B,), at=datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert not reading.waiting(Thread.objects.all(), reading.LATE).exists()


def test_the_delays_are_the_rules(thread):
    cast.rules(answer_reminder_hours=2, answer_escalation_hours=3)

    sweep(MONDAY + 2 * HOUR)
    assert AnswerDue.objects.get().reminded_at
    assert AnswerDue.objects.get().escalated_at is None
    sweep(MONDAY + 3 * HOUR)
    assert AnswerDue.objects.get().escalated_at


def test_the_clock_stops_on_holiday_and_goes_on_afterwards(thread, lune):
    wednesday = MONDAY + timedelta(days=2)
    sweep(MONDAY + 10 * HOUR)
    suspension.go_away(
        lune, start=wednesday.date(), end=wednesday.date() + timedelta(days=6), by=None, at=MONDAY
    )
    sweep(wednesday)  # 39 hours had gone by at midnight in Paris: reminded no more
    paused = AnswerDue.objects.get()
    assert paused.paused_at == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    sweep(wednesday + timedelta(days=5))
    assert not AnswerDue.objects.get().escalated_at

    # they come back earlier than they had said, and clear their dates
    back = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    suspension.go_away(lune, start=None, end=None, by=None, at=back)
    sweep(back)
    running = AnswerDue.objects.get()
    assert running.paused_at is None
    assert working.between(running.counts_from, back) == 38 * HOUR
    assert running.since == MONDAY
    sweep(back + 9 * HOUR)
    assert not AnswerDue.objects.get().escalated_at
    sweep(back + 10 * HOUR)
    assert AnswerDue.objects.get().escalated_at


def test_the_sweep_asks_as_often_for_many_as_for_one(thread, lune):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert watch.remind(at=MONDAY + 30 * HOUR)
        writes = [q["sql"] for q in asked if q["sql"].startswith('UPDATE "sellers_answerdue"')]
        facts = [q["sql"] for q in asked if 'INTO "shared_fact"' in q["sql"]]
        return len(writes), max(len(facts), 1)  # PostgreSQL copies them in

    assert statements() == (1, 1)
    for count in range(20):
        row = Thread.objects.create(
            number=f"N{count}", kind="shop", subject=lune.pk, asker=str(count), about="x",
            seller=lune, with_buyer=True, with_seller=True, opened_by=B, opened_at=MONDAY,
            last_at=MONDAY,
        )  # fmt: skip
        awaited.told(row, B, [S], awaits=True, at=MONDAY)

    assert statements() == (1, 1)
    assert watch.remind(at=MONDAY + 30 * HOUR) == 0


# --- Pauses and ends --------------------------------------------------------------------------


def test_a_pause_ends_by_its_day_or_by_a_message(thread, lune):
    owner = cast.owner_of(lune)
    until = MONDAY + timedelta(days=3)
    for bad in (MONDAY - HOUR, MONDAY + timedelta(days=61)):
        with pytest.raises(conversations.BadPause):
            conversations.snooze(thread, until=bad, side=S, by=owner, at=MONDAY)
    conversations.snooze(thread, until=until, side=S, by=owner, at=MONDAY)
    kinds = ["order"]
    assert reading.counted(lune, kinds) == 0
    assert not reading.view(reading.of_seller(lune, kinds), S, "answer").exists()
    assert owing() == ["seller>buyer"], "the clock goes on"
    cast.rules(answer_escalation_hours=240, answer_reminder_hours=120)
    sweep(until - HOUR)
    assert Thread.objects.get().state == ThreadState.SNOOZED
    sweep(until)
    assert Thread.objects.get().state == ThreadState.OPEN

    conversations.snooze(thread, until=until + 5 * HOUR, side=S, by=owner, at=until)
    say(thread, B, "Toujours rien ?", to=(S,), at=until + HOUR)
    assert Thread.objects.get().state == ThreadState.OPEN
    assert reading.counted(lune, kinds) == 1


def test_a_shop_closes_only_what_it_answered_and_a_message_opens_it_again(thread, lune):
    with pytest.raises(conversations.AnswerFirst):
        conversations.close(thread, side=S, by=None, at=MONDAY)
    assert Thread.objects.get().state == ThreadState.OPEN
    say(thread, S, "Demain.", to=(B,))
    conversations.close(thread, side=S, by=None, at=MONDAY + 2 * HOUR)
    closed = [letter for letter in mail.outbox if "clos" in letter.subject]
    assert [letter.to for letter in closed] == [["alice@example.test"]]

    say(thread, B, "Une chose encore", to=(S,), awaits=True, at=MONDAY + 3 * HOUR)

    assert Thread.objects.get().state == ThreadState.OPEN
    assert owing() == ["seller>buyer"]
    assert list(invariants.violations()) == []


# --- Letters ----------------------------------------------------------------------------------


def letters(at):
    with clock.at(at):
        tell_messages()
    return mail.outbox


def test_what_is_said_within_minutes_is_one_letter_to_each_who_reads_it(thread, lune):
    say(thread, B, "J'oubliais : en bleu.", to=(S,), at=MONDAY + timedelta(minutes=3))
    assert letters(MONDAY + timedelta(minutes=4)) == []

    for _twice in range(2):
        letters(MONDAY + timedelta(minutes=5))

    [letter] = mail.outbox
    assert letter.to == [lune.email]
    assert "Quand part mon colis" in letter.body
    assert "en bleu" in letter.body
    assert f"/seller/messages/{thread.number}/" in letter.body
    assert "alice@example.test" not in letter.body
    say(thread, S, "Demain.", at=MONDAY + HOUR)
    letters(MONDAY + 2 * HOUR)
    assert [letter.to for letter in mail.outbox[1:]] == [["alice@example.test"]]
    assert mail.outbox[1].subject.endswith("Atelier Lune vous écrit")
    say(thread, Side.OPERATOR, "Nous regardons.", at=MONDAY + 3 * HOUR)
    letters(MONDAY + 4 * HOUR)
    assert mail.outbox[2].subject.endswith("le service client vous écrit")
    assert lune.email not in mail.outbox[1].body
    assert f"/compte/messages/{thread.number}/" in mail.outbox[1].body


def test_whoever_answered_meanwhile_gets_no_letter_of_it(thread):
    say(thread, S, "Demain.", at=MONDAY + timedelta(minutes=2))
    letters(MONDAY + timedelta(minutes=5))

    assert mail.outbox == []


def test_a_guest_is_led_by_the_link_of_the_order(lune):
    order = cast.paid_order(cast.offer(lune), at=MONDAY)
    guest = asked(order.seller_orders.get(), None)
    say(guest, S, "Demain.", at=MONDAY + HOUR)

    [letter] = letters(MONDAY + 2 * HOUR)[-1:]

    assert letter.to == [order.email]
    link = re.search(r"/commande/\S+\?t=[\w-]+", letter.body)[0]
    page = Client().get(link)
    assert page.status_code == 200
    assert "Demain." in page.text
    assert Client().get(link.partition("?")[0]).status_code == 404
    assert Client().get(link[:-3] + "abc").status_code == 404


def test_the_operator_comes_in_once_and_both_sides_are_told(thread, lune, odile):
    for _twice in range(2):
        conversations.join(thread, by=odile, at=MONDAY + HOUR)

    joined = [letter for letter in mail.outbox if "rejoint" in letter.subject]
    assert sorted(letter.to[0] for letter in joined) == sorted(["alice@example.test", lune.email])
    assert Message.objects.filter(automatic="joined").count() == 1


# --- What is hidden ---------------------------------------------------------------------------


def test_contacts_are_hidden_from_the_other_side_and_kept_for_the_operator(thread, alice, lune):
    client = signed(alice)
    data = {"act": "say", "to": "seller", "text": CALL}
    answer = client.post(f"/compte/messages/{thread.number}/", data, follow=True)

    message = Message.objects.order_by("-pk").first()
    assert message.whole == CALL
    assert "06 12" not in message.text
    assert "[numéro masqué]" in message.text
    assert "06 12 34" not in answer.text
    assert "un numéro de téléphone" in answer.text, "its author is told"
    shop = as_seller(lune).get(f"/seller/messages/{thread.number}/").text
    assert "[numéro masqué]" in shop
    assert "06 12" not in shop
    assert "Votre texte contient" not in shop
    letters(clock.now() + HOUR)
    assert all("06 12" not in letter.body for letter in mail.outbox)
    console = signed(cast.operator("support"))
    assert "06 12 34 56 78" in console.get(f"/admin/sellers/thread/{thread.pk}/change/").text


def test_to_the_operator_everything_is_said_whole_and_nothing_harmless_is_hidden(thread):
    assert say(thread, B, CALL, to=(O,)).text == CALL
    plain = "Commande H20261123, 3 pièces de 12 cm, 24,90 €."
    message = say(thread, S, plain)

    assert (message.text, message.whole, message.masked) == (plain, "", [])


def test_what_was_said_is_never_rewritten(thread):
    changes = ({"text": "Autre"}, {"side": O}, {"to_operator": True}, {"said_at": MONDAY + HOUR})
    for change in changes:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Message.objects.update(**change)
    assert Message.objects.get().text == "Quand part mon colis ?"


# --- Files ------------------------------------------------------------------------------------


def test_files_are_opened_by_those_who_read_their_message(thread, alice, lune, brun, charlie):
    here = f"/compte/messages/{thread.number}/"
    signed(alice).post(here, {"act": "say", "to": "seller", "text": "Voici", "files": photo()})
    enclosed = Enclosure.objects.get()
    assert enclosed.media_type == "image/jpeg", "encoded again"

    own = signed(alice).get(f"{here}piece/{enclosed.pk}/")
    assert own.status_code == 200
    assert own["Cache-Control"] == "private, no-store"
    assert as_seller(lune).get(
        f"/seller/messages/{thread.number}/piece/{enclosed.pk}/"
    ).status_code == 200  # fmt: skip
    for stranger in (charlie, cast.owner_of(brun)):
        for page in (here, f"{here}piece/{enclosed.pk}/"):
            assert signed(stranger).get(page).status_code == 404
    for page in ("", f"piece/{enclosed.pk}/"):
        assert as_seller(brun).get(f"/seller/messages/{thread.number}/{page}").status_code == 404
    console = f"/admin/sellers/thread/{thread.pk}/piece/{enclosed.pk}/"
    assert signed(cast.operator("support")).get(console).status_code == 200
    assert signed(cast.operator("finance")).get(console).status_code == 404
    assert Client().get(f"{here}piece/{enclosed.pk}/").status_code == 302


def test_a_file_said_to_the_operator_alone_is_not_the_shops(thread, alice, lune):
    here = f"/compte/messages/{thread.number}/"
    signed(alice).post(here, {"act": "say", "to": "operator", "text": "Vu", "files": photo()})
    enclosed = Enclosure.objects.get()

    page = f"/seller/messages/{thread.number}/piece/{enclosed.pk}/"
    assert as_seller(lune).get(page).status_code == 404
    assert signed(alice).get(f"{here}piece/{enclosed.pk}/").status_code == 200


def test_what_is_no_picture_nor_paper_is_refused_and_nothing_is_kept(thread, alice):
    here, count = f"/compte/messages/{thread.number}/", Message.objects.count()
    client = signed(alice)
    page_ = SimpleUploadedFile("photo.png", b"<script>alert(1)</script>", "image/png")
    eleven = [photo() for _each in range(11)]
    pdf = SimpleUploadedFile("a.pdf", cast.paper(), "application/pdf")

    for sent, words in (([page_], "JPEG"), (eleven, "10")):
        data = {"act": "say", "to": "seller", "text": "Voici", "files": sent}
        answer = client.post(here, data)
        assert answer.status_code == 422
        assert words in answer.text
    assert Message.objects.count() == count
    assert not Enclosure.objects.exists()
    data = {"act": "say", "to": "seller", "text": "Voici", "files": [pdf]}
    assert client.post(here, data).status_code == 302
    paper = client.get(f"{here}piece/{Enclosure.objects.get().pk}/")
    assert "sandbox" in paper["Content-Security-Policy"]
    assert "attachment" in paper["Content-Disposition"]


# --- Before buying, to a shop, for help -------------------------------------------------------


def test_a_question_before_buying_is_asked_signed_in(lune, alice):
    offer = cast.offer(lune)
    page = reverse("account-thread-new", args=["offer", offer.pk])
    sheet = Client().get(reverse("shop-product", args=[offer.product.slug]))
    assert page in sheet.text
    assert Client().get(page).status_code == 302
    client = signed(alice)
    assert client.get(page).status_code == 200

    answer = client.post(page, {"topic": "article", "text": "Va-t-il au four ?", "awaits": "on"})

    thread = Thread.objects.get()
    assert answer.url == f"/compte/messages/{thread.number}/"
    assert (thread.seller, thread.buyer, thread.name) == (lune, alice, "Alice M.")
    seen = as_seller(lune).get(f"/seller/messages/{thread.number}/").text
    assert "Va-t-il au four" in seen
    assert "alice@example.test" not in seen
    assert "Martin" not in seen
    assert (
        lune.email not in client.get(answer.url).text.partition("<main")[2].partition("</main")[0]
    )


def test_nobody_asks_about_what_is_not_shown(lune, alice, part):
    hidden = cast.offer(lune)
    type(hidden.product).objects.filter(pk=hidden.product_id).update(state="draft")
    client = signed(alice)

    for kind, pk in (
        ("offer", hidden.pk), ("offer", 0), ("rien", 1), ("order", part.pk), ("payout", 1),
        ("contact", 0), ("shop", 0), ("application", lune.pk),
    ):  # fmt: skip
        assert client.get(reverse("account-thread-new", args=[kind, pk])).status_code == 404
    assert not Thread.objects.exists()


def test_a_shop_asks_the_operator_about_its_own_things_alone(lune, brun, part):
    own = reverse("seller-thread-new", args=["application", lune.pk])
    client = as_seller(lune)
    client.post(own, {"topic": "how", "text": "Quel justificatif ?", "awaits": "on"})
    thread = Thread.objects.get()
    assert thread.sides == [S, O]
    assert owing() == ["operator>seller"]
    for kind, pk in (("application", brun.pk), ("order", 0), ("sheet", 0), ("offer", 1)):
        page = reverse("seller-thread-new", args=[kind, pk])
        assert client.get(page).status_code == 404
    theirs = reverse("seller-thread-new", args=["order", part.pk])
    assert as_seller(brun).get(theirs).status_code == 404
    assert client.get(theirs).status_code == 200

    desk = signed(cast.operator("sellers"))
    file = f"/admin/sellers/thread/{thread.pk}/change/"
    assert desk.get(file).status_code == 200
    assert signed(cast.operator("support")).get(file).status_code == 404
    assert "Demandes d&#x27;aide" in desk.get("/admin/").text or "Demandes d'aide" in desk.get(
        "/admin/"
    ).text  # fmt: skip


def test_a_member_reads_and_answers_what_their_role_is_for(thread, lune, alice):
    roles = {"orders": (200, 302), "finance": (404, 404), "catalogue": (404, 404)}
    roles["reader"] = (200, 403)
    for role, (reads, answers) in roles.items():
        person = cast.user(f"{role}@example.test")
        Member.objects.create(seller=lune, user=person, role=role, joined_at=MONDAY)
        client = signed(person)
        here = f"/seller/messages/{thread.number}/"
        assert client.get(here).status_code == reads, role
        data = {"act": "say", "to": "buyer", "text": f"Réponse {role}"}
        assert client.post(here, data).status_code == answers, role
        listed = (
            client.get("/seller/messages/?vue=open").text + client.get("/seller/messages/").text
        )
        assert (thread.number in listed) == (reads == 200), role
    assert Message.objects.filter(side=S).count() == 1


# --- The contact form -------------------------------------------------------------------------

TEXT = "Comment vendre mes bougies ?"
WRITTEN = {"name": "Zoé", "email": "zoe@mail.example", "topic": "press", "text": TEXT}


def write(client=None, **more):
    drawn = pace.mark(clock.now() - timedelta(seconds=10))
    return (client or Client()).post("/contact/", {**WRITTEN, "drawn": drawn, **more})


def test_anybody_writes_and_follows_by_the_letters_link():
    assert write().status_code == 302
    write()
    thread = Thread.objects.get()
    [letter] = mail.outbox
    assert letter.to == ["zoe@mail.example"]
    assert TEXT not in letter.body, "whoever reads that mailbox may have written nothing"
    link = re.search(r"/contact/\S+/", letter.body)[0]
    assert thread.proven_at is None

    say(thread, O, "Nous vous rappelons vite.", to=(B,), at=clock.now())
    letters(clock.now() + HOUR)
    assert "rappelons" not in mail.outbox[1].body
    page = Client().get(link)
    assert page.status_code == 200
    assert "rappelons" in page.text
    Client().post(link, {"act": "say", "text": "Merci !"})

    assert Thread.objects.get().proven_at is not None
    assert Client().get("/contact/rien/").status_code == 404
    assert Client().get(link[:-4] + "aaa/").status_code == 404


def test_programs_and_crowds_are_refused_and_nobody_is_written_to():
    assert write(homepage="http://spam.example").status_code == 302
    assert write(drawn=pace.mark(clock.now())).status_code == 429
    assert write(topic="rien").status_code == 422
    assert write(email="pas-une-adresse").status_code == 422
    assert not Thread.objects.exists()
    assert mail.outbox == []
    codes = [write(email=f"a{n}@mail.example").status_code for n in range(7)]
    assert codes[:3] == [302] * 3
    assert codes[-1] == 429


def test_what_a_guest_wrote_follows_into_their_account(alice):
    write(email="alice@example.test")
    thread = Thread.objects.get()
    with transaction.atomic():
        conversations.adopt(alice)

    assert signed(alice).get(f"/compte/messages/{thread.number}/").status_code == 200
    assert signed(cast.user("b@example.test")).get(
        f"/compte/messages/{thread.number}/"
    ).status_code == 404  # fmt: skip


# --- Pages and lists --------------------------------------------------------------------------


def long_one(thread, count):
    Message.objects.bulk_create(
        [
            Message(
                thread=thread, side=S if n % 2 else B, to_buyer=bool(n % 2),
                to_seller=not n % 2, text=f"Message {n}", said_at=MONDAY,
            )
            for n in range(count)
        ]
    )  # fmt: skip


def statements(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    assert answer.status_code == 200
    return [query["sql"] for query in asked], answer


def test_the_page_of_an_exchange_asks_at_most_eight_statements(thread, alice, lune):
    for client, page in (
        (signed(alice), f"/compte/messages/{thread.number}/"),
        (as_seller(lune), f"/seller/messages/{thread.number}/"),
    ):
        short, _answer = statements(client, page)
        assert len(short) <= 8, "\n".join(short)
    long_one(thread, 400)
    for client, page in (
        (signed(alice), f"/compte/messages/{thread.number}/"),
        (as_seller(lune), f"/seller/messages/{thread.number}/"),
    ):
        asked, answer = statements(client, page)
        assert len(asked) <= 8, "\n".join(asked)
        assert "Message 399" in answer.text
        assert "Message 369" not in answer.text
        older = re.search(r"\?avant=\d+", answer.text)[0]
        assert "Message 369" in client.get(page + older).text


def test_a_list_asks_as_often_for_one_as_for_many(thread, alice, lune):
    buyer, seller = signed(alice), as_seller(lune)
    pages = ((buyer, "/compte/messages/"), (seller, "/seller/messages/?vue=answer"))
    few = [len(statements(*page)[0]) for page in pages]
    for count in range(15):
        row = Thread.objects.create(
            number=f"N{count}", kind="shop", subject=lune.pk, asker=str(count), about="Lune",
            seller=lune, buyer=alice, with_buyer=True, with_seller=True, opened_by=B,
            opened_at=MONDAY, last_at=MONDAY, buyer_at=MONDAY, seller_at=MONDAY,
        )  # fmt: skip
        awaited.told(row, B, [S], awaits=True, at=MONDAY)

    assert [len(statements(*page)[0]) for page in pages] == few


def test_a_shops_first_page_counts_what_waits(thread, lune):
    page = as_seller(lune).get("/seller/")
    assert "1 message attend votre réponse" in page.text
    say(thread, S)
    assert "attend votre réponse" not in as_seller(lune).get("/seller/").text


def test_the_operator_answers_from_the_file_and_notes_stay_inside(thread, alice, lune):
    support = signed(cast.operator("support"))
    here = f"/admin/sellers/thread/{thread.pk}/"
    note = {"note": "Cliente fidèle, à ménager."}
    support.post(f"{here}note/", note)
    support.post(f"{here}repondre/", {"to": "buyer", "text": "Nous regardons."})

    assert Fact.objects.filter(name="sellers.ThreadNoted").count() == 1
    assert "ménager" not in str(list(Fact.objects.values_list("data", "because")))
    assert Thread.objects.get().seller_at == MONDAY
    assert "à ménager" in support.get(f"{here}change/").text
    for client, page in (
        (signed(alice), f"/compte/messages/{thread.number}/"),
        (as_seller(lune), f"/seller/messages/{thread.number}/"),
    ):
        assert "ménager" not in client.get(page).text
    assert "Nous regardons." in signed(alice).get(f"/compte/messages/{thread.number}/").text
    assert "Nous regardons." not in as_seller(lune).get(f"/seller/messages/{thread.number}/").text
    assert owing() == ["seller>buyer"], "the shop still owes its answer"


def test_a_message_that_is_too_long_is_refused_with_its_length_and_kept(thread, lune):
    here, count = f"/seller/messages/{thread.number}/", Message.objects.count()
    shop, text = as_seller(lune), "mot " * 1000 + "fin\r\n!"

    assert "maxlength" not in re.search(r"<textarea[^>]*name=.text.[^>]*>", shop.get(here).text)[0]
    page = html.unescape(shop.post(here, {"act": "say", "to": "buyer", "text": text}).text)

    assert "Votre message compte 4005 signes : 4000 au plus." in page
    assert "mot fin" in page
    assert Message.objects.count() == count


def test_the_operator_writes_only_to_the_sides_there_are(lune, thread):
    support = signed(cast.operator("support"))
    asked = contact.write(
        "Une question",
        topic=next(iter(contact.topics())),
        name="Zoé",
        email="zoe@example.test",
        language="fr",
        by=None,
        at=MONDAY,
    )

    alone = html.unescape(support.get(f"/admin/sellers/thread/{asked.pk}/repondre/").text)
    both = support.get(f"/admin/sellers/thread/{thread.pk}/repondre/").text

    assert [name in alone for name in ("L'acheteur", "La boutique", "Les deux")] == [
        True, False, False,
    ]  # fmt: skip
    assert "La boutique" in both


def test_what_the_operator_sets_aside_leaves_its_queues_until_its_day(thread, lune, odile):
    say(thread, S, "Que faire ?", to=(O,), awaits=True)
    AnswerDue.objects.filter(side=S).update(escalated_at=MONDAY)
    until = MONDAY + timedelta(days=3)

    def queues():
        rows = Thread.objects.all()
        return [reading.waiting(rows, who).count() for who in (O, reading.LATE, S)]

    assert queues() == [1, 1, 1]
    conversations.snooze(thread, until=until, side=O, by=odile, at=MONDAY + HOUR)
    assert queues() == [0, 0, 1]
    sweep(until)
    assert queues()[0] == 1

    conversations.snooze(thread, until=until + 5 * HOUR, side=S, by=odile, at=until)
    assert queues()[0] == 1, "a shop sets aside for itself alone"


def test_an_operator_who_is_a_party_leaves_it_to_another(thread, alice):
    alice.is_staff = True
    alice.is_superuser = True
    alice.save()
    here = f"/admin/sellers/thread/{thread.pk}/"
    signed(alice).post(f"{here}clore/")

    assert Thread.objects.get().state == ThreadState.OPEN


# --- What is over -----------------------------------------------------------------------------


def test_what_was_said_is_erased_when_its_time_is_over(thread, alice):
    stored = enclosures.keep([photo().read()])
    say(thread, S, "Voici", enclosures=stored)
    conversations.close(thread, side=B, by=alice, at=MONDAY + 2 * HOUR)
    over = MONDAY + 2 * HOUR + timedelta(days=730)
    assert watch.forget(at=over - HOUR) == 0

    assert watch.forget(at=over + HOUR) == 1
    assert watch.forget(at=over + HOUR) == 0

    row = Thread.objects.get()
    assert (row.email, row.name, row.buyer, row.about) == ("", "", None, "")
    assert set(Message.objects.values_list("text", "whole", "by")) == {("", "", None)}
    assert not Enclosure.objects.exists()
    assert not files.private_storage().exists(stored[0].name)
    with pytest.raises(conversations.Erased):
        say(thread, S, at=over)
    assert signed(alice).get(f"/compte/messages/{thread.number}/").status_code == 404
    assert contact.opened_by(contact.token_of(row)) is None
    assert list(invariants.violations()) == []


def test_what_must_be_true_is_named_when_it_is_not(thread):
    with transaction.atomic(), guards.down():
        Message.objects.update(to_operator=True, masked=["email"])
    Thread.objects.update(state=ThreadState.CLOSED)

    told = "\n".join(invariants.violations())

    named = {line[:2] for line in told.splitlines()}
    assert {"C1", "C2", "C3"} <= named
