"""The console's page about contacts and their consents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketing.models import Contact
from marketplace.shared.admin import Exported, register


@register(Contact)
class ContactAdmin(Exported):
    """People we know and what they agreed to; read only."""

    role = "editorial"
    names = {"asked_source": _("origine de la demande"), "asked_text": _("texte de la demande")}
    exported = (
        "email",
        "language",
        "newsletter_at",
        "newsletter_source",
        "withdrawn_at",
        "orders_count",
        "last_order_at",
    )
    list_display = ("email", "newsletter_at", "withdrawn_at", "orders_count", "last_order_at")
    list_filter = ("newsletter_at", "withdrawn_at")
    search_fields = ("email",)
