"""The two sides of a complaint settle it between themselves, in two rounds, within what is left."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.shared import appeals, clock
from marketplace.shared.models import Fact
from orders import console, invariants
from orders.incidents import agreeing, evidence, incidents, suggestion
from orders.incidents import file as incident_file
from orders.models import Arrangement, Incident, Refund, Return
from orders.money import refunds
from orders.returns import returns
from orders.states import ArrangementState, IncidentState, ReturnState
from tests import cast, guards
from tests.cast import NOON
from tests.orders.test_incidents import jpeg
from tests.orders.test_races_after import race

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
N, A = IncidentState, ArrangementState
REFUND, RETURN = Arrangement.Kind.REFUND, Arrangement.Kind.RETURN


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def bowls(lune, alice):
    """Three bowls at 19 € and 7,90 € of delivery, sold, shipped and received."""
    return cast.sold((cast.offer(lune, price_cents=1900), 3), buyer=alice)


@pytest.fixture
def odile_of_lune(lune):
    return lune.members.get().user


def claim(part, count=2, kind="damaged", **extra):
    pieces = {part.lines.get().pk: count}
    values = {"text": "Deux éclats sur le bord.", "pieces": pieces, "by": None, "at": NOON}
    return incidents.open_(part, kind=kind, **{**values, **extra})


def offer(incident, cents, side="seller", **extra):
    """An offer of cents on the one line, by the seller unless said."""
    values = {"kind": REFUND, "text": "Restons-en là.", "by": None, "at": NOON}
    line = incident.lines.get().line_id
    if cents is not None:
        values["award"] = agreeing.award_of(incident, {line: cents})
    return agreeing.propose(incident, side=side, **{**values, **extra})


def take_back(incident, side="seller", **extra):
    return offer(incident, None, side, kind=RETURN, **extra)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- The rounds -----------------------------------------------------------------------------------


def test_an_accepted_refund_is_paid_at_once_and_closes(bowls, alice):
    row = claim(bowls)
    offered = offer(row, 1500)
    assert (fresh(row).state, fresh(row).answer_by) == (N.WAITING_BUYER, NOON + 48 * HOUR)

    assert agreeing.accept(offered, side="buyer", by=alice, at=NOON + HOUR)

    row, paid = fresh(row), Refund.objects.get()
    assert (row.state, row.outcome, row.borne_by) == (N.DECIDED, "refunded", "seller")
    assert (row.awarded_cents, paid.amount_cents, paid.borne_by) == (1500, 1500, "seller")
    assert (fresh(offered).state, fresh(offered).ended_at) == (A.ACCEPTED, NOON + HOUR)
    assert [*invariants.violations()] == []


def test_the_whole_price_offered_refunds_the_pieces_themselves(bowls):
    row = claim(bowls)

    agreeing.accept(offer(row, 3800), side="buyer", by=None, at=NOON)

    assert Refund.objects.get().lines.get().quantity == 2


def test_an_accepted_return_opens_it_already_accepted_and_refunds_on_receipt(bowls, alice):
    row = claim(bowls)

    agreeing.accept(take_back(row), side="buyer", by=alice, at=NOON)

    row, back = fresh(row), Return.objects.get()
    assert (row.state, row.outcome, row.awarded_cents) == (N.DECIDED, "return", 0)
    assert (back.state, back.reason, back.lines.get().quantity) == ("accepted", "damaged", 2)
    assert not Refund.objects.exists()
    returns.receive(back, by=None, at=NOON + 24 * HOUR)
    assert Refund.objects.get().goods_cents == 3800
    assert [*invariants.violations()] == []


def test_a_refused_return_is_taken_back_after_all(bowls):
    asked = returns.ask(bowls, pieces={bowls.lines.get().pk: 1}, reason="damaged", by=None, at=NOON)
    returns.refuse(asked, because="Trop tard.", by=None, at=NOON)
    row = incidents.open_(
        bowls, kind="return_refused", back=fresh(asked), text="Non.", by=None, at=NOON
    )

    agreeing.accept(take_back(row), side="buyer", by=None, at=NOON)

    assert fresh(asked).state == ReturnState.ACCEPTED
    assert Return.objects.count() == 1


def test_a_counter_offer_replaces_the_first_and_the_second_refusal_goes_to_the_operator(bowls):
    row = claim(bowls)
    first = offer(row, 500)

    second = offer(row, 3000, side="buyer")

    assert (fresh(first).state, second.rank) == (A.COUNTERED, 2)
    assert fresh(row).state == N.WAITING_SELLER
    agreeing.refuse(second, side="seller", text="C'est trop.", by=None, at=NOON + HOUR)
    row = fresh(row)
    assert (row.state, row.answer_by) == (N.TO_DECIDE, None)
    assert row.words.last().text == "C'est trop."
    with pytest.raises(agreeing.EnoughRounds):
        offer(row, 100)


def test_after_a_first_refusal_its_author_may_offer_once_more(bowls):
    row = claim(bowls)
    agreeing.refuse(offer(row, 500), side="buyer", by=None, at=NOON + HOUR)
    assert (fresh(row).state, fresh(row).answer_by) == (N.WAITING_SELLER, NOON + 49 * HOUR)

    agreeing.accept(offer(row, 900), side="buyer", by=None, at=NOON + 2 * HOUR)

    assert fresh(row).awarded_cents == 900


def test_without_an_answer_in_time_the_operator_goes_on(bowls):
    row = claim(bowls)
    offered = offer(row, 500)
    incidents.expire_due(NOON + 47 * HOUR)
    assert fresh(offered).waits

    with pytest.raises(agreeing.NoLonger):
        agreeing.accept(offered, side="buyer", by=None, at=NOON + 49 * HOUR)
    incidents.expire_due(NOON + 49 * HOUR)
    incidents.expire_due(NOON + 50 * HOUR)

    assert fresh(row).state == N.TO_DECIDE
    assert (fresh(offered).state, fresh(offered).lapsed_because) == (A.LAPSED, "unanswered")
    assert not Fact.objects.filter(name="orders.IncidentUnanswered").exists()


def test_a_message_is_no_answer_to_an_offer(bowls):
    row = claim(bowls)
    offer(row, 500)

    incidents.answer(fresh(row), side="buyer", text="J'y pense.", by=None, at=NOON)

    assert fresh(row).state == N.WAITING_BUYER


def test_nobody_answers_their_own_offer_nor_makes_two(bowls):
    row = claim(bowls)
    offered = offer(row, 500)

    with pytest.raises(agreeing.NotForYou):
        agreeing.accept(offered, side="seller", by=None, at=NOON)
    with pytest.raises(agreeing.OneWaits):
        offer(row, 600)
    assert (fresh(row).state, Arrangement.objects.count()) == (N.WAITING_BUYER, 1)


# --- What may be given ----------------------------------------------------------------------------


def test_no_more_is_offered_than_the_pieces_complained_of_are_worth(bowls):
    row = claim(bowls)

    with pytest.raises(agreeing.TooMuch, match="38,00"):
        offer(row, 3801)
    with pytest.raises(refunds.NothingToRefund):
        offer(row, 0)
    award = agreeing.award_of(row, {}, shipping_cents=791)
    with pytest.raises(agreeing.TooMuchDelivery):
        offer(row, None, award=award)
    assert not Arrangement.objects.exists()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(["offer", "accept", "refuse", "refund", "give", "expire", "return"]),
            st.sampled_from(["buyer", "seller"]),
            st.integers(min_value=-100, max_value=6000),
        ),
        min_size=3,
        max_size=9,
    )
)
def test_whatever_they_do_no_more_goes_back_than_was_paid(lune, moves):
    """Offers, answers, decisions and refunds by another way in any order: sums and states agree."""
    support, at = cast.operator(), NOON
    part = cast.sold((cast.offer(lune, price_cents=1900), 3))
    row = claim(part)
    for act, side, cents in moves:
        at += HOUR
        row = fresh(row)
        last = Arrangement.objects.filter(incident=row).last()
        try:
            with clock.at(at):
                if act == "offer":
                    offer(row, cents, side, at=at)
                elif act == "return":
                    take_back(row, side, at=at)
                elif act == "accept" and last:
                    agreeing.accept(last, side=side, by=None, at=at)
                elif act == "refuse" and last:
                    agreeing.refuse(last, side=side, by=None, at=at)
                elif act == "give" and row.is_open:
                    incidents.give(
                        row, cents, borne_by="operator", because="Geste.", by=support, at=at
                    )
                elif act == "refund":
                    refunds_by_another_way(part, max(cents, 0), at=at)
                elif act == "expire":
                    incidents.expire_due(at + 60 * HOUR)
        except incidents.Refusal:
            continue
    given_back = sum(
        Refund.objects.filter(seller_order=part).values_list("amount_cents", flat=True)
    )
    part.refresh_from_db()
    assert given_back == part.refunded_cents <= part.total_cents
    assert [*invariants.violations()] == []
    made = Arrangement.objects.filter(incident=row)
    assert made.count() <= 2
    assert not made.filter(state=A.PROPOSED).exclude(incident__state__in=OPEN).exists()


OPEN = (N.WAITING_BUYER, N.WAITING_SELLER, N.TO_DECIDE, N.TO_APPROVE)


@transaction.atomic
def refunds_by_another_way(part, cents, *, at):
    """The operator gives some of the goods back on the order itself, beside the complaint."""
    part.refresh_from_db()
    refunds.intend(
        part,
        lines={},
        amounts={part.lines.get().pk: cents},
        shipping_cents=0,
        cause=Refund.Cause.RETURNED,
        by=None,
        at=at,
    )


def test_what_was_refunded_meanwhile_makes_an_offer_lapse_and_says_so(bowls):
    row = claim(bowls)
    offered = offer(row, 3800)

    refunds_by_another_way(bowls, 3000, at=NOON)

    assert (fresh(offered).state, fresh(offered).lapsed_because) == (A.LAPSED, "overtaken")
    assert fresh(row).state == N.TO_DECIDE
    with pytest.raises(agreeing.NoLonger):
        agreeing.accept(offered, side="buyer", by=None, at=NOON)


def test_pieces_that_come_back_another_way_make_an_offer_lapse(bowls):
    row = claim(bowls, count=3)
    offered = offer(row, 5700)

    returns.ask(bowls, pieces={bowls.lines.get().pk: 3}, reason="withdrawal", by=None, at=NOON)

    assert fresh(offered).lapsed_because == "overtaken"
    assert not Refund.objects.exists()


def test_what_can_no_longer_be_kept_is_not_accepted(bowls):
    """The same, had nothing heard of it: asked again at the moment of the answer."""
    row = claim(bowls)
    offered = offer(row, 3800)
    with guards.down():
        bowls.lines.update(refunded_cents=3000)

    assert not agreeing.accept(offered, side="buyer", by=None, at=NOON)

    assert (fresh(offered).lapsed_because, fresh(row).state) == ("overtaken", N.TO_DECIDE)
    assert not Refund.objects.exists()


def test_a_decision_or_a_withdrawal_ends_what_waits(bowls):
    support = cast.operator()
    row = claim(bowls, count=1)
    offered = offer(row, 500)
    incidents.reject(fresh(row), because="Rien ne le montre.", by=support, at=NOON)
    assert (fresh(offered).state, fresh(offered).lapsed_because) == (A.LAPSED, "closed")

    row = claim(bowls, count=1, kind="wrong")
    offered = offer(row, 500)
    incidents.withdraw(fresh(row), by=None, at=NOON)
    assert fresh(offered).lapsed_because == "closed"
    with pytest.raises(agreeing.NoLonger):
        agreeing.accept(offered, side="buyer", by=None, at=NOON)


def test_a_decision_that_waits_for_finance_ends_what_waits(lune):
    part = cast.sold(cast.offer(lune, price_cents=20000))
    row = claim(part, count=1)
    offered = offer(row, 500)

    incidents.refund(
        fresh(row),
        incidents.whole(row),
        borne_by="operator",
        because="Fêlé.",
        by=cast.operator("support"),
        at=NOON,
    )

    assert (fresh(row).state, fresh(offered).lapsed_because) == (N.TO_APPROVE, "taken_up")
    with pytest.raises(agreeing.NotNow):
        offer(row, 100)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["accept", "refuse", "give", "withdraw", "counter"])
def test_of_two_who_move_at_once_one_wins(lune, odile, other):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    part = cast.sold((cast.offer(lune, price_cents=1900), 3))
    row = claim(part)
    offered, row = offer(row, 1500), fresh(row)
    acts = {
        "accept": lambda: agreeing.accept(offered, side="buyer", by=None, at=NOON),
        "refuse": lambda: agreeing.refuse(offered, side="buyer", by=None, at=NOON),
        "give": lambda: incidents.give(
            row, 700, borne_by="operator", because="Un geste.", by=odile, at=NOON
        ),
        "withdraw": lambda: incidents.withdraw(row, by=None, at=NOON),
        "counter": lambda: offer(row, 2000, side="buyer"),
    }

    refused = race(
        lambda: agreeing.accept(fresh(offered), side="buyer", by=None, at=NOON), acts[other]
    )

    assert len(refused) == 1
    assert isinstance(refused[0], incidents.Refusal)
    assert Refund.objects.count() <= 1
    assert [*invariants.violations()] == []


# --- Counterfeits and other problems --------------------------------------------------------------


def test_a_counterfeit_is_shown_and_settled_by_the_operator_alone(bowls, odile_of_lune):
    with pytest.raises(incidents.ProofMissing):
        claim(bowls, kind="counterfeit")
    assert not Incident.objects.exists()

    row = claim(bowls, kind="counterfeit", photos=evidence.keep([jpeg()]))

    with pytest.raises(incidents.ByUsAlone):
        offer(row, 500)
    with pytest.raises(incidents.ByUsAlone):
        incidents.concede(row, by=odile_of_lune, at=NOON)
    queue = next(q for q in console.COMPLAINTS if q.query == "todo=decide")
    assert list(queue.rows(NOON)) == [row]
    assert fresh(row).state == N.WAITING_SELLER


def test_another_problem_is_complained_of(bowls):
    assert offer(claim(bowls, kind="other"), 500).cents == 500


def test_the_buyer_reads_what_shows_each_problem_before_sending(client, alice, bowls):
    client.force_login(alice)
    way = reverse("shop-incident-new", args=[bowls.order.number, bowls.pk])

    page = client.get(way).content.decode()

    assert "une photo de l&#x27;article, une autre du carton" in page
    assert "Notre service client tranche dans tous les cas" in page
    typed = {f"q{bowls.lines.get().pk}": 1, "kind": "counterfeit", "text": "La marque le dit."}
    refused = client.post(way, typed).content.decode()
    assert "joignez au moins une photo ou un PDF" in refused
    assert "La marque le dit." in refused


# --- Pages and letters ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_seller_offers_and_the_buyer_accepts_on_their_pages(
    client, alice, bowls, odile_of_lune
):
    row = claim(bowls)
    mail.outbox.clear()
    client.force_login(odile_of_lune)
    page, line = reverse("seller-incident", args=[row.number]), row.lines.get().line_id
    assert "Proposer un arrangement" in client.get(page).content.decode()
    typed = {"act": "offer", "kind": "refund", f"c{line}": "15", "words": "Gardez-les."}
    empty = client.post(page, {**typed, f"c{line}": ""}).content.decode()
    assert "Indiquez un montant." in empty
    label = re.search(rf'<label[^>]*for="id_c{line}".*?</label>', empty, re.DOTALL)[0]
    assert "(facultatif)" not in label

    sent = client.post(page, typed, follow=True).content.decode()
    assert "Votre proposition est partie : l&#x27;acheteur y répond." in sent

    (letter,) = mail.outbox
    assert letter.to == [bowls.order.email]
    assert "vous propose 15,00" in letter.body
    mail.outbox.clear()
    client.force_login(alice)
    page = reverse("shop-incident", args=[bowls.order.number, row.number])
    text = client.get(page).content.decode()
    assert "Gardez-les." in text
    offered = Arrangement.objects.get()
    assert client.post(page, {"act": "accept", "offer": offered.pk + 1}).status_code == 404
    client.post(page, {"act": "accept", "offer": offered.pk})
    assert fresh(row).awarded_cents == 1500
    assert "Votre accord" in client.get(page).content.decode()
    assert [mail_.to for mail_ in mail.outbox if row.number in mail_.subject] == [
        [bowls.order.email],
        [bowls.seller.email],
    ]


@pytest.mark.django_db(transaction=True)
def test_each_move_writes_one_letter_to_each_side_it_concerns(bowls):
    row = claim(bowls)
    buyer, seller = [bowls.order.email], [bowls.seller.email]

    def written():
        told = [letter.to for letter in mail.outbox]
        mail.outbox.clear()
        return told

    written()
    first = offer(row, 500)
    assert written() == [buyer]
    second = offer(row, 3000, side="buyer")
    assert written() == [seller]
    agreeing.refuse(second, side="seller", by=None, at=NOON)
    assert written() == [buyer, seller]  # the last one: both read that we decide
    assert fresh(first).state == A.COUNTERED

    other = claim(bowls, count=1, kind="wrong")
    written()
    agreeing.refuse(offer(other, 500), side="buyer", by=None, at=NOON)
    assert written() == [buyer, seller]  # the offer, then its answer
    offer(other, 600)
    written()
    incidents.expire_due(NOON + 49 * HOUR)
    assert written() == [buyer, seller]


@pytest.mark.django_db(transaction=True)
def test_an_agreed_return_writes_one_letter_to_each_side(bowls):
    row = claim(bowls)
    offered = take_back(row)
    mail.outbox.clear()

    agreeing.accept(offered, side="buyer", by=None, at=NOON)

    assert sorted(letter.to for letter in mail.outbox) == sorted(
        [[bowls.order.email], [bowls.seller.email]]
    )


def test_a_stranger_answers_nothing(client, bowls, brun):
    row = claim(bowls)
    offered = offer(row, 500)
    client.force_login(brun.members.get().user)
    page = reverse("seller-incident", args=[row.number])
    assert client.post(page, {"act": "accept", "offer": offered.pk}).status_code == 404
    client.logout()
    page = reverse("shop-incident", args=[bowls.order.number, row.number])
    assert client.post(page, {"act": "accept", "offer": offered.pk}).status_code == 404
    assert fresh(offered).waits


# --- The operator's file --------------------------------------------------------------------------


def test_the_file_shows_the_offers_and_what_the_rules_suggest(client, bowls):
    row = claim(bowls)
    agreeing.refuse(offer(row, 500), side="buyer", by=None, at=NOON)
    agreeing.refuse(offer(row, 900), side="buyer", by=None, at=NOON)
    client.force_login(cast.operator("support"))

    text = client.get(reverse("admin:orders_incident_change", args=[row.pk])).content.decode()

    text = text.replace("\xa0", " ").replace("&#x27;", "'")
    assert "Le vendeur propose un remboursement de 9,00" in text
    assert "Rembourser au moins 9,00" in text
    assert "il admet devoir cette somme" in text
    assert "Part des réclamations remboursées" in text
    assert "arrangement proposé par le vendeur" in text


def test_the_rules_suggest_by_what_the_file_holds(bowls):
    def suggested(row, at=NOON):
        return suggestion.of(incident_file.one(pk=row.pk), at)

    row = claim(bowls, count=1)
    assert suggested(row).text == "Attendre la réponse du vendeur"
    late = suggested(row, NOON + 49 * HOUR)
    assert (late.text, late.borne_by) == ("Rembourser ce qui est réclamé", "seller")
    incidents.answer(row, side="seller", text="Parti intact.", by=None, at=NOON)
    assert suggested(row).text == "Demander des photos à l'acheteur"
    incidents.answer(
        fresh(row), side="buyer", text="Voici.", photos=evidence.keep([jpeg()]), by=None, at=NOON
    )
    assert "L217-7" in suggested(row).why
    incidents.withdraw(fresh(row), by=None, at=NOON)
    assert suggested(row) is None


# --- What the database keeps ----------------------------------------------------------------------


def test_an_offer_is_never_rewritten_and_two_never_wait(bowls):
    row = claim(bowls)
    offered = offer(row, 500)

    for column, value in (("cents", 1), ("award", {}), ("side", "buyer")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arrangement.objects.filter(pk=offered.pk).update(**{column: value})
    agreeing.refuse(offered, side="buyer", by=None, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrangement.objects.filter(pk=offered.pk).update(state="accepted")


def test_verify_names_an_arrangement_that_its_complaint_did_not_keep(bowls):
    row = claim(bowls)
    offered = offer(row, 500)
    agreeing.accept(offered, side="buyer", by=None, at=NOON)
    assert [*invariants.violations()] == []

    with guards.down():
        Arrangement.objects.filter(pk=offered.pk).update(cents=501)

    assert f"complaint {row.number} did not end as its arrangement says" in [
        *invariants.violations()
    ]


# --- Looked at again ------------------------------------------------------------------------------


def test_a_rejected_complaint_is_contested_and_decided_by_somebody_else(client, alice, bowls):
    judge, other = cast.operator("support"), cast.operator("support")
    row = claim(bowls, photos=evidence.keep([jpeg()]))
    incidents.answer(row, side="seller", text="Parti intact.", by=None, at=NOON)
    incidents.reject(fresh(row), because="Rien ne le montre.", by=judge, at=NOON)
    client.force_login(alice)
    page = reverse("shop-incident", args=[bowls.order.number, row.number])
    contest = appeals.link("orders.IncidentDecided", row)
    assert contest in client.get(page).content.decode()
    appeals.ask(appeals.last("orders.IncidentDecided", row), text="Voyez.", by=alice, at=NOON)

    again = incidents.take_up(fresh(row), because="La photo le montre.", by=other, at=NOON)

    assert [(word.side, word.text) for word in again.words.all()] == [
        ("buyer", "Deux éclats sur le bord."),
        ("seller", "Parti intact."),
    ]
    assert again.words.first().photos.count() == 1
    assert again.number in client.get(page).content.decode()
    assert again in Incident.objects.open()  # the payout waits again
    cast.heard(again)
    with pytest.raises(incidents.DecidedBefore):
        incidents.reject(fresh(again), because="Toujours rien.", by=judge, at=NOON)
    incidents.refund(
        fresh(again), incidents.whole(again), borne_by="seller", because="Oui.", by=other, at=NOON
    )
    assert fresh(again).awarded_cents == 3800
    with pytest.raises(incidents.NotRejected):
        incidents.take_up(fresh(row), because="Encore.", by=other, at=NOON)
    assert [*invariants.violations()] == []


def test_only_what_was_rejected_is_taken_up(bowls):
    row = claim(bowls)
    with pytest.raises(incidents.NotRejected):
        incidents.take_up(row, because="Pour voir.", by=cast.operator("support"), at=NOON)
    assert Incident.objects.count() == 1
