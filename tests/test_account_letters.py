"""Letters about accounts are the house's own, whatever the library would write."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import mail
from django.urls import reverse

from marketplace.accounts import accounts, emails
from marketplace.shared import clock, policy, translations
from marketplace.shared import mail as post

pytestmark = pytest.mark.django_db(transaction=True)

OURS = settings.ROOT / "templates" / "emails" / "accounts"
STOCK = sorted(
    str(path.relative_to(path.parents[2])).removesuffix("_subject.txt")
    for path in (Path(allauth.__file__).parent / "templates").glob("*/email/*_subject.txt")
)
SECOND_FACTOR = {name for name in STOCK if name.startswith("mfa/")}
# what would betray another writer: a name between brackets, a placeholder, a word of the library
FOREIGN = re.compile(r"\[[^\]]*\]|example\.com|django|allauth|{{|}}|%\(|\bNone\b", re.IGNORECASE)


def every(user, other):
    """One letter of each kind, by the name of its template; `other` has an account too."""
    move = accounts.ask_move(user, email="nouvelle@courriel.example", at=clock.now())
    taken = accounts.ask_move(user, email=other.email, at=clock.now())
    mail.outbox.clear()
    letters = [
        emails.proof(user),
        emails.exists(user),
        emails.reset(user),
        emails.password_chosen(user),
        emails.second_factor(user, "totp_activated"),
        emails.guessed_at(user),
        *emails.move_asked(move),
        emails.move_asked(taken)[0],
        emails.moved(move),
        emails.move_objected(move),
    ]
    return {letter.template.removeprefix("accounts/"): letter for letter in letters}


def test_the_library_sends_nothing_itself_and_each_second_factor_has_our_sentence(alice):
    user, adapter = alice, get_adapter()

    for name in STOCK:
        adapter.send_mail(name, user.email, {"user": user})
        adapter.send_notification_mail(name, user, {}, email=user.email)

    assert {name.partition("/email/")[2] for name in SECOND_FACTOR} == set(emails.FACTORS)
    subjects = [letter.subject for letter in mail.outbox]
    assert subjects == ["La double authentification de votre compte a changé"] * len(SECOND_FACTOR)
    assert all(
        any(said in letter.body for said in emails.FACTORS.values()) for letter in mail.outbox
    )


def test_an_address_without_an_account_receives_no_letter(client, db):
    client.post(reverse("account_reset_password"), {"email": "inconnue@courriel.example"})

    assert mail.outbox == []
    assert FOREIGN.search("[example.com] Password Reset E-mail"), "the control"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_of_an_account_is_written_by_the_house(alice, odile, language):
    translations.compile_all(settings.ROOT)
    letters = every(alice, odile)
    assert set(letters) == {path.stem for path in OURS.glob("*.html")}, "no kind is left out"

    for letter in letters.values():
        post.send(replaced(letter, language))

    assert len(mail.outbox) == len(letters)
    french = {post.render(replaced(letter, "fr")).subject for letter in letters.values()}
    for letter in mail.outbox:
        page, kind = letter.alternatives[0]
        assert letter.from_email.startswith(f"{policy.brand().name} <"), letter.subject
        assert re.match(r"[A-ZÀ-Ý]\S* \S", letter.subject), "a sentence, nothing before it"
        assert (letter.subject in french) is (language == "fr"), letter.subject
        assert kind == "text/html"
        assert f'lang="{language}"' in page
        assert letter.subject in letter.body, "the text says what the letter is about"
        assert not re.search(r"<\w+[ >]|&\w+;", letter.body), letter.subject
        assert [FOREIGN.findall(text) for text in (letter.subject, letter.body)] == [[], []]


def replaced(letter, language):
    """The same letter for a reader of another language."""
    return post.Email(
        to=letter.to, template=letter.template, values=letter.values, language=language
    )
