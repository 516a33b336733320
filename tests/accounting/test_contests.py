"""A seller contests a document issued in their name, within the delay; finance answers once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounting import tasks
from accounting.documents import contests
from accounting.models import Invoice
from marketplace.shared import clock
from marketplace.shared.models import Fact
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAYS = 15
WRONG = {"because": "Le taux de TVA devrait être de 5,5 %."}


@pytest.fixture
def invoice(lune):
    with clock.at(NOON):
        cast.rules(mandate_contest_days=DAYS)
        part = cast.sold(cast.offer(lune))
    return Invoice.objects.get(seller_order=part)


def page(invoice):
    return reverse("seller-invoice-contest", args=[invoice.pk])


@pytest.mark.parametrize(("days", "goes"), [(DAYS, True), (DAYS + 1, False)])
def test_a_document_is_contested_until_the_last_day_of_the_delay(client, lune, invoice, days, goes):
    client.force_login(cast.owner_of(lune))

    with clock.at(NOON + timedelta(days=days)):
        answer = client.post(page(invoice), WRONG)
        listed = client.get(reverse("seller-invoices")).content.decode()

    assert contests.waits(invoice) == goes
    assert (answer.status_code == 302) == goes
    assert ("réponse attendue" in listed) == goes


def test_a_contest_waits_for_finance_which_answers_once(client, lune, invoice):
    with clock.at(NOON):
        contests.contest(invoice, by=cast.owner_of(lune), at=NOON, **WRONG)
        with pytest.raises(contests.AlreadyContested):
            contests.contest(invoice, by=cast.owner_of(lune), at=NOON, **WRONG)
        finance = cast.proven(client, cast.operator("finance"))
        verb = reverse("admin:accounting_invoice_answer", args=[invoice.pk])
        waits = finance.get(reverse("admin:accounting_invoice_changelist"), {"contest": "waiting"})
        assert [row.pk for row in waits.context["cl"].result_list] == [invoice.pk]
        assert "Le taux de TVA" in finance.get(verb).content.decode()
        mail.outbox.clear()

        finance.post(verb, {"because": "Le taux est celui de la catégorie : rien ne change."})
        tasks.tell_contest_answered(invoice_id=invoice.pk)

        assert not contests.waiting().exists()
        (letter,) = [each for each in mail.outbox if each.to == [lune.email]]
        assert "rien ne change" in letter.body
        assert finance.get(verb).status_code == 302
    assert Fact.objects.filter(name=contests.ANSWERED).count() == 1


def test_only_documents_in_the_sellers_name_are_contested_here(lune, invoice):
    invoice.kind = Invoice.Kind.COMMISSION

    with pytest.raises(contests.NotInYourName):
        contests.contest(invoice, by=cast.owner_of(lune), at=NOON, **WRONG)

    assert not contests.told([invoice])


def test_who_may_only_read_is_offered_no_contest(client, lune, invoice):
    reader = cast.user("lecteur@example.test")
    lune.members.create(user=reader, role="reader", joined_at=NOON)
    contest = reverse("seller-invoice-contest", args=[invoice.pk])

    shown = {}
    for person in (cast.owner_of(lune), reader):
        client.force_login(person)
        with clock.at(NOON + timedelta(days=1)):
            shown[person] = client.get(reverse("seller-invoices")).content.decode()

    assert contest in shown[cast.owner_of(lune)]
    assert contest not in shown[reader]
    assert f"{invoice.issued_on.year}" in shown[reader].partition('data-label="Date"')[2][:60]
