import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from marketplace.machine import startup

ROLES = ("web", "worker", "beat")
KNOWN = ", ".join(startup.LANES)


class Command(BaseCommand):
    help = "Become one of the processes: what a container runs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=ROLES)
        parser.add_argument(
            "lanes",
            nargs="*",
            metavar="lane",
            help=f"what a worker serves, of {KNOWN}; all of them when none is named",
        )

    def handle(self, *, role: str, lanes: list[str], **_options: object) -> None:
        if unknown := set(lanes) - set(startup.LANES):
            raise CommandError(
                f"No lane is called {', '.join(sorted(unknown))}: there are {KNOWN}."
            )
        if lanes and role != "worker":
            raise CommandError("Only a worker serves lanes.")
        (startup.settings.VAR / "run").mkdir(parents=True, exist_ok=True)
        command = self._command(role, lanes)
        os.execv(command[0], command)  # noqa: S606

    def _command(self, role: str, lanes: list[str]) -> list[str]:
        if role == "worker":
            return startup.worker_command(*(lane for lane in startup.LANES if lane in lanes))
        return startup.web_command() if role == "web" else startup.beat_command()
