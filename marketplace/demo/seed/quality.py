"""What was measured of the shops, and the quarterly reports: one published, one to be read."""

from datetime import timedelta

from marketplace.demo.seed.market import Market
from orders.figures import measuring
from orders.quality import making, quarters, reports

FOREWORD = (
    "Le marché est jeune : ces chiffres portent sur peu de commandes, et plusieurs parts manquent faute de cas."
    " Trop de colis sont partis après les jours annoncés. Nous demandons aux boutiques d'annoncer des jours de"
    " préparation qu'elles tiennent."
)
FOREWORD_EN = (
    "The market is young: these figures rest on few orders, and several shares are missing for want of cases."
    " Too many parcels left after the announced days. We ask shops to announce days of preparation that they"
    " keep."
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
