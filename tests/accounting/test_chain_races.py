"""Many write in the book at once, some give up: every chain stays whole and in order."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction

from accounting import chains
from accounting.book import ledger
from accounting.models import Account, Entry
from tests.cast import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
WRITERS, EACH = 4, 8


class GivenUp(Exception):
    """The transaction is rolled back after it wrote."""


def write(who: int, start: Barrier, failed: list) -> None:
    start.wait()
    try:
        for count in range(EACH):
            try:
                with transaction.atomic():
                    for journal in (
                        ("OD", "ST") if who % 2 else ("ST", "OD")
                    ):  # each in the order of the other
                        ledger.post(
                            ledger.Booking(
                                source=f"{journal}:{who}:{count}",
                                journal=journal,
                                label="x",
                                at=NOON,
                                sides=(
                                    ledger.debit(Account.PSP, 5),
                                    ledger.credit(Account.BUYERS, 5),
                                ),
                            )
                        )
                    if count % 3 == 1:
                        raise GivenUp
            except GivenUp:
                """As a sale that fails after it was booked."""
    except Exception as error:  # noqa: BLE001 - told by the test
        failed.append(error)
    finally:
        connections.close_all()


def test_writers_of_the_same_journals_chain_one_after_the_other():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    start, failed = Barrier(WRITERS), []
    threads = [Thread(target=write, args=(who, start, failed)) for who in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    kept = WRITERS * sum(count % 3 != 1 for count in range(EACH))
    for journal in ("OD", "ST"):
        ranks = list(
            Entry.objects.filter(journal=journal).order_by("pk").values_list("rank", flat=True)
        )
        assert ranks == list(range(1, kept + 1))
    assert list(chains.violations()) == []
