"""What a category asks for from a day on: nothing is hidden, who sells is told until when."""

import html
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from catalog import desk, search
from catalog.attributes import lacks, vocabulary
from catalog.imports import problems
from catalog.judging import rules, screening
from catalog.judging.rules import missing_attributes
from catalog.models import Attribute, AttributeLack, AttributePlace, Product, Submission
from catalog.moderation import moderation
from catalog.sheets import batches, filters, products
from catalog.sheets.drafts import Draft, Piece
from catalog.sheets.forms.words import ProductForm
from marketplace.shared import clock
from sellers.models import Seller
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
    assert form["trait-allergenes"].field.mark == "obligatoire à partir du 3 mars 2027"


def test_the_operator_sees_how_many_sheets_lack_it_and_sets_the_day(jams, client):
    cast.proven(client, cast.operator("moderation"))
    made = Attribute.objects.get()
    page = client.get(reverse("admin:catalog_attribute_changelist")).content.decode()
    assert re.search(r'class="field-lacking"[^>]*>1</td>', page)
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


def test_what_becomes_obligatory_says_first_how_many_sheets_lack_it(jams, client):
    cast.proven(client, cast.operator("moderation"))
    made = cast.attribute("Sucre", "Canne", "Betterave", where=jams, level="recommended")
    vocabulary.forget()
    place = made.places.get()
    fields = {
        "label": made.label,
        "key": made.key,
        "kind": made.kind,
        "values-TOTAL_FORMS": "0",
        "values-INITIAL_FORMS": "0",
        "places-TOTAL_FORMS": "1",
        "places-INITIAL_FORMS": "1",
        "places-0-id": place.pk,
        "places-0-attribute": made.pk,
        "places-0-category": jams.pk,
        "places-0-level": "required",
        "places-0-position": "0",
    }
    address = reverse("admin:catalog_attribute_change", args=[made.pk])

    asked = html.unescape(client.post(address, fields).content.decode())

    assert "Confitures : 2 fiches en ligne ne la disent pas, sur 2." in asked
    assert "Confirmer : 2 fiches à compléter" in asked
    assert "errornote" not in asked, "nothing was typed wrong"
    assert "Erreur" not in asked.partition("</title>")[0]
    place.refresh_from_db()
    assert place.level == "recommended"
    told = re.search(r'name="reach-read" value="([^"]+)"', asked)[1]
    assert client.post(address, {**fields, "reach-read": told}).status_code == 302
    place.refresh_from_db()
    assert place.level == "required"
    assert Product.objects.public().count() == 2


def test_a_category_lists_what_is_asked_there_and_where_that_comes_from(
    jams, client, django_assert_max_num_queries
):
    cast.proven(client, cast.operator("moderation"))
    cast.attribute("Poids net", kind="text", level="recommended")
    beneath = cast.category("Gelées", parent=jams)
    address = reverse("admin:catalog_category_change", args=[beneath.pk])
    client.get(address)

    with django_assert_max_num_queries(14):
        page = html.unescape(client.get(address).content.decode())

    row = page[page.index("Allergènes") :]
    assert "Obligatoire, à partir du 3 mars 2027" in row
    assert "Confitures" in row
    assert "toute la boutique" in row[row.index("Poids net") :]


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


@pytest.fixture
def cups(odile):
    """A category whose number of cups a moderator made obligatory, without a day, just now; and how
    to propose a sheet there before.
    """
    place = cast.category("Théières")
    made = cast.attribute("Nombre de tasses", kind="number", where=place, level="recommended")

    def proposed(shop, ref="THE", **content) -> Submission:
        draft = Draft(
            ref,
            [Piece(f"{ref}-1", price_cents=2400, stock=3)],
            title=f"Théière {ref}",
            description="Une théière en grès, tournée à la main dans notre atelier de Vallauris.",
            category_id=place.pk,
            **content,
        )
        # as its form sent it: nothing was obligatory when the page was opened
        with transaction.atomic():
            batches.save(shop, [draft], by=None, at=cast.NOON, submit=True)
        return Submission.objects.get(product__ref=ref, state="queued")

    def obligatory():
        AttributePlace.objects.filter(attribute=made).update(level="required")
        vocabulary.forget()

    return place, proposed, obligatory


def test_what_became_obligatory_after_it_was_proposed_is_not_published(cups, lune, client):
    _place, proposed, obligatory = cups
    submission = proposed(lune)
    obligatory()
    cast.proven(client, cast.operator("moderation"))
    address = reverse("admin:catalog_submission_change", args=[submission.pk])

    page = html.unescape(client.get(address).content.decode())
    assert "« Nombre de tasses » manque" in page.partition('id="findings"')[2].partition("<h2")[0]
    answer = client.post(address, {"decision": "approve"}, follow=True)

    told = html.unescape(answer.content.decode())
    assert "« Théière THE » ne dit pas ce qui est obligatoire dans sa catégorie" in told
    assert ": « Nombre de tasses ». Choisissez « Demander une correction »" in told
    submission.refresh_from_db()
    assert (submission.state, submission.decided_at) == ("queued", None)
    assert Product.objects.get().state == "draft"
    assert not Product.objects.public().exists()


def test_of_many_ticked_those_that_lack_it_stay_in_the_queue(cups, lune):
    _place, proposed, obligatory = cups
    silent = proposed(lune, "NUE")
    told = proposed(lune, "DITE", attributes={"Nombre de tasses": "6"})
    empty = proposed(lune, "VIDE", attributes={"Nombre de tasses": ""})
    obligatory()

    passed, refused = moderation.approve_all([silent.pk, told.pk, empty.pk], by=None, at=cast.NOON)

    assert (passed, [*refused]) == (1, [silent.pk, empty.pk])
    assert "Théière NUE" in refused[silent.pk]
    assert Product.objects.public().get().ref == "DITE"


def test_a_trusted_seller_s_sheet_that_lacks_it_is_not_published_unread(cups, lune):
    _place, proposed, obligatory = cups
    Seller.objects.filter(pk=lune.pk).update(moderation=Seller.Moderation.AFTER)
    lune.refresh_from_db()
    obligatory()

    submission = proposed(lune)

    assert not submission.is_automatic
    with pytest.raises(moderation.Untold):
        moderation.approve(submission, by=None, at=cast.NOON)
    assert not Product.objects.public().exists()


def test_what_a_sheet_online_already_lacks_stops_no_change_of_it(cups, lune):
    place, _proposed, obligatory = cups
    silent = cast.offer(lune, title="Théière", category=place).product
    obligatory()
    assert Product.objects.public().get() == silent, "a new requirement hides nothing"
    products.edit(silent, {"title": "Théière bleue"}, by=None, at=cast.NOON)

    moderation.approve(Submission.objects.get(state="queued"), by=None, at=cast.NOON)

    assert Product.objects.public().get().title == "Théière bleue"


def test_a_change_online_neither_withdraws_what_is_obligatory_nor_moves_where_it_is(cups, lune):
    place, _proposed, obligatory = cups
    told = cast.offer(lune, category=place, attributes={"Nombre de tasses": "6"}).product
    moved = cast.offer(lune, category=cast.category("Vases")).product
    obligatory()
    products.edit(told, {"attributes": {}}, by=None, at=cast.NOON)
    products.edit(moved, {"category_id": place.pk}, by=None, at=cast.NOON)

    for submission in Submission.objects.filter(state="queued"):
        with pytest.raises(moderation.Untold):
            moderation.approve(submission, by=None, at=cast.NOON)

    told.refresh_from_db()
    moved.refresh_from_db()
    assert told.attributes == {"Nombre de tasses": "6"}
    assert moved.category.name == "Vases"
    assert Product.objects.public().count() == 2


def test_a_sheet_taken_down_comes_back_whole(cups, lune):
    place, _proposed, obligatory = cups
    silent = cast.offer(lune, category=place, state="taken_down").product
    obligatory()
    products.edit(silent, {"title": "Théière corrigée"}, by=None, at=cast.NOON)

    with pytest.raises(moderation.Untold):
        moderation.approve(Submission.objects.get(state="queued"), by=None, at=cast.NOON)

    silent.refresh_from_db()
    assert silent.state == "taken_down"


def test_what_is_no_longer_obligatory_is_no_longer_said(cups, lune):
    _place, proposed, obligatory = cups
    obligatory()
    submission = proposed(lune)
    assert [each["values"]["name"] for each in moderation.findings(submission)[:1]] == [
        "Nombre de tasses"
    ]
    AttributePlace.objects.update(level="optional")
    vocabulary.forget()

    assert "missing_attributes" not in {each["rule"] for each in moderation.findings(submission)}
    moderation.approve(submission, by=None, at=cast.NOON)
    assert Product.objects.public().get().ref == "THE"
