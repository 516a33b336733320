"""What the operator answers to a buyer's bank: kept first, sent once, and told."""

import pytest
from django.urls import reverse

from accounting import invariants as accounting_invariants
from marketplace.shared import clock
from marketplace.shared.gateway import rehearsal
from marketplace.shared.gateway.protocol import Evidence
from marketplace.shared.models import Fact, SandboxMove, SandboxPayment, SandboxSettings
from orders import invariants as orders_invariants
from orders.models import Dispute, DisputeAnswer
from orders.money import disputes
from orders.states import AnswerState, DisputeState
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + disputes.PATIENCE


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def dispute(lune):
    part = cast.sold((cast.offer(lune), 2))
    payment = SandboxPayment.objects.get(ref=part.order.payment.ref)
    return disputes.sync(rehearsal.open_dispute(payment, at=NOON).ref, at=NOON)


def page(row, verb="change"):
    return reverse(f"admin:orders_{row._meta.model_name}_{verb}", args=[row.pk])


def proof(text="Livré le 3 octobre, signé."):
    return Evidence(text=text)


def switch(**how):
    SandboxSettings.objects.update_or_create(pk=1, defaults=how)


def test_evidence_is_drafted_from_the_sale_corrected_and_sent_from_the_file(client, dispute):
    cast.proven(client, cast.operator("support"))
    parcel = dispute.payment.order.seller_orders.get().shipments.get()

    assert page(dispute, "contester") in client.get(page(dispute)).content.decode()
    drafted = client.get(page(dispute, "contester")).context["form"].initial
    client.post(page(dispute, "contester"), {**drafted, "text": "Signé par la voisine."})

    assert parcel.tracking in drafted["shipping_tracking"]
    assert dispute.payment.order.number in drafted["text"]
    answer = DisputeAnswer.objects.get()
    assert (answer.state, answer.kind) == (AnswerState.SENT, "contest")
    sent = SandboxMove.objects.get(ref=dispute.ref).told
    assert (sent["text"], sent["key"]) == ("Signé par la voisine.", answer.uid)
    assert Fact.objects.filter(name="orders.DisputeContested").count() == 1
    after = client.get(page(dispute)).content.decode()
    assert page(dispute, "contester") not in after
    assert "Signé par la voisine." in after


def test_a_bank_takes_one_answer(dispute, odile):
    disputes.contest(dispute, proof(), by=odile, at=NOON)

    with pytest.raises(disputes.AlreadyAnswered):
        disputes.accept(dispute, because="Trop tard", by=odile, at=NOON)

    assert DisputeAnswer.objects.count() == 1
    assert Dispute.objects.get().state == DisputeState.OPEN


def test_after_the_delay_nothing_is_sent(dispute, odile):
    with pytest.raises(disputes.AnsweredTooLate):
        disputes.contest(dispute, proof(), by=odile, at=dispute.answer_by + disputes.PATIENCE)

    assert not DisputeAnswer.objects.exists()


def test_a_loss_that_is_accepted_is_booked_as_one(dispute, odile):
    disputes.accept(dispute, because="Le colis ne porte pas de signature.", by=odile, at=NOON)

    dispute.refresh_from_db()
    assert dispute.state == DisputeState.LOST
    assert SandboxMove.objects.get(ref=dispute.ref).state == "lost"
    assert [*orders_invariants.violations(), *accounting_invariants.violations()] == []


@pytest.mark.parametrize("fault", [{"is_down": True}, {"loses_answers": True}])
def test_an_answer_without_an_answer_is_sent_again_once(dispute, odile, fault):
    switch(**fault)
    disputes.contest(dispute, proof(), by=odile, at=NOON)
    assert DisputeAnswer.objects.get().state == AnswerState.TO_SEND
    switch(is_down=False, loses_answers=False)

    for _sweep in range(2):
        disputes.reconcile(LATER)

    assert DisputeAnswer.objects.get().state == AnswerState.SENT
    assert Fact.objects.filter(name="orders.DisputeContested").count() == 1


def test_what_the_provider_refuses_is_said_and_may_be_answered_again(dispute, odile):
    rehearsal.close_dispute(SandboxMove.objects.get(ref=dispute.ref), won=False, at=NOON)

    disputes.contest(dispute, proof(), by=odile, at=NOON)

    answer = DisputeAnswer.objects.get()
    assert (answer.state, answer.refusal) == (AnswerState.REFUSED, "dispute_closed")
    assert dispute.standing_answer is None
