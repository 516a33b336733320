from django.core.management.base import BaseCommand

from marketplace.machine import preparation


class Command(BaseCommand):
    help = "Migrate, translate, collect the static files and fill the demo, where any of it is due."
    requires_system_checks = []

    def handle(self, **_options: object) -> None:
        preparation.everything()
