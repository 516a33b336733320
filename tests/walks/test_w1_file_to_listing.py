"""W1: a row of a seller's file becomes a published listing."""

from __future__ import annotations

import io
import zipfile

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog.models import Import, Offer, Product, Reason, Submission
from catalog.states import ImportState, ProductState, SubmissionState
from sellers.models import Seller
from tests import cast
from tests.walks.conftest import shown

FILE = """Référence;Titre;Description;Catégorie;Prix TTC;Stock;Photo
THE-1;Théière en grès bleu;Tournée et émaillée à la main, à Lyon.;Cuisine;48,00;6;theiere.png
BOL-1;Bol en grès sable;Écrivez à atelier@exemple.fr pour une gravure.;Cuisine;24,50;12;bol.png
TAS-1;Tasse;Une tasse.;Cuisine;1,234;-3;
"""


def picture(tone: int) -> bytes:
    """A photo large enough to be shown."""
    out = io.BytesIO()
    Image.effect_mandelbrot((900, 900), (-2, -1.5, 1, 1.5), tone).convert("RGB").save(out, "PNG")
    return out.getvalue()


def archive() -> SimpleUploadedFile:
    """The photos of the file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("photos/theiere.png", picture(20))
        packed.writestr("photos/bol.png", picture(40))
    return SimpleUploadedFile("photos.zip", out.getvalue())


def send(desk, worker) -> Import:
    """Upload, keep the columns and categories proposed, wait for the check."""
    with worker():
        sent = desk.post(
            reverse("seller-imports"),
            {
                "file": SimpleUploadedFile("catalogue.csv", FILE.encode("cp1252")),
                "photos": archive(),
            },
        )
    with worker():
        to_choices = desk.post(sent.url, shown(desk.get(sent.url).context["form"]))
    with worker():
        desk.post(to_choices.url, shown(desk.get(to_choices.url).context["form"]))
    return Import.objects.latest("pk")


def apply(desk, source, worker) -> Import:
    """Press the button that takes the good lines."""
    with worker():
        desk.post(reverse("seller-import-application", args=[source.pk]))
    source.refresh_from_db()
    return source


def test_a_row_becomes_a_published_listing(at_door, lune, odile, worker):
    cast.category("Cuisine")
    desk, visitor, console = at_door(cast.owner_of(lune)), at_door(), at_door(odile)
    # a trusted seller: what is clear goes online at once
    Seller.objects.filter(pk=lune.pk).update(moderation=Seller.Moderation.AFTER)

    source = send(desk, worker)
    assert source.state == ImportState.CHECKED
    assert (source.new_count, source.refused_count) == (2, 1)
    assert not Product.objects.exists(), "a dry run writes no product"

    source = apply(desk, source, worker)
    assert source.state == ImportState.DONE
    clear, doubtful = Product.objects.get(ref="THE-1"), Product.objects.get(ref="BOL-1")
    assert (clear.state, clear.is_sellable, clear.photos.count()) == (
        ProductState.PUBLISHED,
        True,
        1,
    )
    assert clear.cover.sized_at, "the worker cut the sizes of the photo"

    page = visitor.get(reverse("shop-product", args=[clear.slug]))
    assert "Théière en grès bleu" in page.content.decode()
    assert visitor.get(reverse("shop-product", args=[doubtful.slug])).status_code == 404
    assert clear.slug in visitor.get(reverse("shop-search"), {"q": "theiere"}).content.decode()

    waiting = Submission.objects.get(product=doubtful, state=SubmissionState.QUEUED)
    assert waiting.findings, "an address in the text needs eyes"
    review = reverse("admin:catalog_submission_change", args=[waiting.pk])
    assert "atelier@exemple.fr" in console.get(review).content.decode()
    with worker():
        console.post(review, {"decision": "approve"})
    doubtful.refresh_from_db()
    assert doubtful.state == ProductState.PUBLISHED
    assert doubtful.slug in visitor.get(reverse("shop-search"), {"q": "bol sable"}).content.decode()


def test_what_is_sent_back_is_corrected_and_passes(at_door, lune, odile, worker):
    cast.category("Cuisine")
    desk, console = at_door(cast.owner_of(lune)), at_door(odile)
    apply(desk, send(desk, worker), worker)
    waiting = Submission.objects.get(state=SubmissionState.QUEUED, product__ref="BOL-1")
    review = reverse("admin:catalog_submission_change", args=[waiting.pk])
    reason = Reason.objects.create(
        code="contact", label="Coordonnées dans le texte", remedy="Retirez vos coordonnées."
    )
    mail.outbox.clear()

    with worker():
        console.post(
            review,
            {
                "decision": "changes",
                "reason": reason.pk,
                "note": "Retirez l'adresse e-mail de la description.",
            },
        )
    waiting.refresh_from_db()
    assert waiting.state == SubmissionState.TO_CHANGE
    assert [sent.to for sent in mail.outbox] == [[lune.email]]
    assert "Retirez l'adresse e-mail" in mail.outbox[0].body

    product = waiting.product
    form_page = desk.get(reverse("seller-product", args=[product.pk]))
    fields = shown(form_page.context["form"])
    rows = form_page.context["rows"]
    fields |= shown(rows.management_form)
    for row in rows:
        fields |= shown(row)
    fields["description"] = "Un bol du matin, gravé sur demande."
    with worker():
        saved = desk.post(reverse("seller-product", args=[product.pk]), fields)
    assert saved.status_code == 302, (saved.context["form"].errors, saved.context["rows"].errors)
    with worker():
        desk.post(reverse("seller-product-proposal", args=[product.pk]))
    again = product.submissions.latest("pk")
    assert again.pk != waiting.pk
    with worker():
        console.post(
            reverse("admin:catalog_submission_change", args=[again.pk]), {"decision": "approve"}
        )
    product.refresh_from_db()
    assert product.state == ProductState.PUBLISHED


def test_the_same_file_again_changes_nothing(at_door, lune, worker):
    cast.category("Cuisine")
    desk = at_door(cast.owner_of(lune))
    apply(desk, send(desk, worker), worker)
    before = list(Product.objects.order_by("pk").values_list("pk", "changed_at"))
    offers = list(Offer.objects.order_by("pk").values_list("pk", "price_cents", "stock"))

    again = send(desk, worker)

    assert (again.new_count, again.updated_count) == (0, 0)
    apply(desk, again, worker)
    assert list(Product.objects.order_by("pk").values_list("pk", "changed_at")) == before
    assert list(Offer.objects.order_by("pk").values_list("pk", "price_cents", "stock")) == offers
