"""A decision is contested by whoever it is about, and looked at again by somebody else."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from catalog.claims import claims
from catalog.models import Label, Reason, Submission
from catalog.moderation import merging, moderation
from catalog.reviews import notices, reviews
from catalog.sheets import lists, products
from catalog.snapshots import notices as snapshot_notices
from catalog.snapshots import snapshots
from marketing.blocks import typed
from marketing.shopfronts import drafts, life
from marketing.shopfronts import news as notes
from marketplace.contestable import KINDS
from marketplace.shared import appeals, clock, facts
from marketplace.shared.models import Appeal, Fact
from marketplace.tasks import send_appeal_decided, send_appeal_received
from orders.incidents import incidents
from orders.tasks import send_review_refused
from sellers.admission import admission
from sellers.application import suspension
from sellers.identity import identity
from sellers.tasks import send_suspended
from tests import cast
from tests.cast import NOON
from tests.catalog.test_photos import picture

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def suspended(lune):
    """Suspended by one of two people, and the fact that says so."""
    judge = cast.operator("sellers", email="judge@example.test")
    suspension.suspend(lune, because="Colis jamais partis.", by=judge, at=NOON)
    lune.refresh_from_db()
    return lune, judge, Fact.objects.get(name="sellers.SellerSuspended")


def test_every_decision_that_may_be_contested_is_one_that_is_announced():
    assert set(KINDS) <= set(facts.known())
    labels = {
        str(verb.label)
        for section in admin.site._registry.values()
        for verb in getattr(section, "verbs", ())
    }
    assert {str(kind.undo) for kind in KINDS.values() if kind.undo} <= labels


def test_the_letter_opens_a_page_that_takes_the_appeal_once(client, suspended, texts):
    lune, _judge, fact = suspended
    send_suspended.run(seller_id=lune.pk, reason="Colis jamais partis.")
    page = appeals.page(fact)
    assert page in mail.outbox[-1].body
    assert mail.outbox[-1].reply_to == ["bonjour@halles.example"]

    with clock.at(NOON + DAY):
        assert "Colis jamais partis." in client.get(page).content.decode()
        assert client.post(page, {"text": " "}).context["form"].errors.keys() == {"text"}
        assert client.post(page, {"text": "Voici les preuves d'envoi."}).status_code == 302
        again = client.post(page, {"text": "Encore."})
    assert str(appeals.AlreadyContested.sentence) in again.content.decode()
    appeal = Appeal.objects.get()
    assert (appeal.email, appeal.role, appeal.state) == (lune.email, "sellers", "open")
    assert "Voici les preuves" in client.get(page).content.decode()
    send_appeal_received.run(appeal_id=appeal.pk)
    assert (mail.outbox[-1].to, page in mail.outbox[-1].body) == ([lune.email], True)

    assert client.get(page[:-2] + "x/").status_code == 404
    other = Fact.objects.exclude(name__in=KINDS).first()
    assert other is not None
    assert client.get(appeals.page(other)).status_code == 404, "not everything is contested"


def test_from_the_sellers_space_too_but_not_from_anothers(client, suspended, brun, texts):
    lune, _judge, fact = suspended
    way = reverse("seller-contest", args=["suspension"])
    client.force_login(cast.owner_of(lune))
    assert f'href="{way}"' in client.get(reverse("seller-home")).content.decode()
    assert client.get(way).url == appeals.page(fact)
    assert client.get(reverse("seller-contest", args=["fermeture"])).status_code == 404
    client.force_login(cast.owner_of(brun))
    assert client.get(way).status_code == 404


def test_whoever_decided_does_not_judge_themselves_while_somebody_else_can(suspended):
    _lune, judge, fact = suspended
    appeal = appeals.ask(fact, text="À tort.", by=None, at=NOON)
    other = cast.operator("sellers", email="other@example.test")
    stranger = cast.operator("finance")

    for person, refusal in ((judge, appeals.NeedsAnother), (stranger, appeals.NotYours)):
        with pytest.raises(refusal):
            appeals.decide(appeal, "kept", answer="Non.", by=person, at=NOON)
    with pytest.raises(appeals.StillStands, match="Lever la suspension"):
        appeals.decide(appeal, "upset", answer="Vous avez raison.", by=other, at=NOON)
    assert Appeal.objects.get().state == "open"
    suspension.reinstate(_lune, by=other, at=NOON)
    appeals.decide(appeal, "upset", answer="Vous avez raison.", by=other, at=NOON)
    send_appeal_decided.run(appeal_id=appeal.pk)
    assert "Une autre personne" in mail.outbox[-1].body
    assert "Vous avez raison." in mail.outbox[-1].body
    with pytest.raises(Exception, match="état"):
        appeals.decide(Appeal.objects.get(), "kept", answer="Si.", by=other, at=NOON)


def test_the_page_offers_no_answer_to_whoever_decided_and_says_why(client, suspended):
    _lune, judge, fact = suspended
    appeal = appeals.ask(fact, text="À tort.", by=None, at=NOON)
    address = reverse("admin:shared_appeal_change", args=[appeal.pk])
    cast.proven(client, judge)
    moves = client.get(address).context["moves"]
    assert [move["verb"].name for move in moves] == ["reinstate", "keep"]
    client.post(moves[0]["url"])
    assert client.get(address).context["moves"][0]["verb"].name == "upset"

    cast.operator("sellers", email="other@example.test")
    page = client.get(address)
    assert page.context["moves"] == []
    assert "vous avez pris cette décision" in page.content.decode()
    listed = client.get(reverse("admin:shared_appeal_changelist")).content.decode()
    assert "Relation vendeurs" in listed, "roles have names"


def test_alone_one_judges_oneself_and_the_letter_says_so(suspended):
    _lune, judge, fact = suspended
    appeal = appeals.ask(fact, text="À tort.", by=None, at=NOON)
    appeals.decide(appeal, "kept", answer="Maintenu.", by=judge, at=NOON)
    send_appeal_decided.run(appeal_id=appeal.pk)
    assert "Une autre personne" not in mail.outbox[-1].body
    assert "La même personne" in mail.outbox[-1].body


def test_six_months_are_enough(suspended):
    fact = suspended[2]
    with pytest.raises(appeals.TooLate):
        appeals.ask(fact, text="À tort.", by=None, at=NOON + appeals.GOOD_FOR + DAY)


def test_the_author_of_a_refused_review_reads_why_and_contests(client, lune, alice, texts):
    part = cast.sold((cast.offer(lune), 1), buyer=alice)
    line = part.lines.get()
    review = reviews.write(
        line.offer.product,
        seller=lune,
        purchase=line.pk,
        author="Alice",
        rating=1,
        title="Bof",
        body="Le livreur était en retard.",
        bought_on=NOON.date(),
        at=NOON,
    )
    moderator = cast.operator("moderation")
    reviews.hide(review, because="Il parle du transporteur.", by=moderator, at=NOON)

    send_review_refused.run(
        review_id=review.pk, purchase=line.pk, reason="Il parle du transporteur."
    )
    letter = mail.outbox[-1]
    page = appeals.page(Fact.objects.get(name="catalog.ReviewRefused"))
    for words in ("Il parle du transporteur.", "Le livreur était en retard.", page, "2022/2065"):
        assert words in letter.body, words
    client.force_login(alice)
    order = client.get(reverse("shop-order", args=[part.order.number])).content.decode()
    assert "Il parle du transporteur." in order
    assert page in order

    with clock.at(NOON):
        client.post(page, {"text": "Je parlais du colis."})
    assert (Appeal.objects.get().email, Appeal.objects.get().role) == (
        part.order.email,
        "moderation",
    )
    cast.proven(client, cast.operator("moderation", email="judge@example.test"))
    file = reverse("admin:shared_appeal_change", args=[Appeal.objects.get().pk])
    told = client.get(file).content.decode()
    sheet = reverse("admin:catalog_product_change", args=[review.product_id])
    for words in (part.order.recipient, "Le livreur était en retard.", "sur 5", sheet):
        assert words in told, words


def test_a_member_of_the_shop_decides_nothing_of_it_and_other_roles_see_nothing(
    client, suspended, texts
):
    lune, _judge, fact = suspended
    appeal = appeals.ask(fact, text="À tort.", by=None, at=NOON)
    page = reverse("admin:shared_appeal_change", args=[appeal.pk])
    verb = reverse("admin:shared_appeal_upset", args=[appeal.pk])
    cast.operator("sellers")
    inside = cast.operator("sellers")
    lune.members.create(user=inside, role="reader", joined_at=NOON)

    cast.proven(client, cast.operator("finance"))
    assert client.get(verb).status_code == 404
    cast.proven(client, inside)
    assert verb not in client.get(page).content.decode()
    client.post(verb, {"answer": "Oui."})
    assert Appeal.objects.get().state == "open"
    cast.proven(client, cast.operator("sellers"))
    assert client.get(page).status_code == 200
    suspension.reinstate(lune, by=None, at=NOON)
    client.post(verb, {"answer": "☃"})
    assert Appeal.objects.get().state == "open"
    client.post(verb, {"answer": "Oui."})
    assert Appeal.objects.get().state == "upset"


@pytest.fixture
def waiting(lune):
    """A proposal that waits for a moderator, a reason to send it back, and the moderator."""
    offer = cast.offer(lune, state="draft", title="Bol Lune")
    content = lists.newest(offer.product) | {"title": "Bol Lune", "category_id": cast.category().pk}
    submission = Submission.objects.create(
        product=offer.product, content=content, submitted_at=NOON, submitted_by=None
    )
    reason = Reason.objects.create(code="photo", label="Photo trompeuse", remedy="Refaites-la.")
    return submission, reason, cast.operator("moderation")


@pytest.mark.parametrize(
    ("verb", "what"),
    [(moderation.refuse, "Fiche refusée"), (moderation.ask_changes, "Fiche à corriger")],
)
def test_page_and_letter_name_the_sheet_what_was_decided_and_why(
    client, waiting, texts, verb, what
):
    submission, reason, judge = waiting
    verb(submission, reason=reason, note="Le fond est flou.", by=judge, at=NOON)
    fact = Fact.objects.get(name="catalog.ProductSentBack")

    with clock.at(NOON):
        page = client.get(appeals.page(fact)).content.decode()
        client.post(appeals.page(fact), {"text": "La photo est la bonne."})
    send_appeal_received.run(appeal_id=Appeal.objects.get().pk)

    for words in (what, "Bol Lune", "Photo trompeuse", "Le fond est flou."):
        assert words in page, words
    for words in (what, "Bol Lune"):
        assert words in mail.outbox[-1].body, words
    client.force_login(cast.owner_of(submission.product.owner))
    with clock.at(NOON):
        sheet = client.get(reverse("seller-product", args=[submission.product_id]))
    assert "Suivre votre recours" in sheet.content.decode()
    assert "Contester cette décision" not in sheet.content.decode()


def test_an_appeal_about_a_sheet_shows_all_that_was_judged(
    client, waiting, django_assert_max_num_queries
):
    submission, reason, judge = waiting
    moderation.refuse(submission, reason=reason, note="Non.", by=judge, at=NOON)
    fact = Fact.objects.get(name="catalog.ProductSentBack")
    appeal = appeals.ask(fact, text="La photo est la bonne.", by=None, at=NOON)
    cast.proven(client, cast.operator("moderation", email="autre@example.test"))

    with django_assert_max_num_queries(60):
        page = client.get(reverse("admin:shared_appeal_change", args=[appeal.pk]))

    shown = page.content.decode()
    for words in ("La proposition jugée", submission.content["description"][:40], "Photo"):
        assert escape(words) in shown, words


def sent_back(shop, waiting):
    submission, reason, judge = waiting
    moderation.refuse(submission, reason=reason, note="", by=judge, at=NOON)
    return submission.product


def taken_down(shop, waiting):
    sheet = cast.offer(shop).product
    moderation.take_down(sheet, reason=waiting[1], note="Non.", by=waiting[2], at=NOON)
    return sheet


def identity_refused(shop, waiting):
    version = identity.ask(
        shop, "company", values={"legal_name": "Lune SAS"}, by=cast.owner_of(shop), at=NOON
    )
    identity.refuse(version, because="Illisible.", by=waiting[2], at=NOON)
    return version


def application_refused(shop, waiting):
    row = cast.seller("Ferme des Hauts", state="applied", opened_at=None)
    admission.refuse(row, because="Extrait illisible.", by=waiting[2], at=NOON)
    return row


def shop_suspended(shop, waiting):
    suspension.suspend(shop, because="Trois retards.", by=waiting[2], at=NOON)
    return shop


def shop_closed(shop, waiting):
    suspension.close(shop, because="Plus de réponse.", by=waiting[2], at=NOON)
    return shop


def merged_away(shop, waiting):
    kept, dropped = (cast.offer(cast.seller(name), title="Bol") for name in ("Un", "Deux"))
    merging.merge(dropped.product, into=kept.product, because="Même bol.", by=waiting[2], at=NOON)
    return dropped.product


def review_refused(shop, waiting):
    part = cast.sold((cast.offer(shop), 1))
    line = part.lines.get()
    review = reviews.write(
        line.offer.product,
        seller=shop,
        purchase=line.pk,
        author="Alice",
        rating=1,
        title="Bof",
        body="Le livreur était en retard.",
        bought_on=NOON.date(),
        at=NOON,
    )
    reviews.hide(review, because="Il parle du transporteur.", by=waiting[2], at=NOON)
    return review


def review_kept(shop, waiting):
    review = reviews.write(
        cast.offer(shop).product,
        seller=shop,
        purchase=77,
        author="Alice",
        rating=1,
        title="Bof",
        body="Le bol fuit.",
        bought_on=NOON.date(),
        at=NOON,
    )
    notice = notices.send(
        review,
        ground="elsewhere",
        text="Il parle d'un autre bol.",
        name="Zoé Petit",
        email="zoe@example.test",
        language="fr",
        by=None,
        at=NOON,
    )
    notices.keep(notice, answer="Il parle de ce bol.", by=waiting[2], at=NOON)
    return review


def _photo(shop):
    line = cast.sold((cast.offer(shop), 1)).lines.get()
    [row] = snapshots.add(
        line.offer.product,
        snapshots.read([picture()]),
        seller=shop,
        purchase=line.pk,
        author="Alice",
        alt="",
        consent="Oui.",
        by=None,
        at=NOON,
    )
    return row


def photo_refused(shop, waiting):
    row = _photo(shop)
    snapshots.refuse(row, because="On lit une adresse.", by=waiting[2], at=NOON)
    return row


def photo_kept(shop, waiting):
    row = _photo(shop)
    snapshots.publish(row, by=waiting[2], at=NOON)
    said = {"ground": "elsewhere", "text": "Ce n'est pas ce bol.", "name": "Zoé", "language": "fr"}
    notice = snapshot_notices.send(row, **said, email="zoe@example.test", by=None, at=NOON)
    snapshot_notices.keep(notice, answer="C'est ce bol.", by=waiting[2], at=NOON)
    return row


def _label_claim(shop):
    today = clock.today()
    label = Label.objects.create(
        slug="artisan",
        name="Artisan d'art",
        about="shop",
        meaning="Un métier d'art.",
        body="La chambre de métiers",
        proof="L'attestation",
        months=12,
        starts_on=today,
    )
    return claims.claim(
        label,
        shop,
        valid_until=today + 90 * DAY,
        content=cast.paper(),
        name="attestation.pdf",
        by=None,
        at=clock.now(),
    )


def label_refused(shop, waiting):
    row = _label_claim(shop)
    claims.refuse(row, because="Un autre nom.", by=waiting[2], at=NOON)
    return row


def label_suspended(shop, waiting):
    row = _label_claim(shop)
    claims.approve(row, by=waiting[2], at=clock.now())
    claims.suspend(row, because="Attestation retirée.", by=waiting[2], at=NOON)
    return row


def _page_proposed(shop):
    version = drafts.begin(shop, by=None, at=NOON)
    blocks = [typed.new("text", {"text": "Nous tournons chaque pièce à la main."})]
    assert drafts.save(version, blocks, revision=version.revision, by=None, at=NOON)
    life.propose(version, by=None, at=NOON)
    return version


def page_sent_back(shop, waiting):
    version = _page_proposed(shop)
    life.send_back(version, because="Trop court.", motives={}, by=waiting[2], at=NOON)
    return version


def page_taken_down(shop, waiting):
    version = _page_proposed(shop)
    life.publish(version, revision=version.revision, by=waiting[2], at=NOON)
    life.take_down(version, because="Texte d'un autre.", by=waiting[2], at=NOON)
    return version


def news_sent_back(shop, waiting):
    news = notes.write(shop, {"title": "Portes ouvertes", "text": "Samedi."}, by=None, at=NOON)
    notes.send(news, by=None, at=NOON)
    notes.send_back(news, because="Dites où.", by=waiting[2], at=NOON)
    return news


def complaint_rejected(shop, waiting):
    part = cast.sold(cast.offer(shop))
    row = incidents.open_(
        part, kind="damaged", text="Fêlé.", pieces={part.lines.get().pk: 1}, by=None, at=NOON
    )
    incidents.reject(row, because="Rien ne le montre.", by=waiting[2], at=NOON)
    return row


DECIDED = {
    "sellers.SellerRefused": application_refused,
    "sellers.SellerSuspended": shop_suspended,
    "sellers.SellerClosed": shop_closed,
    "sellers.IdentityRefused": identity_refused,
    "catalog.ProductSentBack": sent_back,
    "catalog.ProductTakenDown": taken_down,
    "catalog.ProductMergedAway": merged_away,
    "catalog.ReviewRefused": review_refused,
    "catalog.ReviewKept": review_kept,
    "catalog.SnapshotRefused": photo_refused,
    "catalog.SnapshotKept": photo_kept,
    "catalog.LabelRefused": label_refused,
    "catalog.LabelSuspended": label_suspended,
    "orders.IncidentDecided": complaint_rejected,
    "marketing.ShopPageSentBack": page_sent_back,
    "marketing.ShopPageTakenDown": page_taken_down,
    "marketing.ShopNewsSentBack": news_sent_back,
}


@pytest.mark.parametrize("name", KINDS)
def test_an_appeal_is_won_from_its_own_file(client, lune, waiting, texts, name):
    row = DECIDED[name](lune, waiting)
    fact = Fact.objects.filter(name=name).latest("pk")
    appeal = appeals.ask(fact, text="À tort.", by=None, at=NOON)
    cast.proven(client, cast.operator(email="other@example.test"))
    file = reverse("admin:shared_appeal_change", args=[appeal.pk])
    undo = client.get(file).context["moves"][0]
    asks_why = undo["verb"].form is not None

    asked = client.get(undo["url"])
    refused = client.post(undo["url"], {"because": "…"}) if asks_why else None
    undone = client.post(undo["url"], {"because": "La pièce est bonne."})
    answer = reverse("admin:shared_appeal_upset", args=[appeal.pk])
    page = client.get(undone.url)

    assert asked.context["back"] == file
    assert f'<a href="{file}">{appeal}</a>' in asked.content.decode()
    assert refused is None or refused.context["form"].errors
    assert undone.url == answer
    assert "Il reste à répondre au recours" in page.content.decode()
    begun = page.context["form"]["answer"].value()
    assert begun == ("La pièce est bonne." if asks_why else "")
    assert Appeal.objects.get().state == "open", "nobody is answered by the way"

    assert client.post(answer, {"answer": begun or "Vous aviez raison."}).url == file
    send_appeal_decided.run(appeal_id=appeal.pk)
    assert Appeal.objects.get().state == "upset"
    assert (begun or "Vous aviez raison.") in mail.outbox[-1].body
    assert not KINDS[name].stands(fact), row


def test_a_verb_comes_back_to_no_file_that_its_reader_may_not_open(client, suspended, waiting):
    lune = suspended[0]
    taken_down(lune, waiting)
    of_others = Fact.objects.get(name="catalog.ProductTakenDown")
    appeal = appeals.ask(of_others, text="À tort.", by=None, at=NOON)
    cast.proven(client, cast.operator("sellers", email="other@example.test"))
    way = reverse("admin:sellers_seller_reinstate", args=[lune.pk])
    own = reverse("admin:sellers_seller_change", args=[lune.pk])

    for key in (f"shared.appeal:{appeal.pk}", "shared.appeal:0", "shared.appeal:x", "x:1", ""):
        assert client.get(f"{way}?dossier={key}").context["back"] == own, key
    assert client.post(f"{way}?dossier=shared.appeal:{appeal.pk}").url == own


def withdrawn(row, shop):
    products.retire(row, by=None, at=NOON)


def corrected(row, shop):
    lists_content = lists.newest(row) | {"title": "Bol corrigé"}
    fields = ("title", "description", "category_id", "brand", "attributes", "photos")
    content = {name: lists_content[name] for name in fields if name in lists_content}
    products.edit(row, content, by=None, at=NOON)
    row.refresh_from_db()
    if row.state == "refused":
        products.submit(row, by=None, at=NOON)
    moderation.approve(row.submissions.get(state="queued"), by=None, at=NOON)


def asked_anew(row, shop):
    values = {"legal_name": "Lune et fils"}
    identity.ask(shop, "company", values=values, by=cast.owner_of(shop), at=NOON + DAY)


def put_back_in_the_queue(row, shop):
    moderation.take_up(row, by=None, at=NOON)


def put_back_online(row, shop):
    moderation.restore(row, by=None, at=NOON)


def taken_up(row, shop):
    identity.take_up(row, because="Relue.", by=None, at=NOON)


@pytest.mark.parametrize(
    ("decided", "follows", "answer"),
    [
        (sent_back, put_back_in_the_queue, "upset"),
        (taken_down, put_back_online, "upset"),
        (identity_refused, taken_up, "upset"),
        (sent_back, withdrawn, "moot"),
        (sent_back, corrected, "moot"),
        (taken_down, corrected, "moot"),
        (identity_refused, asked_anew, "moot"),
    ],
)
def test_an_appeal_is_answered_as_the_decision_stands(
    client, lune, waiting, texts, decided, follows, answer
):
    other = cast.operator(email="other@example.test")
    row = decided(lune, waiting)
    fact = Fact.objects.filter(name__in=KINDS).latest("pk")
    appeal = appeals.ask(fact, text="À tort.", by=None, at=NOON)
    with pytest.raises(appeals.StillStands, match=str(KINDS[fact.name].undo)):
        appeals.decide(appeal, "upset", answer="Oui.", by=other, at=NOON)

    follows(row, lune)

    for untrue in {"kept", "upset", "moot"} - {answer}:
        with pytest.raises((appeals.AlreadyUndone, appeals.NoObject)):
            appeals.decide(appeal, untrue, answer="Oui.", by=other, at=NOON)
    cast.proven(client, other)
    address = reverse("admin:shared_appeal_change", args=[appeal.pk])
    assert [move["verb"].name for move in client.get(address).context["moves"]] == [answer]
    appeals.decide(appeal, answer, answer="Voilà.", by=other, at=NOON)
    send_appeal_decided.run(appeal_id=appeal.pk)
    won = "Nous sommes revenus sur notre décision"
    assert (won in mail.outbox[-1].body) == (answer == "upset")
    assert ("sans objet" in mail.outbox[-1].subject) == (answer == "moot")


def test_a_sheet_sent_back_is_contested_from_its_page(client, lune, texts):
    sheet = cast.offer(lune).product
    reason = moderation.Reason.objects.create(code="x", label="Interdit", remedy="Retirez-la.")
    moderation.take_down(sheet, reason=reason, note="Non.", by=cast.operator(), at=NOON)
    client.force_login(cast.owner_of(lune))
    way = reverse("seller-contest-sheet", args=[sheet.pk])
    assert (
        f'href="{way}"' in client.get(reverse("seller-product", args=[sheet.pk])).content.decode()
    )
    fact = Fact.objects.get(name="catalog.ProductTakenDown")
    assert client.get(way).url == appeals.page(fact)
