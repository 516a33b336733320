"""`manage.py verify`: proves the invariants of money, stock, orders and numbers."""

import json

from django.core.management.base import BaseCommand, CommandError

from marketplace.proof import proof, verify
from marketplace.shared import clock, proofs


class Command(BaseCommand):
    """Print what is wrong; exit 1 when anything is."""

    help = "Vérifie les invariants d'argent, de stock, de commandes et de numérotation."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--keep", action="store_true", help="Garde le résultat, comme chaque nuit."
        )

        parser.add_argument(
            "--since-last",
            action="store_true",
            help="De ce qui ne fait que s'ajouter, seulement ce qui suit la dernière vérification.",
        )
        parser.add_argument(
            "--times", action="store_true", help="Dit aussi ce que chaque contrôle a duré."
        )

    def handle(self, *args, **options):
        proven = _proven(keep=options["keep"], since_last=options["since_last"])
        violations = proven.violations
        if options["times"]:
            for check in sorted(proven.checks, key=lambda check: -check.seconds):
                self.stderr.write(f"{check.seconds:8.2f} s  {check.app}: {check.name}")
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


def _proven(*, keep: bool, since_last: bool) -> verify.Proven:
    if keep:
        return proof.kept(since_last=since_last)[1]
    return verify.prove(proofs.since_last(clock.now()) if since_last else None)
