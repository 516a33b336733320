"""`manage.py plant`: give an empty installation its house rows, legal texts, roles and grids."""

from django.core.management.base import BaseCommand

from marketplace import seeds
from marketplace.shared import clock


class Command(BaseCommand):
    """Add what is missing; run after `migrate`, as often as you like."""

    help = (
        "Ajoute ce qui manque à une installation : règles, textes légaux, rôles, grille de"
        " commissions."
    )

    def handle(self, *args, **options):
        seeds.plant(clock.now())
