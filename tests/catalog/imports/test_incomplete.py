"""A sheet of a file that lacks something obligatory is kept for its seller, and named."""

import pytest
from django.db import transaction
from django.urls import reverse

from catalog.attributes import vocabulary
from catalog.imports import applying, problems, results, run, undoing
from catalog.models import Product, Submission
from catalog.sheets import products, rating
from catalog.states import ImportState
from tests import cast
from tests.catalog.imports.conftest import checked, table

pytestmark = pytest.mark.django_db
HEADER = "sku;titre;prix;stock;catégorie;Ingrédients"
TOLD = "C1;Confiture de figue;6,50;12;Confitures;figues, sucre"
SILENT = "C2;Confiture de mûre;6,50;8;Confitures;"


@pytest.fixture
def jams(lune):
    """A category that asks for the ingredients."""
    place = cast.category("Confitures")
    cast.attribute("Ingrédients", kind="text", where=place, level="required")
    return place


def sent(lune, jams, *rows):
    return checked(lune, table(HEADER, *rows), categories={"Confitures": jams.pk})


def applied(lune, jams, *rows):
    source = sent(lune, jams, *rows)
    run.confirm(source, by=None, at=cast.NOON)
    while applying.run(source.pk, at=cast.NOON):
        pass
    source.refresh_from_db()
    assert source.state == ImportState.DONE
    return source


def listed(client, lune, view="lacking"):
    client.force_login(cast.owner_of(lune))
    return client.get(reverse("seller-products"), {"vue": view}).content.decode()


def remarks(source):
    return [
        [each["code"] for each in row.problems if each["code"] in problems.INCOMPLETE]
        for row in source.rows.order_by("line")
    ]


def test_it_stays_a_draft_and_the_dry_run_said_so(jams, lune, client):
    foreseen = sent(lune, jams, TOLD, SILENT)
    said = (foreseen.new_count, results.lacking_of(foreseen), remarks(foreseen))
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-import", args=[foreseen.pk])).content.decode()
    assert "1 fiche n’est pas complète" in page
    run.cancel(foreseen, by=None, at=cast.NOON)

    source = applied(lune, jams, TOLD, SILENT)

    assert (source.new_count, results.lacking_of(source), remarks(source)) == said
    assert said == (2, 1, [[], ["ATTRIBUTE_MISSING"]])
    kept = Product.objects.get(title="Confiture de mûre")
    assert kept.state == "draft"
    assert not kept.submissions.exists()
    page = client.get(reverse("seller-import", args=[source.pk]), {"outcome": "lacking"})
    told = page.content.decode()
    assert "Ingrédients" in told
    assert "C2" in told.partition('id="lignes"')[2]
    assert "C1" not in told.partition('id="lignes"')[2]
    assert "?vue=lacking" in told


def test_it_is_listed_until_it_is_completed_and_can_be_proposed_then(jams, lune, client):
    applied(lune, jams, TOLD, SILENT)
    kept = Product.objects.get(title="Confiture de mûre")
    page = listed(client, lune)
    assert "Confiture de mûre" in page
    assert "Confiture de figue" not in page
    with pytest.raises(products.Incomplete):
        products.submit(kept, by=None, at=cast.NOON)

    applied(lune, jams, SILENT + "mûres, sucre")

    assert Submission.objects.get(product=kept).state == "queued"
    assert "Confiture de mûre" not in listed(client, lune)


def test_the_same_file_again_changes_nothing_and_still_names_what_lacks(jams, lune):
    applied(lune, jams, SILENT)

    again = sent(lune, jams, SILENT)

    assert (again.unchanged_count, again.new_count, again.updated_count) == (1, 0, 0)
    assert remarks(again) == [["ATTRIBUTE_MISSING"]]


def test_a_sheet_online_stays_and_the_report_says_what_becomes_of_its_change(jams, lune):
    offer = cast.offer(lune, title="Gelée", category=jams)
    online = offer.product

    source = applied(lune, jams, f"{offer.sku};Gelée de coing;6,50;8;Confitures;")

    assert remarks(source) == [["ATTRIBUTE_MISSING_SEEN"]]
    assert results.lacking_of(source) == 0
    online.refresh_from_db()
    assert (online.state, online.title) == ("published", "Gelée")
    assert Submission.objects.get(product=online).state == "queued"


def test_a_proposal_that_lacks_something_by_now_is_taken_back_until_the_file_is_undone(jams, lune):
    applied(lune, jams, TOLD)
    assert Submission.objects.get().state == "queued"
    cast.attribute("Allergènes", "Aucun", where=jams, level="required")
    vocabulary.forget()

    source = applied(lune, jams, "C1;Confiture de figue blanche;6,50;12;Confitures;figues")

    assert Submission.objects.get().state == "superseded"
    undoing.ask(source, by=None, at=cast.NOON)
    while undoing.run(source.pk, at=cast.NOON):
        pass
    assert Submission.objects.get().state == "queued"
    assert Product.objects.get().title == "Confiture de figue"


def test_the_night_s_round_strikes_off_what_is_no_longer_asked(jams, lune, client):
    applied(lune, jams, SILENT)
    kept = Product.objects.get()
    Product.objects.filter(pk=kept.pk).update(attributes={"Ingrédients": "mûres"})

    with transaction.atomic():
        rating.keep([kept.pk])

    assert "Confiture de mûre" not in listed(client, lune)
