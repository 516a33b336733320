"""A team is joined by a letter that its reader accepts, and left; each step is told to whom it
concerns.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketplace.shared.models import Fact, User
from marketplace.shared.states import Refusal
from sellers.models import Invitation, Member, Role
from sellers.team import team
from tests import cast
from tests.catalog.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)

TEAM = "seller-team"


def letters(to):
    return [letter for letter in mail.outbox if letter.to == [to]]


def way_in(to):
    """The link of the newest invitation."""
    return re.search(r"(/vendre/invitation/[^\s)]+)", letters(to)[-1].body)[1]


def invite(client, shop, email, role="orders"):
    return cast.proven(client, cast.owner_of(shop)).post(
        reverse(TEAM), {"email": email, "role": role}, follow=True
    )


def of(person):
    visitor = Client()
    visitor.force_login(person)
    return visitor


def facts():
    return list(
        Fact.objects.filter(name__startswith="sellers.")
        .order_by("pk")
        .values_list("name", flat=True)
    )


def page(answer):
    body = re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", answer.content.decode()
    )
    return re.sub(r"/equipe/invitation/\d+/", "", body)


def test_an_invitation_is_no_membership_until_its_reader_accepts(client, lune, alice):
    invite(client, lune, alice.email)
    assert not Member.objects.filter(user=alice).exists()

    answer = of(alice).post(way_in(alice.email), {"accept": "1"}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("seller-home")
    assert Member.objects.get(user=alice).role == "orders"
    assert facts() == ["sellers.MemberInvited", "sellers.MemberJoined"]
    assert letters(cast.owner_of(lune).email)[-1].subject == f"{alice.email} a rejoint votre équipe"


def test_the_team_form_answers_a_known_address_like_an_unknown_one(client, lune, brun, alice):
    known = page(invite(Client(), lune, alice.email))
    unknown = page(invite(Client(), brun, "personne@exemple.fr"))

    strip = lambda text, shop, email: text.replace(email, "…").replace(shop.name, "…")  # noqa: E731
    main = lambda text: text[text.index('<main id="contenu"') : text.index("</main>")]  # noqa: E731
    known, unknown = (
        strip(main(known), lune, alice.email),
        strip(main(unknown), brun, "personne@exemple.fr"),
    )
    assert re.sub(r"seller\d+|m\d+|/\d+/", "", known) == re.sub(
        r"seller\d+|m\d+|/\d+/", "", unknown
    )
    assert [len(letters(to)) for to in (alice.email, "personne@exemple.fr")] == [1, 1]


def test_somebody_without_an_account_makes_one_from_the_letter_and_comes_back_to_it(client, lune):
    invite(Client(), lune, "nina@exemple.fr")
    letter = way_in("nina@exemple.fr")
    assert "signup" in client.get(letter).content.decode()

    client.post(
        reverse("account_signup"),
        {"email": "nina@exemple.fr", "password1": "une-phrase-longue", "next": letter},
    )
    proof = re.search(r"(/compte/confirm-email/[^\s)]+)", letters("nina@exemple.fr")[-1].body)[1]
    assert client.post(proof).url == letter
    client.post(letter, {"accept": "1"})

    assert Member.objects.get(user__email="nina@exemple.fr").role == "orders"


def test_only_the_proven_reader_of_the_invited_address_joins(client, lune, alice, charlie):
    row = team.invite(
        lune, email=alice.email, role="owner", by=cast.owner_of(lune), at=timezone.now()
    )

    of(charlie).post(way_in(alice.email), {"accept": "1"})
    User.objects.filter(pk=alice.pk).update(email_proven_at=None)
    with pytest.raises(team.NotYours):
        team.accept(row, by=User.objects.get(pk=alice.pk), at=timezone.now())

    assert not Member.objects.filter(user__in=(alice, charlie)).exists()


def test_a_letter_serves_once_for_two_weeks_and_only_the_newest_one(client, lune, alice):
    owner = cast.owner_of(lune)
    row = team.invite(lune, email=alice.email, role="orders", by=owner, at=timezone.now())
    first = way_in(alice.email)
    team.resend(row, by=owner, at=timezone.now())
    second = way_in(alice.email)
    assert first.rpartition("/")[0].rpartition("/")[2] not in str(
        Invitation.objects.values_list().get()
    )
    assert of(alice).get(first).status_code == 404

    row.refresh_from_db()
    with pytest.raises(team.InvitationOver):
        team.accept(row, by=alice, at=timezone.now() + timedelta(days=15))
    assert of(alice).post(second, {"accept": "1"}).status_code == 302
    assert of(alice).post(second, {"accept": "1"}).status_code == 404


def test_an_invitation_is_declined_without_an_account_or_taken_back(client, lune):
    invite(Client(), lune, "un@exemple.fr")
    invite(Client(), lune, "deux@exemple.fr")

    client.post(way_in("un@exemple.fr"), {"decline": "1"})
    two = Invitation.objects.get(email="deux@exemple.fr")
    cast.proven(client, cast.owner_of(lune)).post(
        reverse("seller-invited", args=[two.pk]), {"withdraw": "1"}
    )

    assert list(Invitation.objects.order_by("pk").values_list("state", flat=True)) == [
        "declined",
        "withdrawn",
    ]
    assert (
        letters(cast.owner_of(lune).email)[-1].subject == "un@exemple.fr a décliné votre invitation"
    )
    assert letters("deux@exemple.fr")[-1].subject == "Atelier Lune a retiré son invitation"
    assert client.get(way_in("un@exemple.fr")).status_code == 404


def test_a_member_leaves_by_themselves_and_the_last_owner_stays(client, lune, alice):
    lune.members.create(user=alice, role=Role.READER, joined_at=cast.NOON)
    owner = cast.owner_of(lune)

    of(alice).post(reverse("seller-leave"))
    of(owner).post(reverse("seller-leave"))

    assert list(lune.members.values_list("user", flat=True)) == [owner.pk]
    assert (
        letters(owner.email)[-1].subject
        == "Alice Martin a quitté l'équipe de la boutique Atelier Lune"
    )
    assert facts()[-1:] == ["sellers.MemberLeft"]


def test_who_is_removed_or_given_another_role_is_told(client, lune, alice):
    row = lune.members.create(user=alice, role=Role.READER, joined_at=cast.NOON)
    owner = cast.proven(client, cast.owner_of(lune))

    owner.post(reverse("seller-member", args=[row.pk]), {f"m{row.pk}-role": "finance"})
    owner.post(reverse("seller-member", args=[row.pk]), {"remove": "1"})

    assert [letter.subject for letter in letters(alice.email)] == [
        "Votre rôle chez Atelier Lune a changé",
        "Vous ne faites plus partie de l'équipe de la boutique Atelier Lune",
    ]
    assert facts() == ["sellers.MemberAppointed", "sellers.MemberLeft"]


def test_the_team_changes_only_after_the_password_again_and_only_by_owners(
    client, lune, alice, charlie
):
    row = lune.members.create(user=alice, role=Role.ORDERS, joined_at=cast.NOON)

    answers = [
        of(cast.owner_of(lune)).post(reverse(TEAM), {"email": "a@exemple.fr", "role": "owner"}),
        of(cast.owner_of(lune)).post(reverse("seller-member", args=[row.pk]), {"remove": "1"}),
    ]
    assert all(answer.url.startswith(reverse("account_reauthenticate")) for answer in answers)
    assert (
        cast.proven(Client(), alice)
        .post(reverse(TEAM), {"email": "a@exemple.fr", "role": "owner"})
        .status_code
        == 403
    )

    assert not Invitation.objects.exists()
    assert lune.members.count() == 2
    assert "<select" not in of(alice).get(reverse(TEAM)).content.decode()


def test_another_bank_account_is_given_only_after_the_password_again(client, lune):
    owner = cast.owner_of(lune)
    step = reverse("seller-file-step", args=["bank"])

    assert (
        of(owner)
        .post(step, {"iban": "FR7630001007941234567890185"})
        .url.startswith(reverse("account_reauthenticate"))
    )

    lune.refresh_from_db()
    assert lune.iban == "FR7630006000011234567890189"


def test_what_was_taken_back_meanwhile_is_not_accepted_and_the_last_owner_cannot_go_by_an_old_page(
    lune, alice
):
    owner = cast.owner_of(lune)
    stale = team.invite(lune, email=alice.email, role="owner", by=owner, at=timezone.now())
    team.withdraw(Invitation.objects.get(), by=owner, at=timezone.now())
    with pytest.raises(Refusal):
        team.accept(stale, by=alice, at=timezone.now())
    assert not Member.objects.filter(user=alice).exists()

    second = lune.members.create(user=alice, role=Role.OWNER, joined_at=cast.NOON)
    first = lune.members.get(user=owner)
    team.leave(Member.objects.get(pk=first.pk), at=timezone.now())
    with pytest.raises(team.LastOwner):
        team.remove(second, by=owner, at=timezone.now())


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="locks are PostgreSQL's")
def test_two_owners_who_leave_at_the_same_instant_leave_one_behind(lune, alice):
    lune.members.create(user=alice, role=Role.OWNER, joined_at=cast.NOON)
    rows = list(lune.members.select_related("seller", "user"))

    answers = race(*[lambda row=row: team.leave(row, at=timezone.now()) for row in rows])

    assert [type(answer) for answer in answers if answer is not None] == [team.LastOwner]
    assert lune.members.count() == 1


def test_the_team_page_asks_the_database_as_often_for_many_as_for_few(client, lune):
    client.force_login(cast.owner_of(lune))

    def count():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(TEAM))
        return len(asked)

    count()
    few = count()
    for number in range(4):
        lune.members.create(user=cast.user(), role=Role.READER, joined_at=cast.NOON)
        team.invite(lune, email=f"n{number}@exemple.fr", role="orders", by=None, at=timezone.now())

    assert count() == few
