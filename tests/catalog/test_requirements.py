"""What a category asks for from a day on: nothing is hidden, who sells is told until when."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from catalog import desk, search
from catalog.attributes import lacks, vocabulary
from catalog.imports import problems
from catalog.judging import rules, screening
from catalog.judging.rules import missing_attributes
from catalog.models import Attribute, AttributeLack, AttributePlace, Product, Submission
from catalog.sheets import filters, products
from catalog.sheets.forms.words import ProductForm
from marketplace.shared import clock
from tests import cast

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 3)
PARIS = ZoneInfo("Europe/Paris")
BEFORE = datetime(2027, 3, 2, 12, tzinfo=PARIS)
AFTER = datetime(2027, 3, 3, 1, tzinfo=PARIS)


@pytest.fixture
def jams(lune):
    """A category that will ask for allergens, and two sheets of which one tells them."""
    place = cast.category("Confitures")
    made = cast.attribute("Allergènes", "Aucun", "Lait", where=place, level="required")
    AttributePlace.objects.filter(attribute=made).update(required_since=DAY)
    vocabulary.forget()
    told = cast.offer(lune, title="Fraise", category=place, attributes={"Allergènes": "Aucun"})
    silent = cast.offer(lune, title="Figue", category=place)
    with clock.at(BEFORE):
        search.index([told.product_id, silent.product_id])
    return place


def found(place):
    within = screening.context([place.pk])
    findings = screening.look({"category_id": place.pk}, within, prices=[500], sizes={})
    return [each.severity for each in findings if each.rule == missing_attributes.RULE]


def test_it_is_recommended_until_its_day_and_asked_of_proposals_from_then_on(jams):
    with clock.at(BEFORE):
        assert vocabulary.vocabulary().of(jams.path)["allergenes"] == "recommended"
        assert found(jams) == []
    with clock.at(AFTER):
        assert vocabulary.vocabulary().of(jams.path)["allergenes"] == "required"
        assert found(jams) == [rules.BLOCK]


def test_sheets_online_stay_and_their_seller_is_told_until_when(jams, lune, client):
    with clock.at(BEFORE):
        assert Product.objects.public().count() == 2
        text = "1 fiche : indiquez « Allergènes » avant le 3 mars 2027"
        assert [todo.text for todo in desk.todos(lune, BEFORE)][:1] == [text]
        with translation.override("en"):
            assert "by 3 March 2027" in desk.todos(lune, BEFORE)[0].text
    with clock.at(AFTER):
        assert Product.objects.public().count() == 2
        assert "que sa catégorie demande" in desk.todos(lune, AFTER)[0].text
    client.force_login(cast.owner_of(lune))
    page = client.get(reverse("seller-products"), {"vue": "lacking"}).content.decode()
    assert "Figue" in page
    assert "Fraise" not in page


def test_what_is_told_meanwhile_is_struck_off(jams, lune):
    silent = Product.objects.get(title="Figue")
    assert lacks.online().get().product_id == silent.pk
    Product.objects.filter(pk=silent.pk).update(attributes={"Allergène": "lait"})
    search.index([silent.pk])
    assert not AttributeLack.objects.exists()


def test_what_a_waiting_proposal_tells_is_asked_for_no_more_until_it_is_sent_back(jams, lune):
    silent = Product.objects.get(title="Figue")
    with clock.at(AFTER):
        products.reword(silent, {"Allergènes": "lait"}, by=None, at=AFTER)
        proposal = Submission.objects.get(product=silent, state="queued")
        assert not lacks.online().exists()
        assert lacks.of_seller(lune) == []
        assert not Product.objects.filter(filters.LACKING).exists()

        Submission.objects.filter(pk=proposal.pk).update(state="to_change")
        assert lacks.online().get().product_id == silent.pk


def test_a_nearer_place_without_a_day_asks_at_once_and_one_that_lifts_it_asks_nothing(jams):
    at_once, never = (cast.category(name, parent=jams) for name in ("Gelées", "Curds"))
    made = Attribute.objects.get()
    AttributePlace.objects.create(attribute=made, category=at_once, level="required")
    AttributePlace.objects.create(attribute=made, category=never, level="optional")
    vocabulary.forget()
    known = vocabulary.vocabulary()
    assert known.asked(jams.path) == {"allergenes": DAY}
    assert known.asked(at_once.path) == {"allergenes": None}
    assert known.asked(never.path) == {}


def test_the_form_says_from_when(jams):
    with clock.at(BEFORE):
        form = ProductForm(initial={"category": jams.pk})
    assert form["trait-allergenes"].help_text.startswith("Obligatoire à partir du 3 mars 2027.")


def test_the_operator_sees_how_many_sheets_lack_it_and_sets_the_day(jams, client):
    cast.proven(client, cast.operator("moderation"))
    made = Attribute.objects.get()
    page = client.get(reverse("admin:catalog_attribute_changelist")).content.decode()
    assert '<td class="field-lacking">1</td>' in page
    place = made.places.get()
    fields = {
        "label": made.label,
        "key": made.key,
        "kind": made.kind,
        "facet": made.facet,
        "values-TOTAL_FORMS": "0",
        "values-INITIAL_FORMS": "0",
        "places-TOTAL_FORMS": "1",
        "places-INITIAL_FORMS": "1",
        "places-0-id": place.pk,
        "places-0-attribute": made.pk,
        "places-0-category": jams.pk,
        "places-0-level": "recommended",
        "places-0-required_since": "01/06/2027",
        "places-0-position": "0",
    }
    address = reverse("admin:catalog_attribute_change", args=[made.pk])
    refused = client.post(address, fields)
    assert "Choisissez le niveau « Obligatoire »" in refused.content.decode()
    place.refresh_from_db()
    assert place.required_since == DAY
    assert client.post(address, {**fields, "places-0-level": "required"}).status_code == 302
    place.refresh_from_db()
    assert place.required_since == date(2027, 6, 1)


def test_what_is_lacking_is_told_with_few_questions(jams, lune, django_assert_num_queries):
    for number in range(5):
        cast.offer(lune, title=f"Figue {number}", category=jams)
    search.index(Product.objects.values_list("pk", flat=True))
    vocabulary.vocabulary()
    with django_assert_num_queries(1):
        assert lacks.of_seller(lune)[0].sheets == 6


def test_a_later_day_is_the_one_that_is_told(jams, lune):
    later = DAY + timedelta(days=90)
    AttributePlace.objects.update(required_since=later)
    vocabulary.forget()
    search.index(Product.objects.values_list("pk", flat=True))
    assert [each.due for each in lacks.of_seller(lune)] == [later]


def test_a_finding_names_its_attribute_in_the_language_of_whoever_reads(jams):
    Attribute.objects.update(label_en="Allergens")
    vocabulary.forget()
    within = screening.context([jams.pk])
    with clock.at(AFTER):
        [finding] = [
            each
            for each in screening.look({"category_id": jams.pk}, within, prices=[500], sizes={})
            if each.rule == missing_attributes.RULE
        ]
    kept = finding.kept()

    assert "« Allergènes » manque" in rules.sentence(kept)
    missing = problems.problem("ATTRIBUTE_MISSING", "", "Allergènes, Autre chose")
    assert "Allergènes, Autre chose" in problems.sentence(missing)
    with translation.override("en"):
        assert "Allergens" in rules.sentence(kept)
        assert "Allergènes" not in rules.sentence(kept)
        assert "Allergens, Autre chose" in problems.sentence(missing)
