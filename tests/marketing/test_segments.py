"""Segments: whom they describe is counted from facts, by one definition, for pages alone."""

import itertools
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse

from catalog import tree
from marketing import invariants
from marketing.blocks import typed
from marketing.contacts import contacts
from marketing.models import Bought, Contact, Follow, Segment, Version
from marketing.pages import comparing, drafts, life, previews, seals
from marketing.segments import members, registry, segments
from marketplace import purchases
from marketplace.shared import clock, guests
from orders.fulfilment import cancellations as cancelling
from tests import cast

pytestmark = pytest.mark.django_db
SITE = {"HTTP_SEC_FETCH_SITE": "none"}
NOON = cast.NOON


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield
    guests.clear()
    members.kept.forget(members.KEY)


def person(email, **figures):
    """Somebody with an account, and what was counted of them."""
    cast.user(email)
    return Contact.objects.create(email=email, **figures)


def segment(*conditions, name="Fidèles", match="all"):
    return segments.write(name, match, list(conditions), by=None, at=NOON)


def who(match, *conditions, at=NOON):
    found = members.described(match, conditions, at=at)
    return {contact.email.partition("@")[0] for contact in found}


def test_whoever_the_conditions_describe_is_found_as_by_hand(lune):
    table = cast.category("Table")
    bowls = cast.category("Bols", parent=table)
    bowl = cast.offer(lune, title="Bol", category=bowls).product
    other = cast.seller("Forge Noire")
    knife = cast.offer(other, title="Couteau").product
    dice = itertools.cycle([0, 1, 2, 3, 5])
    people = []
    for number in range(24):
        count = next(dice)
        one = person(
            f"p{number}@courriel.example",
            orders_count=count,
            spent_cents=count * 1999,
            last_order_at=NOON - timedelta(days=30 * number) if count else None,
            language="en" if number % 4 == 0 else "fr",
            postcode=["69001", "29200", "", "75011"][number % 4],
            newsletter_at=NOON if number % 3 == 0 else None,
        )
        if count:
            shop, sheet = (lune, bowl) if number % 2 else (other, knife)
            Bought.objects.create(
                contact=one, seller=shop, product=sheet, cents=100, last_at=one.last_order_at
            )
        if number % 5 == 0:
            asked = None if number % 10 else NOON
            Follow.objects.create(
                seller=lune, email=one.email, asked_at=NOON, text="…", confirmed_at=asked
            )
        people.append(one)
    guest = Contact.objects.create(email="sans-compte@courriel.example", orders_count=9)
    tree.forget()
    half_year = NOON - timedelta(days=180)
    checks = [
        ({"kind": "orders", "least": 2}, lambda c: c.orders_count >= 2),
        ({"kind": "orders", "most": 0}, lambda c: c.orders_count == 0),
        ({"kind": "spent", "least": 1999, "most": 3998}, lambda c: 1999 <= c.spent_cents <= 3998),
        (
            {"kind": "last_order", "way": "older", "days": 180},
            lambda c: c.last_order_at is not None and c.last_order_at <= half_year,
        ),
        (
            {"kind": "last_order", "way": "within", "days": 180},
            lambda c: c.last_order_at is not None and c.last_order_at > half_year,
        ),
        (
            {"kind": "bought_category", "way": "has", "category": table.pk},
            lambda c: c.bought.filter(product=bowl).exists(),
        ),
        (
            {"kind": "bought_category", "way": "has_not", "category": table.pk},
            lambda c: not c.bought.filter(product=bowl).exists(),
        ),
        (
            {"kind": "bought_shop", "way": "has", "shops": [other.pk]},
            lambda c: c.bought.filter(seller=other).exists(),
        ),
        (
            {"kind": "follows", "shops": [lune.pk]},
            lambda c: Follow.objects.filter(email=c.email, confirmed_at__isnull=False).exists(),
        ),
        ({"kind": "letter", "way": "yes"}, lambda c: c.newsletter_at is not None),
        ({"kind": "language", "language": "en"}, lambda c: c.language == "en"),
        (
            {"kind": "place", "regions": ["53"], "postcodes": ["690"]},
            lambda c: c.postcode[:2] == "29" or c.postcode[:3] == "690",
        ),
    ]
    fits = {id(said): {c.pk for c in people if fit(c)} for said, fit in checks}

    for (one, _fit), (two, _other) in itertools.combinations(checks, 2):
        for match, joined in (
            ("all", fits[id(one)] & fits[id(two)]),
            ("any", fits[id(one)] | fits[id(two)]),
        ):
            found = members.described(match, [one, two], at=NOON)
            assert {c.pk for c in found} == joined, (match, one, two)
    assert all(fits.values()), "each condition describes somebody"
    assert len(registry.told([said for said, _fit in checks])) == len(checks)
    assert guest.email not in {c.email for c in members.described("any", [checks[0][0]], at=NOON)}


def test_the_day_an_order_grows_old_it_changes_sides_and_whatever_was_kept_breaks_nothing():
    person("a@courriel.example", orders_count=1, last_order_at=NOON - timedelta(days=90))
    within = {"kind": "last_order", "way": "within", "days": 90}
    older = {"kind": "last_order", "way": "older", "days": 90}

    before = NOON - timedelta(microseconds=1)
    assert (who("all", within, at=before), who("all", older, at=before)) == ({"a"}, set())
    assert (who("all", within), who("all", older)) == (set(), {"a"})
    for broken in (
        {"kind": "gone"},
        {"kind": "orders", "least": "9; DROP TABLE"},
        {"kind": "last_order", "days": 10**9},
        {"kind": "bought_category", "category": 10**9},
        {"kind": "bought_shop", "shops": "x"},
        {"kind": "place", "postcodes": [None]},
        {},
    ):
        assert who("all", broken) == who("any", broken) == set(), broken
        registry.told([broken])
    assert who("all") == set(), "without a condition nobody is in it"


def test_what_was_bought_is_counted_by_facts_and_what_comes_back_is_taken_off(lune):
    cast.legal_texts()
    alice = cast.user("alice@courriel.example")
    offer = cast.offer(lune, price_cents=2000)
    order = cast.paid_order((offer, 1), buyer=alice, postcode="29200", city="Brest")
    contact = Contact.objects.get(email=alice.email)
    assert (contact.orders_count, contact.spent_cents) == (1, order.total_cents)
    assert (contact.postcode, contact.last_order_at) == ("29200", order.payment.paid_at)
    assert list(contact.bought.values_list("seller", "product")) == [(lune.pk, offer.product_id)]

    cancelling.cancel_by_buyer(cast.part_of(order), by=alice, at=NOON)
    for refund in order.payment.refunds.all():
        cast.sent(refund)

    contact.refresh_from_db()
    assert (contact.orders_count, contact.spent_cents, contact.last_order_at) == (0, 0, None)
    assert not contact.bought.exists()


def test_of_an_older_installation_everybody_is_counted_once():
    cast.legal_texts()
    alice = cast.user("alice@courriel.example")
    order = cast.paid_order((cast.offer(cast.seller()), 1), buyer=alice)
    Bought.objects.all().delete()
    Contact.objects.update(counted_at=None, orders_count=7)
    cast.user("neuve@courriel.example")

    assert purchases.count_some() >= 2
    assert purchases.count_some() == 0
    told = Contact.objects.get(email=alice.email)
    assert (told.orders_count, told.spent_cents) == (1, order.total_cents)
    assert told.bought.count() == 1
    assert who("all", {"kind": "orders", "most": 0}) >= {"neuve"}


def _page():
    version = drafts.create("landing", name="Noël", slug="noel", by=None, at=NOON)
    _go_live(version, "Pour tous", "")
    return version


def _go_live(version, title, audience, segment_id=None):
    content = {
        "title": title,
        "blocks": [typed.new("hero", {"title": title})],
        "audience": audience,
        "segment_id": segment_id,
    }
    drafts.save(version, content, revision=version.revision, by=None, at=NOON)
    life.approve(version, starts_at=None, ends_at=None, revision=version.revision, by=None, at=NOON)


def test_a_member_sees_the_narrowest_version_for_one_statement_and_a_guest_for_none(
    client, django_assert_num_queries
):
    loyal = segment({"kind": "orders", "least": 2})
    version = _page()
    for title, audience, pk in (
        ("Pour le segment", "segment", loyal.pk),
        ("Pour les clients", "customers", None),
    ):
        _go_live(drafts.begin(version.page, by=None, at=NOON), title, audience, pk)
    one = person("a@courriel.example", orders_count=2)
    user = cast.user("b@courriel.example")
    Contact.objects.create(email=user.email, orders_count=1)

    assert "Pour tous" in client.get("/pages/noel/", **SITE).content.decode()
    client.force_login(user)
    assert "Pour les clients" in client.get("/pages/noel/").content.decode()
    client.force_login(type(user).objects.get(email=one.email))
    assert "Pour le segment" in client.get("/pages/noel/").content.decode()
    contacts.object_(one.email, language="fr", at=NOON)
    assert "Pour les clients" in client.get("/pages/noel/").content.decode()
    contacts.object_no_longer(one.email)
    segments.change(
        loyal, "Fidèles", "all", [{"kind": "orders", "least": 3}], revision=0, by=None, at=NOON
    )
    assert "Pour les clients" in client.get("/pages/noel/").content.decode()  # at once
    with django_assert_num_queries(1):
        assert members.standing(one.email, [loyal.pk], at=NOON) == (2, set())
    assert list(invariants.violations()) == []


def test_the_seals_of_what_was_approved_before_segments_still_hold():
    version = _page()
    version.refresh_from_db()
    told = {name: getattr(version, name) for name in (*seals.PLACE, *seals.CONTENT)}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert version.seal == sha256(text.encode()).hexdigest()
    version.audience, version.segment_id = "segment", 12
    mine = seals.seal(version)
    version.segment_id = 13
    assert seals.seal(version) != mine


def test_a_segment_that_a_page_is_for_is_kept_and_one_taken_away_comes_back_to_no_page(client):
    loyal = segment({"kind": "orders", "least": 2})
    version = _page()
    draft = drafts.begin(version.page, by=None, at=NOON)
    _go_live(draft, "Pour le segment", "segment", loyal.pk)
    copy = drafts.begin(version.page, like=draft, by=None, at=NOON)
    assert (copy.audience, copy.segment_id) == ("segment", loyal.pk)
    assert "Fidèles" in str(comparing.changes(version, copy))
    token = previews.of_page(version.page, previews.Sight(audience=draft.whom))
    assert "Pour le segment" in client.get(f"/apercu/{token}/").content.decode()

    with pytest.raises(segments.InUse, match="Noël"):
        segments.retire(loyal, by=None, at=NOON)
    assert Segment.objects.get().retired_at is None
    drafts.discard(copy, by=None, at=NOON)
    life.end(draft, because="Fini", by=None, at=NOON + timedelta(hours=1))
    segments.retire(loyal, by=None, at=NOON)

    with pytest.raises(segments.Retired):
        life.bring_back(Version.objects.get(pk=draft.pk), by=None, at=NOON)
    assert draft.whom_told == "Membres de « Fidèles »"
    again = segment({"kind": "letter", "way": "yes"})  # its name is free again
    assert again.pk != loyal.pk


def test_an_editor_writes_a_segment_without_a_script(client, lune, django_assert_max_num_queries):
    client.force_login(cast.operator("editorial"))
    add, list_ = (
        reverse("admin:marketing_segment_add"),
        reverse("admin:marketing_segment_changelist"),
    )
    person("a@courriel.example", orders_count=3)

    page = client.post(add, {"name": "", "match": "all", "do": "add:orders"}).content.decode()
    assert 'name="c0-least"' in page
    assert "errorlist" not in page
    sent = {"name": "Fidèles", "match": "all", "place": ["0", "1"]}
    sent |= {"c0-kind": "orders", "c0-least": "2", "c1-kind": "bought_shop", "c1-way": "has_not"}
    seen = client.post(add, {**sent, "do": "see"}).content.decode()
    assert "Choisissez au moins une boutique" in seen
    sent["c1-shops"] = lune.name
    assert "1 personne" in client.post(add, {**sent, "do": "see"}).content.decode()
    assert not Segment.objects.exists()
    removed = client.post(add, {**sent, "do": "remove:0"}).content.decode()
    assert "c0-kind" not in removed
    assert "c1-kind" in removed

    assert client.post(add, sent).status_code == 302
    row = Segment.objects.get()
    assert row.conditions[1] == {"kind": "bought_shop", "way": "has_not", "shops": [lune.pk]}
    for wrong in (
        {"c0-least": "5", "c0-most": "2"},
        {"c0-least": "-1"},
        {"c1-shops": "#999999 Rien"},
        {"c1-way": "x"},
        {"match": "x"},
        {"place": ["x", "9" * 30]},
    ):
        answer = client.post(add, sent | {"name": "Autre"} | wrong)
        assert answer.status_code == 200, wrong
    assert client.post(add, sent).status_code == 409  # the same name
    # somebody saved it meanwhile: both are seen, and sent again it is meant
    edit = reverse("admin:marketing_segment_conditions", args=[row.pk])
    segments.change(row, "Très fidèles", "all", row.conditions, revision=0, by=None, at=NOON)
    mine = sent | {"name": "Habitués", "c0-least": "4", "revision": "0"}
    late = client.post(edit, mine)
    assert late.status_code == 409
    assert 'value="Habitués"' in late.content.decode()
    assert [pair.label for pair in late.context["meanwhile"]["pairs"]] == ["Nom", "Conditions"]
    assert 'name="revision" value="1"' in late.content.decode()
    assert client.post(edit, mine | {"revision": "1"}).status_code == 302
    segments.change(row, "Fidèles", "all", row.conditions, revision=2, by=None, at=NOON)
    assert Segment.objects.count() == 1
    client.get(list_)
    for number in range(6):
        segment({"kind": "orders", "least": number}, name=f"S{number}")
    with django_assert_max_num_queries(14):
        told = client.get(list_).content.decode()
    assert told.count("1 personne") >= 4
    file = client.get(reverse("admin:marketing_segment_change", args=[row.pk])).content.decode()
    assert "a@courriel.example" in file
    assert "n’a pas acheté chez" in file or "n&#x27;a pas acheté chez" in file


def test_a_buyer_objects_with_one_press(client, texts):
    alice = cast.user("alice@courriel.example")
    client.force_login(alice)
    client.post(reverse("account-letters"), {"segments": "no"})
    assert contacts.objects(alice.email)
    assert "Vous vous y êtes opposé" in client.get(reverse("account-letters")).content.decode()
    client.post(reverse("account-letters"), {"segments": "yes"})
    assert not contacts.objects(alice.email)
