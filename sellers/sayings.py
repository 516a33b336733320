"""The words of the letters to sellers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from marketplace.shared.voice import Place, Text

PLACES = (
    Place(
        key="letter_opened",
        name=_("La lettre qui ouvre une boutique"),
        template="emails/sellers/opened.html",
        texts=(
            Text("welcome", _noop("Bienvenue. Trois choses pour bien commencer :"), most=120),
            Text(
                "identity",
                _noop(
                    "Pour recevoir vos versements, prouvez aussi votre identité au prestataire"
                    " de paiement, depuis votre dossier."
                ),
            ),
        ),
    ),
)
