"""A complaint may be proven by a PDF: read to its end, kept privately, downloaded by the two sides
and the operator.
"""

from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from marketplace.shared import clock
from orders.incidents import incidents
from orders.models import IncidentPhoto
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def claim(lune, alice):
    part = cast.sold(cast.offer(lune), buyer=alice)
    return incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={part.lines.get().pk: 1}, by=alice, at=NOON
    )


def pdf(change=None) -> bytes:
    out = BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        if change:
            change(paper)
        paper.save(out)
    return out.getvalue()


def script(paper):
    paper.Root.OpenAction = paper.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )


def sent(content, name="constat.pdf"):
    """Named and typed as a browser may lie: only the bytes are read."""
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_a_pdf_joins_the_file_and_is_read_by_the_two_sides_and_the_operator_only(
    client, claim, alice, charlie, lune, brun
):
    client.force_login(cast.owner_of(lune))
    desk = reverse("seller-incident", args=[claim.number])

    client.post(
        desk,
        {
            "act": "answer",
            "text": "Le constat du transporteur.",
            "photos": sent(pdf(), "photo.jpg"),
        },
    )

    paper = IncidentPhoto.objects.get()
    order = claim.seller_order.order
    shop = reverse("shop-incident-photo", args=[order.number, claim.number, paper.pk])
    at = {
        "desk": reverse("seller-incident-photo", args=[claim.number, paper.pk]),
        "shop": shop,
        "house": reverse("admin:orders_incident_photo", args=[claim.pk, paper.pk]),
    }
    answer = client.get(at["desk"])
    assert (paper.media_type, paper.file.name[-4:], b"".join(answer.streaming_content)) == (
        "application/pdf",
        ".pdf",
        paper.file.open().read(),
    )
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == (
        "nosniff",
        "private, no-store",
    )
    for person, doors in (
        (cast.owner_of(lune), {"desk"}),
        (alice, {"shop"}),
        (cast.operator("support"), {"house"}),
        (cast.operator("finance"), {"house"}),
        (cast.operator("moderation"), set()),
        (charlie, set()),
        (cast.owner_of(brun), set()),
    ):
        client.force_login(person)
        assert {door for door, url in at.items() if client.get(url).status_code == 200} == doors
    client.force_login(alice)
    page = client.get(reverse("shop-incident", args=[order.number, claim.number])).content.decode()
    assert "Pièce 1 (PDF)" in page
    assert f'<img src="{shop}' not in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdf(script), "contient un script"),
        (b"%PDF-1.7 " + b"x" * 100, "Ce PDF est"),
        (b"MZ\x90\x00", "ni un PDF"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "dépasse 10 Mo"),
    ],
)
def test_a_pdf_that_does_something_or_is_none_is_refused_and_nothing_is_kept(
    client, claim, alice, content, words
):
    client.force_login(alice)
    way = reverse("shop-incident", args=[claim.seller_order.order.number, claim.number])

    page = client.post(
        way, {"text": "Voici la preuve.", "photos": [sent(pdf()), sent(content)]}
    ).content.decode()

    assert words in page
    assert "Voici la preuve." in page
    assert (IncidentPhoto.objects.count(), claim.words.count()) == (0, 1)
