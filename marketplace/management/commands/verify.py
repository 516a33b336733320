"""`manage.py verify`: proves the invariants of money, stock, orders and numbers."""

import json

from django.core.management.base import BaseCommand, CommandError

from marketplace.proof import proof, verify


class Command(BaseCommand):
    """Print what is wrong; exit 1 when anything is."""

    help = "Vérifie les invariants d'argent, de stock, de commandes et de numérotation."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--keep", action="store_true", help="Garde le résultat, comme chaque nuit."
        )

    def handle(self, *args, **options):
        if options["keep"]:
            proof.run()
        violations = list(verify.violations())
        if options["json"]:
            self.stdout.write(
                json.dumps([{"app": app, "violation": text} for app, text in violations])
            )
        else:
            for app, text in violations:
                self.stdout.write(f"{app}: {text}")
            if not violations:
                self.stdout.write(
                    self.style.SUCCESS("Tout est en ordre : aucun invariant n'est rompu.")
                )
        if violations:
            raise CommandError(f"{len(violations)} violation(s)", returncode=1)
