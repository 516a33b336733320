"""What every list and file of the console has in common, whatever they show."""

import re

import pytest
from django.urls import reverse

from accounting.models import MonthBalance
from catalog.models import ForbiddenWord, Reason
from marketplace.shared.models import GatewayNotice, Heartbeat, Pending
from tests import cast

pytestmark = pytest.mark.django_db
WORDS = reverse("admin:catalog_forbiddenword_changelist")
NOTE = "column-why"


@pytest.fixture
def console(client):
    return cast.proven(client, cast.operator())


@pytest.fixture
def words():
    """Six watched words of which one bears a note."""
    for n in range(6):
        ForbiddenWord.objects.create(word=f"mot-{n}", note="loi du 3 mars" if n == 2 else "")


def test_what_few_rows_have_stands_under_their_words(console, words):
    page = console.get(WORDS).content.decode()

    assert NOTE not in page
    row = next(row for row in page.split("<tr>") if ">mot-2<" in row)
    assert "action-checkbox" in row
    assert "data-empty" not in row
    assert re.search(r'<span class="aside">Pourquoi\s+loi du 3 mars</span>', row)
    assert page.count('class="aside"') == 1


def test_a_column_that_says_nothing_is_left_out_unless_the_list_is_sorted_by_it(console, words):
    ForbiddenWord.objects.update(note="")

    assert NOTE not in console.get(WORDS).content.decode()
    assert NOTE in console.get(WORDS, {"o": "3"}).content.decode()


def test_what_most_rows_have_is_a_column_and_each_cell_bears_its_name(console, words):
    ForbiddenWord.objects.exclude(word="mot-2").update(note="veille")

    page = console.get(WORDS).content.decode()

    assert NOTE in page
    assert page.count('data-label="Pourquoi"') == 6
    assert 'class="aside"' not in page


def test_what_some_rows_miss_is_left_blank(console, words):
    ForbiddenWord.objects.exclude(word="mot-2").update(note="veille")
    ForbiddenWord.objects.filter(word="mot-2").update(note="")

    page = console.get(WORDS).content.decode()

    row = next(row for row in page.split("<tr>") if ">mot-2<" in row)
    assert re.search(r'data-label="Pourquoi" data-empty></td>', row)


def test_an_empty_list_says_so_and_offers_nothing_to_tick(console, words):
    full, none = console.get(WORDS), console.get(WORDS, {"q": "introuvable"})
    ForbiddenWord.objects.all().delete()
    empty = console.get(WORDS)

    bar, counted = 'class="actions"', "mots surveillés"
    assert bar in full.content.decode()
    for answer, sentence in ((none, "Rien ne répond"), (empty, "Rien ici pour l'instant.")):
        page = answer.content.decode()
        assert bar not in page
        assert sentence in page
        assert f"0 {counted}" not in page


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (lambda: Pending.objects.create(task="catalog.rate_sheets", due_at=cast.NOON), "qualité"),
        (lambda: Heartbeat.objects.create(job="catalog.rate_sheets"), "qualité"),
        (
            lambda: GatewayNotice.objects.create(
                gateway="stripe",
                uid="evt_1",
                kind="payment.changed",
                subject_ref="pay_1",
                received_at=cast.NOON,
            ),
            "Un paiement a changé",
        ),
        (
            lambda: MonthBalance.objects.create(
                account="445710", month=cast.NOON.date().replace(day=1), through=1
            ),
            "TVA",
        ),
    ],
)
def test_the_machine_s_rows_are_titled_with_words(console, row, words):
    row = row()

    page = console.get(
        reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
    ).content.decode()

    title = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]
    assert words in title
    assert str(row) not in title


def test_a_motive_is_written_without_a_code(console):
    page = reverse("admin:catalog_reason_add")
    typed = {"label": "Photo floue", "remedy": "Changez la photo.", "is_active": "on"}

    assert 'name="code"' not in console.get(page).content.decode()
    for _turn in range(2):
        assert console.post(page, typed).status_code == 302

    codes = Reason.objects.filter(label="Photo floue").values_list("code", flat=True)
    assert sorted(codes) == ["photo-floue", "photo-floue-2"]


def test_a_file_shows_no_line_for_what_is_not_there(console):
    beat = Heartbeat.objects.create(job="catalog.rate_sheets")
    page = console.get(reverse("admin:shared_heartbeat_change", args=[beat.pk]))

    shown = re.findall(r"<dd>(.*?)</dd>", page.content.decode(), re.DOTALL)
    assert shown
    assert not {text.strip() for text in shown} & {"", "-", "–"}


def test_a_removal_is_confirmed_in_french(console, words):
    word = ForbiddenWord.objects.first()
    one = console.get(reverse("admin:catalog_forbiddenword_delete", args=[word.pk]))
    several = console.post(
        WORDS, {"action": "delete_selected", "_selected_action": [word.pk]}
    ).content.decode()

    for page in (one.content.decode(), several):
        assert "sans retour possible" in page
        assert "Revenir sans rien changer" in page
        assert "Êtes-vous" not in page
    sent = {"action": "delete_selected", "_selected_action": [word.pk], "post": "yes"}
    console.post(WORDS, sent)
    assert not ForbiddenWord.objects.filter(pk=word.pk).exists()
