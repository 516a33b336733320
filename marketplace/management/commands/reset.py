import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.machine import preparation
from marketplace.machine.supervisor import AlreadyRunning, Supervisor


class Command(BaseCommand):
    help = "Forget everything and start afresh; for the demo only."
    requires_system_checks = []

    def handle(self, **_options: object) -> None:
        if not settings.DEMO:
            raise CommandError("Not a demo (HALLES_DEMO is off): nothing was removed.")
        try:
            with Supervisor(settings.VAR / "run"):
                preparation.empty()
                for name in ("valkey", "static"):
                    shutil.rmtree(settings.VAR / name, ignore_errors=True)
        except AlreadyRunning:
            raise CommandError("Halles is running here: stop it first (Ctrl-C).") from None
        self.stdout.write("Everything is forgotten; `make run` starts afresh.")
