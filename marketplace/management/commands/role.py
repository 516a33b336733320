import os
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from marketplace.machine import startup

ROLES = {
    "web": startup.web_command,
    "worker": startup.worker_command,
    "beat": startup.beat_command,
}


class Command(BaseCommand):
    help = "Become one of the processes: what a container runs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=sorted(ROLES))

    def handle(self, *, role: str, **_options: object) -> None:
        (startup.settings.VAR / "run").mkdir(parents=True, exist_ok=True)
        command = ROLES[role]()
        os.execv(command[0], command)  # noqa: S606
