import sys

from django.core.management.base import BaseCommand

from marketplace.machine import run


class Command(BaseCommand):
    help = "Start everything: broker, web server, worker and clock; Ctrl-C stops it all."
    requires_system_checks = []

    def handle(self, **_options: object) -> None:
        """The same as `manage.py run` does before anything is loaded."""
        sys.exit(run.main())
