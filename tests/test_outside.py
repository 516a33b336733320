"""Nothing outside is called inside a transaction: the guard refuses it."""

from __future__ import annotations

import socket
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from PIL import Image

from marketing.models import Article
from marketplace.shared import files, gateway, outbox
from marketplace.shared.gateway.closed import Closed
from marketplace.shared.gateway.stripe_connect import StripeConnect
from sellers.application import onboarding
from sellers.models import Document, Item
from tests import cast, outside

pytestmark = pytest.mark.django_db
CALLS = {
    "a file is written": lambda: default_storage.save("a.txt", ContentFile(b"a")),
    "a file is looked for": lambda: files.private_storage().exists("a.txt"),
    "the sandbox": lambda: gateway.current().balance_cents(),
    "Stripe": lambda: StripeConnect(client=object()).payment("cs_1"),
    "no provider": lambda: Closed().payment("cs_1"),
    "a letter": lambda: send_mail("Bonjour", "…", None, ["alice@example.test"]),
    "the network": lambda: socket.create_connection(("127.0.0.1", 9)),
    "the broker": lambda: outbox.serve.delay(lane="money"),
}


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 900), "navy").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_call_inside_a_transaction_is_refused(call):
    with pytest.raises(outside.InsideTransaction), transaction.atomic(durable=True):
        call()


def test_a_verb_that_opens_a_file_inside_its_transaction_is_refused():
    name = default_storage.save("lines.csv", ContentFile(b"a\nb\n"))

    @transaction.atomic(durable=True)
    def count(path: str) -> int:
        """The old way."""
        with default_storage.open(path) as file:
            return len(file.readlines())

    with pytest.raises(outside.InsideTransaction, match="open"):
        count(name)
    with default_storage.open(name) as file:  # opened before is no better
        with pytest.raises(outside.InsideTransaction, match="read"), transaction.atomic():
            file.read()
        assert file.read() == b"a\nb\n"


def test_what_waits_for_the_commit_may_call_out(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic(durable=True):
        transaction.on_commit(lambda: default_storage.save("b.txt", ContentFile(b"b")))
        with outside.allowed(because="the test arranges a file"):
            assert not default_storage.exists("a.txt")

    assert default_storage.exists("b.txt")


def test_a_document_that_the_file_no_longer_takes_is_not_left_behind(lune, monkeypatch):
    for kind in onboarding.REQUIRED:
        Item.objects.get_or_create(seller=lune, kind=kind)
    storage, lying = Document._meta.get_field("file").storage, []
    saved = storage.save

    def closes_meanwhile(*args, **kwargs):
        """The operator closes the shop while the paper is being written."""
        lying.append(saved(*args, **kwargs))
        type(lune).objects.filter(pk=lune.pk).update(state="closed")
        return lying[-1]

    monkeypatch.setattr(storage, "save", closes_meanwhile)
    with pytest.raises(onboarding.NotEditable):
        onboarding.provide(
            lune, "registration", content=picture(), name="kbis.png", by=None, at=cast.NOON
        )

    assert len(lying) == 1
    assert not storage.exists(lying[0])
    assert not Document.objects.exists()


@pytest.mark.parametrize(("title", "kept"), [("Une journée à l'atelier", 1), ("", 0)])
def test_a_picture_of_the_console_is_kept_with_its_row_and_never_without(
    client, odile, settings, title, kept
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # comes as a file on disk, as large ones do
    cast.proven(client, odile)
    before = set(_lying("articles"))

    client.post(
        reverse("admin:marketing_article_add"),
        {
            "title": title,
            "slug": "atelier",
            "kind": "story",
            "standfirst": "Court",
            "body": "Long",
            "image": SimpleUploadedFile("atelier.png", picture()),
        },
    )

    rows = Article.objects.filter(slug="atelier")
    fresh = set(_lying("articles")) - before
    assert (rows.count(), len(fresh)) == (kept, kept)
    assert {row.image.name for row in rows} == {f"articles/{name}" for name in fresh}


def _lying(folder: str) -> list[str]:
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []
