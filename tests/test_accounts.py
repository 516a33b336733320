"""A mailbox counts once it is proven; no form tells who has an account; the true owner wins."""

import html
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts import accounts, emails
from marketplace.console import people
from marketplace.shared import clock, passwords
from marketplace.shared.models import Fact, MailboxMove, User
from orders.buying import addresses
from orders.models import Order
from sellers.team import team
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD, NEW = "une-phrase-longue", "une-autre-phrase-longue"


class Counting(MD5PasswordHasher):
    """Tells how often it was asked, and of how many characters."""

    algorithm = "counting"
    count = longest = 0

    def encode(self, password, salt):
        Counting.count += 1
        Counting.longest = max(Counting.longest, len(password))
        return super().encode(password, salt)


def sign_up(client, email, password=PASSWORD, **extra):
    return client.post(reverse("account_signup"), {"email": email, "password1": password, **extra})


def sign_in(client, email, password=PASSWORD, **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def letters(to):
    return [letter for letter in mail.outbox if letter.to == [to]]


def link(letter, part):
    return re.search(rf"https?://[^/\s]+(/compte/{part}[^\s)]*)", letter.body)[1]


def is_signed_in(client):
    return client.get(reverse("shop-orders")).status_code == 200


def choose_password(client, page, password=NEW):
    """Follow a letter to a new password."""
    page = client.get(page, follow=True).request["PATH_INFO"]
    return client.post(page, {"password1": password, "password2": password})


def visible(answer):
    """A page without what differs from request to request."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r'nonce="[^"]+"', "", body)


# --- A mailbox is proven before it counts
# ----------------------------------------------------------------


def test_signing_up_signs_in_once_the_letter_is_opened_in_the_same_browser(client, db):
    answer = sign_up(client, "nina@exemple.fr")
    assert answer.url == reverse("account_email_verification_sent")
    assert "nina@exemple.fr" in client.get(answer.url).content.decode()
    assert not is_signed_in(client)
    assert client.get("/").status_code == 200

    client.post(link(letters("nina@exemple.fr")[0], "confirm-email"))

    assert is_signed_in(client)
    assert Fact.objects.filter(name="marketplace.MailboxProven").count() == 1


def test_who_opens_a_shop_signs_up_first_and_arrives_at_the_application(client, alice):
    door = client.get(reverse("seller-apply")).url
    assert door == f"{reverse('account_signup')}?next={reverse('seller-apply')}"
    page = client.get(door).content.decode()
    assert "premier pas vers votre boutique" in page
    assert f"{reverse('account_login')}?next=" in page
    assert "premier pas" not in client.get(reverse("account_signup")).content.decode()
    empty = sign_up(client, "", "", next=reverse("seller-apply")).content.decode()
    assert "premier pas vers votre boutique" in empty
    assert "Indiquez votre adresse e-mail." in empty
    assert "Choisissez un mot de passe." in empty
    sign_up(client, "nina@exemple.fr", next=reverse("seller-apply"))
    waiting = client.get(reverse("account_email_verification_sent")).content.decode()
    assert "votre dossier de boutique" in waiting
    known = Client()
    sign_up(known, alice.email, next=reverse("seller-apply"))
    told = known.get(reverse("account_email_verification_sent")).content.decode()
    assert "votre dossier de boutique" in told, "a known address is answered alike"

    answer = client.post(link(letters("nina@exemple.fr")[0], "confirm-email"), follow=True)

    assert answer.request["PATH_INFO"] == reverse("seller-apply")


def test_an_unproven_account_cannot_be_signed_in_and_the_answer_is_that_of_a_wrong_password(
    client, alice
):
    sign_up(client, "nina@exemple.fr")
    mail.outbox.clear()

    right, wrong = (
        sign_in(Client(), "nina@exemple.fr"),
        sign_in(Client(), "nina@exemple.fr", "pas-la-bonne-phrase"),
    )

    assert right.status_code == wrong.status_code == 200
    assert visible(right) == visible(wrong)
    assert [letter.subject for letter in letters("nina@exemple.fr")] == [
        "Confirmez votre adresse e-mail"
    ]


def test_guest_orders_join_the_account_when_the_mailbox_is_proven_and_not_before(client, db, texts):
    order = cast.paid_order(cast.offer(cast.seller()))
    Order.objects.filter(pk=order.pk).update(buyer=None, email="Nina@exemple.fr")

    sign_up(client, "nina@exemple.fr")
    assert Order.objects.get(pk=order.pk).buyer is None

    client.post(link(letters("nina@exemple.fr")[0], "confirm-email"))
    assert Order.objects.get(pk=order.pk).buyer == User.objects.get(email="nina@exemple.fr")


def test_an_unproven_person_gets_no_role(odile, db):
    nina = cast.user("nina@exemple.fr", email_proven_at=None)

    with pytest.raises(people.NotProven):
        people.grant(nina, ["finance"], because="Renfort", by=odile, at=timezone.now())

    assert not nina.groups.exists()


# --- Somebody signed up with the address of another
# ----------------------------------------------------------


def test_a_proof_from_another_browser_ends_the_password_of_whoever_signed_up(client, db):
    thief, victim = Client(), client
    sign_up(thief, "victime@exemple.fr")

    answer = victim.post(link(letters("victime@exemple.fr")[0], "confirm-email"))
    choose_password(victim, answer.url)

    assert is_signed_in(victim)
    assert sign_in(thief, "victime@exemple.fr").status_code == 200
    assert not is_signed_in(thief)


def test_a_reset_proves_the_mailbox_and_clears_what_was_there_before(client, db):
    thief = Client()
    sign_up(thief, "victime@exemple.fr")
    account = User.objects.get(email="victime@exemple.fr")
    User.objects.filter(pk=account.pk).update(email_proven_at=timezone.now())
    EmailAddress.objects.create(user=account, email="voleur@exemple.fr", verified=False)
    thief.force_login(User.objects.get(pk=account.pk))
    assert is_signed_in(thief)

    client.post(reverse("account_reset_password"), {"email": "victime@exemple.fr"})
    choose_password(client, link(letters("victime@exemple.fr")[-1], "password/reset"))

    assert is_signed_in(client)
    assert not is_signed_in(thief)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("victime@exemple.fr", True)
    ]
    assert letters("victime@exemple.fr")[-1].subject == "Votre mot de passe a changé"


def test_the_owner_who_signs_up_second_is_led_to_their_account(client, db):
    sign_up(Client(), "victime@exemple.fr", "la-phrase-du-voleur")

    sign_up(client, "victime@exemple.fr")
    answer = client.post(link(letters("victime@exemple.fr")[-1], "confirm-email"))
    choose_password(client, answer.url)

    assert is_signed_in(client)
    assert sign_in(Client(), "victime@exemple.fr", "la-phrase-du-voleur").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(client, alice):
    other = Client()
    other.force_login(alice)
    cast.proven(client, alice)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": "secret-secret", "password1": NEW, "password2": NEW},
    )

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert letters(alice.email)[-1].subject == "Votre mot de passe a changé"


# --- A password is nobody's address
# -------------------------------------------------------------------------------------------


def set_password(client, place, person, password):
    """The answer of one of the places where a password is chosen."""
    twice = {"password1": password, "password2": password}
    if place == "change":
        cast.proven(client, person)
        sent = {"oldpassword": "secret-secret", **twice}
        return client.post(reverse("account_change_password"), sent)
    if place == "first":
        person.set_unusable_password()
        person.save()
        cast.proven(client, person)
        return client.post(reverse("account_set_password"), twice)
    if place == "reset":
        return choose_password(client, emails.reset_path(person), password)
    person.delete()
    if place == "signup":
        return sign_up(client, person.email, password)
    if place == "order":
        order = cast.paid_order(cast.offer(cast.seller()))
        sent = {"email": person.email, "t": order.token, "password1": password}
        return client.post(reverse("account-after-order", args=[order.number]), sent)
    row = team.invite(
        lune := cast.seller(),
        email=person.email,
        role="orders",
        by=cast.owner_of(lune),
        at=cast.NOON,
    )
    join = reverse("account-join", args=["boutique", team.seal(row)])
    return client.post(join, {"first_name": "Jo", "last_name": "Roy", "password": password})


@pytest.mark.parametrize("place", ["signup", "order", "change", "first", "reset", "invitation"])
@pytest.mark.parametrize("typed", ["camille.martin", "CamilleMartin-2026"])
def test_a_password_that_is_the_mailbox_is_refused_wherever_one_is_chosen(
    client, texts, place, typed
):
    person = cast.user("camille.martin@atelier-de-la-lune-rousse.example")

    with clock.at(cast.NOON):
        answer = set_password(client, place, person, typed)

    form = answer.context.get("signup") or answer.context["form"]
    assert str(passwords.OWN_MAILBOX) in str(form.errors)
    assert not User.objects.exclude(pk=person.pk).filter(email=person.email).exists()


# --- No form tells who has an account
# --------------------------------------------------------------------------


def test_signing_up_answers_a_known_address_like_an_unknown_one(client, alice):
    known, unknown = Client(), Client()

    first, second = sign_up(known, alice.email), sign_up(unknown, "alicf@example.test")

    assert (first.status_code, first.url) == (second.status_code, second.url)
    pages = [visible(visitor.get(first.url)) for visitor in (known, unknown)]
    assert pages[0].replace(alice.email, "…") == pages[1].replace("alicf@example.test", "…")
    assert [letter.subject for letter in letters(alice.email)] == ["Vous avez déjà un compte"]
    assert alice.check_password("secret-secret")


@pytest.mark.parametrize(
    "domain",
    [
        "example.test\u200b",
        "exa\u00admple.test",
        "EXAMPLE.test",
        "\uff45xample.test",
        "\u202eexample.test",
    ],
)
def test_one_mailbox_has_one_account_however_it_is_written(client, alice, domain):
    written = f"{alice.email.partition('@')[0]}@{domain}"

    sign_up(client, written)

    assert User.objects.count() == 1
    assert [letter.subject for letter in letters(alice.email)] == ["Vous avez déjà un compte"]
    assert is_signed_in(client) is False
    sign_in(client, written, "secret-secret")
    assert is_signed_in(client)


def test_a_domain_with_accents_is_one_domain(client, db):
    for written in ("zoe@Café.example", "zoe@cafe\u0301.example", "zoe@xn--caf-dma.example"):
        sign_up(Client(), written)

    assert [user.email for user in User.objects.all()] == ["zoe@café.example"]


def test_asking_for_a_reset_answers_a_known_address_like_an_unknown_one(client, alice):
    def ask(email):
        return Client().post(reverse("account_reset_password"), {"email": email}, follow=True)

    known, unknown = ask(alice.email), ask("personne@exemple.fr")

    assert known.redirect_chain == unknown.redirect_chain
    assert visible(known) == visible(unknown)
    assert len(letters(alice.email)) == 1
    assert letters("personne@exemple.fr") == []


def test_each_form_hashes_for_a_known_address_as_often_as_for_an_unknown_one(
    client, alice, settings
):
    settings.PASSWORD_HASHERS = ["tests.test_accounts.Counting"]
    User.objects.filter(pk=alice.pk).update(password="counting$x$y")  # noqa: S106

    def hashes(act, email):
        Counting.count = 0
        act(Client(), email)
        return Counting.count

    for act in (sign_in, sign_up):
        assert hashes(act, alice.email) == hashes(act, "personne@exemple.fr") == 1


# --- Another login address
# -------------------------------------------------------------------------------------


def ask_move(client, person, email="nouvelle@exemple.fr"):
    return cast.proven(client, person).post(reverse("account_email"), {"email": email})


def test_an_address_changes_when_the_new_one_is_proven_and_the_old_one_is_told(client, alice):
    other = Client()
    other.force_login(alice)
    ask_move(client, alice)
    assert User.objects.get(pk=alice.pk).email == "alice@example.test"
    assert letters("alice@example.test")[0].subject == "Votre adresse de connexion va changer"

    client.post(link(letters("nouvelle@exemple.fr")[0], "email/nouvelle"))

    assert User.objects.get(pk=alice.pk).email == "nouvelle@exemple.fr"
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert letters("alice@example.test")[-1].subject == "Votre adresse de connexion a changé"


@pytest.mark.parametrize("moved", [False, True])
def test_the_old_address_stops_or_takes_back_the_change_and_the_thief_is_out(client, alice, moved):
    thief = Client()
    ask_move(thief, alice, "voleur@exemple.fr")
    if moved:
        thief.post(link(letters("voleur@exemple.fr")[0], "email/nouvelle"))

    answer = client.post(link(letters("alice@example.test")[-1], "email/ancienne"))
    choose_password(client, answer.url)

    assert User.objects.get(pk=alice.pk).email == "alice@example.test"
    assert is_signed_in(client)
    assert not is_signed_in(thief)
    assert sign_in(thief, "alice@example.test", "secret-secret").status_code == 200
    assert thief.post(link(letters("voleur@exemple.fr")[0], "email/nouvelle")).status_code in (
        302,
        404,
    )
    assert User.objects.get(pk=alice.pk).email == "alice@example.test"


def test_an_account_nobody_opened_does_not_keep_an_address_from_its_reader(client, alice):
    sign_up(Client(), "nouvelle@exemple.fr")
    ask_move(client, alice)

    client.post(link(letters("nouvelle@exemple.fr")[-1], "email/nouvelle"))

    assert User.objects.get(email="nouvelle@exemple.fr") == alice


def test_only_the_signed_in_owner_proves_the_new_address(client, alice, charlie):
    ask_move(client, alice, "dupe@exemple.fr")
    dupe = Client()
    page = link(letters("dupe@exemple.fr")[0], "email/nouvelle")

    assert dupe.post(page).status_code == 302
    dupe.force_login(charlie)
    assert dupe.post(page).status_code == 404

    assert User.objects.get(pk=alice.pk).email == "alice@example.test"


def test_the_way_back_ends_after_seven_days_and_the_address_stays_free_for_it_until_then(
    client, alice
):
    ask_move(client, alice)
    row = MailboxMove.objects.get()
    accounts.move(row, by=row.user, at=timezone.now())
    later = timezone.now() + timedelta(days=8)

    assert accounts.is_taken("alice@example.test", at=timezone.now())
    assert not accounts.is_taken("alice@example.test", at=later)
    with pytest.raises(accounts.MoveOver):
        accounts.object_to_move(row, at=later)


def test_asking_for_an_address_that_somebody_has_tells_nothing_here(client, alice, charlie):
    answers = [
        visible(
            cast.proven(Client(), alice).post(
                reverse("account_email"), {"email": email}, follow=True
            )
        )
        for email in (charlie.email, "personne@exemple.fr")
    ]

    assert answers[0].replace(charlie.email, "…") == answers[1].replace("personne@exemple.fr", "…")
    assert letters(charlie.email)[0].subject == "Cette adresse a déjà un compte"


def test_an_address_changes_only_after_the_password_again(client, alice):
    client.force_login(alice)

    answer = client.post(reverse("account_email"), {"email": "nouvelle@exemple.fr"})

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not MailboxMove.objects.exists()


def test_an_account_after_an_order_takes_one_field_and_carries_what_was_typed(client, db, texts):
    order = cast.paid_order(cast.offer(cast.seller()))
    about = {"recipient": "Nina Roy", "phone": "+33 6 12 34 56 78", "email": "nina@exemple.fr"}
    Order.objects.filter(pk=order.pk).update(buyer=None, **about)
    order.refresh_from_db()
    with clock.at(cast.NOON):
        page = client.get(f"{reverse('shop-order', args=[order.number])}?t={order.token}")
    form = re.search(r'<form[^>]*id="compte".*?</form>', page.content.decode(), re.S)[0]
    assert re.findall(r'<input[^>]*?type="(?!hidden)(\w+)"', form) == ["password"]

    sign_up(client, "nina@exemple.fr")
    client.post(link(letters("nina@exemple.fr")[0], "confirm-email"))

    nina = User.objects.get(email="nina@exemple.fr")
    assert (nina.get_full_name(), nina.phone) == ("Nina Roy", "+33 6 12 34 56 78")
    [kept] = addresses.book_of(nina)
    assert (kept.recipient, kept.line1, kept.city) == ("Nina Roy", order.line1, order.city)
    assert order.number in client.get(reverse("shop-orders")).content.decode()


def test_of_an_order_that_nobody_paid_nothing_is_carried(client, db, texts):
    order = cast.placed_order(cast.offer(cast.seller()), recipient="Mallory")
    Order.objects.filter(pk=order.pk).update(buyer=None, email="nina@exemple.fr")

    sign_up(client, "nina@exemple.fr")
    client.post(link(letters("nina@exemple.fr")[0], "confirm-email"))

    nina = User.objects.get(email="nina@exemple.fr")
    assert nina.get_full_name() == ""
    assert not addresses.book_of(nina)


# --- A link that served, letters that do not leave
# ------------------------------------------------------------------------------------------


def test_a_used_proof_leads_to_a_password_or_to_the_door(client, db):
    sign_up(Client(), "nina@exemple.fr")
    address = link(letters("nina@exemple.fr")[0], "confirm-email")
    client.post(address)  # elsewhere than where she signed up: the password is hers to choose
    mail.outbox.clear()

    page = client.get(address)

    assert page.status_code == 200
    assert "Votre adresse est déjà confirmée" in page.content.decode()
    assert "Il reste à choisir votre mot de passe" in page.content.decode()
    answer = client.post(address)  # the letter still leads where it led, without another one
    assert letters("nina@exemple.fr") == []
    choose_password(client, answer.url)
    assert is_signed_in(client)
    assert "vous êtes connecté" in client.get(address).content.decode()
    elsewhere = Client().get(address).content.decode()
    assert "connectez-vous avec votre mot de passe" in elsewhere
    assert reverse("account_login") in elsewhere


def test_a_forged_proof_says_nothing_of_an_account(client, alice):
    forged = signing.dumps([alice.pk, alice.email], salt="another")

    page = client.get(reverse("account_confirm_email", args=[forged]))

    assert page.status_code == 404
    assert alice.email not in page.content.decode()


def test_when_no_more_letters_leave_the_page_says_so_for_every_address(client, alice):
    def ask(email):
        return Client().post(reverse("account_reset_password"), {"email": email}, follow=True)

    for email in (alice.email, "personne@exemple.fr"):
        for _n in range(3):
            assert "Regardez votre messagerie" in ask(email).content.decode()
    known, unknown = ask(alice.email), ask("personne@exemple.fr")

    for page in (known, unknown):
        assert "aucune autre lettre ne part" in html.unescape(page.content.decode())
    assert visible(known).replace(alice.email, "") == visible(unknown).replace(
        "personne@exemple.fr", ""
    )
    assert len(letters(alice.email)) == 3
