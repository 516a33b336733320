"""`manage.py partitions`: how large the great tables are, and cuts one in parts when asked to."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.utils import OperationalError

from marketplace import partitions
from marketplace.shared.templatetags.ui import figure


class Command(BaseCommand):
    """Tell of each table whether it should be cut; with `--apply TABLE`, cut it."""

    help = "Dit la taille des grandes tables, et découpe celle que l'on nomme (PostgreSQL)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--apply", metavar="MODELE", choices=partitions.TABLES, help="Découpe cette table."
        )

    def handle(self, *args, **options):
        if connection.vendor != "postgresql":
            self.stdout.write("SQLite garde une table par modèle : rien à découper.")
            return
        label = options["apply"]
        if label:
            try:
                partitions.cut(label)
            except (partitions.Refused, OperationalError) as refusal:
                raise CommandError(f"Rien n'a été changé : {refusal}") from refusal
        for state in partitions.states():
            self.stdout.write(
                f"{state.label:20} {figure(state.rows):>14} {state.bytes / 2**30:>8.2f} Go"
                f"  {_told(state)}"
            )


def _told(state: partitions.State) -> str:
    if state.is_cut:
        return f"{len(state.parts)} parties, place pour {figure(state.left)} lignes"
    advice = "à découper : --apply" if state.is_due else "entière, c'est bien ainsi"
    return f"{advice} {state.label}" if state.is_due else advice
