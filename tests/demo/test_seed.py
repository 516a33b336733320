"""The small demonstration: lived whole, the same twice, true to every invariant."""

from collections import defaultdict
from contextlib import nullcontext
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core import mail
from django.db.models import Count, F, Max, Min, Sum

from accounting.documents.facturx import as_terms
from accounting.models import Invoice, Line, MonthBalance, Payout, PayoutRun
from accounting.templatetags.documents import unit_gross, unit_net
from catalog.models import Import, Photo, Product, Review
from marketplace.celery import app
from marketplace.console import payloads
from marketplace.demo import accounts, gallery, seed
from marketplace.demo.seed import holding, letters
from marketplace.machine import preparation
from marketplace.proof import verify
from marketplace.shared import clock
from marketplace.shared.clock import PARIS
from marketplace.shared.models import (
    Appeal,
    Fact,
    GatewayNotice,
    LegalText,
    Pending,
    ProposedChange,
    SandboxNotice,
    User,
)
from marketplace.shared.templatetags.ui import money
from orders.models import (
    Business,
    Dispute,
    Order,
    OrderLine,
    Payment,
    Refund,
    Return,
    SellerOrder,
    Shipment,
    WithdrawalDeclaration,
)
from orders.states import PaymentState, ReturnState, SellerOrderState
from sellers.application import suspension
from sellers.models import Acceptance, Seller
from tests import guards, outside

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=PARIS)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market(settings, tmp_path):
    """The small market, its files in a folder of their own."""
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    return seed.fill(at=NOW, small=True)


def test_a_small_market_lives_and_adds_up(market):
    """One market for all these: it takes seconds to live."""
    for check in (
        _has_lived,
        _adds_up,
        _tells_nothing_to_come,
        _tells_its_facts_in_words,
        _multiplies,
        _took_its_time,
        _tells_one_story,
        _left_to_the_worker,
        _sign_in,
        _keeps_its_timetable,
    ):
        check(market)


def test_the_worker_adds_the_other_views(market):
    """Views are added as of the past, to sheets that show what is true now."""
    lune = Seller.objects.get(slug="atelier-lune")
    *sheets, worked_on = Product.objects.public().of(lune).order_by("pk")[:3]
    Product.objects.filter(pk=worked_on.pk).update(changed_at=NOW)
    with clock.at(NOW):
        suspension.go_away(lune, start=NOW.date(), end=NOW.date(), by=None, at=NOW)
        gallery.draw([sheet.pk for sheet in (*sheets, worked_on)])
        assert worked_on.photos.count() == 1, "its seller's new words wait to be read"
        assert list(verify.violations()) == []
        shown = Photo.objects.filter(product__in=sheets, is_approved=True).count()
        assert shown > 2

        gallery.draw([sheet.pk for sheet in sheets])  # told twice, it draws once
        assert Photo.objects.filter(product__in=sheets).count() == shown


def _tells_nothing_to_come(market):
    assert not Fact.objects.filter(happened_at__gt=market.now).exists()


def _tells_its_facts_in_words(market):
    kinds: dict[str, Fact] = {fact.name: fact for fact in Fact.objects.order_by("-pk")}
    for fact in kinds.values():
        for name, value in fact.data.items():
            assert payloads.is_decided(name), f"{fact.name}: {name} = {value}"
        said = " ".join(str(line) for line in payloads.told(fact))
        for name, value in fact.data.items():
            if isinstance(value, str) and "_" in value and payloads.CODE.fullmatch(value):
                assert name in payloads.AS_WRITTEN or value not in said, f"{fact.name}: {value}"


def _has_lived(market):
    assert Seller.objects.selling(NOW).count() == 3
    assert Product.objects.public().count() >= 24
    assert not market.calendar.refused.keys() - {"NothingDue", "NothingChosen"}

    files = set(Import.objects.values_list("state", flat=True))
    assert files == {"received", "checked", "done", "undone", "failed", "cancelled"}
    assert Import.objects.get(state="done", left_count__gt=0).left_count == 3

    contested = Fact.objects.filter(name__in=letters.WORDS)
    assert Appeal.objects.filter(state="open").exists() == contested.exists()
    assert Pending.objects.filter(task="marketplace.send_digest").exists()
    states = set(SellerOrder.objects.values_list("state", flat=True))
    assert states == set(SellerOrderState.values)
    assert set(Payment.objects.values_list("state", flat=True)) >= {
        PaymentState.PAID,
        PaymentState.PENDING,
        PaymentState.CANCELLED,
    }
    assert set(Return.objects.values_list("state", flat=True)) >= {
        ReturnState.ASKED,
        ReturnState.ON_ITS_WAY,
        ReturnState.REFUSED,
        ReturnState.REFUNDED,
    }
    assert OrderLine.objects.filter(withdrawn__gt=0).exists()
    assert Shipment.objects.filter(presumed_at__isnull=False, delivered_at=None).exists()
    assert set(Refund.objects.values_list("cause", flat=True)) == set(Refund.Cause.values)
    assert not Refund.objects.filter(paid_at__lt=F("intended_at")).exists()
    assert set(Dispute.objects.values_list("state", flat=True)) == {"open", "lost"}
    assert set(Invoice.objects.values_list("kind", flat=True)) == set(Invoice.Kind.values)
    assert PayoutRun.objects.filter(state="done").exists()
    assert Shipment.objects.values("seller_order").annotate(n=Count("pk")).filter(n=2).exists()
    assert Review.objects.exists()
    ordered = OrderLine.objects.aggregate(n=Sum("quantity"))["n"]
    assert ordered > Product.objects.aggregate(n=Sum("sales_count"))["n"] > 0
    companies = Business.objects.filter(order__payment__state=PaymentState.PAID)
    assert set(companies.values_list("country", flat=True)) == {"FR", "BE"}
    relayed = SellerOrder.objects.filter(shipping_kind="relay")
    assert relayed.exists()
    assert all(part.relay_lines() for part in relayed), "every parcel to a point knows which"


def _adds_up(market):
    assert list(verify.violations()) == []


def _multiplies(market):
    """Every line and sum of every document, as it is printed, recomputed by hand."""
    for paper in Invoice.objects.order_by("pk"):
        ours, tax = paper.kind.startswith("commission"), defaultdict(Decimal)
        for line, told in zip(paper.lines, as_terms(paper)["BG-25"], strict=True):
            quantity, net = line["quantity"], _typed(money(line["net_cents"]))
            assert _cents(quantity * _typed(unit_net(line))) == net > 0, paper
            assert (
                _cents(Decimal(told["BT-129"]) * Decimal(told["BT-146"]))
                == Decimal(told["BT-131"])
                == net
            ), paper
            assert ours or quantity * _typed(unit_gross(line)) == _typed(
                money(line["gross_cents"])
            ), paper
            tax[line["vat_bps"]] += net if ours else _typed(money(line["gross_cents"]))
        for rate in paper.rates:
            base, part = tax[rate["bps"]], Decimal(rate["bps"])
            due = base * part / 10_000 if ours else base * part / (10_000 + part)
            if paper.corrects is None:
                assert _cents(due) == Decimal(rate["vat_cents"]) / 100, paper
            assert abs(due - Decimal(rate["vat_cents"]) / 100) < 1
        assert sum(rate["net_cents"] for rate in paper.rates) == sum(
            line["net_cents"] for line in paper.lines
        )
        assert paper.gross_cents == sum(rate["gross_cents"] for rate in paper.rates)
        assert paper.corrects is not None or not paper.kind.endswith("credit"), paper
    bills = Invoice.objects.filter(kind__startswith="commission")
    assert bills.filter(kind="commission_credit").exists()
    assert all((paper.issued_on + timedelta(days=1)).day == 1 for paper in bills), (
        "on the last day of a month"
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _typed(printed: str) -> Decimal:
    """What somebody reads on paper, typed into a calculator."""
    return Decimal(
        "".join(sign for sign in printed.replace(",", ".") if sign.isdigit() or sign == ".")
    )


def _took_its_time(market):
    span = Fact.objects.aggregate(first=Min("happened_at"), last=Max("happened_at"))
    assert span["last"] <= NOW + timedelta(hours=1)
    assert NOW - span["first"] > timedelta(days=100)


def _tells_one_story(market):
    """Nothing happens before what it follows from."""
    assert Acceptance.objects.exists()
    for rows, first, then in (
        (Acceptance.objects, "text__published_at", "accepted_at"),
        (Refund.objects, "intended_at", "paid_at"),
        (Payment.objects, "order__placed_at", "paid_at"),
        (Payout.objects, "run__approved_at", "sent_at"),
        (Payout.objects, "sent_at", "paid_at"),
        (Return.objects, "asked_at", "answered_at"),
        (Return.objects, "answered_at", "received_at"),
        (Dispute.objects, "opened_at", "closed_at"),
        (Shipment.objects, "shipped_at", "delivered_at"),
        (WithdrawalDeclaration.objects, "declared_at", "acknowledged_at"),
        (ProposedChange.objects, "proposed_at", "decided_at"),
    ):
        early = rows.filter(**{f"{then}__lt": F(first)})
        assert not early.exists(), (rows.model.__name__, then, first)
    treated = WithdrawalDeclaration.objects.exclude(handled_at=None)
    assert not treated.filter(acknowledged_at=None, declared_at__lt=NOW - holding.FRESH).exists()
    assert treated.exclude(acknowledged_at=None).exists()
    applied = ProposedChange.objects.filter(state="applied", decided_by=None)
    assert not applied.exclude(decided_at__gte=F("takes_effect_at")).exists()


def test_an_installation_that_becomes_the_demonstration_is_not_planted_before_it(settings):
    """Its texts are in force since its first day, not since its filling."""
    settings.DEMO = True
    preparation.plant()
    assert not LegalText.objects.exists()
    settings.DEMO = False
    preparation.plant()
    assert LegalText.objects.exists()


def _left_to_the_worker(market):
    left = Pending.objects.filter(done_at=None)
    letters = left.exclude(task__in=holding.FILES).exclude(task__startswith="marketplace.")
    assert mail.outbox == []
    assert left.filter(task="accounting.render_invoice").count() == Invoice.objects.count()
    assert letters.count() < 45
    assert not letters.filter(due_at__lt=NOW - holding.FRESH).exists()
    assert not SandboxNotice.objects.filter(delivered_at=None).exists()
    assert MonthBalance.objects.aggregate(last=Max("through"))["last"] == Line.objects.last().pk
    assert GatewayNotice.objects.count() == SandboxNotice.objects.count()


def _sign_in(market):
    for account in accounts.ACCOUNTS[:2] + accounts.ACCOUNTS[-6:]:
        user = User.objects.get(email=account.email)
        assert user.check_password(account.password), account.email
        assert account.email in accounts.lines()


def reads():
    return outside.allowed(because="the proof reads in a read-only moment: nobody waits for it")


def _keeps_its_timetable(_market):
    """Each job works in transactions of its own: nothing that it locks needs another's."""
    lune = Seller.objects.get(slug="atelier-lune")
    today = NOW.date()
    with clock.at(NOW + timedelta(hours=1)):
        suspension.go_away(lune, start=today, end=today, by=None, at=clock.now())
        for entry in app.conf.beat_schedule.values():
            with reads() if "prove" in entry["task"] else nullcontext():
                app.tasks[entry["task"]].apply(throw=True)
        with reads():
            assert list(verify.violations()) == []


def test_the_same_market_twice(market):
    first = _told()
    guards.empty()
    seed.fill(at=NOW, small=True)
    assert _told() == first


def _told() -> tuple:
    return (
        list(
            # by its title: a draft without a variant has a reference drawn by lot
            Product.objects.order_by("title", "pk").values_list(
                "title", "from_cents", "prior_cents", "sales_count"
            )
        ),
        list(
            Order.objects.order_by("placed_at", "pk").values_list(
                "email", "total_cents", "placed_at", "payment__state"
            )
        ),
        list(
            SellerOrder.objects.order_by("order__placed_at", "pk").values_list(
                "state", "seller__name", "shipped_at"
            )
        ),
        list(PayoutRun.objects.order_by("pk").values_list("state", "total_cents")),
        list(Review.objects.order_by("written_at", "pk").values_list("rating", "title")),
        Fact.objects.count(),
        Pending.objects.count(),
    )
