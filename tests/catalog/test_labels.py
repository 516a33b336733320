"""Labels: claimed with a proof, read by somebody, shown until their day and not a second more."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import invariants, search
from catalog.claims import claims, watch
from catalog.judging import charter
from catalog.labels import labels
from catalog.models import ForbiddenWord, Label, LabelClaim, LabelPaper, Product, Submission
from catalog.search import Query
from catalog.sheets import products
from catalog.states import ProductState
from catalog.tasks import send_label_decided, send_label_ending
from marketplace.shared import clock, facts, files
from marketplace.shared.clock import PARIS
from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
TODAY = clock.paris_day(clock.now())
UNTIL = TODAY + timedelta(days=90)
NUMBER = "FR-BIO-01"


@pytest.fixture
def bio(db):
    return Label.objects.create(
        slug="bio",
        name="Agriculture biologique",
        name_en="Organic (EU)",
        about="product",
        mark="leaf",
        meaning="Cultivé selon le règlement européen.",
        meaning_en="Grown under the European regulation.",
        body="Un organisme agréé",
        proof="Le certificat en cours",
        number_forms="FR-BIO-99",
        number_example=NUMBER,
        months=24,
        covers="bio\nécologique",
        starts_on=TODAY - timedelta(days=10),
    )


@pytest.fixture
def craft(db):
    return Label.objects.create(
        slug="artisan",
        name="Artisan d'art",
        about="shop",
        meaning="Un métier d'art.",
        body="La chambre de métiers",
        proof="L'attestation",
        months=12,
        starts_on=TODAY - timedelta(days=10),
    )


@pytest.fixture
def honey(lune):
    offer = cast.offer(lune, title="Miel de tilleul")
    search.index([offer.product_id])
    return offer.product


@pytest.fixture
def jam(lune, honey):
    offer = cast.offer(lune, title="Miel de lavande", category=honey.category)
    search.index([offer.product_id])
    return offer.product


@pytest.fixture
def moderator(db):
    return cast.operator("moderation", email="moderator@example.test")


def claimed(label, shop, *sheets, until=UNTIL, number=NUMBER, at=None) -> LabelClaim:
    return claims.claim(
        label,
        shop,
        products=sheets,
        number=number,
        valid_until=until,
        content=cast.paper(),
        name="certificat.pdf",
        by=None,
        at=at or clock.now(),
    )


def approved(label, shop, *sheets, by, until=UNTIL) -> LabelClaim:
    row = claimed(label, shop, *sheets, until=until)
    claims.approve(row, by=by, at=clock.now())
    return row


def found(**asked):
    return search.find(Query(**asked), at=clock.now())


def facet_of(results):
    return {
        choice.value: choice.count
        for facet in results.facets
        if facet.kind == "label"
        for choice in facet.choices
    }


def upload(name="certificat.pdf"):
    return SimpleUploadedFile(name, cast.paper(), content_type="application/pdf")


def test_a_shop_claims_the_operator_reads_and_only_then_everything_shows_it(
    client, bio, lune, honey, jam, moderator
):
    page = f"/produit/{honey.slug}/"
    form = {"products": [honey.pk], "number": "fr-bio-01", "valid_until": UNTIL.isoformat()}
    new = reverse("seller-label-new", args=["bio"])
    client.force_login(cast.owner_of(lune))
    assert client.post(new, {**form, "number": "12", "file": upload()}).status_code == 422
    assert client.post(new, {**form, "products": [], "file": upload()}).status_code == 422
    late = {**form, "valid_until": (TODAY + timedelta(days=900)).isoformat(), "file": upload()}
    assert client.post(new, late).status_code == 422
    assert not LabelClaim.objects.exists()
    client.post(new, {**form, "file": upload()})
    again = client.post(new, {**form, "file": upload()})
    assert again.status_code == 422, "one at a time"
    for page_of in (again, client.get(new)):
        assert "attendez notre réponse" in page_of.content.decode()
        assert 'name="valid_until"' not in page_of.content.decode(), "it would be refused"
    row = LabelClaim.objects.get()
    assert (row.state, row.number) == ("waiting", NUMBER)
    client.logout()
    assert "Agriculture biologique" not in client.get(page).content.decode()
    assert not facet_of(found())

    client.force_login(moderator)
    file = client.get(reverse("admin:catalog_labelclaim_change", args=[row.pk])).content.decode()
    paper = LabelPaper.objects.get()
    shown = reverse("admin:catalog_labelclaim_paper", args=[row.pk, paper.pk])
    assert f"{shown}?ici" in file
    assert client.get(f"{shown}?ici").headers["X-Frame-Options"] == "SAMEORIGIN"
    client.post(reverse("admin:catalog_labelclaim_approve", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "approved"
    client.logout()

    sheet = client.get(page).content.decode()
    assert '<a class="chip" href="/labels/bio/">' in sheet
    assert '"hasCertification"' in sheet
    shelf = client.get("/recherche/?q=miel").content.decode()
    assert shelf.count("Agriculture biologique") == 2, "a card and a filter"
    told = client.get("/labels/bio/").content.decode()
    assert "Miel de tilleul" in told
    assert lune.name in told
    assert "Agriculture biologique" in client.get("/labels/").content.decode()
    english = client.get("/labels/bio/", headers={"accept-language": "en"}).content.decode()
    assert "Grown under the European regulation." in english
    results = found(chosen={"label": ("bio",)})
    assert (results.ids, facet_of(results)) == ([honey.pk], {"bio": 1})
    assert list(invariants.violations()) == []


def test_nothing_waits_for_a_job_on_the_last_day(bio, craft, lune, honey, jam, moderator):
    approved(bio, lune, honey, by=moderator)
    approved(craft, lune, by=moderator)
    midnight = datetime(UNTIL.year, UNTIL.month, UNTIL.day, tzinfo=PARIS) + timedelta(days=1)
    chosen = Query(chosen={"label": ("bio",)})

    with clock.at(midnight - timedelta(seconds=1)):
        assert search.answer(chosen, at=clock.now()).total == 1
        assert labels.labels().of_shop(lune.pk, clock.today())
    with clock.at(midnight):
        assert search.answer(chosen, at=clock.now()).total == 0
        assert not facet_of(found())
        day = clock.today()
        column = Product.objects.get(pk=honey.pk).labels
        assert column
        assert labels.labels().of_sheet(column, day) == []
        assert labels.labels().of_shop(lune.pk, day) == []
        assert labels.labels().bearers("bio", day) == {}


def test_counts_are_disjunctive_and_two_proofs_of_one_label_count_once(
    bio, lune, honey, jam, moderator
):
    fair = Label.objects.create(
        slug="equitable",
        name="Commerce équitable",
        about="product",
        meaning="Un prix juste.",
        body="Un organisme",
        proof="Le certificat",
        months=12,
        starts_on=TODAY,
    )
    approved(bio, lune, honey, by=moderator)
    approved(bio, lune, honey, jam, by=moderator, until=UNTIL + timedelta(days=30))
    approved(fair, lune, jam, by=moderator)

    assert facet_of(found()) == {"bio": 2, "equitable": 1}
    assert facet_of(found(chosen={"label": ("equitable",)})) == {"bio": 2, "equitable": 1}
    assert found(chosen={"label": ("bio", "equitable")}).total == 2
    assert found(chosen={"label": ("inconnu",)}).total == 2, "what nobody knows changes nothing"


def test_the_operator_asks_refuses_and_takes_away_each_with_a_letter(
    client, bio, lune, honey, moderator
):
    row = claimed(bio, lune, honey)
    claims.ask(row, because="Le nom manque.", by=moderator, at=clock.now())
    send_label_decided(label_claim_id=row.pk)
    assert "Le nom manque." in mail.outbox[-1].body
    client.force_login(cast.owner_of(lune))
    page = reverse("seller-label", args=[row.pk])
    client.post(page, {"number": "FR-BIO-10", "valid_until": UNTIL.isoformat(), "file": upload()})
    row.refresh_from_db()
    assert (row.state, row.number, row.papers.count()) == ("waiting", "FR-BIO-10", 2)

    claims.refuse(row, because="Un autre nom.", by=moderator, at=clock.now())
    send_label_decided(label_claim_id=row.pk)
    assert "Contester cette décision" in mail.outbox[-1].body
    assert client.get(reverse("seller-contest-label", args=[row.pk])).status_code == 302
    claims.take_up(row, because="Erreur de notre part.", by=moderator, at=clock.now())
    claims.approve(row, by=moderator, at=clock.now())
    assert found(chosen={"label": ("bio",)}).total == 1

    claims.suspend(row, because="Certificat retiré.", by=moderator, at=clock.now())
    assert Product.objects.get(pk=honey.pk).labels == ""
    assert not facet_of(found())
    claims.reinstate(row, because="Certificat rendu.", by=moderator, at=clock.now())
    assert found(chosen={"label": ("bio",)}).total == 1
    client.post(reverse("seller-label-end", args=[row.pk]))
    assert not facet_of(found())
    row.refresh_from_db()
    assert row.state == "given_up"
    stale = LabelClaim.objects.get(pk=row.pk)
    stale.state = "approved"
    with pytest.raises(MovedMeanwhile):
        claims.suspend(stale, because="Trop tard.", by=moderator, at=clock.now())


def test_what_is_withdrawn_is_said_in_the_words_of_where_it_stands(client, craft, lune, moderator):
    client.force_login(cast.owner_of(lune))
    elder = approved(craft, lune, by=moderator)
    newer = claimed(craft, lune, until=UNTIL + timedelta(days=3))

    def withdrawn(row) -> tuple[str, str]:
        before = client.get(reverse("seller-label", args=[row.pk])).content.decode()
        end = reverse("seller-label-end", args=[row.pk])
        return before, client.post(end, follow=True).content.decode()

    before, after = withdrawn(newer)
    assert "Retirer cette demande" in before
    assert "quitte aussitôt vos pages" not in before
    assert "Votre demande est retirée. Ce label reste montré par la preuve du" in after
    newer = approved(craft, lune, by=moderator)
    before, after = withdrawn(newer)
    assert "Retirer cette preuve" in before
    assert "Cette preuve est retirée. Ce label reste montré" in after
    before, after = withdrawn(elder)
    assert "Retirer ce label" in before
    assert "ce label n&#x27;est plus montré" in after


def test_a_proof_speaks_for_the_words_it_covers_and_its_end_has_them_read_again(
    bio, lune, honey, moderator
):
    charter.plant()
    ForbiddenWord.objects.create(word="bio")
    words = {"description": "Un miel bio et écologique, récolté en juin."}

    def rules() -> set[str]:
        products.edit(honey, words, by=None, at=NOON)
        return {finding["rule"] for finding in Submission.objects.latest("pk").findings}

    assert {"charter", "forbidden_words"} <= rules()
    row = approved(bio, lune, honey, by=moderator)
    honey.refresh_from_db()
    words["description"] += " Doux."
    assert not {"charter", "forbidden_words"} & rules()
    claims.suspend(row, because="Retiré.", by=moderator, at=clock.now())
    assert Fact.objects.filter(name="catalog.RulesTightened").exists()


def test_a_shop_is_told_a_month_before_a_week_before_and_once_it_is_over(
    bio, lune, honey, moderator
):
    row = approved(bio, lune, honey, by=moderator)

    def told(days: int) -> list[int]:
        day = UNTIL - timedelta(days=days)
        watch.go_round(after=0, at=datetime(day.year, day.month, day.day, 1, tzinfo=PARIS))
        facts = Fact.objects.filter(name="catalog.LabelEnding").order_by("pk")
        return [fact.data["days"] for fact in facts]

    assert told(31) == []
    assert told(30) == [30]
    assert told(20) == [30]
    assert told(7) == [30, 7]
    assert told(0) == [30, 7]
    assert told(-1) == [30, 7, 0]
    assert told(-2) == [30, 7, 0]
    _month, near, over = Fact.objects.filter(name="catalog.LabelEnding").order_by("pk")
    assert "Fin proche" in facts.title(near)
    assert "Fin de la preuve" in facts.title(over), "nothing is near once it is over"
    send_label_ending(label_claim_id=row.pk, days=7)
    assert reverse("seller-label-new", args=["bio"]) in mail.outbox[-1].body


def test_a_proof_that_has_ended_is_said_to_be_over_and_nothing_is_taken_away(
    client, bio, craft, lune, honey, moderator
):
    row = approved(bio, lune, honey, by=moderator)
    approved(craft, lune, by=moderator)
    file = reverse("admin:catalog_labelclaim_change", args=[row.pk])
    suspend = reverse("admin:catalog_labelclaim_suspend", args=[row.pk])
    pages = (file, reverse("admin:catalog_labelclaim_changelist"), reverse("seller-labels"))

    def read(page: str) -> str:
        person = cast.owner_of(lune) if page.startswith("/seller/") else moderator
        client.force_login(person)
        return client.get(page).content.decode()

    assert NUMBER in read(f"{pages[1]}?valid_until=90")
    for other in ("30", "finie"):
        assert NUMBER not in read(f"{pages[1]}?valid_until={other}")
    assert suspend in read(file)
    assert not any("Preuve finie" in read(page) for page in pages)
    with clock.at(clock.now() + timedelta(days=91)):
        assert suspend not in read(file)
        for page in pages:
            assert "Preuve finie le" in read(page), page
            assert ">Accepté<" not in read(page), page
        client.force_login(moderator)
        client.post(suspend, {"because": "Trop tard."})
    row.refresh_from_db()
    assert row.state == "approved"


def test_english_readers_get_english_or_are_told_that_it_is_french(client, bio, lune):
    bio.body_en, bio.law = "An approved body", "Règlement (UE) 2018/848"
    bio.save()
    labels.forget()
    english = {"accept-language": "en"}
    page = client.get("/labels/bio/", headers=english).content.decode()
    assert '<dd lang="fr">Règlement (UE) 2018/848</dd>' in page
    owner = cast.owner_of(lune)
    owner.language = "en"
    owner.save()
    client.force_login(owner)
    new = client.get(reverse("seller-label-new", args=["bio"]), headers=english).content.decode()
    assert "<dd>An approved body</dd>" in new


def test_others_neither_read_a_paper_nor_claim_for_sheets_that_are_not_theirs(
    client, bio, lune, brun, honey, moderator
):
    row = claimed(bio, lune, honey)
    paper = row.papers.get()
    client.force_login(cast.owner_of(brun))
    assert client.get(reverse("seller-label", args=[row.pk])).status_code == 404
    assert client.get(reverse("seller-label-paper", args=[paper.pk])).status_code == 404
    assert client.post(reverse("seller-label-end", args=[row.pk])).status_code == 404
    with pytest.raises(claims.NoSheets):
        claimed(bio, brun, honey)
    stranger = {"products": [honey.pk], "number": NUMBER, "valid_until": UNTIL.isoformat()}
    page = reverse("seller-label-new", args=["bio"])
    assert client.post(page, {**stranger, "file": upload()}).status_code == 422
    cast.owner_of(lune).groups.set(moderator.groups.all())
    owner = cast.owner_of(lune)
    with pytest.raises(claims.parties.OwnCase):
        claims.approve(row, by=owner, at=clock.now())


def test_the_directory_is_filtered_by_label(client, craft, bio, lune, brun, honey, moderator):
    cast.offer(brun, title="Confiture")
    approved(craft, lune, by=moderator)
    page = client.get("/boutiques/?label=artisan").content.decode()
    assert lune.name in page
    assert brun.name not in page.partition('id="liste"')[2]
    assert "Artisan d&#x27;art" in client.get(f"/boutique/{lune.slug}/").content.decode()
    every = client.get("/boutiques/?label=bio").content.decode().partition('id="liste"')[2]
    assert "Aucune boutique ici" in every


def test_pages_read_no_more_than_before(client, bio, craft, lune, honey, jam, moderator):
    paths = (f"/produit/{honey.slug}/", "/recherche/?q=miel", f"/boutique/{lune.slug}/")
    before = []
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            client.get(path)
        before.append(len(counted))
    approved(bio, lune, honey, jam, by=moderator)
    approved(craft, lune, by=moderator)
    for path, number in zip(paths, before, strict=True):
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            assert "Agriculture biologique" in client.get(path).content.decode()
        assert len(counted) <= number, path


def test_a_label_without_a_proof_is_named(bio, lune, honey, moderator):
    row = approved(bio, lune, honey, by=moderator)
    assert list(invariants.violations()) == []
    Product.objects.filter(pk=honey.pk).update(labels=" bio=2099-01-01 ")
    assert any(said.startswith("L1") for said in invariants.violations())
    labels.note([honey.pk])
    row.papers.all().delete()
    assert any(said.startswith("L2") for said in invariants.violations())


def test_search_hears_a_label_that_is_proven_and_not_one_that_is_declared(
    bio, lune, honey, jam, moderator
):
    cast.attribute("Labels", kind="text")
    Product.objects.filter(pk=jam.pk).update(attributes={"Labels": "Agriculture biologique"})
    search.index([jam.pk])
    assert exactly_found(bio.name) == []
    approved(bio, lune, honey, by=moderator)
    assert exactly_found(bio.name) == [honey.pk]


def exactly_found(text: str) -> list[int]:
    found = search.find(Query(text=text), at=clock.now())
    return [] if found.is_near else found.ids


def test_a_claim_says_all_that_is_wrong_at_once(client, craft, lune):
    client.force_login(cast.owner_of(lune))
    page = reverse("seller-label-new", args=[craft.slug])
    far = {"valid_until": "2126-01-01"}
    damaged = SimpleUploadedFile("preuve.pdf", b"%PDF-1.4 rien", "application/pdf")

    both = client.post(page, {**far, "file": damaged})
    assert both.status_code == 422
    told = both.content.decode()
    assert "finit après aujourd" in told
    assert str(files.DocumentUnreadable.sentence) in html.unescape(told)
    none = client.post(page, far).content.decode()
    assert "finit après aujourd" in none
    assert "Choisissez un fichier." in none
    assert not LabelClaim.objects.exists()


def test_a_label_that_no_sheet_of_the_shop_may_bear_is_not_offered(client, bio, craft, lune, honey):
    client.force_login(cast.owner_of(lune))
    way = reverse("seller-label-new", args=[bio.slug])
    assert f'href="{way}"' in client.get(reverse("seller-labels")).content.decode()
    Product.objects.filter(pk=honey.pk).update(state=ProductState.DRAFT)
    page = client.get(reverse("seller-labels")).content.decode()
    assert f'href="{way}"' not in page
    assert "aucune de vos fiches en ligne" in page
    assert f'href="{reverse("seller-label-new", args=[craft.slug])}"' in page
