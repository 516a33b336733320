"""The operator's team is told by mail of what waits for it: who, how soon, how often."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounting import console as accounting
from accounting.payouts import payouts
from marketplace.console import digest, own, people, registry, today
from marketplace.shared import appeals
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.desks import Alarm, Console
from marketplace.shared.models import Fact, Pace, Pending, User, WaitingSince, Watch
from marketplace.tasks import send_digest
from sellers.application import suspension
from sellers.models import Member, Role, Seller
from sellers.states import SellerState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
APPLIED, DEAD = (
    "sellers_seller?state__exact=applied",
    "shared_pending?dead_at__isempty=0&done_at__isempty=1",
)


@pytest.fixture
def team(db):
    """One person of each kind, and somebody who left."""
    cast.operator("sellers", email="sellers@example.test")
    cast.operator("finance", email="finance@example.test")
    cast.operator(email="all@example.test", language="en")
    cast.operator(email="gone@example.test", is_active=False)
    cast.user("buyer@example.test")


def apply(name: str) -> None:
    """A shop applies."""
    shop = cast.seller(name)
    Seller.objects.filter(pk=shop.pk).update(state=SellerState.APPLIED, opened_at=None)


def give_up() -> Pending:
    """A task is given up."""
    return Pending.objects.create(task="some.task", due_at=NOON, dead_at=NOON)


def told(pace: str, at) -> dict[str, dict[str, int]]:
    """Whom a look at this instant writes to, and of how many new things of each subject."""
    Pending.objects.filter(task=send_digest.name).delete()
    digest.look(at)
    digest.tell(pace, task=send_digest, at=at)
    address = dict(User.objects.values_list("pk", "email"))
    letters = Pending.objects.filter(task=send_digest.name)
    return {address[letter.data["user_id"]]: letter.data["new"] for letter in letters}


def test_only_who_may_act_is_told_and_each_thing_at_once_once(team):
    assert told(Pace.AT_ONCE, NOON) == {}
    first = give_up()
    everybody = {f"{name}@example.test": {DEAD: 1} for name in ("sellers", "finance", "all")}

    assert told(Pace.AT_ONCE, NOON + MINUTE) == everybody
    assert told(Pace.AT_ONCE, NOON + 45 * MINUTE) == {}, "nothing is new"
    give_up()
    assert told(Pace.AT_ONCE, NOON + 46 * MINUTE) == everybody
    give_up()
    give_up()
    assert told(Pace.AT_ONCE, NOON + 60 * MINUTE) == {}, "no second letter within half an hour"
    assert told(Pace.AT_ONCE, NOON + 77 * MINUTE) == {person: {DEAD: 2} for person in everybody}, (
        "what came meanwhile is in the next"
    )

    Pending.objects.filter(pk=first.pk).update(dead_at=None)
    digest.look(NOON + 80 * MINUTE)
    Pending.objects.filter(pk=first.pk).update(dead_at=NOON)
    assert told(Pace.AT_ONCE, NOON + DAY) == everybody, "given up again is new again"


def test_what_waits_is_told_every_morning_until_it_is_treated(team):
    apply("Lune")
    mine = {"sellers@example.test", "all@example.test"}

    assert told(Pace.AT_ONCE, NOON) == {}
    assert told(Pace.DAILY, NOON) == {person: {APPLIED: 1} for person in mine}
    assert told(Pace.DAILY, NOON + MINUTE) == {}, "once a day, even if the job runs twice"
    apply("Brun")
    assert told(Pace.DAILY, NOON + DAY) == {person: {APPLIED: 1} for person in mine}
    assert told(Pace.DAILY, NOON + 2 * DAY) == {person: {APPLIED: 0} for person in mine}
    Seller.objects.update(state=SellerState.OPEN)
    assert told(Pace.DAILY, NOON + 3 * DAY) == {}
    assert not WaitingSince.objects.exists()


def test_each_person_chooses_and_nobody_is_asked_of_others_subjects(team, client, texts):
    person = User.objects.get(email="sellers@example.test")
    apply("Lune")
    client.force_login(person)
    page = client.get(reverse("account-letters"))
    form = page.context["form"]
    assert set(form.keys.values()) == {
        subject.key for subject in today.subjects() if subject.role in ("sellers", ANY)
    }
    chosen = {name: form[name].initial for name in form.keys}
    names = {key: name for name, key in form.keys.items()}

    sent = chosen | {names[APPLIED]: Pace.AT_ONCE, names[DEAD]: Pace.NEVER, "paces": "1"}
    assert client.post(reverse("account-letters"), sent).status_code == 302
    paces = {subject.key: pace for subject, pace in digest.paces_of(person)}
    assert (paces[APPLIED], paces[DEAD]) == (Pace.AT_ONCE, Pace.NEVER)

    give_up()
    apply("Brun")
    new = told(Pace.AT_ONCE, NOON + 365 * DAY)
    assert new["sellers@example.test"] == {APPLIED: 2}
    assert new["all@example.test"] == {DEAD: 1}

    digest.choose(person, {"orders_refund?state__exact=failed": Pace.AT_ONCE}, at=NOON)
    assert not Watch.objects.filter(user=person, subject__startswith="orders_refund").exists()


def test_the_letter_speaks_the_readers_language_and_leads_where_they_may_go(team, client):
    apply("Lune")
    who = {person.email: person for person in User.objects.all()}

    for address in ("sellers@example.test", "all@example.test", "finance@example.test"):
        send_digest.run(user_id=who[address].pk, new={APPLIED: 1})
    send_digest.run(user_id=who["gone@example.test"].pk, new={APPLIED: 1})

    french, english = mail.outbox
    assert "dernière lettre" not in french.body, "there was none before"
    assert (french.to, english.to) == (["sellers@example.test"], ["all@example.test"])
    assert french.subject == "À traiter : Candidatures à examiner (1)"
    assert "Candidatures" not in english.subject + english.body
    link = reverse("admin:sellers_seller_changelist") + "?state__exact=applied"
    for letter, person in zip(mail.outbox, ("sellers", "all"), strict=True):
        assert link in letter.body
        cast.proven(client, who[f"{person}@example.test"])
        assert client.get(link).status_code == 200

    Seller.objects.update(state=SellerState.OPEN)
    send_digest.run(user_id=who["all@example.test"].pk, new={APPLIED: 1})
    assert len(mail.outbox) == 2, "treated meanwhile"


def test_whoever_proposed_a_change_is_not_told_that_it_waits_for_them(odile, team):
    change = own.QUEUES[0]
    assert (change.page, change.maker) == ("shared_proposedchange", "proposed_by")
    cast.seller()
    person = User.objects.get(email="sellers@example.test")
    people.grant(person, ["sellers", "support"], because="Renfort", by=odile, at=NOON)

    new = told(Pace.DAILY, NOON)

    assert [
        change.key in new.get(who, {}) for who in ("odile@example.test", "all@example.test")
    ] == [False, True]


def test_an_appeal_does_not_wait_for_whoever_decided_unless_they_are_alone(lune):
    judge = cast.operator("sellers", email="judge@example.test")
    suspension.suspend(lune, because="Colis jamais partis.", by=judge, at=NOON)
    fact = Fact.objects.get(name="sellers.SellerSuspended")
    appeals.ask(fact, text="À tort.", by=None, at=NOON)
    (queue,) = [queue for queue in own.QUEUES if queue.query.endswith("role=sellers")]

    assert told(Pace.DAILY, NOON) == {judge.email: {queue.key: 1}}, "alone"
    other = cast.operator("sellers", email="other@example.test")
    assert told(Pace.DAILY, NOON + DAY) == {other.email: {queue.key: 1}}
    assert [queue.count_for(person, NOON) for person in (judge, other)] == [0, 1]


def test_a_run_to_approve_waits_for_those_who_may_approve_it(lune):
    first, other = cast.operator("finance"), cast.operator("finance")
    cast.sold(cast.offer(lune, price_cents=9000))
    later = NOON + 30 * DAY
    run = payouts.prepare(later, by=first, at=later)
    (queue,) = [row for row in accounting.QUEUES if row.page == "accounting_payoutrun"]

    def counted() -> list[int]:
        home = reverse("admin:index")
        shown = [cast.proven(Client(), who).get(home).context["queues"] for who in (first, other)]
        return [sum(row.count for row in rows if row.href == queue.href) for rows in shown]

    cast.rules(payout_four_eyes_cents=1)
    assert counted() == [0, 1], "above the threshold, another person must"
    assert {*told(Pace.DAILY, later)} == {other.email}
    cast.rules(payout_four_eyes_cents=run.total_cents + 1)
    assert counted() == [1, 1], "below it, whoever prepared it may"
    Member.objects.create(seller=lune, user=other, role=Role.READER, joined_at=NOON)
    assert counted() == [1, 0], "not for whoever it pays"


def test_a_new_alarm_is_one_entry(monkeypatch, team):
    wrong: list[str] = []
    alarm = Alarm(
        role="finance",
        name="Files arrêtées",
        wrong=lambda at: wrong,
        page="shared_heartbeat",
        tone="danger",
        rank=1,
    )
    monkeypatch.setattr(today, "CONSOLES", (*registry.CONSOLES, Console(alarms=[alarm])))
    finance = User.objects.get(email="finance@example.test")

    assert told(Pace.AT_ONCE, NOON) == {}
    wrong.append("letters")
    assert told(Pace.AT_ONCE, NOON + MINUTE)["finance@example.test"] == {alarm.key: 1}
    assert [(row.name, row.count) for row in today.queues(finance, NOON)] == [("Files arrêtées", 1)]
    assert "sellers@example.test" not in told(Pace.AT_ONCE, NOON + DAY)


def test_each_subject_has_a_name_of_its_own_in_preferences():
    keys = [subject.key for subject in today.subjects()]
    assert len(keys) == len({*keys})
    assert max(map(len, keys)) <= Watch._meta.get_field("subject").max_length
    assert {subject.usual_pace for subject in today.subjects()} == {Pace.AT_ONCE, Pace.DAILY}
    at_once = {s.key for s in today.subjects() if s.usual_pace == Pace.AT_ONCE}
    assert at_once >= {
        "orders_refund?state__exact=failed",
        "orders_dispute?todo=answer",
        "orders_withdrawaldeclaration?waiting=yes",
    }
    assert EVERY_RIGHT in {subject.role for subject in today.subjects()}
