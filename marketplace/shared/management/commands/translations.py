from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.shared import translations


class Command(BaseCommand):
    help = "Keep the English catalogue in step with the French sources."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--update", action="store_true", help="collect the French messages")
        parser.add_argument("--check", action="store_true", help="fail when one lacks its English")
        parser.add_argument("--compile", action="store_true", help="write the files Django reads")

    def handle(self, **options: object) -> None:
        root = settings.BASE_DIR
        if options["update"]:
            added, dropped = translations.update(root)
            self.stdout.write(
                f"{added} messages added, {dropped} dropped: {translations.po_file(root)}"
            )
        if options["compile"]:
            translations.compile_all(root, force=True)
        if options["check"] and (problems := translations.problems(root)):
            raise CommandError("\n".join([*problems, f"{len(problems)} messages to translate"]))
