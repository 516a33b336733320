"""Whoever asks about selling here is one record until it ends, and is forgotten in time."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.shared import clock, pace
from marketplace.shared.models import Fact, User
from sellers.application import onboarding
from sellers.events import SellerApplied
from sellers.models import Prospect, Seller
from sellers.prospects import file, prospects
from sellers.states import ProspectState
from sellers.tasks import forget_prospects
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = "/vendre/contact/"
SAID = {
    "name": "Nina Roux",
    "email": "Nina@Gres.example",
    "makes": "Des bols en grès",
    "message": "Prenez-vous les débutants ?",
    "from": "/vendre/?utm_source=salon&utm_campaign=automne&price=49",
}


def drawn(seconds=10):
    return pace.mark(timezone.now() - timedelta(seconds=seconds))


def write(client=None, **said):
    return (client or Client()).post(CONTACT, {**SAID, "drawn": drawn(), **said})


def asked(email="nina@gres.example", **told):
    told = {"name": "Nina", "makes": "Des bols", **told}
    return prospects.ask(
        email,
        told,
        message="Bonjour",
        language="fr",
        source={},
        consent="",
        at=told.pop("at", None) or clock.now(),
    )


def names():
    facts = Fact.objects.filter(name__startswith="sellers.Prospect").order_by("pk")
    return [name.removeprefix("sellers.Prospect") for name in facts.values_list("name", flat=True)]


def test_who_writes_twice_is_one_prospect_and_waits_again():
    answer = write()
    row = Prospect.objects.get()
    prospects.contact(row, note="Rappelée, hésite", by=None, at=clock.now())
    write(
        makes="Des bols et des théières", message="Toujours intéressée", HTTP_ACCEPT_LANGUAGE="en"
    )

    assert answer.status_code == 302
    assert "message est arrivé" in str(next(iter(get_messages(answer.wsgi_request))))
    again = Prospect.objects.get()
    assert (again.state, again.email) == (ProspectState.NEW, "nina@gres.example")
    assert again.makes == SAID["makes"], "nobody who knows an address changes what was told"
    assert [word.get("told", {}).get("makes") for word in again.words] == [
        SAID["makes"],
        None,
        "Des bols et des théières",
    ]
    panel = file.of_prospect(again).main[0]
    whole = [str(shown) for _when, shown in panel.rows]
    assert "Fait ou vend : Des bols et des théières" in whole[0]
    assert "Fait ou vend : Des bols en grès" in whole[-1]
    assert [word["text"] for word in again.words] == [
        "Prenez-vous les débutants ?",
        "Rappelée, hésite",
        "Toujours intéressée",
    ]
    assert again.source == {"page": "/vendre/", "utm_source": "salon", "utm_campaign": "automne"}
    assert "effacées" in again.consent_text
    assert names() == ["Asked", "Contacted", "Asked"]
    receipt = mail.outbox[0]
    assert receipt.to == ["nina@gres.example"]
    for typed in ("Nina", "grès", "débutants"):
        assert typed not in receipt.body, "a stranger's mailbox is sent nobody's words"
    with pytest.raises(IntegrityError), transaction.atomic():
        Prospect.objects.create(
            email="nina@gres.example", asked_at=timezone.now(), heard_at=timezone.now()
        )


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"email": "nina@localhost"}, 422, "nom@exemple.fr"),
        ({"name": "", "makes": ""}, 422, "Dites-nous comment vous appeler."),
        ({"site": "javascript:alert(1)"}, 422, "Écrivez une adresse complète"),
        ({"site": "ftp://gres.example/x"}, 422, "Écrivez une adresse complète"),
        ({"phone": "12"}, 422, 'class="errorlist"'),
        ({"aisles": ["Ailleurs"]}, 422, 'class="errorlist"'),
        ({"drawn": ""}, 429, "plus vite qu"),
        ({"drawn": pace.mark(timezone.now() + timedelta(days=1))}, 429, "plus vite qu"),
        ({"message": "x" * 2001}, 422, "2000"),
        ({"name": "Ni\x00na"}, 422, 'class="errorlist"'),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(said, status, sentence):
    cast.category()
    answer = write(**said)

    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page.replace("&#x27;", "'")
    assert "Prenez-vous les débutants" in page or "message" in said
    assert 'value="/vendre/?utm_source=salon' in page, "where they came from is kept"
    assert not Prospect.objects.exists()


def test_programs_and_the_impatient_are_kept_out():
    trapped = write(homepage="https://spam.example")
    assert trapped.status_code == 302, "it learns nothing"
    assert not Prospect.objects.exists()

    client = Client()
    for turn in range(6):
        last = write(client, email=f"nina{turn}@gres.example")
    assert last.status_code == 429
    assert "réessayez dans une heure" in last.content.decode()
    assert Prospect.objects.count() == 5
    elsewhere = [
        Client(REMOTE_ADDR=f"192.0.2.{turn}").post(CONTACT, {**SAID, "drawn": drawn()})
        for turn in range(4)
    ]
    assert [answer.status_code for answer in elsewhere] == [302, 302, 302, 429]


def test_an_invitation_ties_the_application_to_its_prospect():
    row = asked(company="Grès de Nina")
    prospects.invite(row, message="Venez <b>vite</b>.", by=None, at=clock.now())
    letter = next(one for one in mail.outbox if "Venez" in one.body)
    link = re.search(r"(/vendre/candidature/\?p=[^\s)]+)", letter.body)[1]
    client = Client()
    client.force_login(
        User.objects.create(email="autre@gres.example", email_proven_at=timezone.now())
    )

    page = client.get(link).content.decode()
    client.post(link, {"name": "Grès de Nina"})
    row.refresh_from_db()
    shop = Seller.objects.get(name="Grès de Nina")

    assert 'value="Grès de Nina"' in page, "what is known is not asked again"
    assert (row.seller, row.state) == (shop, ProspectState.CONTACTED)
    assert client.get("/vendre/candidature/?p=forged").status_code == 302
    Seller.objects.filter(pk=shop.pk).update(state="applied")
    with transaction.atomic():
        prospects.on_applied(SellerApplied(seller_id=shop.pk))
    row.refresh_from_db()
    assert row.state == ProspectState.APPLIED
    assert names() == ["Asked", "Invited", "Began", "Applied"]


def test_whoever_applies_from_the_same_mailbox_is_recognised():
    row, stranger = asked(), asked("autre@x.example")
    nina = User.objects.create(email="nina@gres.example", email_proven_at=timezone.now())

    shop = onboarding.begin(nina, name="Grès de Nina", at=clock.now())

    row.refresh_from_db()
    stranger.refresh_from_db()
    assert (row.seller, stranger.seller) == (shop, None)


@pytest.mark.parametrize("message", ["Prenez-vous les débutants ?", ""])
def test_the_button_pressed_twice_is_one_message_and_one_receipt(message):
    write(message=message)
    row = Prospect.objects.get()
    write(message=message)
    again = Prospect.objects.get()

    assert (again.words, again.heard_at, names()) == (row.words, row.heard_at, ["Asked"])
    assert len(mail.outbox) == 1
    write(message=message, phone="04 93 00 00 00")
    assert names() == ["Asked", "Asked"], "who tells more is heard"


def test_nobody_is_kept_without_contact_nor_against_their_will():
    then = timezone.now() - timedelta(days=1100)
    old, fresh, done = asked("a@x.example", at=then), asked("b@x.example"), asked("c@x.example")
    prospects.decline(done, note="Trop tôt", by=None, at=clock.now())
    prospects.erase(done, by=None, at=clock.now())

    forget_prospects()

    for row in (old, fresh, done):
        row.refresh_from_db()
    assert fresh.email == "b@x.example"
    for row, state in ((old, ProspectState.CLOSED), (done, ProspectState.DECLINED)):
        assert (row.name, row.email, row.makes, row.words) == ("", "", "", [])
        assert row.state == state
        assert row.erased_at
        with pytest.raises(prospects.NobodyThere):
            prospects.contact(row, note="?", by=None, at=clock.now())
    told = str(list(Fact.objects.values_list("data", "because")))
    for personal in ("x.example", "Nina", "bols", "Trop tôt", "Bonjour"):
        assert personal not in told, "facts are for ever: nothing of a prospect is in them"


def test_the_console_lists_prospects_and_acts_on_them(client, odile, django_assert_max_num_queries):
    client.force_login(odile)
    row = asked(company="Grès <de> Nina")
    listing = reverse("admin:sellers_prospect_changelist")
    assert "Prospects à contacter" in client.get(reverse("admin:index")).content.decode()
    for turn in range(8):
        asked(f"n{turn}@x.example")
    client.get(listing)
    with django_assert_max_num_queries(25):
        page = client.get(listing, {"state__exact": "new"}).content.decode()
    assert "Grès &lt;de&gt; Nina" in page

    def press(verb, **data):
        return client.post(
            reverse(f"admin:sellers_prospect_{verb}", args=[row.pk]), data, follow=True
        )

    assert "Notez en quelques mots" in press("contacter", note=" ").content.decode()
    file = client.get(reverse("admin:sellers_prospect_change", args=[row.pk])).content.decode()
    assert "file-note" not in file, "a note is a fact, which cannot be erased"
    stale = prospects.mark(row)
    prospects.invite(row, message="", by=odile, at=clock.now())
    assert "vient de faire avancer" in press("decliner", note="Non", seen=stale).content.decode()
    row.refresh_from_db()
    assert row.state == ProspectState.CONTACTED
    assert "<b>Rappeler</b>" not in press("contacter", note="<b>Rappeler</b>").content.decode()
    press("decliner", note="Trop tôt")
    row.refresh_from_db()
    assert row.state == ProspectState.DECLINED
    asked()  # she writes again: another record
    refused = press("reprendre").content.decode()
    assert "a écrit de nouveau depuis" in refused
    assert "est effacé" in press("effacer").content.decode()
    assert "Prospect n°" in client.get(
        reverse("admin:sellers_prospect_change", args=[row.pk])
    ).content.decode().replace("\xa0", " ")


def test_two_tabs_send_one_invitation_and_a_second_one_is_meant(client, odile):
    cast.proven(client, odile)
    row = asked()
    first = reverse("admin:sellers_prospect_inviter", args=[row.pk])
    seen = re.search(r'name="seen" value="(\d+)"', client.get(first).content.decode())[1]

    def letters():
        return [one for one in mail.outbox if "/vendre/candidature/?p=" in one.body]

    # both tabs were opened before anything was sent
    for _tab in range(2):
        answer = client.post(first, {"message": "Venez", "seen": seen}, follow=True)
    assert "n&#x27;est plus possible" in answer.content.decode()
    assert len(letters()) == 1
    with pytest.raises(prospects.AlreadyInvited) as refused:
        prospects.invite(row, message="Encore", by=None, at=clock.now())
    assert "déjà partie le" in str(refused.value)
    assert (len(letters()), names()) == (1, ["Asked", "Invited"])

    again = reverse("admin:sellers_prospect_reinviter", args=[row.pk])
    page = client.get(again).content.decode()
    assert "Une invitation est déjà partie le" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    for _tab in range(2):
        answer = client.post(again, {"message": "Toujours libre ?", "seen": seen}, follow=True)
    assert "vient de faire avancer" in answer.content.decode()
    assert len(letters()) == 2
