"""The operator's team: who decides about whose rights, and sessions that are short, seen and
ended.
"""

from datetime import timedelta
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from marketplace.accounts import watch
from marketplace.console import colleagues, people
from marketplace.shared import appeals, notes, proposals
from marketplace.shared.audience import OPERATOR_ROLES
from marketplace.shared.models import Fact, ProposedChange, User
from sellers.application import suspension
from sellers.models import Seller
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def _begun(db):
    """A shop is open."""
    cast.seller()


def roles_of(user) -> set[str]:
    """The roles a person holds now."""
    return set(user.groups.values_list("name", flat=True))


@pytest.mark.parametrize("role", OPERATOR_ROLES)
def test_no_role_decides_about_rights(client, odile, role):
    someone = cast.operator(role)
    cast.proven(client, someone)

    for target in (someone, odile):
        for verb, data in (
            ("roles", {"roles": list(OPERATOR_ROLES)}),
            ("close", {}),
            ("reopen", {}),
        ):
            url = reverse(f"admin:shared_user_{verb}", args=[target.pk])
            assert client.get(url).status_code == 404
            assert client.post(url, {"because": "Moi", **data}).status_code == 404
    with pytest.raises(people.NotAbove):
        people.grant(cast.user(), ["finance"], because="", by=someone, at=NOON)
    with pytest.raises(people.NotAbove):
        people.close(odile, because="", by=someone, at=NOON)

    assert roles_of(someone) == {role}
    assert User.objects.get(pk=odile.pk).is_active
    assert not Fact.objects.exists()


def test_nobody_decides_about_their_own_rights(client, odile):
    cast.proven(client, odile)
    for verb in ("roles", "close"):
        assert client.get(reverse(f"admin:shared_user_{verb}", args=[odile.pk])).status_code == 404
    with pytest.raises(people.NotYourself):
        people.grant(odile, ["finance"], because="", by=odile, at=NOON)
    with pytest.raises(people.NotYourself):
        people.close(odile, because="", by=odile, at=NOON)


def test_rights_are_given_by_two_or_after_a_day_and_taken_away_at_once(odile):
    support = cast.operator("support", "editorial")

    change = people.grant(
        support, ["support", "finance"], because="Remplace Fabien", by=odile, at=NOON
    )
    assert roles_of(support) == {"support"}
    with pytest.raises(proposals.NeedsAnother):
        proposals.approve(change, by=odile, at=NOON)
    proposals.approve(change, by=cast.operator(), at=NOON)

    assert roles_of(support) == {"support", "finance"}


def test_who_was_closed_meanwhile_is_given_nothing(odile):
    newcomer = cast.user()
    people.grant(newcomer, ["finance"], because="Arrive", by=odile, at=NOON)
    people.close(newcomer, because="Ne vient pas", by=odile, at=NOON)

    proposals.apply_due(NOON + timedelta(hours=25))

    assert roles_of(newcomer) == set()
    assert ProposedChange.objects.get().state == "lapsed"


def test_the_last_person_with_every_right_stays(odile):
    other = cast.operator()
    people.close(odile, because="Départ", by=other, at=NOON)

    with pytest.raises(people.NotAbove):  # closed a moment ago: nothing more is theirs
        people.close(other, because="Vengeance", by=odile, at=NOON)

    assert User.objects.get(pk=other.pk).is_active


def test_a_colleague_comes_back_by_two_a_buyer_at_once(odile, alice):
    finance = cast.operator("finance")
    for person in (finance, alice):
        people.close(person, because="Doute", by=odile, at=NOON)

    people.reopen(finance, because="Doute levé", by=odile, at=NOON)
    people.reopen(alice, because="Doute levé", by=odile, at=NOON)
    assert [User.objects.get(pk=person.pk).is_active for person in (finance, alice)] == [
        False,
        True,
    ]

    proposals.apply_due(NOON + timedelta(hours=25))
    assert User.objects.get(pk=finance.pk).is_active


# --- A proof again ------------------------------------------------------------------------------


def test_a_form_that_was_sent_is_carried_out_after_the_password(odile):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(odile)
    buyer = cast.user()
    url = reverse("admin:shared_user_close", args=[buyer.pk])
    token = browser.get(reverse("admin:index")).cookies["csrftoken"].value

    asked = browser.post(url, {"because": "Fraude", "csrfmiddlewaretoken": token})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=buyer.pk).is_active
    page = browser.get(asked.url).content.decode()
    assert "Confirmez" in page
    browser.post(asked.url, {"password": "wrong", "next": url, "csrfmiddlewaretoken": token})
    assert User.objects.get(pk=buyer.pk).is_active
    browser.post(
        asked.url, {"password": "secret-secret", "next": url, "csrfmiddlewaretoken": token}
    )

    assert not User.objects.get(pk=buyer.pk).is_active
    assert Fact.objects.get(name="marketplace.AccountClosed").because == "Fraude"


def test_the_second_factor_proves_as_well(client, odile):
    secret = generate_totp_secret()
    TOTP.activate(odile, secret)
    client.force_login(odile)
    buyer = cast.user()
    url = reverse("admin:shared_user_close", args=[buyer.pk])
    client.post(url, {"because": "Fraude"})

    page = client.get(reverse("mfa_reauthenticate"), {"next": url})
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_reauthenticate"), {"code": code, "next": url})

    assert page.status_code == 200
    assert not User.objects.get(pk=buyer.pk).is_active


# --- Sessions -----------------------------------------------------------------------------------


def aged(client, **keys) -> None:
    """Make a session older by seconds."""
    session = client.session
    for key, seconds in keys.items():
        session[{"since": watch.SINCE, "seen": watch.SEEN}[key]] -= seconds
    session.save()


@pytest.mark.parametrize("older", [{"since": 8 * 3600}, {"seen": 3600}])
def test_a_session_of_an_operator_ends_by_itself(client, odile, older):
    client.force_login(odile)
    assert client.get(reverse("admin:index")).status_code == 200

    aged(client, **older)

    assert client.get(reverse("admin:index")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_buyer_stays_signed_in(client, alice):
    client.force_login(alice)
    client.get("/mes-commandes/")

    assert watch.SINCE not in client.session


def test_who_holds_every_right_sees_the_sessions_and_ends_them(client, odile, alice):
    buyers = Client()
    buyers.force_login(alice)
    buyers.get("/")
    theirs = Client(headers={"user-agent": FIREFOX})
    finance = cast.operator("finance", email="fabien@example.test")
    theirs.force_login(finance)
    assert theirs.get(reverse("admin:index")).status_code == 200
    cast.proven(client, odile)
    page = client.get(reverse("admin:usersessions_usersession_changelist")).content.decode()
    assert "fabien@example.test" in page
    assert "Firefox sur Windows" in page
    assert alice.email not in page

    row = UserSession.objects.get(user=finance)
    client.post(reverse("admin:usersessions_usersession_end", args=[row.pk]))

    assert theirs.get(reverse("admin:index")).status_code == 302
    assert Fact.objects.filter(
        name="marketplace.SessionEnded", subject=f"shared.user:{finance.pk}"
    ).exists()


def test_a_change_of_rights_signs_the_person_out(client, odile):
    support = cast.operator("support", "finance")
    client.force_login(support)
    client.get(reverse("admin:index"))

    people.grant(support, ["support"], because="Moins", by=odile, at=NOON)

    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    assert client.get(reverse("admin:index")).status_code == 302


def test_roles_are_named_in_the_readers_language(client, lune):
    chief = cast.operator(language="en")
    someone = cast.operator("sellers", "moderation")
    suspension.suspend(lune, because="Colis jamais partis.", by=someone, at=NOON)
    fact = Fact.objects.get(name="sellers.SellerSuspended")
    appeals.ask(fact, text="À tort.", by=None, at=NOON)
    colleagues.invite("ines@example.test", roles=["sellers"], because="Renfort", by=chief, at=NOON)
    cast.proven(client, chief)

    for name, pk in (
        ("shared_user_roles", [someone.pk]),
        ("shared_user_change", [someone.pk]),
        ("shared_teaminvitation_invite", []),
        ("shared_teaminvitation_changelist", []),
        ("shared_appeal_changelist", []),
    ):
        page = client.get(reverse(f"admin:{name}", args=pk)).content.decode()
        assert "Seller relations" in page, name
        assert "Relation vendeurs" not in page, name


def test_whoever_may_only_read_is_told_why_and_whom_to_ask(client, lune):
    owner, reader = cast.owner_of(lune), cast.user("lecteur@example.test")
    lune.members.create(user=reader, role="reader", joined_at=NOON)
    offer = cast.offer(lune)
    client.force_login(reader)

    page = client.get(reverse("seller-product", args=[offer.product_id])).content.decode()

    assert page.count("permet de lire cette page, pas de la modifier") == 1
    assert f"Demandez-le à {owner}" in page
    client.force_login(owner)
    page = client.get(reverse("seller-product", args=[offer.product_id])).content.decode()
    assert "pas de la modifier" not in page


def test_the_file_of_a_person_says_what_they_may_do_and_did(client, odile):
    support = cast.operator("support", email="sam@example.test")
    Authenticator.objects.create(user=support, type=Authenticator.Type.TOTP, data={})
    notes.leave(Seller.objects.get(), "Rappelée ce matin.", by=support, at=NOON)
    cast.proven(client, odile)

    page = client.get(reverse("admin:shared_user_change", args=[support.pk]))

    told = unescape(page.content.decode())
    roles = next(panel for panel in page.context["file"].main if panel.anchor == "roles")
    assert [name for name, _opens in roles.shown] == ["Service client"]
    assert "commandes" in str(roles.shown[0][1]).lower()
    assert "application" in told
    assert "sans double authentification" not in told
    assert any(entry.by == support for entry in page.context["timeline"])
    offered = {move["verb"].name for move in page.context["moves"]}
    assert offered == {"roles", "take", "close"}


def test_a_role_is_taken_from_whoever_holds_it_and_no_other(client, odile):
    both = cast.operator("support", "finance", email="sam@example.test")
    cast.proven(client, odile)
    way = reverse("admin:shared_user_take", args=[both.pk])

    strange = client.post(way, {"roles": ["moderation"], "because": "Change de poste."})
    kept = both.groups.count()
    client.post(way, {"roles": ["finance"], "because": "Change de poste."})

    assert strange.context["form"].errors
    assert kept == 2
    assert [group.name for group in both.groups.all()] == ["support"]


def test_one_s_own_file_offers_nothing(client, odile):
    cast.proven(client, odile)

    page = client.get(reverse("admin:shared_user_change", args=[odile.pk]))

    assert not page.context["moves"]
    assert "votre propre compte" in page.content.decode()
