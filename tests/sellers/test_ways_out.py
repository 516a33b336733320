"""Every state of a seller has a way out by a page, and every refusal is true where it is read."""

import html
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from catalog.models import Offer, Photo, Product
from catalog.sheets import products
from catalog.sheets.drafts import Draft, Piece
from marketplace.shared import clock
from sellers.admission import admission
from sellers.application import onboarding, suspension
from sellers.models import Document, Identity, Item, Member, Seller
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
letters = pytest.mark.django_db(transaction=True)
SIRET, OTHER_FIRM, VAT = "73282932000074", "35600000000048", "FR44732829320"
LONG = "Un bol tourné à la main dans notre atelier, émaillé deux fois, passe au lave-vaisselle."
EXAMINED = "en cours d'examen"
PAPER = cast.paper()


@pytest.fixture(autouse=True)
def _noon(texts):
    with clock.at(NOON):
        yield


def applicant(state="applied", **extra) -> Seller:
    row = cast.seller(
        state=state, opened_at=None, siret=extra.pop("siret", SIRET), vat_number=VAT, **extra
    )
    Item.objects.bulk_create(
        Item(seller=row, kind=kind, state="provided")
        for kind in (*onboarding.REQUIRED, *onboarding.OPTIONAL)
    )
    return row


def told(client, url, data=None) -> str:
    return client.post(url, data or {}, follow=True).content.decode().replace("&#x27;", "'")


@letters
def test_a_refused_application_is_revived_corrected_and_handed_in_again(client, odile):
    row = applicant("applied")
    admission.refuse(row, because="Extrait illisible", by=odile, at=NOON)
    client.force_login(cast.owner_of(row))
    assert "Extrait illisible" in client.get(reverse("seller-file")).content.decode()
    cast.proven(client, odile)
    client.post(
        reverse("admin:sellers_seller_revive", args=[row.pk]), {"because": "Nouvel extrait attendu"}
    )
    assert "Nouvel extrait attendu" in mail.outbox[-1].body

    client.force_login(cast.owner_of(row))
    assert "Nouvel extrait attendu" in client.get(reverse("seller-file")).content.decode()
    client.post(reverse("seller-file-submit"))

    row.refresh_from_db()
    assert row.state == "applied"


def test_a_refused_person_and_a_colleague_may_apply_again_with_the_same_siret(
    client, charlie, odile
):
    old = applicant("refused")
    person = cast.owner_of(old)

    for who in (person, charlie):
        client.force_login(who)
        client.post(reverse("seller-apply"), {"name": "Lune, de nouveau"})
        row = Member.objects.filter(user=who).latest("pk").seller
        assert row.pk != old.pk
        onboarding.identify(row, siret=SIRET, by=who, at=NOON, legal_name="Lune SARL")
        client.logout()
        client.force_login(who)
        assert "Lune, de nouveau" in client.get(reverse("seller-file")).content.decode()

    new, late = Seller.objects.filter(state="draft").order_by("pk")
    for row in (new, late):
        Item.objects.filter(seller=row).update(state="provided")
    onboarding.submit(new, by=person, at=NOON)
    with pytest.raises(onboarding.AlreadyApplied):
        onboarding.submit(late, by=charlie, at=NOON)
    with pytest.raises(onboarding.AlreadyApplied):
        admission.revive(old, because="Trop tard", by=odile, at=NOON)
    assert sorted(Seller.objects.filter(siret=SIRET).values_list("state", flat=True)) == [
        "applied",
        "draft",
        "refused",
    ]


@letters
def test_a_refused_applicant_redoes_what_is_marked_and_keeps_the_rest(client, odile):
    row = applicant("applied")
    cast.proven(client, cast.operator("sellers"))
    client.post(
        reverse("admin:sellers_seller_refuse", args=[row.pk]),
        {"because": "Extrait de plus de trois mois", "redo": ["registration"]},
    )
    assert (
        "Extrait d'immatriculation (Kbis ou avis Sirene) · Extrait de plus de trois mois"
        in mail.outbox[-1].body
    )
    client.force_login(cast.owner_of(row))
    assert "Reprendre cette candidature" in client.get(reverse("seller-file")).content.decode()

    client.post(reverse("seller-file-apply-again"))

    page = client.get(reverse("seller-file")).content.decode()
    assert page.count("À refaire :") == 1
    assert page.count("Extrait de plus de trois mois") == 2  # above the list, and on the piece
    states = dict(row.items.values_list("kind", "state"))
    assert {kind for kind, state in states.items() if state != "provided"} == {"registration"}
    assert "Il manque : Extrait" in told(client, reverse("seller-file-submit"))
    client.post(
        reverse("seller-file-upload", args=["registration"]),
        {"file": SimpleUploadedFile("kbis.pdf", PAPER, content_type="application/pdf")},
    )
    page = client.get(reverse("seller-file")).content.decode()
    assert "À refaire :" not in page
    client.post(reverse("seller-file-submit"))
    row.refresh_from_db()
    assert row.state == "applied"
    assert set(row.items.values_list("state", flat=True)) == {"provided"}


def test_the_operator_revives_and_marks_with_a_reason(client, odile):
    row = applicant("refused")
    cast.proven(client, odile)

    client.post(
        reverse("admin:sellers_seller_revive", args=[row.pk]),
        {"because": "Carte expirée", "redo": ["id_card"]},
    )

    marked = row.items.get(state="rejected")
    assert (marked.kind, marked.note) == ("id_card", "Carte expirée")
    row.refresh_from_db()
    assert row.state == "to_complete"


def test_nobody_has_two_applications_under_way(client, alice):
    client.force_login(alice)
    for name in ("Lune", "Soleil"):
        answer = client.post(reverse("seller-apply"), {"name": name}, follow=True).content.decode()

    assert "Vous avez déjà une candidature en cours" in answer
    assert list(Seller.objects.values_list("name", flat=True)) == ["Lune"]
    with pytest.raises(onboarding.ApplicationUnderWay):
        onboarding.begin(alice, name="Encore", at=NOON)
    refused = applicant("refused", owner=alice)
    with pytest.raises(onboarding.ApplicationUnderWay):
        onboarding.apply_again(refused, by=alice, at=NOON)


def test_one_company_has_one_shop_whatever_its_establishment_and_the_screen_leads_to_it(
    client, alice, charlie
):
    shop = cast.seller("Atelier Lune", siret=SIRET, owner=alice)
    client.force_login(alice)
    assert "Atelier Lune" in client.get(reverse("seller-apply")).content.decode()
    client.post(reverse("seller-apply"), {"name": "Lune, second"})
    second = Seller.objects.get(name="Lune, second")
    typed = {
        "siret": "73282932000082",
        "legal_name": "Lune",
        "legal_form": "SARL",
        "representative": "Léa",
        "line1": "1 rue",
        "phone": "06 12 34 56 78",
        "postcode": "69001",
        "city": "Lyon",
        "rcs": "RCS Lyon",
    }

    page = client.post(reverse("seller-file-step", args=["identity"]), typed).content.decode()

    assert "un autre établissement de la même entreprise, appartient déjà" in page
    assert "Aller à cette boutique" in page
    assert f'name="seller" value="{shop.pk}"' in page
    second.refresh_from_db()
    assert second.siret == ""
    stranger = onboarding.begin(charlie, name="Autre", at=NOON)
    client.force_login(charlie)
    page = client.post(reverse("seller-file-step", args=["identity"]), typed).content.decode()
    assert "demandez à rejoindre" in page
    assert "Aller à cette boutique" not in page, "nobody learns whose it is"
    assert Seller.objects.get(pk=stranger.pk).siret == ""


def test_the_console_shows_what_else_a_company_and_its_people_have_here(client, odile):
    refused = applicant("refused", name="Lune, avant")
    row = applicant("applied", siret="73282932000082", name="Lune, maintenant")
    cast.seller("La Ruche", owner=cast.owner_of(row))
    cast.proven(client, odile)

    page = client.get(reverse("admin:sellers_seller_change", args=[row.pk])).content.decode()

    others = page.partition('id="others"')[2].partition("</section>")[0]
    assert reverse("admin:sellers_seller_change", args=[refused.pk]) in others
    assert ("Même entreprise" in others, "La Ruche" in others, "Même responsable" in others) == (
        True,
        True,
        True,
    )


def test_a_draft_of_somebody_else_keeps_no_company_out(alice, charlie):
    squatter = onboarding.begin(alice, name="Squat", at=NOON)
    onboarding.identify(squatter, siret=SIRET, by=alice, at=NOON, legal_name="X")
    row = onboarding.begin(charlie, name="Lune", at=NOON)

    onboarding.identify(row, siret=SIRET, by=charlie, at=NOON, legal_name="Lune SARL")

    assert Seller.objects.filter(siret=SIRET).count() == 2


def test_an_application_is_taken_back_and_taken_up(client):
    row = applicant("applied")
    client.force_login(cast.owner_of(row))

    client.post(reverse("seller-file-give-up"))
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "Reprendre ma candidature" in client.get(reverse("seller-file")).content.decode()
    client.post(reverse("seller-file-take-up"))
    client.post(reverse("seller-file-submit"))

    row.refresh_from_db()
    assert row.state == "applied"


def test_the_space_of_a_closed_shop_says_so_and_asks_nothing_of_its_shelves(client, lune):
    cast.offer(lune, stock=0)
    client.force_login(cast.owner_of(lune))
    home = reverse("seller-home")
    said = ("Ajouter un article", "1 déclinaison épuisée")
    open_page = html.unescape(client.get(home).content.decode())
    assert all(words in open_page for words in said)

    suspension.close(lune, because="Cessation d'activité", by=None, at=NOON)

    page = html.unescape(client.get(home).content.decode())
    assert "Cette boutique est fermée" in page
    assert not any(words in page for words in said)
    assert "Cette boutique est fermée" in client.get(reverse("seller-orders")).content.decode()
    file = client.get(reverse("seller-file")).content.decode()
    assert file.count("Cette boutique est fermée") == 1


@letters
def test_a_shop_is_closed_and_opened_again_with_its_reasons(client, lune, odile):
    offer = cast.offer(lune)
    cast.proven(client, odile)

    client.post(
        reverse("admin:sellers_seller_close", args=[lune.pk]), {"because": "Cessation d'activité"}
    )
    assert not Offer.objects.sellable(NOON).filter(pk=offer.pk).exists()
    assert not Product.objects.public().filter(pk=offer.product_id).exists()
    assert "Cessation d'activité" in mail.outbox[-1].body
    desk = client.__class__()
    desk.force_login(cast.owner_of(lune))
    assert "Cessation d&#x27;activité" in desk.get(reverse("seller-file")).content.decode()
    client.post(reverse("admin:sellers_seller_reopen", args=[lune.pk]), {"because": "Reprise"})

    assert Product.objects.public().filter(pk=offer.product_id).exists()
    assert "Reprise" in mail.outbox[-1].body


@pytest.mark.parametrize(
    "state", ["draft", "applied", "to_complete", "refused", "withdrawn", "open", "closed"]
)
def test_no_refusal_speaks_of_an_examination_that_is_not(client, state):
    row = applicant(state)
    if state in ("open", "closed"):
        Seller.objects.filter(pk=row.pk).update(opened_at=NOON)
    client.force_login(cast.owner_of(row))
    answers = [
        told(
            client,
            reverse("seller-file-step", args=["identity"]),
            {
                "siret": SIRET,
                "legal_name": "Lune",
                "legal_form": "SARL",
                "representative": "Léa",
                "line1": "1 rue",
                "phone": "06 12 34 56 78",
                "postcode": "69001",
                "city": "Lyon",
            },
        ),
        told(
            client, reverse("seller-file-step", args=["vat"]), {"regime": "standard", "number": VAT}
        ),
        told(
            client,
            reverse("seller-file-upload", args=["registration"]),
            {"file": SimpleUploadedFile("kbis.pdf", PAPER)},
        ),
        client.get(reverse("seller-file-step", args=["identity"]), follow=True).content.decode(),
        told(client, reverse("seller-file-submit")),
        told(client, reverse("seller-file-take-up")),
        told(client, reverse("seller-file-give-up")),
    ]
    handed_in = state in ("draft", "applied", "to_complete")  # then, or after the submission above

    for page in answers:
        assert handed_in or EXAMINED not in page
        assert "n'est pas possible dans l'état actuel" not in page
    assert Document.objects.exists() == (state in ("draft", "applied", "to_complete", "open"))


def test_a_document_proves_no_item_that_is_a_form(client, alice):
    row = onboarding.begin(alice, name="Lune", at=NOON)
    client.force_login(alice)

    answer = client.post(
        reverse("seller-file-upload", args=["identity"]),
        {"file": SimpleUploadedFile("x.pdf", PAPER)},
    )

    assert answer.status_code == 404
    assert row.items.get(kind="identity").state == "missing"


def test_another_siren_asks_its_vat_number_again(alice):
    row = onboarding.begin(alice, name="Lune", at=NOON)
    onboarding.identify(row, siret=SIRET, by=alice, at=NOON)
    onboarding.declare_vat(row, regime="standard", number=VAT, by=alice, at=NOON)

    onboarding.identify(row, siret=OTHER_FIRM, by=alice, at=NOON)

    assert row.items.get(kind="vat").state == "rejected"
    row.refresh_from_db()
    assert row.vat_number == ""


@letters
def test_an_applicants_new_iban_freezes_nothing_and_says_so_to_nobody(alice):
    row = onboarding.begin(alice, name="Lune", at=NOON)
    onboarding.give_bank(row, iban="FR7630006000011234567890189", by=alice, at=NOON)
    mail.outbox.clear()

    onboarding.give_bank(row, iban="DE89370400440532013000", by=alice, at=NOON)

    row.refresh_from_db()
    assert (row.iban_changed_at, mail.outbox) == (None, [])


def test_an_iban_asked_again_is_answered_by_the_same_iban(alice):
    row = onboarding.begin(alice, name="Lune", at=NOON)
    onboarding.give_bank(row, iban="FR7630006000011234567890189", by=alice, at=NOON)
    admission.ask_again(row.items.get(kind="bank"), note="Est-ce le bon ?", by=None, at=NOON)

    onboarding.give_bank(row, iban="FR7630006000011234567890189", by=alice, at=NOON)

    assert row.items.get(kind="bank").state == "provided"


def test_after_years_a_document_may_still_be_renewed(lune):
    Item.objects.create(seller=lune, kind="registration", state="accepted", examined_at=NOON)
    item = lune.items.get()
    paper = PAPER
    for number in range(onboarding.DOCUMENTS_AN_ITEM):
        Document.objects.create(
            item=item,
            name=f"{number}.pdf",
            media_type="application/pdf",
            size=4,
            sha256="0" * 64,
            uploaded_at=NOON,
        )

    onboarding.provide(
        lune, "registration", content=paper, name="neuf.pdf", by=None, at=NOON + timedelta(days=1)
    )

    assert item.documents.count() == onboarding.DOCUMENTS_AN_ITEM + 1


def test_an_opening_keeps_its_first_version(odile):
    row = applicant("applied")

    admission.admit(row, by=odile, at=NOON)

    first = Identity.objects.get(seller=row)
    assert (first.topic, first.state, first.values["siret"]) == ("opening", "in_force", SIRET)


def test_the_moderation_level_is_set_on_the_page_and_decides(client, lune, odile):
    cast.proven(client, cast.operator("sellers"))
    url, place = reverse("admin:sellers_seller_moderation", args=[lune.pk]), cast.category()

    def proposed(ref):
        piece = Piece(f"{ref}-1", price_cents=2490, stock=3)
        photo = Photo.objects.create(
            seller=lune, sha256=ref * 8, width=1200, height=1200, created_at=NOON
        )
        draft = Draft(
            ref=ref,
            title="Bol en grès",
            description=LONG,
            category_id=place.pk,
            pieces=[piece],
            photos=[photo.pk],
        )
        with transaction.atomic():
            return products.save_many(lune, [draft], by=None, at=NOON).states[ref]

    client.post(url, {"level": "after", "because": "Six mois sans reproche"})
    lune.refresh_from_db()
    online = proposed("UN")
    client.post(url, {"level": "before", "because": "Trois fiches trompeuses"})

    lune.refresh_from_db()
    assert (online, proposed("DEUX")) == ("published", "queued")
    page = client.get(reverse("admin:sellers_seller_change", args=[lune.pk])).content.decode()
    assert "Trois fiches trompeuses" in page
    listed = client.get(
        reverse("admin:sellers_seller_changelist"), {"moderation__exact": "before"}
    ).content.decode()
    assert "Atelier Lune" in listed
    assert (
        "Atelier Lune"
        not in client.get(
            reverse("admin:sellers_seller_changelist"), {"moderation__exact": "after"}
        ).content.decode()
    )
