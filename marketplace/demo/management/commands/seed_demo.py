"""`manage.py seed_demo`: fills an empty installation with a market that has lived half a year."""

import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from marketplace.demo import accounts, seed
from marketplace.demo.seed import holding
from marketplace.proof import proof
from marketplace.shared import clock


class Command(BaseCommand):
    """Fill in the demonstration, once."""

    help = "Remplit une installation vide avec la démonstration."

    def add_arguments(self, parser):
        """A smaller market, for tests."""
        parser.add_argument(
            "--small",
            action="store_true",
            help="Trois vendeurs, trente fiches, une vingtaine de commandes.",
        )

    def handle(self, *args, **options):
        """Play, say how long it took, leave the accounts for the terminal."""
        if get_user_model().objects.exists():
            raise CommandError(
                "Cette installation contient déjà des données : `make reset` repart de zéro."
            )
        began, now = time.monotonic(), clock.now()
        market = seed.fill(at=now, small=options["small"])
        proof.run()
        holding.start_worker_on_files(clock.now())
        (settings.VAR / "accounts.txt").write_text(accounts.lines() + "\n")
        if options["verbosity"] > 1:
            self.stdout.write(
                f"{time.monotonic() - began:.1f} s, refusés : {dict(market.calendar.refused)}"
            )
