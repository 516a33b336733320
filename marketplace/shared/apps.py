from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from marketplace.shared import readable


class SharedConfig(AppConfig):
    name = "marketplace.shared"
    label = "shared"
    verbose_name = _("Réglages")

    def ready(self):
        """Watch what the databases are told."""
        readable.watch_databases()
