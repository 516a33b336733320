"""How the search engine stands, and the filling of its index."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.search.engine import comparing, filling, health, indices
from catalog.search.engine.wire import EngineDown
from marketplace.shared.states import Refusal

NONE = "SEARCH_URL ne nomme aucun moteur : la base de données trouve tout elle-même."


class Command(BaseCommand):
    help = "Dit où en est le moteur de recherche ; --fill refait son index, boutique ouverte."

    def add_arguments(self, parser):
        parser.add_argument("--fill", action="store_true", help="refaire l'index")
        parser.add_argument(
            "--anew", action="store_true", help="recommencer un remplissage interrompu"
        )
        parser.add_argument(
            "--compare", action="store_true", help="comparer fiche à fiche, redire ce qui diffère"
        )

    def handle(self, *args, **options):
        if not settings.SEARCH_URL:
            raise CommandError(NONE)
        try:
            if options["fill"] or options["anew"]:
                done = filling.fill(tell=self._tell, anew=options["anew"])
                self.stdout.write(f"{done} fiches dans le nouvel index, interrogé dès maintenant.")
            if options["compare"]:
                wrong = comparing.mend(tell=self._tell)
                self.stdout.write(f"{wrong} fiches diffèrent et seront redites.")
            self._stand()
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except EngineDown as error:
            raise CommandError(f"Le moteur n'a pas répondu comme prévu : {error}") from error

    def _tell(self, done, total):
        self.stdout.write(f"{done} / {total}")

    def _stand(self):
        standing = health.standing()
        for index, names in sorted(standing.indices.items()):
            self.stdout.write(f"{index} : {', '.join(sorted(names)) or 'sans nom'}")
        if not any(indices.asked() in names for names in standing.indices.values()):
            self.stdout.write("Aucun index n'est interrogé : --fill en remplit un.")
        self.stdout.write(f"fiches dans le moteur : {standing.held} ; en vente : {standing.wanted}")
        self.stdout.write(f"fiches à dire : {standing.waiting}")
        for sheet, reason in standing.refused:
            self.stdout.write(f"fiche {sheet} refusée : {reason}")
