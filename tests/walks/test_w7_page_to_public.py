"""W7: a page is composed and reaches the public, step by step through its real pages."""

from __future__ import annotations

import pytest
from django.test import Client

from marketing.models import Version
from marketing.states import VersionState
from marketplace.shared import guests
from tests import cast

pytestmark = pytest.mark.django_db


def fields(version: Version, **typed) -> dict:
    """What the editor's form would send for a version, with some of it typed anew."""
    sent = {"revision": str(version.revision), "title": version.title, "audience": ""}
    sent["order"] = " ".join(block["id"] for block in version.blocks)
    for block in version.blocks:
        sent[f"b-{block['id']}-there"] = block["kind"]
        for name, value in block["data"].items():
            sent[f"b-{block['id']}-{name}"] = value
    return {**sent, **typed}


def test_a_page_is_composed_and_reaches_the_public(client):
    writer = cast.operator("editorial", email="elodie@halles.example")
    reader = cast.operator("editorial", email="bruno@halles.example")
    cast.rules(page_review="two")
    cast.proven(client, writer)
    other_client = cast.proven(Client(), reader)

    # 1: a page, with what it begins with
    form = {"kind": "landing", "name": "Noël", "slug": "noel"}
    answer = client.post("/admin/marketing/page/add/", form)
    version = Version.objects.get()
    editor = f"/admin/marketing/version/{version.pk}/edition/"
    assert answer["Location"] == editor
    again = client.post("/admin/marketing/page/add/", form)
    assert "a déjà l’adresse" in again.content.decode() or "a déjà l" in again.content.decode()

    # 2: a gesture, then words; what is wrong is kept and said
    client.post(editor, fields(version, do="add:quote"))
    version.refresh_from_db()
    assert [block["kind"] for block in version.blocks] == ["hero", "text", "quote"]
    hero, _text, quote = (block["id"] for block in version.blocks)
    client.post(
        editor,
        fields(
            version,
            title="Noël aux ateliers",
            do=f"up:{quote}",
            **{f"b-{quote}-text": "Un bol, des matins.", f"b-{hero}-action_link": "nulle part"},
        ),
    )
    version.refresh_from_db()
    assert [block["kind"] for block in version.blocks] == ["hero", "quote", "text"]
    page = client.get(f"{editor}?bloc={hero}").content.decode()
    assert "nulle part" in page
    assert "adresse complète" in page

    # two in one draft: the second loses nothing
    late = fields(version, title="Autrement")
    client.post(editor, fields(version, **{f"b-{hero}-action_link": "/journal/"}))
    refused = client.post(editor, late)
    assert refused.status_code == 409
    assert "Autrement" in refused.content.decode()
    # what goes on being typed there is refused too
    assert f'name="revision" value="{late["revision"]}"' in refused.content.decode()
    version.refresh_from_db()
    assert version.title == "Noël aux ateliers"
    apart = client.post(editor, {**late, "do": "apart"})
    assert Version.objects.count() == 2
    assert "edition" in apart["Location"]

    # 4: whoever wrote it does not publish it alone
    words = next(block["id"] for block in version.blocks if block["kind"] == "text")
    client.post(editor, fields(version, **{f"b-{words}-text": "Du **grès**."}))
    version.refresh_from_db()
    days = {"starts_at": "", "ends_at": "", "revision": str(version.revision)}
    client.post(f"/admin/marketing/version/{version.pk}/approve/", days)
    client.post(f"/admin/marketing/version/{version.pk}/send/")
    version.refresh_from_db()
    assert version.state == VersionState.REVIEW
    client.post(f"/admin/marketing/version/{version.pk}/approve/", days)
    version.refresh_from_db()
    assert version.state == VersionState.REVIEW
    other_client.post(f"/admin/marketing/version/{version.pk}/approve/", days)
    version.refresh_from_db()
    assert version.state == VersionState.LIVE

    # 5: the public reads it
    guests.clear()
    shown = client.get("/pages/noel/").content.decode()
    assert "Un bol, des matins." in shown
    assert "<strong>grès</strong>" in shown
    file = other_client.get(f"/admin/marketing/page/{version.page_id}/change/").content.decode()
    assert "Version mise en ligne" in file
