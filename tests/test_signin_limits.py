"""Guesses are counted in the database, see the visitor behind the proxy, and lock nobody out for
long.
"""

from html import unescape

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from marketplace.shared import mailboxes, visitor
from marketplace.shared.models import User
from tests import cast
from tests.catalog.test_races import race

lived = pytest.mark.django_db(transaction=True)

AWAY = {
    "default": {
        "BACKEND": "marketplace.shared.cache.ForgivingRedis",
        "LOCATION": "redis://127.0.0.1:1/0",
    },
}
TOO_MANY = "Trop d'essais"
LONG = "x" * 129


def guess(client, email, password="pas-la-bonne", **headers):
    answer = client.post(
        reverse("account_login"), {"login": email, "password": password}, **headers
    )
    return (
        "in"
        if answer.status_code == 302
        else "waits"
        if TOO_MANY in unescape(answer.content.decode())
        else "no"
    )


@lived
def test_guesses_stay_limited_while_the_cache_is_away(client, alice, settings):
    settings.CACHES = AWAY

    answers = [guess(client, alice.email) for _try in range(16)]

    assert answers == ["no"] * 5 + ["waits"] * 11
    assert guess(client, alice.email, "secret-secret") == "waits"


@lived
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="locks are PostgreSQL's")
def test_guesses_of_one_instant_are_counted_one_by_one(alice):
    answers = race(*[lambda: guess(Client(), alice.email)] * 12)

    assert sorted(answers) == ["no"] * 5 + ["waits"] * 7


@lived
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="locks are PostgreSQL's")
def test_one_address_signed_up_twice_at_one_instant_makes_one_account(db):
    def sign_up():
        return (
            Client()
            .post(
                reverse("account_signup"),
                {"email": "nina@exemple.fr", "password1": "une-phrase-longue"},
            )
            .url
        )

    answers = race(*[sign_up] * 4)

    assert set(answers) == {reverse("account_email_verification_sent")}
    assert User.objects.filter(email="nina@exemple.fr").count() == 1


@lived
def test_an_account_nobody_has_waits_like_any_other(client, db):
    assert [guess(client, "personne@exemple.fr") for _try in range(6)] == ["no"] * 5 + ["waits"]


@lived
def test_guesses_from_everywhere_hold_up_strangers_but_not_a_known_browser(client, alice, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    home = {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}
    assert guess(client, alice.email, "secret-secret", **home) == "in"
    client.post(reverse("account_logout"), **home)
    mail.outbox.clear()

    for place in range(8):
        for _try in range(4):
            last = guess(Client(), alice.email, HTTP_X_FORWARDED_FOR=f"203.0.113.{place}")

    assert last == "waits"
    assert (
        guess(Client(), alice.email, "secret-secret", HTTP_X_FORWARDED_FOR="198.51.100.9")
        == "waits"
    )
    assert guess(client, alice.email, "secret-secret", **home) == "in"
    assert [letter.subject for letter in mail.outbox] == ["Quelqu'un essaie d'ouvrir votre compte"]


@lived
def test_a_new_password_opens_the_door_without_waiting(client, alice):
    for place in range(8):
        for _try in range(4):
            guess(Client(), alice.email, REMOTE_ADDR=f"203.0.113.{place}")
    assert guess(Client(), alice.email, "secret-secret", REMOTE_ADDR="198.51.100.9") == "waits"

    client.post(reverse("account_reset_password"), {"email": alice.email})
    page = mail.outbox[-1].body.partition("http://localhost:8000")[2] or mail.outbox[-1].body
    page = "/compte/" + page.partition("/compte/")[2].partition(")")[0]
    page = client.get(page, follow=True).request["PATH_INFO"]
    client.post(page, {"password1": "une-phrase-longue", "password2": "une-phrase-longue"})

    assert guess(Client(), alice.email, "une-phrase-longue", REMOTE_ADDR="198.51.100.9") == "in"


@lived
def test_it_opens_the_door_that_its_owner_had_knocked_at_too(client, alice):
    """Who forgot a password guesses first, from the place where the new one is chosen."""
    while guess(client, alice.email) != "waits":
        pass
    client.post(reverse("account_reset_password"), {"email": alice.email})
    page = "/compte/" + mail.outbox[-1].body.partition("/compte/")[2].partition(")")[0]
    page = client.get(page, follow=True).request["PATH_INFO"]
    client.post(page, {"password1": "une-phrase-longue", "password2": "une-phrase-longue"})

    assert guess(Client(), alice.email, "une-phrase-longue") == "in"


@lived
def test_an_invented_address_in_front_of_the_proxys_own_changes_nothing(client, alice, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    answers = [
        guess(client, alice.email, HTTP_X_FORWARDED_FOR=f"10.0.0.{_try}, 203.0.113.1")
        for _try in range(6)
    ]

    assert answers == ["no"] * 5 + ["waits"]
    assert guess(client, alice.email, HTTP_X_FORWARDED_FOR="203.0.113.2") == "no"


@lived
def test_the_password_asked_again_bears_few_guesses_while_the_cache_is_away(
    client, alice, settings
):
    settings.CACHES = AWAY
    client.force_login(alice)

    def again(password):
        return client.post(
            reverse("account_reauthenticate"), {"password": password, "next": "/"}
        ).status_code

    assert [again("pas-la-bonne") for _try in range(6)] == [200] * 6
    assert again("secret-secret") == 200
    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": "secret-secret",
            "password1": "une-phrase-longue",
            "password2": "une-phrase-longue",
        },
    )
    assert User.objects.get(pk=alice.pk).check_password("secret-secret")


@lived
def test_codes_of_the_second_factor_are_few_while_the_cache_is_away(client, alice, settings):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(alice, generate_totp_secret())
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    settings.CACHES = AWAY
    client.post(reverse("account_login"), {"login": alice.email, "password": "secret-secret"})

    for _try in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert client.get(reverse("shop-orders")).status_code == 302


@pytest.mark.parametrize(
    ("count", "told", "connected", "seen"),
    [
        (0, "198.51.100.7", "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (2, "10.9.9.9, 198.51.100.7, 192.0.2.1", "203.0.113.9", "198.51.100.7"),
        (2, "198.51.100.7", "203.0.113.9", "203.0.113.9"),
        (1, "personne", "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7:4711", "203.0.113.9", "198.51.100.7"),
        (1, "2001:db8:1:2:3:4:5:6", "::1", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::5]:443", "::1", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.7", "::1", "198.51.100.7"),
        (0, "", "", "0.0.0.0"),
    ],
)
def test_the_visitor_is_whom_our_own_proxies_heard(settings, count, told, connected, seen):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=told, REMOTE_ADDR=connected)

    assert visitor.address(request) == seen


# --- What a form takes
# ------------------------------------------------------------------------------------------


def forms_with_passwords(client, alice):
    """Every form that takes a password, with the fields that hold it."""
    cast.proven(client, alice)
    return [
        (Client(), "account_signup", {"email": "nina@exemple.fr", "password1": LONG}, "password1"),
        (Client(), "account_login", {"login": alice.email, "password": LONG}, "password"),
        (
            client,
            "account_change_password",
            {
                "oldpassword": LONG,
                "password1": "une-phrase-longue",
                "password2": "une-phrase-longue",
            },
            "oldpassword",
        ),
        (
            client,
            "account_change_password",
            {"oldpassword": "secret-secret", "password1": LONG, "password2": LONG},
            "password1",
        ),
        (client, "account_reauthenticate", {"password": LONG}, "password"),
    ]


@lived
def test_a_password_of_more_than_128_characters_is_refused_with_a_sentence_and_never_hashed(
    client, alice, settings
):
    settings.PASSWORD_HASHERS = [
        "tests.test_accounts.Counting",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    from tests.test_accounts import Counting

    alice.set_password("secret-secret")
    alice.save()
    for visitor_, name, data, field in forms_with_passwords(client, alice):
        Counting.longest = 0
        answer = visitor_.post(reverse(name), data)

        assert answer.status_code == 200, name
        assert answer.context["form"].errors[field] == [
            "Un mot de passe compte 128 caractères au plus."
        ], name
        assert Counting.longest <= 128, name


@pytest.mark.parametrize(
    "typed",
    [
        "a@[127.0.0.1]",
        "a@localhost",
        "a@[IPv6:::1]",
        "a@127.0.0.1",
        "a@boutique.local",
        '"a b"@exemple.fr',
        '"\x01"@exemple.fr',
        "a\x00@exemple.fr",
        "a@exemple.fr\x00",
        f"{'a' * 65}@exemple.fr",
        "a@exemple",
    ],
)
def test_an_address_no_letter_reaches_is_refused(typed):
    class Form(mailboxes.forms.Form):
        email = mailboxes.MailboxField()

    assert Form({"email": typed}).errors["email"]


@pytest.mark.parametrize(
    "typed", ["Nina+halles@Exemple.fr", "o'neill@exemple.co.uk", " nina@exemple.fr ", "a@bücher.de"]
)
def test_an_ordinary_address_is_taken_in_small_letters(typed):
    class Form(mailboxes.forms.Form):
        email = mailboxes.MailboxField()

    form = Form({"email": typed})

    assert form.is_valid()
    assert form.cleaned_data["email"] == typed.strip().lower()


def test_every_form_of_the_house_takes_addresses_by_the_one_field():
    from importlib import import_module
    from pathlib import Path

    from django import forms

    root = Path(__file__).resolve().parent.parent
    found = [
        ".".join(path.relative_to(root).with_suffix("").parts)
        for app in ("marketplace", "sellers", "catalog", "marketing", "orders", "accounting")
        for path in (root / app).rglob("forms.py")
    ]
    assert "orders.buying.forms" in found

    loose = []
    for module in found:
        for name, form in vars(import_module(module)).items():
            if (
                isinstance(form, type)
                and issubclass(form, forms.Form)
                and form.__module__ == module
            ):
                loose += [
                    f"{module}.{name}.{field}"
                    for field, made in form.base_fields.items()
                    if isinstance(made, forms.EmailField)
                    and mailboxes.check not in made.validators
                    and module != "marketplace.accounts.forms"
                ]

    assert loose == []
