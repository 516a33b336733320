"""The quarterly report: counted from the rows, frozen, published or kept, and true for ever."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.models import CharterWord, Reason, Submission
from catalog.moderation import moderation, queue
from marketplace.shared import clock
from marketplace.shared.states import MovedMeanwhile
from orders import invariants
from orders.fulfilment import cancellations
from orders.models import QualityFigure, QualityReport
from orders.quality import making, reports, told
from orders.quality.quarters import Quarter
from orders.states import QualityState
from tests import cast, guards
from tests.orders.test_figures import sold

pytestmark = pytest.mark.django_db
SUMMER, DAY = Quarter(2026, 3), timedelta(days=1)
JULY, NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC), datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small(db):
    """Three cases are enough here: twenty would take long to live."""
    cast.rules(measured_least=3)


@pytest.fixture
def bowl(lune):
    type(lune).objects.filter(pk=lune.pk).update(opened_at=JULY)
    return cast.offer(lune, stock=100)


@pytest.fixture
def lived(bowl, alice, odile):
    """A quarter with orders in time and late, a refund, a sheet approved and one sent back."""
    for count in range(4):
        sold(bowl, JULY + 7 * count * DAY, sent_after=DAY)
    sold(bowl, JULY + 30 * DAY, sent_after=20 * DAY)
    part = cast.part_of(cast.paid_order(bowl, buyer=alice, at=JULY))
    cancellations.cancel_by_buyer(part, by=alice, at=JULY + DAY)
    cast.sent(part.refunds.get(), at=JULY + 3 * DAY)
    blurred = Reason.objects.create(code="flou", label="Photo floue", remedy="Changez la photo.")
    for turn in range(2):
        product = cast.offer(bowl.seller, title=f"Vase {turn}").product
        row = Submission.objects.create(
            product=product, content=queue.live_content(product), submitted_at=JULY
        )
        if turn:
            moderation.refuse(row, reason=blurred, note="", by=odile, at=JULY + DAY)
        else:
            Submission.objects.filter(pk=row.pk).update(
                state="approved", decided_by=odile, decided_at=JULY + 3 * DAY
            )


def made(quarter: Quarter = SUMMER) -> QualityReport:
    report = reports.ask(quarter, by=None, at=NOW)
    while making.go_on(report.pk, at=NOW):
        pass
    report.refresh_from_db()
    return report


def values(report) -> dict:
    return {
        (row.code, row.key): (row.value, row.cases)
        for row in QualityFigure.objects.filter(report=report)
    }


def test_a_quarter_is_counted_from_the_rows(lived):
    figures = values(made())

    assert figures["orders", ""][0] == figures["parts", ""][0] == 6
    assert figures["shops", ""][0] == figures["shops_opened", ""][0] == 1
    assert [figures["orders_month", f"2026-0{month}"][0] for month in (7, 8, 9)] == [5, 1, 0]
    assert figures["on_time", ""] == (8000, 5)
    assert figures["on_time_month", "2026-07"] == (10_000, 4)
    assert figures["on_time_month", "2026-08"] == (None, 1)  # one order says nothing of a month
    assert figures["due", "called_off"][0] == 1
    assert figures["sending", ""] == (24 * 60, 5)
    assert figures["refunded", ""] == (1666, 6)
    assert figures["refunds", "cancelled"][0] == 1
    assert figures["refunding", ""] == (None, 1)
    assert figures["judged", ""][0] == 2
    assert figures["sent_back", "flou"][0] == 1
    assert figures["judging", ""] == (None, 2)
    assert figures["complaints", ""] == figures["appeals", ""] == (0, 0)


def test_slices_count_no_shop_twice_whoever_dies(lived, brun, monkeypatch):
    type(brun).objects.filter(pk=brun.pk).update(opened_at=JULY)
    monkeypatch.setattr(making, "SLICE", 1)
    whole = values(made())
    report = reports.ask(SUMMER, by=None, at=NOW)
    stale = QualityReport.objects.get(pk=report.pk)
    assert making.go_on(report.pk, at=NOW)
    making._keep(stale, [1], making.Tally())  # a worker that thought it was first
    report.refresh_from_db()
    assert report.progress == 1
    while making.go_on(report.pk, at=NOW):
        pass
    assert not making.go_on(report.pk, at=NOW)

    assert values(report) == whole
    assert list(QualityReport.objects.values_list("version", flat=True).order_by("pk")) == [1, 2]


def test_only_what_is_over_is_counted_and_one_at_a_time(bowl):
    for quarter in (Quarter(2026, 4), Quarter(2027, 1), Quarter(2026, 5), Quarter(1900, 1)):
        with pytest.raises((reports.NotOver, reports.NoSuchQuarter)):
            reports.ask(quarter, by=None, at=NOW)
    reports.ask(SUMMER, by=None, at=NOW)
    with pytest.raises(reports.CountedNow):
        reports.ask(SUMMER, by=None, at=NOW)
    assert QualityReport.objects.count() == 1


def test_a_published_report_agrees_with_the_rows_or_is_named(lived):
    report = made()
    reports.publish(report, by=None, at=NOW)
    assert [*invariants._quality()] == []

    for code, key in (
        *(("orders", ""), ("orders_month", "2026-08"), ("refunds", "")),
        *(("due", "on_time"), ("on_time", "")),
    ):
        with guards.down(), transaction.atomic():
            QualityFigure.objects.filter(report=report, code=code, key=key).update(value=99)
            assert any(code in said for said in invariants._quality()), code
            transaction.set_rollback(True)
    with pytest.raises(IntegrityError), transaction.atomic():
        QualityFigure.objects.filter(report=report).update(value=2)
    with guards.down():
        QualityFigure.objects.filter(report=report, code="shops").update(value=2)
    assert any("shops" in said for said in invariants._quality())


def test_another_version_takes_the_place_of_the_first(lived):
    first, second = made(), made()
    reports.publish(first, by=None, at=NOW)
    reports.publish(second, by=None, at=NOW + DAY)
    first.refresh_from_db()
    assert (first.state, first.withdrawn_at) == (QualityState.WITHDRAWN, NOW + DAY)
    second.state = QualityState.DRAFT  # an old tab
    with pytest.raises(MovedMeanwhile):
        reports.keep(second, by=None, at=NOW + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        QualityReport.objects.filter(pk=first.pk).update(state="published")


def test_the_public_page_says_what_a_new_version_replaces_and_changed(lived, bowl, client):
    first = made()
    reports.publish(first, by=None, at=NOW)
    with clock.at(NOW):
        assert "elle remplace" not in client.get("/qualite/2026-t3/").content.decode()
    same = made()
    reports.publish(same, by=None, at=NOW + DAY)
    with clock.at(NOW + DAY):
        page = client.get("/qualite/2026-t3/").content.decode()
    assert "Version 2, publiée le" in page
    assert "Aucun chiffre n" in page
    sold(bowl, JULY + 2 * DAY, sent_after=20 * DAY)
    reports.publish(made(), by=None, at=NOW + 2 * DAY)
    with clock.at(NOW + 2 * DAY):
        page = client.get("/qualite/2026-t3/").content.decode()
    assert "elle remplace celle que nous avions publiée le" in page
    assert "<li>Commandes payées : 6 → 7</li>" in page
    assert "<li>Commandes qui devaient partir · En retard : 1 → 2</li>" in page
    assert "ne changent plus" not in page


def test_the_foreword_keeps_the_charter_and_stands_once_read(lived):
    CharterWord.objects.create(
        expression="le meilleur",
        kind="forbidden",
        reason="Rien ne le prouve.",
        remedy="Dites un fait.",
        starts_on=JULY.date(),
    )
    report = made()
    with pytest.raises(reports.AgainstCharter) as refusal:
        reports.introduce(report, foreword="Le meilleur.", foreword_en="", by=None, at=NOW)
    assert "Rien ne le prouve" in str(refusal.value)
    reports.introduce(report, foreword="En août, trop lents.", foreword_en="", by=None, at=NOW)
    reports.publish(report, by=None, at=NOW)
    with pytest.raises(reports.AlreadyRead):
        reports.introduce(report, foreword="Rien.", foreword_en="", by=None, at=NOW)
    report.refresh_from_db()
    assert report.foreword == "En août, trop lents."


def test_the_console_counts_reads_publishes_and_withdraws(lived, odile, client):
    cast.proven(client, odile)
    with clock.at(NOW):
        page = client.get(reverse("admin:orders_qualityreport_count")).content.decode()
        assert "T3 2026" in page
        assert "T4 2026" not in page
        refused = client.post(reverse("admin:orders_qualityreport_count"), {"quarter": "2031-9"})
        assert refused.status_code == 200
        client.post(reverse("admin:orders_qualityreport_count"), {"quarter": "2026-3"})
        report = QualityReport.objects.get()
        change = reverse("admin:orders_qualityreport_change", args=[report.pk])
        assert "0 boutiques sur 1" in client.get(change).content.decode()
        assert client.get(f"{change[:-7]}chiffres.csv").status_code == 404
        while making.go_on(report.pk, at=NOW):
            pass
        draft = client.get(change).content.decode()
        assert "80\u00a0%" in draft
        assert "T2 2026" in draft
        assert client.get("/qualite/2026-t3/").status_code == 404
        text = {"foreword": "<script>alert(1)</script> Août fut lent.", "foreword_en": ""}
        client.post(reverse("admin:orders_qualityreport_presenter", args=[report.pk]), text)
        client.post(reverse("admin:orders_qualityreport_publier", args=[report.pk]))
        public = client.get("/qualite/2026-t3/").content.decode()
        assert "&lt;script&gt;alert(1)" in public
        assert "Août fut lent." in public
        english = client.get("/qualite/2026-t3/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert 'lang="fr"' in english
        client.post(
            reverse("admin:orders_qualityreport_retirer", args=[report.pk]),
            {"because": "Un mois manquait au comptage."},
        )
        assert client.get("/qualite/2026-t3/").status_code == 404


def test_the_public_pages_ask_few_statements(lived, client, django_assert_max_num_queries):
    with clock.at(NOW):
        empty = client.get("/qualite/").content.decode()
        assert "Aucun rapport" in empty
        assert 'id="methode"' in empty
        for quarter in (SUMMER, SUMMER.before):
            reports.publish(made(quarter), by=None, at=NOW)
        with django_assert_max_num_queries(12):
            page = client.get("/qualite/")
        assert "juillet à septembre 2026" in page.content.decode()
        for wrong in ("2026-t5", "2026-t0", "99999999999999-t1", "1999-t1"):
            assert client.get(f"/qualite/{wrong}/").status_code == 404
        file = client.get("/qualite/2026-t3/chiffres.csv").content.decode("utf-8-sig")
    rows = {tuple(row[-2:]): row for row in csv.reader(io.StringIO(file), delimiter=";")}
    assert rows["on_time", ""][1:5] == ["", "80,0", "%", "5"]
    assert rows["refunded", ""][2] == "16,7"
    assert rows["sent_back", "flou"][1] == "Photo floue"
    assert rows["code du chiffre", "code du détail"][0] == "chiffre"


def test_shares_are_rounded_and_make_a_hundred(lived):
    report = made()
    figures = dict(told.figures_of(report))

    def counted(code, whole, **parts):
        for key, value in {"": whole, **parts}.items():
            figures[code, key] = QualityFigure(code=code, key=key, value=value, cases=value)

    counted("due", 68, on_time=47, late=21, called_off=0)
    counted("reviews", 3, published=1, refused=2)
    figures["refunded", ""] = QualityFigure(code="refunded", value=7 * 10_000 // 79, cases=79)
    figures["judging", ""] = QualityFigure(code="judging", value=0, cases=47)
    figures["refunding", ""] = QualityFigure(code="refunding", value=14, cases=47)
    rows = [row for section in told.sections(report, {}, figures) for row in section.rows]

    said = {row.name: row.share.replace("\u00a0", " ") for row in rows if row.is_detail}
    assert said["Expédiée à temps"] == "69,1 %"
    assert said["En retard"] == "30,9 %"
    assert (said["Publiés"], said["Refusés"]) == ("33,3 %", "66,7 %")
    assert told._shares([1, 1, 1]) == [3340, 3330, 3330]
    shown = {row.name: row.value.replace("\u00a0", " ") for row in rows}
    assert shown["Commandes remboursées, en tout ou partie"] == "8,9 %"
    assert shown["De la proposition à la décision"] == "10 minutes au plus"
    assert shown["De la décision au remboursement"] == "20 minutes"


def test_quarters_follow_each_other():
    assert SUMMER.before == Quarter(2026, 2)
    assert Quarter(2026, 1).before == Quarter(2025, 4)
    assert (str(SUMMER.since), str(SUMMER.until)) == ("2026-07-01", "2026-09-30")
    assert str(Quarter(2026, 4).until) == "2026-12-31"
    assert told.quarter_of(QualityReport(year=2026, quarter=3)) == SUMMER
