"""Letters that go to files are read in the sandbox, by those who hold every right only."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend
from django.urls import reverse

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    someone = cast.user("chef@example.test", is_staff=True, is_superuser=True)
    client.force_login(someone)
    return client


@pytest.fixture
def filed(settings, tmp_path):
    """Send letters to a folder, several in one file."""
    settings.MAIL, settings.EMAIL_FILE_PATH = "files", tmp_path
    return lambda *letters: EmailBackend(file_path=str(tmp_path)).send_messages(list(letters))


def letter(
    to: str, subject: str = "Votre commande", text: str = "Bonjour Zoé"
) -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(subject, text, "halles@example.test", [to])
    made.attach_alternative(f"<p>{text}</p>", "text/html")
    return made


def test_letters_of_one_file_are_told_apart_and_found_by_who_receives_them(chief, filed):
    rule = "-" * 79
    paper = letter(
        "alice@example.test", "Reçu nº 1 « d'été »", f"Suivre : https://x.test/a\n{rule}x"
    )
    paper.attach("facture.pdf", b"%PDF", "application/pdf")
    filed(paper, letter("bruno@example.test", "Autre"))

    page = chief.get(reverse("sandbox-letters"), {"to": "ALICE"}).content.decode()

    assert "Reçu nº 1 « d'été »" in page.replace("&#x27;", "'")
    assert "bruno@" not in page
    assert "bruno@" in chief.get(reverse("sandbox-letters")).content.decode()
    link = page.partition('href="/essai/courrier/')[2].partition('"')[0]
    shown = chief.get(f"/essai/courrier/{link}").content.decode()
    assert 'href="https://x.test/a"' in shown
    assert "facture.pdf" in shown


def test_no_letter_yet_is_said(chief, filed):
    assert "Aucune lettre" in chief.get(reverse("sandbox-letters")).content.decode()


@pytest.mark.parametrize("file", ["rien.log", "..%2Fsecret_key", "a.txt"])
def test_a_letter_that_is_not_there_is_not_found(chief, filed, file):
    assert chief.get(f"/essai/courrier/{file}/0/").status_code == 404


def test_letters_hold_links_that_sign_in_so_a_role_is_not_enough(client, filed, settings, chief):
    settings.MAIL = "smtp"
    assert chief.get(reverse("sandbox-letters")).status_code == 404
    settings.MAIL = "files"
    client.force_login(cast.operator("finance"))
    assert client.get(reverse("sandbox-letters")).status_code == 404
