"""Import a seller's file from the command line: the same verbs and checks as the page."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Q

from catalog.imports import applying, asking, checking, opening, problems, report, run, telling
from catalog.models import Import
from catalog.states import ImportState
from marketplace.shared import outbox, quotes
from marketplace.shared.clock import now
from marketplace.shared.memory import undisturbed
from marketplace.shared.models import User
from marketplace.shared.models.fact import Pending
from marketplace.shared.states import Refusal
from sellers.models import Seller

OURS = ("catalog.read_import", "catalog.check_import", "catalog.apply_import")
UNDECIDED = (ImportState.READING, ImportState.RECEIVED, ImportState.CHECKED)
PAUSE = 0.2  # seconds between two looks at what a worker has taken up


class Command(BaseCommand):
    """`manage.py import_catalogue SELLER FILE [--photos ZIP] [--choices JSON] [--apply] …`."""

    help = (
        "Check a seller's catalogue file as the import page does; apply it with --apply. Without"
        " it nothing is kept: neither products, nor the file, nor the choices."
    )

    def add_arguments(self, parser):
        parser.add_argument("seller", help="address (slug), code, number or e-mail of the seller")
        parser.add_argument("file", type=Path)
        parser.add_argument("--photos", type=Path, help="a ZIP of photos, found by name")
        parser.add_argument(
            "--choices",
            default="",
            metavar="JSON",
            help="columns, encoding, categories, rates, answers: a JSON file or its text"
            " (catalog/imports/asking.py)",
        )
        parser.add_argument("--category", help="category (slug) for lines without a known one")
        parser.add_argument(
            "--rate",
            action="append",
            default=[],
            metavar="USD=0.92",
            help="rate in euros of prices in another currency",
        )
        parser.add_argument("--apply", action="store_true", help="write the products")
        parser.add_argument(
            "--replace", action="store_true", help="with --apply: give up a checked file that waits"
        )
        parser.add_argument("--report", type=Path, help="write the report of the page here")
        parser.add_argument("--json", action="store_true", help="one JSON document, line by line")

    def handle(self, *args, **asked):
        try:
            told = self.imported(asked)
        except CommandError as error:
            self.fail(str(error), asked)
        except (Refusal, OSError) as error:
            self.fail(str(error), asked)
        except DatabaseError as error:
            self.fail(f"The database cannot be used ({error}): run manage.py migrate.", asked)
        else:
            self.tell(told, asked)

    def fail(self, sentence: str, asked: dict) -> None:
        """Say why nothing came of it, in the form that was asked for; exit 1."""
        if not asked["json"]:
            raise CommandError(sentence)
        self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        sys.exit(1)

    def imported(self, asked: dict) -> dict:
        """Check the file, apply it if asked to, write the report; what there is to tell."""
        begun = time.monotonic()
        if asked["report"]:
            self.may_write(asked["report"], asked["file"])
        seller, choices = self.seller(asked["seller"]), self.choices(asked)
        owner = seller.members.filter(role="owner").select_related("user").first()
        by = owner.user if owner else None
        with outbox.holding(OURS):
            source = self.received(seller, asked, by)
            try:
                self.inspect(source, choices, by)
                if asked["apply"]:
                    self.apply(source, by)
                if asked["report"]:
                    self.write(source, asked["report"])
                told = telling.whole(source) if asked["json"] else {}
                told |= {
                    "seller": seller.slug,
                    "file": source.name,
                    "applied": source.state == ImportState.DONE,
                    "state": str(source.state),
                    "counts": telling.counts(source),
                    "questions": asking.waiting(source),
                    "seconds": round(time.monotonic() - begun, 1),
                }
            finally:
                self.leave(source, by)
        return told

    def seller(self, named: str) -> Seller:
        """The seller by slug, code, number or e-mail. Raises CommandError."""
        exact = Q(slug=named) | Q(code=named.upper())
        if named.isdigit():
            exact |= Q(pk=int(named[:18]))
        by_mail = Q(email__iexact=named) | Q(members__user__email__iexact=named)
        sellers = list(Seller.objects.filter(exact | by_mail).distinct().order_by("pk")[:10])
        if not sellers:
            known = ", ".join(Seller.objects.order_by("slug").values_list("slug", flat=True)[:10])
            raise CommandError(f"No seller {named}. Known ones begin with: {known or 'none'}.")
        if len(sellers) > 1:
            several = ", ".join(seller.slug for seller in sellers)
            raise CommandError(f"{named} is several sellers: {several}. Name one by its slug.")
        return sellers[0]

    def choices(self, asked: dict) -> asking.Choices:
        """What is answered beforehand: of a JSON file, of its text, of the short options."""
        text = asked["choices"]
        if text and not text.lstrip().startswith("{"):
            text = Path(text).read_text(encoding="utf-8-sig")
        choices = asking.read(text)
        if asked["category"]:
            choices.default = asked["category"]
        for told in asked["rate"]:
            code, _is, rate = told.partition("=")
            try:
                millionths = round(float(rate.replace(",", ".")) * 1_000_000)
                choices.rates[code.upper()] = asking.rate(code.upper(), millionths)
            except (ValueError, OverflowError):
                raise CommandError(f"--rate {told}: write it like USD=0.92.") from None
        return choices

    def received(self, seller: Seller, asked: dict, by: User | None) -> Import:
        """Send the file; a check alone is a trial, beside what the seller has under way."""
        waiting = run.open_import(seller) if asked["replace"] else None
        with ExitStack() as opened:
            file = opened.enter_context(asked["file"].open("rb"))
            photos = opened.enter_context(asked["photos"].open("rb")) if asked["photos"] else None
            return run.receive(
                seller,
                file,
                asked["file"].name,
                by=by,
                at=now(),
                photos=photos,
                photos_name=asked["photos"].name if photos else "",
                replaces=waiting.pk if waiting else None,
                is_trial=not asked["apply"],
            )

    def inspect(self, source: Import, choices: asking.Choices, by: User | None) -> None:
        """Take the choices, and what is proposed where there is none; run the check."""
        self.read(source)
        if choices.reading:
            run.read_again(source, by=by, **choices.reading)
            self.read(source)
        run.choose_columns(source, asking.columns(source, choices), by=by)
        self.read(source)
        categories, default = asking.places(source, choices)
        run.check(
            source,
            categories=categories,
            default=default,
            rates=asking.rates(source, choices),
            answers=asking.answers(source, choices) or None,
            by=by,
            at=now(),
        )
        self.work(source, ImportState.CHECKING, checking.run)
        if source.state == ImportState.FAILED:
            raise CommandError(source.failure)

    def apply(self, source: Import, by: User | None) -> None:
        """Write what can be written. Raises NothingToApply; CommandError for refused photos."""
        if refused := source.asked.get("photos_refused"):
            raise CommandError(f"{problems.told(refused)} Nothing was applied.")
        run.confirm(source, by=by, at=now())
        self.work(source, ImportState.APPLYING, applying.run)

    def read(self, source: Import) -> None:
        """Do the worker's reading here. Raises CommandError with what it refuses."""
        self.work(source, ImportState.READING, opening.run)
        if refused := source.asked.get("refused"):
            raise CommandError(problems.told(refused))
        if refused := source.asked.get("photos_refused"):
            self.stderr.write(problems.told(refused))

    def work(self, source: Import, state: str, job) -> None:
        """Do the worker's part until it is done, here or by a worker that was quicker."""
        source.refresh_from_db()
        while source.state == state:
            more = job(source.pk, at=now())
            source.refresh_from_db()
            if source.state == state and not more:
                time.sleep(PAUSE)

    def may_write(self, path: Path, file: Path) -> None:
        """Find out before anything is written whether the report can be. Raises CommandError."""
        if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
            raise CommandError(f"--report {path}: no file can be written there. Nothing was done.")
        if path.resolve() == file.resolve():
            raise CommandError(f"--report {path} is the file itself: name another.")

    def write(self, source: Import, path: Path) -> None:
        """Write the report that the page offers: the lines to mend, or all when none is refused."""
        with undisturbed(), path.open("w", encoding="utf-8", newline="") as out:
            out.writelines(report.lines(source, to_mend=bool(source.refused_count)))

    def leave(self, source: Import, by: User | None) -> None:
        """Leave nothing half done in the seller's way, and no work for the worker."""
        done = Pending.objects.filter(task__in=OURS, data__import_id=source.pk, done_at=None)
        done.update(done_at=now())
        source.refresh_from_db()
        if source.is_trial:
            run.discard(source)
        elif source.state in UNDECIDED:
            run.cancel(source, by=by, at=now())

    def tell(self, told: dict, asked: dict) -> None:
        """Print what came of it."""
        if asked["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{told['file']}: {told['state']}")
        for name, count in told["counts"].items():
            self.stdout.write(f"  {name:10} {count}")
        for question in told["questions"]:
            answers = question["choices"]
            shown = " | ".join(answers) if isinstance(answers, list) else answers
            self.stdout.write(
                f"  ? {question['key']}: {shown}"
                f" ({question['count']}, « {quotes.bare(question['example'])} »)"
            )
        rate = told["counts"]["read"] / max(told["seconds"], 0.1)
        self.stdout.write(f"  {'seconds':10} {told['seconds']:.1f} ({rate:.0f} rows/s)")
