"""Import a seller's file from the command line: the same path as the page."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from django.core.management.base import BaseCommand, CommandError

from catalog.imports import applying, checking, opening, problems, report, run
from catalog.models import Category, Import
from catalog.states import ImportState
from marketplace.shared import outbox
from marketplace.shared.clock import now
from marketplace.shared.states import Refusal
from sellers.models import Seller

OURS = ("catalog.read_import", "catalog.check_import", "catalog.apply_import")


class Command(BaseCommand):
    """`manage.py import_catalogue SELLER FILE [--photos ZIP] [--apply] [--report OUT]`."""

    help = "Check a seller's catalogue file, and apply it with --apply."

    def add_arguments(self, parser):
        parser.add_argument("seller", help="code or slug of the seller")
        parser.add_argument("file", type=Path)
        parser.add_argument("--photos", type=Path, help="a ZIP of photos, found by name")
        parser.add_argument("--category", help="slug of the category for lines without a known one")
        parser.add_argument(
            "--rate",
            action="append",
            default=[],
            metavar="USD=0.92",
            help="rate in euros of prices in another currency",
        )
        parser.add_argument("--apply", action="store_true", help="write the products")
        parser.add_argument("--report", type=Path, help="write the report here")

    def handle(self, *args, **asked):
        try:
            seller = (
                Seller.objects.get(slug=asked["seller"])
                if "-" in asked["seller"]
                else Seller.objects.get(code=asked["seller"])
            )
        except Seller.DoesNotExist:
            raise CommandError(f"No seller {asked['seller']}.") from None
        begun = monotonic()
        try:
            with outbox.holding(OURS):
                source = self.checked(seller, asked)
                if asked["apply"] and source.state == ImportState.CHECKED:
                    run.confirm(source, by=source.created_by, at=now())
                    while applying.run(source.pk, at=now()):
                        pass
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        source.refresh_from_db()
        self.tell(source, monotonic() - begun)
        if asked["report"]:
            with asked["report"].open("w", encoding="utf-8", newline="") as out:
                out.writelines(report.lines(source))

    def checked(self, seller: Seller, asked: dict) -> Import:
        """Receive the file, take the proposed columns and categories, run the check."""
        with ExitStack() as opened:
            file = opened.enter_context(asked["file"].open("rb"))
            photos = opened.enter_context(asked["photos"].open("rb")) if asked["photos"] else None
            owner = seller.members.filter(role="owner").select_related("user").first()
            by = owner.user if owner else None
            source = run.receive(
                seller,
                file,
                asked["file"].name,
                by=by,
                at=now(),
                photos=photos,
                photos_name=asked["photos"].name if photos else "",
            )
        self.read(source)
        run.choose_columns(source, source.mapping["columns"], by=by)
        self.read(source)
        default = (
            Category.objects.filter(slug=asked["category"]).first() if asked["category"] else None
        )
        if asked["category"] and default is None:
            raise CommandError(f"No category {asked['category']}.")
        rates = {
            code: round(float(rate) * 1_000_000)
            for code, _is, rate in (text.partition("=") for text in asked["rate"])
        }
        run.check(
            source,
            categories=source.mapping["categories"],
            default=default and default.pk,
            rates=rates,
            by=by,
            at=now(),
        )
        while checking.run(source.pk, at=now()):
            pass
        source.refresh_from_db()
        return source

    def read(self, source: Import) -> None:
        """Do the worker's reading here. Raises CommandError with what it refuses."""
        opening.run(source.pk, at=now())
        source.refresh_from_db()
        if refused := source.asked.get("refused"):
            raise CommandError(problems.told(refused))
        if refused := source.asked.get("photos_refused"):
            self.stderr.write(problems.told(refused))

    def tell(self, source: Import, seconds: float) -> None:
        """Print the counts."""
        self.stdout.write(f"{source.name}: {source.get_state_display()} {source.failure}".rstrip())
        for field in (
            "total",
            "new_count",
            "updated_count",
            "unchanged_count",
            "refused_count",
            "warning_count",
        ):
            self.stdout.write(f"  {field.removesuffix('_count'):10} {getattr(source, field)}")
        self.stdout.write(
            f"  {'seconds':10} {seconds:.1f} ({source.total / max(seconds, 0.001):.0f} rows/s)"
        )
