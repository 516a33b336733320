"""Somebody without an account is invited: the letter makes one and lets them in, at once."""

import html
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from marketplace.console import colleagues, people
from marketplace.shared import clock, proposals
from marketplace.shared.models import ProposedChange, TeamInvitation, User
from marketplace.shared.templatetags.ui import when
from marketplace.tasks import send_team_invitation, send_team_invitation_over
from sellers.models import Member
from sellers.tasks import send_invitation
from sellers.team import team
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHO = {"first_name": "Nina", "last_name": "Roy", "password": "une-phrase-longue"}


@pytest.fixture(autouse=True)
def _noon(texts):
    with clock.at(NOON):
        yield


def shop_letter(lune, email: str = "nina@exemple.fr") -> str:
    """The page that the letter of a shop's invitation opens."""
    row = team.invite(lune, email=email, role="orders", by=cast.owner_of(lune), at=NOON)
    send_invitation.run(invitation_id=row.pk)
    return re.search(r"http://[^/]+(/[^\s)]*invitation[^\s)]*)", mail.outbox[-1].body)[1]


def team_letter(chief, email: str = "nina@exemple.fr") -> str:
    """The page that the letter of the operator's invitation opens."""
    row = colleagues.invite(email, roles=["support"], because="Renfort", by=chief, at=NOON)
    return again(row)


def again(row) -> str:
    send_team_invitation.run(invitation_id=row.pk)
    return re.search(r"(/compte/equipe/[^\s)]+)", mail.outbox[-1].body)[1]


def way_in(client, letter: str) -> str:
    """The link to a new account on a letter's page."""
    return re.search(r'href="(/compte/signup/[^"]+)"', client.get(letter).content.decode())[1]


def test_a_shops_letter_makes_the_account_and_joins(client, lune):
    join = way_in(client, shop_letter(lune))
    assert "nina@exemple.fr" in client.get(join).content.decode()
    weak = client.post(join, WHO | {"password": "nina"})
    assert weak.context["form"].errors.keys() == {"password"}

    answer = client.post(join, WHO)

    assert answer.url == reverse("seller-home")
    nina = User.objects.get(email="nina@exemple.fr")
    assert (nina.is_proven, nina.get_full_name()) == (True, "Nina Roy")
    assert Member.objects.get(user=nina).role == "orders"
    assert client.get(reverse("seller-home")).status_code == 200
    assert client.post(join, WHO).status_code == 302, "a letter serves once"
    assert User.objects.filter(email="nina@exemple.fr").count() == 1


def test_an_account_written_another_way_signs_in_and_is_not_made_twice(client, lune):
    nina = cast.user("nina@exemple.fr")
    cast.proven(client, cast.owner_of(lune))
    sent = client.post(reverse("seller-team"), {"email": " Nina@Exemple.FR ", "role": "orders"})
    assert sent.status_code == 302
    row = lune.invitations.get()
    send_invitation.run(invitation_id=row.pk)
    letter = re.search(r"http://[^/]+(/[^\s)]*invitation[^\s)]*)", mail.outbox[-1].body)[1]
    stranger = Client()
    assert stranger.get(way_in(stranger, letter)).url.startswith(reverse("account_login"))

    stranger.force_login(nina)
    stranger.post(letter, {"accept": "1"})
    assert Member.objects.get(user=nina).seller == lune


def test_an_account_that_somebody_only_typed_gives_way_to_the_reader(client, lune):
    shell = User.objects.create_user("nina@exemple.fr", "not-ninas-choice")
    client.post(way_in(client, shop_letter(lune)), WHO)
    nina = User.objects.get(email="nina@exemple.fr")
    assert (nina.pk != shell.pk, nina.check_password(WHO["password"])) == (True, True)


def test_the_operators_letter_makes_the_account_and_proposes_the_roles(client, odile, lune):
    other = cast.operator()
    join = way_in(client, team_letter(odile))

    assert client.post(join, WHO).url == reverse("account")

    nina = User.objects.get(email="nina@exemple.fr")
    assert not nina.is_staff, "rights are never given by one person at once"
    change = ProposedChange.objects.get()
    assert (change.proposed_by, change.after) == (odile, {"roles": ["support"]})
    waits = "attendent une approbation"
    page = client.get(reverse("account")).content.decode()
    assert waits in page
    assert when(change.takes_effect_at) in page, "until when"
    send_team_invitation_over.run(invitation_id=TeamInvitation.objects.get().pk)
    assert mail.outbox[-1].to == [odile.email]
    proposals.approve(change, by=other, at=NOON)
    nina.refresh_from_db()
    assert (nina.is_staff, [*nina.groups.values_list("name", flat=True)]) == (True, ["support"])
    client.force_login(nina)
    assert waits not in client.get(reverse("account")).content.decode()


def test_whoever_joins_alone_is_told_so_and_nothing_of_the_teams_own_rules(client, odile, lune):
    letter = team_letter(odile, "alice@example.test")
    alice = User.objects.filter(email="alice@example.test").first() or cast.user(
        "alice@example.test"
    )
    client.force_login(alice)
    before = html.unescape(client.get(letter).content.decode())

    after = html.unescape(client.post(letter, {"accept": "1"}, follow=True).content.decode())

    change = ProposedChange.objects.get()
    assert "un jour après votre réponse" in before
    assert "Vous avez rejoint l'équipe." in after
    assert when(change.takes_effect_at) in after
    for page in (before, after):
        for words in ("tous les droits", "Proposition enregistrée", "approuve", "approbation"):
            assert words not in page, words
    send_team_invitation_over.run(invitation_id=TeamInvitation.objects.get().pk)
    told = mail.outbox[-1]
    assert reverse("admin:shared_proposedchange_change", args=[change.pk]) in told.body
    assert "approuve" not in told.body, "nobody else could"


def test_an_invitation_of_the_operator_lasts_two_weeks_and_only_the_newest_letter_opens(
    client, odile
):
    letter = team_letter(odile)
    row = TeamInvitation.objects.get()
    with pytest.raises(colleagues.AlreadyInvited):
        colleagues.invite(row.email, roles=["finance"], because="x", by=odile, at=NOON)
    colleagues.resend(row, by=odile, at=NOON + DAY)
    newest = again(row)
    with clock.at(NOON + 15 * DAY):
        assert (client.get(letter).status_code, client.get(newest).status_code) == (404, 200)
    with clock.at(NOON + 16 * DAY):
        assert client.get(newest).status_code == 404
        assert (
            client.get(reverse("account-join", args=["equipe", newest.split("/")[-2]])).url
            == newest
        )
    row.refresh_from_db()
    colleagues.withdraw(row, by=odile, at=NOON)
    send_team_invitation_over.run(invitation_id=row.pk)
    assert mail.outbox[-1].to == [row.email]
    assert client.get(newest).status_code == 404


def test_it_is_declined_without_an_account_and_accepted_by_its_reader_only(
    client, odile, charlie, alice
):
    letter = team_letter(odile, alice.email)
    client.force_login(charlie)
    client.post(letter, {"accept": "1"})
    assert not ProposedChange.objects.exists()
    client.force_login(alice)
    client.post(letter, {"accept": "1"})
    assert TeamInvitation.objects.get().state == "accepted"
    alice.refresh_from_db()
    assert alice.is_staff, "nothing was sold yet: at once"

    client.logout()
    client.post(team_letter(odile), {"decline": "1"})
    row = TeamInvitation.objects.get(email="nina@exemple.fr")
    assert row.state == "declined"
    send_team_invitation_over.run(invitation_id=row.pk)
    assert mail.outbox[-1].to == [odile.email]
    assert not User.objects.filter(email="nina@exemple.fr").exists()


def test_only_who_holds_every_right_invites_and_an_author_without_it_invites_nobody(
    client, odile, lune, alice
):
    page = reverse("admin:shared_teaminvitation_invite")
    sent = {"email": "Alice@Example.Test", "roles": ["support"], "because": "Renfort"}
    cast.proven(client, cast.operator("sellers"))
    assert client.post(page, sent).status_code == 404
    cast.proven(client, odile)
    assert client.post(page, sent | {"roles": []}).status_code == 200
    assert client.post(page, sent).status_code == 302
    row = TeamInvitation.objects.get()
    assert row.email == alice.email

    other = cast.operator()
    people.close(odile, because="Partie", by=other, at=NOON)
    with pytest.raises(colleagues.CallOver):
        colleagues.accept(row, by=alice, at=NOON)
    assert TeamInvitation.objects.get().state == "waiting"
    with pytest.raises(colleagues.AlreadyColleague):
        colleagues.invite(odile.email, roles=["support"], because="x", by=other, at=NOON)
