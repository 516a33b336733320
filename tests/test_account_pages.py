"""Every page of the account, the library's own too, is a page of the house and speaks French."""

import gettext
import html
import re
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.urls import URLResolver, get_resolver, reverse

from marketplace.shared import translations
from marketplace.shared.models import Address
from tests import cast

pytestmark = pytest.mark.django_db
NO_PAGE = {"mfa_download_recovery_codes"}  # a text file
UNMARKED = {"Name", "Not used."}  # what the library says in English whatever the language


def account_addresses(patterns=None):
    """The name and pattern of every address below /compte/."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if patterns is not None or str(pattern.pattern) == "compte/":
                yield from account_addresses(pattern.url_patterns)
        elif patterns is not None and pattern.name:
            yield pattern.name, pattern.pattern


ADDRESSES = dict(account_addresses())


def arguments(name: str, pattern, key, address) -> list:
    """Values for the parameters of an address."""
    if name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        return [key.pk]
    if name == "account-join":
        return ["boutique", "rien"]
    if name == "account-address":
        return [address.pk]
    if name == "account_reset_password_from_key":
        return ["1", "rien"]
    return ["rien"] if pattern.converters or name == "account_confirm_email" else []


def english() -> set[str]:
    """The library's own sentences that its French says otherwise."""
    french = gettext.translation("django", Path(allauth.__file__).parent / "locale", ["fr"])
    known = {key for key in french._catalog if isinstance(key, str)}
    return {text for text in known if text and french.gettext(text) != text} | UNMARKED


def texts_of(page: str) -> set[str]:
    """The title, and every piece of text between two tags of the page."""
    plain = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return {html.unescape(" ".join(piece.split())) for piece in re.findall(r">([^<]+)<", plain)}


def library_words(answer) -> list[str]:
    """The library's own templates with words in them that a page is made of."""
    library = str(Path(allauth.__file__).parent)
    files = {part.origin.name for part in answer.templates if part.origin and part.origin.name}
    return [f for f in sorted(files) if library in f and "trans" in Path(f).read_text()]


def test_what_the_library_says_of_an_act_is_said_in_our_words():
    theirs = Path(allauth.__file__).parent / "templates"
    own = settings.ROOT / "templates"
    never = {"login_code_sent", "phone_verification_sent", "phone_verified"}  # not in use
    never |= {"primary_email_set", "unverified_primary_email", "email_deleted"}
    never |= {"cannot_delete_primary_email"}

    said = [
        path.relative_to(theirs)
        for app in ("account", "mfa", "usersessions")
        for path in (theirs / app / "messages").iterdir()
        if path.stem not in never
    ]

    assert [str(path) for path in said if not (own / path).exists()] == []


def test_one_sentence_says_what_a_new_password_must_be(client, alice):
    signup = client.get(reverse("account_signup")).content.decode()
    cast.proven(client, alice)
    change = client.get(reverse("account_change_password")).content.decode()

    for page in (signup, change):
        assert page.count("8 caractères au moins ; évitez les mots de passe courants.") == 1
        assert "informations personnelles" not in page
    assert {"Mot de passe actuel", "Nouveau mot de passe, une seconde fois"} <= texts_of(change)


@pytest.mark.parametrize("factors", ["none", "app", "key"])
def test_every_account_page_wears_the_house_and_speaks_french(client, alice, texts, factors):
    translations.compile_all(settings.ROOT)
    stock = english()
    key = Authenticator(pk=0)
    if factors == "app":
        TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(alice)
    if factors == "key":
        key = Authenticator.objects.create(
            user=alice, type="webauthn", data={"name": "Clé bleue", "credential": {}}
        )
    cast.proven(client, alice)
    address = Address.objects.create(user=alice, recipient="Alice", line1="Rue Neuve")
    faults, seen = [], []

    for name, pattern in ADDRESSES.items():
        needs_a_real_key = factors == "key" and name in (
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
        )
        if name in NO_PAGE or needs_a_real_key:
            continue
        answer = client.get(reverse(name, args=arguments(name, pattern, key, address)))
        if answer.status_code == 302:
            continue
        page = answer.content.decode()
        seen.append(name)
        if 'class="site-header' not in page or 'lang="fr"' not in page:
            faults.append(f"{name}: not a page of the house")
        faults += [f"{name}: {text}" for text in sorted(texts_of(page) & stock)]
        faults += [f"{name}: words of {told}" for told in library_words(answer)]

    assert faults == []
    assert len(seen) >= 20, seen
    assert {
        "account",
        "account-letters",
        "mfa_index",
        "usersessions_list",
        "account_change_password",
        "mfa_list_webauthn",
    } <= set(seen)


def test_devices_are_told_in_words_and_a_silent_key_says_so(client, alice):
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
    key = Authenticator.objects.create(
        user=alice, type="webauthn", data={"name": "Clé bleue", "credential": {}}
    )
    cast.proven(client, alice)
    UserSession.objects.create(
        user=alice,
        session_key=client.session.session_key,
        ip="192.0.2.1",
        user_agent=firefox,
        last_seen_at=cast.NOON,
    )
    removed = client.get(reverse("mfa_remove_webauthn", args=[key.pk])).content.decode()
    key.delete()

    seen = client.get(reverse("usersessions_list")).content.decode()
    added = client.get(reverse("mfa_add_webauthn")).content.decode()

    assert "Firefox sur Windows" in seen
    assert "Gecko" not in seen
    assert "Clé bleue" in removed, "which key goes is said"
    assert re.search(r"<div data-key-failed hidden", added), "for what `allauth.error` says"
    assert "data-key-failed" in (settings.ROOT / "static/js/keys.js").read_text()
    assert 'import "./keys.js"' in (settings.ROOT / "static/js/shop.js").read_text()
