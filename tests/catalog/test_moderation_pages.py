"""The operator's moderation pages: the queue, the page of a proposal, decisions, and who comes
in.
"""

from __future__ import annotations

import html

import pytest
from django.db import transaction
from django.urls import reverse

from catalog.aisles import aisles
from catalog.judging import emails as decision_emails
from catalog.models import Brand, Category, ForbiddenWord, Product, Reason, Submission, Variant
from catalog.moderation import moderation
from catalog.sheets import products
from catalog.sheets.drafts import Draft, Piece
from marketplace.shared import admin as console
from marketplace.shared import proposals
from marketplace.shared.models import Fact, ProposedChange
from tests import cast
from tests.cast import NOON

QUEUE = "admin:catalog_submission_changelist"
LONG = "Un bol tourné à la main dans notre atelier, émaillé deux fois, passe au lave-vaisselle."


@pytest.fixture
def bowls(db):
    return cast.category("Bols")


@pytest.fixture
def reason(db):
    return Reason.objects.create(
        code="photo", label="Photo floue", remedy="Refaites la photo.", ground="Charte"
    )


@pytest.fixture
def moderator(client, db):
    person = cast.operator("moderation", email="modo@example.test", first_name="Maud")
    client.force_login(person)
    client.person = person
    return client


def propose(seller, place, ref="BOL", **changes):
    values = {
        "title": f"Bol {ref}",
        "description": LONG,
        "category_id": place.pk,
        "pieces": [Piece(f"{ref}-1", price_cents=2400, stock=3)],
        **changes,
    }
    with transaction.atomic():
        products.save_many(seller, [Draft(ref, **values)], by=None, at=NOON)
    return Submission.objects.get(product__ref=ref, state="queued")


def test_the_queue_shows_the_worst_first(moderator, lune, bowls):
    ForbiddenWord.objects.create(word="contrefaçon", blocks=True)
    propose(lune, bowls, "CLAIR")
    propose(lune, bowls, "GRAVE", description=f"{LONG} Belle contrefacon.")

    page = moderator.get(reverse(QUEUE)).content.decode()

    assert page.index("Bol GRAVE") < page.index("Bol CLAIR")
    assert "contrefacon" in page


def test_filters_and_absurd_parameters(moderator, lune, brun, bowls):
    propose(lune, bowls, "L")
    propose(brun, bowls, "B")

    page = moderator.get(
        reverse(QUEUE), {"seller": brun.pk, "kind": "new", "category": bowls.pk, "level": "2"}
    )

    assert "Bol B" in page.content.decode()
    assert "Bol L<" not in page.content.decode()
    for name in ("seller", "category", "level", "kind", "page", "q"):
        for value in ("-1", "abc", "9" * 30, "\x00'", "①"):
            assert moderator.get(reverse(QUEUE), {name: value}).status_code == 200


def test_the_queue_costs_few_queries(moderator, lune, bowls, django_assert_max_num_queries):
    for n in range(12):
        propose(lune, bowls, f"N{n}")
    moderator.get(reverse(QUEUE))

    with django_assert_max_num_queries(14):
        moderator.get(reverse(QUEUE))
    submission = Submission.objects.first()
    with django_assert_max_num_queries(20):
        moderator.get(reverse("admin:catalog_submission_change", args=[submission.pk]))


def test_a_proposal_is_seen_beside_what_is_online(moderator, lune, bowls):
    first = propose(lune, bowls)
    moderation.approve(first, by=None, at=NOON)
    changes = {"title": "Bol NEUF", "description": f"{LONG} Écrivez à moi@exemple.fr"}
    products.edit(first.product, changes, by=None, at=NOON)

    submission = Submission.objects.get(state="queued")
    page = moderator.get(
        reverse("admin:catalog_submission_change", args=[submission.pk])
    ).content.decode()

    assert "<del>BOL</del>" in page
    assert "<ins>NEUF</ins>" in page
    assert "<mark>moi@exemple.fr</mark>" in page


def test_hostile_content_is_shown_as_text(moderator, lune, bowls):
    first = propose(
        lune,
        bowls,
        description="<script>alert(1)</script> <b>gras</b> texte assez long pour la règle",
    )
    page = moderator.get(
        reverse("admin:catalog_submission_change", args=[first.pk])
    ).content.decode()
    assert "<script>alert(1)" not in page


def test_approving_publishes_and_leads_to_the_next(moderator, lune, bowls):
    first, second = propose(lune, bowls, "UN"), propose(lune, bowls, "DEUX")

    answer = moderator.post(
        reverse("admin:catalog_submission_change", args=[first.pk]), {"decision": "approve"}
    )

    assert answer.url == reverse("admin:catalog_submission_change", args=[second.pk])
    assert Product.objects.public().get().ref == "UN"
    first.refresh_from_db()
    assert (first.decided_by, first.state) == (moderator.person, "approved")


@pytest.mark.parametrize(("verb", "state"), [("changes", "to_change"), ("refuse", "refused")])
def test_sending_back_needs_a_reason(moderator, lune, bowls, reason, verb, state):
    submission = propose(lune, bowls)
    url = reverse("admin:catalog_submission_change", args=[submission.pk])

    refused = moderator.post(url, {"decision": verb, "note": "x"}).content.decode()
    summary = refused.partition("review-main")[0]  # said at the top, where the page opens
    assert "Choisissez le motif du renvoi." in summary
    assert 'href="#id_reason"' in summary
    moderator.post(url, {"decision": verb, "reason": reason.pk, "note": "Elle est floue."})

    submission.refresh_from_db()
    assert (submission.state, submission.reason, submission.note) == (
        state,
        reason,
        "Elle est floue.",
    )
    assert Fact.objects.get(name="catalog.ProductSentBack").because == "Elle est floue."


def test_what_is_asked_of_a_field_is_read_beside_it_and_approving_would_lose_it(
    moderator, client, lune, bowls, reason
):
    cast.attribute("Matière", "Grès", where=bowls)
    submission = propose(lune, bowls)
    url = reverse("admin:catalog_submission_change", args=[submission.pk])
    form = moderator.get(url).context["form"]
    names = {place: form.remark(place).name for place in ("title", "attribute:matiere", "price")}
    asked = {
        names["title"]: "Dites de quoi il est fait.",
        names["attribute:matiere"]: "Grès ou porcelaine ?",
        names["price"]: "Vingt-quatre euros, ou deux cents ?",
    }

    lost = moderator.post(url, {"decision": "approve", **asked}).content.decode()
    submission.refresh_from_db()
    assert "Vous avez écrit des remarques" in lost
    assert "Choisissez le motif" not in lost
    assert submission.state == "queued"

    moderator.post(url, {"decision": "changes", "reason": reason.pk, "note": "", **asked})
    submission.refresh_from_db()
    assert submission.state == "to_change"
    assert submission.remarks == {
        "title": "Dites de quoi il est fait.",
        "attribute:matiere": "Grès ou porcelaine ?",
        "price": "Vingt-quatre euros, ou deux cents ?",
    }
    letter = decision_emails.sent_back(submission)
    assert ("Titre", "Dites de quoi il est fait.") in letter.values["remarks"]

    client.force_login(cast.owner_of(lune))
    answer = client.get(reverse("seller-product", args=[submission.product_id]))
    fields = answer.context["form"].fields
    assert "Dites de quoi il est fait." in str(fields["title"].help_text)
    assert "Grès ou porcelaine ?" in str(fields["trait-matiere"].help_text)
    page = answer.content.decode()
    assert page.count("Vingt-quatre euros") == 2, "at the top and beside the prices"
    assert 'href="#id_title"' in page


def test_the_file_of_a_proposal_costs_few_queries_and_keeps_the_teams_notes(
    moderator, lune, bowls, django_assert_max_num_queries
):
    submission = propose(lune, bowls)
    url = reverse("admin:catalog_submission_change", args=[submission.pk])
    note = reverse("admin:catalog_submission_noter", args=[submission.pk])
    moderator.post(note, {"note": "Vu avec la vendeuse."})

    with django_assert_max_num_queries(45):
        page = moderator.get(url).content.decode()

    for words in (f"Proposition n° {submission.pk}", "En attente de modération", "Vu avec la"):
        assert words in page, words
    assert "décider avant le" in page


def test_the_second_of_two_operators_is_told(moderator, lune, bowls, odile, reason):
    submission = propose(lune, bowls)
    moderation.approve(submission, by=odile, at=NOON)

    page = moderator.post(
        reverse("admin:catalog_submission_change", args=[submission.pk]),
        {"decision": "refuse", "reason": reason.pk},
        follow=True,
    ).content.decode()

    assert "Odile a déjà décidé" in page
    assert Product.objects.public().exists()


def test_a_newer_version_is_told_too(moderator, lune, bowls):
    old = propose(lune, bowls)
    propose(lune, bowls, title="Bol plus récent")

    url = reverse("admin:catalog_submission_change", args=[old.pk])
    page = moderator.post(url, {"decision": "approve"}, follow=True)

    assert "version plus récente" in page.content.decode()
    assert not Product.objects.public().exists()


def test_a_forbidden_category_cannot_be_approved(moderator, lune, bowls):
    submission = propose(lune, bowls)
    Category.objects.filter(pk=bowls.pk).update(policy="forbidden")

    url = reverse("admin:catalog_submission_change", args=[submission.pk])
    page = moderator.post(url, {"decision": "approve"}, follow=True)

    assert "fermée à la vente" in page.content.decode()
    assert Submission.objects.get().state == "queued"


def test_ticked_sheets_are_approved_but_never_blocked_ones(moderator, lune, bowls):
    ForbiddenWord.objects.create(word="contrefaçon", blocks=True)
    clear, blocked = (
        propose(lune, bowls, "OK"),
        propose(lune, bowls, "KO", title="Contrefaçon de bol"),
    )

    moderator.post(
        reverse("admin:catalog_submission_approve_many"),
        {"ids": [clear.pk, blocked.pk, "abc", "9" * 40]},
    )

    assert list(Product.objects.public().values_list("ref", flat=True)) == ["OK"]


def test_decisions_are_listed(moderator, lune, bowls, odile):
    moderation.approve(propose(lune, bowls), by=odile, at=NOON)
    assert "Bol BOL" in moderator.get(reverse("admin:catalog_submission_decided")).content.decode()


def test_a_sheet_is_taken_down_and_put_back(moderator, lune, bowls, reason):
    moderation.approve(propose(lune, bowls), by=None, at=NOON)
    product = Product.objects.get()

    url = reverse("admin:catalog_product_take-down", args=[product.pk])
    moderator.post(url, {"reason": reason.pk, "note": "Plainte"})
    assert not Product.objects.public().exists()
    moderator.post(
        reverse("admin:catalog_product_restore", args=[product.pk]), {"because": "Plainte retirée"}
    )
    assert Product.objects.public().exists()


@pytest.mark.parametrize("who", ["stranger", "buyer", "seller", "finance"])
def test_only_moderators_come_in(client, lune, bowls, alice, who):
    submission = propose(lune, bowls)
    person = {
        "buyer": alice,
        "seller": cast.owner_of(lune),
        "finance": cast.operator("finance"),
    }.get(who)
    if person:
        client.force_login(person)

    for url in (
        reverse(QUEUE),
        reverse("admin:catalog_submission_change", args=[submission.pk]),
        reverse("admin:catalog_submission_decided"),
        reverse("admin:catalog_category_changelist"),
    ):
        assert client.get(url).status_code in (302, 403, 404)
    client.post(
        reverse("admin:catalog_submission_change", args=[submission.pk]), {"decision": "approve"}
    )
    client.post(reverse("admin:catalog_submission_approve_many"), {"ids": [submission.pk]})
    assert Submission.objects.get().state == "queued"


def test_the_tree_is_edited_through_its_verbs(moderator, lune, bowls):
    moderation.approve(propose(lune, bowls), by=None, at=NOON)
    table = cast.category("Table")
    fields = {
        "name": "Bols et tasses",
        "slug": bowls.slug,
        "parent": table.pk,
        "policy": "forbidden",
        "vat_class": "standard",
    }

    moderator.post(reverse("admin:catalog_category_change", args=[bowls.pk]), fields)

    bowls.refresh_from_db()
    product = Product.objects.get()
    assert (bowls.name, bowls.depth, product.category_path) == ("Bols et tasses", 2, bowls.path)
    assert not Product.objects.public().exists()


def test_categories_are_added_ordered_and_removed(moderator, bowls):
    vases = {
        "name": "Vases",
        "slug": "vases",
        "parent": "",
        "policy": "open",
        "vat_class": "standard",
    }
    moderator.post(reverse("admin:catalog_category_add"), vases)
    new = Category.objects.get(slug="vases")

    moderator.post(reverse("admin:catalog_category_shift", args=[new.pk, "monter"]))
    assert [row.name for row in Category.objects.order_by("path")] == ["Vases", "Bols"]
    moderator.post(reverse("admin:catalog_category_remove", args=[bowls.pk]))
    assert [row.name for row in Category.objects.all()] == ["Vases"]
    assert moderator.get(reverse("admin:catalog_category_changelist")).status_code == 200


@pytest.mark.parametrize("model", ["brand", "reason", "forbiddenword", "product"])
def test_every_list_opens(moderator, model, bowls, reason):
    assert moderator.get(reverse(f"admin:catalog_{model}_changelist")).status_code == 200


def test_a_word_that_many_bear_finds_the_newest_and_narrows_a_rare_one(client, lune, monkeypatch):
    monkeypatch.setattr(console, "SEARCHED", 2)
    titles = ["Bol bleu", "Bol rond", "Bol haut", "Bol plat", "Bol creux"]
    for title in titles:
        cast.offer(lune, title=title)
    cast.proven(client, cast.operator("moderation"))

    def found(typed):
        page = client.get(reverse("admin:catalog_product_changelist"), {"q": typed}, follow=True)
        return page.content.decode()

    page = found("Bol")
    assert "Plus de 2 000 lignes répondent" in page
    assert "Bol creux" in page
    assert "Bol bleu" not in page, "it is older than the newest"
    assert "Bol bleu" in found("Bol bleu"), "the rare word finds it, whatever its age"
    assert "Plus de 2 000" not in found("bleu Bol")


def test_the_vat_of_a_category_is_proposed_and_every_change_written_down(client, lune, bowls):
    cast.offer(lune, category=bowls)
    person, chief = cast.operator("moderation"), cast.operator()
    page, asked = (
        reverse(f"admin:catalog_category_{name}", args=[bowls.pk]) for name in ("change", "propose")
    )
    client.force_login(person)
    assert "reauthenticate" in client.post(asked, {"vat_class": "food"}).headers["Location"]
    cast.proven(client, person)
    fields = {"name": "Bols et tasses", "slug": bowls.slug, "parent": "", "policy": "reviewed"}

    client.post(page, {**fields, "vat_class": "food"})
    client.post(page, {**fields, "policy": "open"})
    assert "vaut aussitôt pour 1 fiche en ligne" in client.get(asked).content.decode()
    client.post(
        asked,
        {"vat_class": "food", "policy": "open", "policy_note": "", "because": "Des sablés"},
    )

    bowls.refresh_from_db()
    assert (bowls.name, bowls.policy, bowls.vat_class) == ("Bols et tasses", "reviewed", "standard")
    proposals.approve(ProposedChange.objects.get(), by=chief, at=NOON)
    bowls.refresh_from_db()
    assert (bowls.policy, bowls.vat_class) == ("open", "food")
    assert {*Product.objects.values_list("vat_class", flat=True)} == {"food"}
    aisles.move(bowls, cast.category("Table"), by=person, at=NOON)

    history = client.get(reverse("admin:catalog_category_history", args=[bowls.pk]))
    told = html.unescape(history.content.decode())
    for sentence in (
        "nom : Bols → Bols et tasses",
        "règle : Ouverte → Toujours relue avant publication",
        "classe de TVA : Taux normal → Produit alimentaire",
        "Sous : Premier niveau → Table",
    ):
        assert sentence in told
    assert str(person) in told
    assert "par formulaire" not in told


def test_probable_duplicates_stand_beside_a_proposal(moderator, lune, brun, bowls):
    brand = Brand.objects.create(name="Grès & Co", slug="gres-co")
    cast.offer(brun, title="Bol du matin", brand=brand)
    coded = cast.offer(brun, title="Bol codé")
    Variant.objects.filter(pk=coded.variant_id).update(gtin="3760123456784")
    mine = propose(
        lune,
        bowls,
        "MIEN",
        title="Bol du Matin",
        brand="grès & co",
        pieces=[Piece("MIEN-1", price_cents=2400, stock=3, gtin="3760123456784")],
    )

    page = moderator.get(reverse("admin:catalog_submission_change", args=[mine.pk]))

    beside = page.content.decode().partition('id="alike"')[2].partition("</section>")[0]
    assert "Bol codé" in beside
    assert "Même code-barres" in beside
    assert "Bol du matin" in beside
    assert "Même marque et même titre" in beside
