from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from marketplace.shared import readable


class SharedConfig(AppConfig):
    name = "marketplace.shared"
    label = "shared"
    verbose_name = _("Réglages")

    def ready(self):
        """Watch what the databases are told.

        The guards stand down while migrations work, whoever wrote them, and come back after.
        """
        from marketplace.shared import append_only, witness  # noqa: PLC0415
        from marketplace.shared.models.user import UserManager  # noqa: PLC0415

        UserManager.record = staticmethod(witness.record)
        readable.watch_databases()
        pre_migrate.connect(append_only.stand_down, sender=self)
        post_migrate.connect(append_only.install, sender=self)
