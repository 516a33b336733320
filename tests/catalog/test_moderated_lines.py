"""Characteristics in moderation: written, understood, missing, before and after."""

import pytest
from django.urls import reverse

from catalog.models import Product, Submission
from catalog.sheets import characteristics
from catalog.states import SubmissionState
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def jams():
    """A category that requires two things and recommends a third."""
    place = cast.category("Confitures")
    cast.attribute("Allergènes", "Aucun|None", "Lait|Milk|beurre", where=place, level="required")
    cast.attribute("Ingrédients", kind="text", where=place, level="required")
    cast.attribute("Quantité nette", kind="number", unit="g", where=place)
    return place


def content(place, **attributes):
    return {"category_id": place.pk, "attributes": attributes, "axes": []}


def test_what_is_understood_stands_beside_what_is_written_and_what_is_missing_is_marked(jams):
    live = content(jams, Allergènes="beurre", Note="ancienne")
    new = content(jams, Allergènes="beurre et sésame", Poids="x", Note="nouvelle")
    lines = {line.name: line for line in characteristics.of(live, new)}
    assert list(lines)[:2] == ["Allergènes", "Ingrédients"], "what is required comes first"
    told = lines["Allergènes"]
    assert (told.told, told.is_unread, told.changed) == ("Lait", True, True)
    assert "<ins>" in told.after
    assert lines["Ingrédients"].is_missing
    assert lines["Ingrédients"].is_required
    assert lines["Quantité nette"].is_missing
    assert not lines["Quantité nette"].is_required
    assert lines["Note"].is_free


def test_what_variants_tell_is_not_missing(jams):
    new = {**content(jams), "axes": ["Quantité nette"]}
    assert "Quantité nette" not in {line.name for line in characteristics.of(None, new)}


def test_the_moderator_reads_it_on_the_page(jams, lune, client, django_assert_max_num_queries):
    offer = cast.offer(lune, title="Fraise", category=jams, attributes={"Allergènes": "Lait"})
    submission = Submission.objects.create(
        product=offer.product,
        state=SubmissionState.QUEUED,
        submitted_at=cast.NOON,
        content={
            "title": "Fraise",
            "description": "",
            "brand": "",
            "withdrawal_exception": "",
            "photo_ids": [],
            "variants": [],
            **content(jams, Allergènes="aucun"),
        },
        findings=[],
        severity=0,
    )
    cast.proven(client, cast.operator("moderation"))
    with django_assert_max_num_queries(40):
        page = client.get(reverse("admin:catalog_submission_change", args=[submission.pk]))
    text = page.content.decode()
    table = text.partition('id="characteristics"')[2].partition("</section>")[0]
    assert "Ingrédients" in table
    assert "Manque" in table
    assert "Aucun" in table
    assert Product.objects.get().attributes == {"Allergènes": "Lait"}
