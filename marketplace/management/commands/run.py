import signal
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from marketplace import startup
from marketplace.environment import env_secret
from marketplace.supervisor import AlreadyRunning, Supervisor, say


class Command(BaseCommand):
    help = "Start everything: broker, web server, worker and clock; Ctrl-C stops it all."
    requires_system_checks = []

    def handle(self, **_options: object) -> None:
        try:
            with Supervisor(settings.VAR / "run") as supervisor:
                self.start(supervisor)
                if not supervisor.stopping:
                    supervisor.serve()
                say("\nStopping…")
        except AlreadyRunning:
            raise CommandError(
                f"Halles already runs here (data folder {settings.VAR}). "
                "Stop it first, or set HALLES_VAR to another folder."
            ) from None
        say("Stopped. The data is kept; `make run` starts again.")

    def start(self, supervisor: Supervisor) -> None:
        """Prepare, start the processes, and say when pages answer."""
        began = time.monotonic()
        if not startup.port_is_free():
            raise CommandError(
                f"Port {settings.PORT} is taken on {settings.HOST}. Try: PORT=8001 make run"
            )
        self.start_broker(supervisor)
        self.prepare(supervisor)
        if supervisor.stopping:
            return
        supervisor.add("web", startup.web_command())
        answering = supervisor.wait(startup.answers_requests, seconds=60)
        seconds = time.monotonic() - began
        if not supervisor.stopping:  # after the web: nobody waits for these two
            supervisor.add("worker", startup.worker_command())
            supervisor.add("beat", startup.beat_command())
            if answering:
                self.welcome(seconds)
            else:
                say("The web server does not answer; its messages are above. Ctrl-C to stop.")

    def start_broker(self, supervisor: Supervisor) -> None:
        """Start the embedded broker, unless REDIS_URL names one."""
        path = settings.EMBEDDED_SOCKET
        if env_secret("REDIS_URL"):
            return
        try:
            command = startup.broker_command(path)
        except ImportError as error:
            raise CommandError(f"No embedded broker for {sys.platform}: set REDIS_URL.") from error
        supervisor.environment["REDIS_URL"] = f"unix://{path}?db=0"
        if startup.pings(path):
            return
        path.unlink(missing_ok=True)
        supervisor.add("broker", command, last=True)
        up = supervisor.wait(lambda: startup.pings(path), seconds=20)
        if not up and not supervisor.stopping:
            raise CommandError("The embedded broker does not start; set REDIS_URL instead.")

    def prepare(self, supervisor: Supervisor) -> None:
        """Bring database, translations, static files and demo up to date."""
        steps = (
            ("Forgetting a half-filled demo", startup.forget_half_a_demo),
            ("Migrating the database", startup.migrate),
            ("Compiling translations", startup.translate),
            ("Collecting static files", startup.collect_static),
        )
        for name, step in steps:
            began = time.monotonic()
            if not supervisor.stopping and step():
                say(f"  {name}: {time.monotonic() - began:.1f} s")
        if not supervisor.stopping and startup.wants_demo():
            self.seed(supervisor)
        connections.close_all()

    def seed(self, supervisor: Supervisor) -> None:
        """Fill the empty database with the demo; leave a mark if that is cut short."""
        say("  Filling the demo (once)…")
        connections.close_all()
        began = time.monotonic()
        startup.seeding_mark().touch()
        code = supervisor.once([sys.executable, sys.argv[0], "seed_demo"])
        if code == 0:
            startup.seeding_mark().unlink()
            say(f"  Demo ready: {time.monotonic() - began:.1f} s")
        elif code != -signal.SIGTERM or not supervisor.stopping:
            raise CommandError("The demo could not be filled in; the reason is above.")

    def welcome(self, seconds: float) -> None:
        """Print the address and how to come in."""
        say(f"\n  Halles is ready ({seconds:.1f} s): {settings.BASE_URL}/")
        if settings.DEMO and (accounts := startup.accounts()):
            say(f"\n{accounts}")
        say("\n  Ctrl-C stops everything.")
