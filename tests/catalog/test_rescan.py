"""Rules tightened by the operator: what is online and breaks them comes before eyes, once."""

import html

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from catalog import tasks
from catalog.invariants import violations
from catalog.models import Category, ForbiddenWord, Offer, Product, Submission
from catalog.moderation import moderation, rescan
from marketplace.shared import clock, facts, policy, rules, translations
from marketplace.shared.models import Fact, Pending
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def work(client, django_capture_on_commit_callbacks):
    """Post a form of the console as a moderator, and let the worker do what follows."""
    cast.proven(client, cast.operator())

    def post(address, /, *args, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(f"admin:{address}", args=args), data)

    return post


def told() -> list[str]:
    read = Fact.objects.filter(name="catalog.OnlineReadAgain").order_by("pk")
    return [facts.why(fact.name, fact.data, fact.because) for fact in read]


def add_word(word="ivoire", *, blocks=True):
    return ForbiddenWord.objects.create(word=word, blocks=blocks)


def run(row, changed=rescan.WORDS):
    tasks.read_again(label=row._meta.label_lower, pk=row.pk, rules=list(changed))


def test_a_word_added_in_the_console_is_looked_for_online(work, client, lune):
    bad = cast.offer(lune, title="Coupe-papier en ivoire").product
    Submission.objects.create(
        product=bad,
        state="approved",
        content={"title": bad.title},
        submitted_at=NOON,
        decided_at=NOON,
        is_automatic=True,
    )
    cast.offer(lune, title="Coupe-papier en buis")

    work("catalog_forbiddenword_add", word="Ivoire", blocks="on", note="Règlement (CE) 338/97")

    waiting = Submission.objects.get(state="queued")
    assert (waiting.product, waiting.state, waiting.severity) == (bad, "queued", 3)
    assert waiting.content["title"] == bad.title
    assert [finding["rule"] for finding in waiting.findings] == ["forbidden_words"]
    assert told() == ["1 fiche à revoir, sur 2 en ligne"]
    page = client.get(
        reverse("admin:catalog_forbiddenword_change", args=[ForbiddenWord.objects.get().pk])
    )
    assert "1 fiche à revoir, sur 2 en ligne" in page.content.decode()
    assert "ivoire" in client.get(reverse("admin:catalog_submission_changelist")).content.decode()
    assert list(violations()) == []
    bad.refresh_from_db()
    assert bad.is_sellable, "online until somebody decides"


def test_a_forbidden_category_hides_at_once_and_its_sheets_wait(work, lune):
    place = cast.category("Armes")
    knife = cast.offer(lune, category=place).product

    work(
        "catalog_category_change",
        place.pk,
        name="Armes",
        slug=place.slug,
        policy="forbidden",
        vat_class="standard",
    )

    assert Category.objects.get(pk=place.pk).policy == "forbidden"
    assert not Offer.objects.sellable(NOON).filter(product=knife).exists()
    assert [finding["rule"] for finding in Submission.objects.get(product=knife).findings] == [
        "forbidden_category"
    ]


def test_reading_again_finds_the_same_and_adds_nothing(lune):
    cast.offer(lune, title="Peigne en ivoire")
    word = add_word()

    run(word)
    run(word)

    assert Submission.objects.count() == 1
    assert told() == ["1 fiche à revoir, sur 1 en ligne"] * 2


def test_what_an_operator_approved_knowing_it_is_not_asked_again(lune, odile):
    cast.offer(lune, title="Peigne façon ivoire")
    word = add_word(blocks=False)
    run(word)
    moderation.approve(Submission.objects.get(), by=odile, at=NOON)

    run(word)
    assert told()[-1] == "Rien à revoir, sur 1 en ligne"
    ForbiddenWord.objects.update(blocks=True)
    run(word)

    assert told()[-1] == "1 fiche à revoir, sur 1 en ligne", "a sterner rule is another finding"
    assert Submission.objects.filter(state="queued").count() == 1


def test_only_what_changed_is_looked_at(lune):
    cast.offer(lune, title="Peigne", description="Écrivez-moi à lune@exemple.fr")
    word = add_word()

    run(word)

    assert not Submission.objects.exists()


def test_batches_follow_one_another_and_survive_a_death(
    lune, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(rescan, "BATCH", 2)
    for number in range(5):
        cast.offer(lune, title=f"Peigne {number} en ivoire")
    word = add_word()

    run(word)
    assert Submission.objects.count() == 2
    assert not told()
    left = Pending.objects.get(task="catalog.read_again")
    run(word)  # the worker died before it could say that it was done
    assert Submission.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        tasks.read_again(**left.data)

    assert Submission.objects.count() == 5
    assert "5 fiches à revoir, sur 5 en ligne" in told()


def test_a_threshold_of_the_house_is_read_again_too(work, client, lune):
    house, owners = cast.rules(), rules.owners()
    typed = {name: getattr(policy.rules(owners[name]), name) for name in rules.at_once()}
    cast.offer(lune)

    typed["image_min_pixels"] += 100
    work("shared_rules_change", house.pk, **typed)

    assert told() == ["Rien à revoir, sur 1 en ligne"]
    history = client.get(reverse("admin:shared_rules_history", args=[house.pk]))
    said = html.unescape(history.content.decode()).replace("\xa0", " ")
    assert "côté minimal d'une photo : 500 pixels → 600 pixels" in said
    assert "Rien à revoir, sur 1 en ligne" in said
    translations.compile_all(settings.ROOT)
    with translation.override("en"):
        assert told() == ["Nothing to review, out of 1 online"]
    assert Product.objects.public().count() == 1
