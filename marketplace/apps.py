from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from marketplace.celery import app as celery_app

__all__ = ["MarketplaceConfig", "OperatorConfig", "celery_app"]


class MarketplaceConfig(AppConfig):
    """The last app to load: ties the others together."""

    default = True
    name = "marketplace"
    verbose_name = "Halles"

    def ready(self):
        """Install the flows, kinds of blocks and of proposed changes once every app is there."""
        from catalog.reviews import authors  # noqa: PLC0415
        from marketing.blocks import registry  # noqa: PLC0415
        from marketing.pages import defaults  # noqa: PLC0415
        from marketplace import contestable, conversing, flows  # noqa: PLC0415
        from marketplace.console import governed  # noqa: PLC0415
        from marketplace.console.registry import CONSOLES  # noqa: PLC0415
        from marketplace.doors import blocks  # noqa: PLC0415
        from marketplace.shared import appeals, dossiers, events, proposals  # noqa: PLC0415
        from orders.buying import access  # noqa: PLC0415
        from sellers.conversations import subjects  # noqa: PLC0415

        events.connect(flows.FLOWS)
        appeals.connect(contestable.KINDS)
        subjects.connect(conversing.KINDS, conversing.TOPICS)
        dossiers.connect(console.dossiers for console in CONSOLES)
        authors.connect(access.bought_by)
        registry.connect(blocks.KINDS)
        defaults.connect(blocks.SHIPPED)
        proposals.connect(governed.KINDS, began=governed.began)


class OperatorConfig(admin_apps.AdminConfig):
    """Installs the operator's console in place of the stock admin site."""

    default = False
    default_site = "marketplace.console.operator.OperatorSite"
