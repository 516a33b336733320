"""What was measured of the shops, and the quarterly reports: one published, one to be read."""

from datetime import timedelta

from marketplace.demo.seed.market import Market
from orders.figures import measuring
from orders.quality import making, quarters, reports

FOREWORD = (
    "Un trimestre court, et des débuts : la plupart des envois sont partis à temps, les remboursements"
    " suivent vite. Ce qui a manqué : quelques commandes laissées sans réponse, que nous avons annulées et"
    " remboursées. Nous écrivons désormais au vendeur avant que ce délai ne passe."
)
FOREWORD_EN = (
    "A short quarter, and beginnings: most parcels left on time, refunds follow soon. What was missing: a"
    " few orders left without an answer, which we cancelled and refunded. We now write to the seller before"
    " that term passes."
)


def count(market: Market) -> None:
    """Two weeks of figures: one that everybody reads, one that shops read first; two quarters."""
    for at in (market.now - timedelta(days=7), market.now):
        while measuring.measure_some(at=at):
            pass
    last = quarters.last_ended(market.now)
    by = market.team["editorial"]
    for quarter in (last.before, last):
        report = reports.ask(quarter, by=by, at=market.now - timedelta(days=3))
        while making.go_on(report.pk, at=market.now - timedelta(days=3)):
            pass
        report.refresh_from_db()
    at = market.now - timedelta(days=2)
    reports.introduce(report, foreword=FOREWORD, foreword_en=FOREWORD_EN, by=by, at=at)
    report.refresh_from_db()
    reports.publish(report, by=by, at=at)
