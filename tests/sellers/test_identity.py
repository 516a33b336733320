"""An open shop changes who and where it is: by dated versions, checked where it matters, frozen on
contracts.
"""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounting.models import Invoice
from marketplace import franchise
from marketplace.shared import clock
from marketplace.shared.models import Fact
from marketplace.shared.states import MovedMeanwhile
from orders.buying import cart, pricing
from orders.buying.place import Buyer, place
from orders.models import OrderLine, SellerOrder
from sellers import invariants
from sellers.identity import identity
from sellers.models import Identity, Item, Seller
from tests import cast, guards
from tests.cast import NOON

pytestmark = pytest.mark.django_db
letters = pytest.mark.django_db(transaction=True)  # they leave after the commit
TODAY = clock.paris_day(NOON)
SIREN, SIRET, OTHER_OFFICE, OTHER_FIRM = (
    "732829320",
    "73282932000074",
    "73282932000082",
    "35600000000048",
)
VAT = "FR44732829320"


@pytest.fixture(autouse=True)
def _noon(texts):
    cast.grid()
    with clock.at(NOON):
        yield


@pytest.fixture
def shop(db):
    """An open shop with a real company behind it."""
    return cast.seller("Atelier Lune", siret=SIRET, vat_number=VAT, phone="+33612345678")


@pytest.fixture
def exempt(db):
    """An open shop under the franchise."""
    return cast.seller("Grès d'Ocre", siret=SIRET, vat_number="", vat_regime="franchise")


@pytest.fixture
def exempt_elsewhere(db):
    """Another shop under the franchise."""
    return cast.seller("La Ruche", siret=OTHER_FIRM, vat_number="", vat_regime="franchise")


def contact(**changes):
    return {
        "phone": "06 12 34 56 78",
        "line1": "3 rue des Tisserands",
        "line2": "",
        "postcode": "69001",
        "city": "Lyon",
        "day": "",
        **changes,
    }


def company(**changes):
    return {
        "siret": SIRET,
        "legal_name": "Atelier Lune SARL",
        "legal_form": "SARL",
        "capital": "5 000 €",
        "rcs": "RCS Lyon",
        "representative": "Léa Lune",
        "day": "",
        "note": "",
        **changes,
    }


def send(client, shop, topic, data):
    cast.proven(client, cast.owner_of(shop))
    return client.post(reverse("seller-company-change", args=[topic]), data)


def bought(offer, at=NOON):
    """An order placed at an instant, and its only line."""
    order = cast.placed_order(offer, at=at)
    return order.seller_orders.get(), OrderLine.objects.get(seller_order__order=order)


@letters
def test_an_open_shop_changes_its_address_at_once(client, shop):
    answer = send(client, shop, "contact", contact(line1="8 quai Saint-Vincent"))

    assert answer.url == reverse("seller-company")
    shop.refresh_from_db()
    assert shop.line1 == "8 quai Saint-Vincent"
    assert [letter.to for letter in mail.outbox] == [[shop.email]]
    page = client.get(reverse("seller-company")).content.decode()
    assert "3 rue des Tisserands" in page  # kept in the history
    assert (
        Fact.objects.filter(
            name="sellers.IdentityInForce", within=f"sellers.seller:{shop.pk}"
        ).count()
        == 1
    )
    states = list(shop.identities.order_by("pk").values_list("topic", "state"))
    assert sorted(states) == [("contact", "in_force"), ("opening", "past")]


def test_an_old_page_never_says_that_an_open_shop_is_examined(client, shop):
    client.force_login(cast.owner_of(shop))
    Item.objects.create(seller=shop, kind="identity", state="accepted")
    Item.objects.create(seller=shop, kind="vat", state="accepted")

    for kind, topic in (("identity", "company"), ("vat", "vat")):
        url = reverse("seller-file-step", args=[kind])
        assert client.get(url).url == reverse("seller-company-change", args=[topic])
    typed = {**company(legal_name="Tapé longtemps"), **contact()}
    page = client.post(reverse("seller-file-step", args=["identity"]), typed).content.decode()

    assert "en cours d'examen" not in page.replace("&#x27;", "'")
    assert "Votre boutique est ouverte" in page
    assert "Tapé longtemps" in page


def test_a_move_on_a_chosen_day_comes_once_on_that_day(shop):
    day = TODAY + timedelta(days=8)
    identity.ask(
        shop, "contact", values={"line1": "8 quai Saint-Vincent"}, on=day, by=None, at=NOON
    )
    identity.ask(shop, "contact", values={"phone": "+33700000000"}, by=None, at=NOON)

    assert identity.apply_due(NOON + timedelta(days=7)) == 0
    shop.refresh_from_db()
    assert (shop.line1, shop.phone) == ("3 rue des Tisserands", "+33700000000")
    assert [identity.apply_due(NOON + timedelta(days=8)) for _again in range(2)] == [1, 0]

    shop.refresh_from_db()
    assert (shop.line1, shop.phone) == ("8 quai Saint-Vincent", "+33700000000")


def test_a_new_legal_name_waits_for_eyes_while_the_shop_sells(client, shop, odile):
    offer = cast.offer(shop)
    before, _line = bought(offer)

    send(
        client,
        shop,
        "company",
        company(legal_name="Lune et Fils SAS", legal_form="SAS", note="Transformation"),
    )

    shop.refresh_from_db()
    assert shop.legal_name == "Atelier Lune SARL"
    assert shop.is_selling(NOON)
    version = Identity.objects.get(state="proposed")
    cast.proven(client, odile)
    page = client.get(reverse("admin:sellers_identity_change", args=[version.pk])).content.decode()
    assert "Atelier Lune SARL" in page
    assert "Lune et Fils SAS" in re.sub("</?ins>|<del>.*?</del>", "", page)
    assert "Les derniers documents du vendeur" in page
    assert "<ins>" in page
    assert "<del>" in page
    assert f"Demande n° {version.pk}" in page
    assert "identité demandé" in page
    assert (
        "Changements d&#x27;identité à vérifier"
        in client.get(reverse("admin:index")).content.decode()
    )
    client.post(reverse("admin:sellers_identity_approve", args=[version.pk]))

    shop.refresh_from_db()
    after, _line = bought(offer)
    before.refresh_from_db()
    assert shop.legal_name == "Lune et Fils SAS"
    assert before.seller_snapshot["legal_name"] == "Atelier Lune SARL"
    assert after.seller_snapshot["legal_name"] == "Lune et Fils SAS"


@letters
def test_a_refused_change_says_why_and_loses_nothing(client, shop, odile):
    send(client, shop, "company", company(legal_name="Société générale"))
    version = Identity.objects.get(state="proposed")
    cast.proven(client, odile)

    client.post(
        reverse("admin:sellers_identity_refuse", args=[version.pk]),
        {"because": "Extrait Kbis absent"},
    )

    shop.refresh_from_db()
    assert shop.legal_name == "Atelier Lune SARL"
    assert "Extrait Kbis absent" in mail.outbox[-1].body
    client.force_login(cast.owner_of(shop))
    page = client.get(reverse("seller-company")).content.decode()
    assert "Extrait Kbis absent" in page
    assert "Société générale" in page


def test_a_request_is_amended_and_taken_back(client, shop):
    send(client, shop, "company", company(legal_name="Lune SAS"))
    page = client.get(reverse("seller-company-change", args=["company"])).content.decode()
    assert "Lune SAS" in page
    send(client, shop, "company", company(legal_name="Lune SASU"))
    version = Identity.objects.get(state="proposed")
    assert version.changes["legal_name"] == "Lune SASU"

    client.post(reverse("seller-company-withdraw", args=[version.pk]))

    assert not Identity.objects.filter(state="proposed").exists()
    shop.refresh_from_db()
    assert shop.legal_name == "Atelier Lune SARL"


def test_a_request_taken_back_under_the_operators_eyes_is_not_approved(shop):
    asked = identity.ask(shop, "company", values={"legal_name": "Lune SAS"}, by=None, at=NOON)
    seen = Identity.objects.get(pk=asked.pk)
    identity.withdraw(asked, by=None, at=NOON)

    with pytest.raises(MovedMeanwhile):
        identity.approve(seen, by=None, at=NOON)

    shop.refresh_from_db()
    assert shop.legal_name == "Atelier Lune SARL"
    assert not Identity.objects.filter(state="in_force").exists()


def test_another_establishment_is_checked_another_company_is_told_to_apply(client, shop):
    page = send(
        client, shop, "company", company(siret=OTHER_FIRM, legal_name="Tapé")
    ).content.decode()
    assert "autre entreprise" in page
    assert "candidature" in page
    assert "Tapé" in page
    assert not Identity.objects.exists()

    send(client, shop, "company", company(siret=OTHER_OFFICE))

    assert Identity.objects.get().changes["siret"] == OTHER_OFFICE


def test_vat_from_a_day_is_charged_from_that_days_first_order_whatever_the_timetable(
    client, exempt, odile
):
    offer, day = cast.offer(exempt, price_cents=12_000), TODAY + timedelta(days=5)
    send(
        client,
        exempt,
        "vat",
        {"regime": "standard", "number": VAT, "day": day.isoformat(), "note": ""},
    )
    cast.proven(client, odile)
    client.post(reverse("admin:sellers_identity_approve", args=[Identity.objects.get().pk]))

    eve = clock.end_of_day(day - timedelta(days=1))
    old_part, old_line = bought(offer, at=eve)
    new_part, new_line = bought(
        offer, at=eve + timedelta(seconds=2)
    )  # the timetable has not passed yet

    assert Seller.objects.get(pk=exempt.pk).vat_regime == "franchise"
    assert (old_line.vat_bps, old_part.seller_snapshot["vat_regime"]) == (0, "franchise")
    assert (new_line.vat_bps, new_part.seller_snapshot["vat_number"]) == (2000, VAT)
    assert new_line.unit_cents == old_line.unit_cents
    identity.apply_due(eve + timedelta(minutes=5))
    exempt.refresh_from_db()
    assert (exempt.vat_regime, exempt.vat_number, exempt.vat_next_on) == ("standard", VAT, None)


def test_the_franchise_never_begins_in_the_past(client, shop):
    send(
        client,
        shop,
        "vat",
        {"regime": "franchise", "number": "", "day": str(NOON.date() - timedelta(days=1))},
    )
    with pytest.raises(identity.FranchiseLooksForward):
        identity.correct(
            shop,
            "vat",
            values={"vat_regime": "franchise"},
            on=NOON.date() - timedelta(days=1),
            because="Retour",
            by=None,
            at=NOON,
        )

    assert not shop.identities.exists()
    shop.refresh_from_db()
    assert shop.vat_regime == "standard"


def test_each_invoice_bears_the_regime_of_its_contract(exempt):
    offer = cast.offer(exempt, price_cents=12_000)
    before = cast.part_of(cast.paid_order(offer))
    identity.correct(
        exempt,
        "vat",
        values={"vat_regime": "standard", "vat_number": VAT},
        because="Seuil majoré dépassé",
        by=None,
        at=NOON,
    )
    identity.correct(
        exempt, "contact", values={"line2": "Bâtiment B"}, because="Complété", by=None, at=NOON
    )
    exempt.refresh_from_db()
    after = cast.part_of(cast.paid_order(offer))

    cast.shipped(before)
    cast.shipped(after)

    old, new = (Invoice.objects.get(seller_order=part) for part in (before, after))
    assert (old.vat_cents, old.issuer["vat_number"], old.issuer["line2"]) == (0, "", "")
    assert "293 B" in " ".join(old.mentions)
    assert (new.issuer["vat_number"], new.issuer["line2"]) == (VAT, "Bâtiment B")
    assert new.vat_cents > 0
    assert "293 B" not in " ".join(new.mentions)


@letters
def test_a_crossing_found_out_late_holds_from_now_and_says_what_that_means(exempt, client, odile):
    day = TODAY - timedelta(days=20)
    send(client, exempt, "vat", {"regime": "standard", "number": VAT, "day": day.isoformat()})
    cast.proven(client, odile)

    client.post(reverse("admin:sellers_identity_approve", args=[Identity.objects.get().pk]))

    exempt.refresh_from_db()
    assert exempt.vat_regime == "standard"
    assert "était déjà passé" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("cents", "level", "due"),
    [
        (60_000_00, "calm", None),
        (68_000_00, "near", None),
        (85_000_01, "base", date(2027, 1, 1)),
        (93_500_01, "raised", TODAY),
    ],
)
def test_the_gauge_knows_both_limits(client, exempt, cents, level, due):
    part, _line = bought(cast.offer(exempt, price_cents=1000))
    goods = cents - part.shipping_cents
    with guards.down():
        SellerOrder.objects.filter(pk=part.pk).update(
            paid_at=NOON, total_cents=cents, goods_cents=goods
        )

    read = franchise.gauge(exempt, at=NOON)

    assert (read.level, read.vat_from, read.sold_cents) == (level, due, cents)
    client.force_login(cast.owner_of(exempt))
    page = client.get(reverse("seller-company")).content.decode()
    assert "ailleurs comptent aussi" in page
    assert ("seuil de la franchise" in client.get(reverse("seller-home")).content.decode()) is (
        level != "calm"
    )


@letters
def test_the_operator_corrects_an_identity_with_a_reason(client, shop, odile):
    cast.proven(client, cast.operator("sellers"))
    url = reverse("admin:sellers_seller_correct-contact", args=[shop.pk])
    assert "3 rue des Tisserands" in client.get(url).content.decode()

    client.post(url, contact(line1="3 bis rue des Tisserands", because="Numéro lu sur l'extrait"))

    shop.refresh_from_db()
    assert shop.line1 == "3 bis rue des Tisserands"
    assert "Numéro lu sur l'extrait" in mail.outbox[-1].body
    fact = Fact.objects.get(name="sellers.IdentityInForce")
    assert (fact.because, fact.actor.is_staff) == ("Numéro lu sur l'extrait", True)
    page = client.post(
        reverse("admin:sellers_seller_correct-company", args=[shop.pk]),
        company(siret=OTHER_FIRM, because="x"),
    )
    assert "autre entreprise" in page.content.decode()


def test_an_open_shop_asked_again_confirms_or_mends_and_is_accepted(client, shop, odile):
    for kind in ("identity", "bank"):
        Item.objects.create(seller=shop, kind=kind, state="accepted")
    cast.proven(client, odile)
    for kind in ("identity", "bank"):
        client.post(
            reverse("admin:sellers_seller_ask", args=[shop.pk]),
            {"kind": kind, "note": "Toujours vrai ?"},
        )
    shop.refresh_from_db()
    assert shop.state == "open"

    send(client, shop, "company", company(representative=""))  # incomplete: nothing is answered
    send(client, shop, "contact", contact(phone=shop.phone))
    client.post(reverse("seller-file-step", args=["bank"]), {"iban": shop.iban})

    assert set(shop.items.values_list("state", flat=True)) == {"provided"}
    cast.proven(client, odile)
    assert "Pièces de boutiques ouvertes" in client.get(reverse("admin:index")).content.decode()
    client.post(reverse("admin:sellers_seller_check", args=[shop.pk]))
    assert set(shop.items.values_list("state", flat=True)) == {"accepted"}


@letters
def test_a_return_goes_where_the_seller_is_now(shop, client):
    buyer = cast.user("rosa@example.test")
    part = cast.delivered(cast.part_of(cast.paid_order(cast.offer(shop), buyer=buyer)))
    from orders.returns import returns  # noqa: PLC0415

    back = returns.ask(
        part, pieces={part.lines.get().pk: 1}, reason="withdrawal", by=buyer, at=NOON
    )
    identity.ask(shop, "contact", values={"line1": "8 quai Saint-Vincent"}, by=None, at=NOON)
    returns.accept(back, by=cast.owner_of(shop), at=NOON)

    assert "8 quai Saint-Vincent" in next(
        letter.body for letter in reversed(mail.outbox) if letter.to == [buyer.email]
    )
    client.force_login(buyer)
    assert (
        "8 quai Saint-Vincent"
        in client.get(reverse("shop-order", args=[part.order.number])).content.decode()
    )


def test_the_identity_page_asks_a_fixed_number_of_questions(
    client, shop, django_assert_max_num_queries
):
    for number in range(12):
        identity.ask(
            shop, "contact", values={"line1": f"{number} rue"}, by=cast.owner_of(shop), at=NOON
        )
    client.force_login(cast.owner_of(shop))

    with django_assert_max_num_queries(16):
        client.get(reverse("seller-company"))


def test_a_cart_shows_the_regime_of_the_day_it_is_read(exempt):
    full = cast.cart_with(cast.offer(exempt))
    Seller.objects.filter(pk=exempt.pk).update(
        vat_next_on=TODAY, vat_next_regime="standard", vat_next_number=VAT
    )

    quote = cart.quote_of(full, at=NOON)
    order = place(
        quote, Buyer(email="g@example.test", address=cast.HOME), cart=full, key="k", at=NOON
    )

    assert not quote.groups[0].exempt
    assert pricing.rate_of(quote.groups[0].seller, "standard", at=NOON - timedelta(days=1)) == 0
    assert order.seller_orders.get().seller_snapshot["vat_regime"] == "standard"


def test_verify_names_an_identity_changed_behind_its_versions(shop, exempt_elsewhere):
    identity.ask(shop, "contact", values={"line1": "8 quai Saint-Vincent"}, by=None, at=NOON)
    identity.correct(
        exempt_elsewhere,
        "vat",
        values={"vat_regime": "standard", "vat_number": "FR39356000000"},
        on=TODAY + timedelta(days=9),
        because="Seuil",
        by=None,
        at=NOON,
    )
    assert list(invariants.violations()) == []

    Seller.objects.filter(pk=shop.pk).update(line1="Ailleurs")
    Seller.objects.filter(pk=exempt_elsewhere.pk).update(vat_next_on=None)

    assert [sentence[:2] for sentence in invariants.violations()] == ["I1", "I2"]


def test_saving_the_page_as_it_was_writes_nothing_and_says_so(client, shop):
    cast.proven(client, cast.owner_of(shop))
    # as it was kept before numbers had one spelling
    Seller.objects.filter(pk=shop.pk).update(phone="06 12 34 56 78", representative="Ada Lune")
    for topic, form in (("contact", contact()), ("company", company())):
        page = client.get(reverse("seller-company-change", args=[topic])).context["form"]
        typed = {bound.name: bound.value() or "" for bound in page}
        answer = client.post(
            reverse("seller-company-change", args=[topic]), {**form, **typed}, follow=True
        )
        assert "Rien n&#x27;a changé" in answer.content.decode(), topic
    same = {"regime": "standard", "number": VAT, "day": "2025-12-01"}
    client.post(reverse("seller-company-change", args=["vat"]), same)
    assert not shop.identities.exists()

    client.post(reverse("seller-company-change", args=["contact"]), contact(line1="9 quai Neuf"))
    shop.refresh_from_db()
    assert (shop.line1, shop.phone) == ("9 quai Neuf", "06 12 34 56 78"), "only what was typed"


@pytest.mark.parametrize(
    ("mediator", "wrong"),
    [
        ("x", "site"),
        ("CM2C, 75008 Paris", "site"),
        ("CM2C, 75008 Paris, http://", "site"),
        ("CM2C, 75008 Paris, https://cm2c", "site"),
        ("CM2C, Paris, https://www.cm2c.net", "postale"),
        ("75008 Paris, https://www.cm2c.net", "nom"),
        ("CM2C, 49 rue de Ponthieu, 75008 Paris, https://www.cm2c.net/litige", ""),
        ("Médiation des artisans, 69002 Lyon, mediation-artisans.example", ""),
    ],
)
def test_a_mediator_can_be_written_to_and_found(client, shop, mediator, wrong):
    cast.proven(client, cast.owner_of(shop))
    answer = client.post(
        reverse("seller-company-change", args=["contact"]), contact(mediator=mediator)
    )

    assert (answer.status_code == 302) == (not wrong)
    if wrong:
        assert wrong in answer.context["form"].errors["mediator"][0]


def test_a_number_of_two_countries_is_asked_about_for_a_shop_too(client, shop):
    cast.proven(client, cast.owner_of(shop))
    typed = {"phone": "0472102030"}

    asked = client.post(reverse("seller-company-change", args=["contact"]), contact(**typed))

    assert "indicatif" in asked.context["form"].errors["phone"][0]
    assert not shop.identities.exists()


def test_the_number_of_whoever_charges_vat_is_not_called_optional(client, exempt):
    cast.proven(client, cast.owner_of(exempt))
    page = reverse("seller-company-change", args=["vat"])

    shown = client.get(page).content.decode()
    refused = client.post(page, {"regime": "standard", "number": "", "day": TODAY.isoformat()})

    label = re.search(r'<label for="id_number">(.*?)</label>', shown, re.S)[1]
    assert "facultatif" not in label
    assert "Sauf franchise en base" in shown
    assert "Indiquez votre numéro de TVA" in refused.content.decode()
