"""Build the word index again, from all published sheets."""

from django.core.management.base import BaseCommand

from catalog import search
from catalog.models import SearchEntry
from catalog.search.index import count_words

CHUNK = 1000


class Command(BaseCommand):
    help = "Construit de nouveau l'index de recherche."

    def handle(self, *args, **options):
        ids = list(search.published().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), CHUNK):
            search.index(ids[start : start + CHUNK])
            self.stdout.write(f"{min(start + CHUNK, len(ids))} / {len(ids)}")
        stale = SearchEntry.objects.exclude(product__in=search.published())
        search.remove(stale.values_list("pk", flat=True))
        count_words()
