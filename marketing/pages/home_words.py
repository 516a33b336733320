"""The words of the home page that the house ships, in both languages.

They stand here and not among the messages: an editor who begins from them gets both at once.
"""

from typing import Any

NEW = "/recherche/?tri=nouveautes&stock=1"
BLOCKS: list[tuple[str, dict[str, Any]]] = [
    (
        "hero",
        {
            "title": "Des objets bien faits, par des gens qu'on connaît.",
            "title_en": "Well-made things, by people you get to know.",
            "text": (
                "{produits} objets de {vendeurs} ateliers et petites marques, réunis dans un seul"
                " panier. Chacun expédie ce qu'il fabrique ; nous veillons sur votre commande."
            ),
            "text_en": (
                "{produits} objects from {vendeurs} workshops and small brands, gathered in a"
                " single basket. Each ships what they make; we look after your order."
            ),
            "action": "Voir les nouveautés",
            "action_en": "See what’s new",
            "action_link": NEW,
            "second": "Parcourir les rayons",
            "second_en": "Browse the departments",
            "second_link": "#rayons",
            "beside": "story",
        },
    ),
    ("tiles", {"title": "Les rayons", "title_en": "Departments"}),
    (
        "grid",
        {
            "title": "Tout juste arrivés",
            "title_en": "Just in",
            "link_text": "Toutes les nouveautés",
            "link_text_en": "Everything new",
            "link": NEW,
            "source": "fresh",
            "most": "8",
            "layout": "grid",
        },
    ),
    (
        "grid",
        {
            "title": "Coups de cœur des acheteurs",
            "title_en": "Buyers’ favourites",
            "link_text": "Les mieux notés",
            "link_text_en": "Top rated",
            "link": "/recherche/?tri=notes&note=4",
            "source": "loved",
            "most": "8",
            "layout": "row",
        },
    ),
    (
        "portrait",
        {"over": "L'atelier du moment", "over_en": "The workshop of the moment"},
    ),
    (
        "grid",
        {
            "title": "Petits prix, jusqu'à 25 €",
            "title_en": "Small prices, up to €25",
            "link_text": "Tous les petits prix",
            "link_text_en": "All the low prices",
            "link": "/recherche/?prix_max=25&stock=1",
            "source": "sold",
            "under": "25",
            "most": "8",
            "layout": "row",
        },
    ),
    (
        "sellers",
        {
            "title": "Ceux qui fabriquent",
            "title_en": "The makers",
            "link_text": "Toutes les boutiques",
            "link_text_en": "All the shops",
            "link": "/boutiques/",
            "source": "featured",
        },
    ),
    (
        "stories",
        {
            "title": "Le journal",
            "title_en": "The journal",
            "link_text": "Tout lire",
            "link_text_en": "Read it all",
        },
    ),
    (
        "points",
        {
            "title": "",
            "items": [
                {
                    "icon": "badge-check",
                    "title": "Des vendeurs vérifiés",
                    "title_en": "Verified sellers",
                    "text": "Identité, entreprise et compte contrôlés avant l'ouverture.",
                    "text_en": "Identity, business and bank account checked before opening.",
                },
                {
                    "icon": "lock",
                    "title": "Un paiement, plusieurs ateliers",
                    "title_en": "One payment, many workshops",
                    "text": ("CB, Visa, Mastercard. Les vendeurs sont payés après la livraison."),
                    "text_en": "CB, Visa, Mastercard. Sellers are paid after delivery.",
                },
                {
                    "icon": "undo-2",
                    "title": "{retractation} jours pour changer d'avis",
                    "title_en": "{retractation} days to change your mind",
                    "text": "Le retour se demande en deux clics, sans raison à donner.",
                    "text_en": "Ask for a return in two clicks, no reason needed.",
                },
                {
                    "icon": "message-circle",
                    "title": "Des avis d'acheteurs",
                    "title_en": "Reviews from buyers",
                    "text": "Seuls ceux qui ont reçu un produit peuvent le noter.",
                    "text_en": "Only those who have received a product can rate it.",
                },
            ],
        },
    ),
]
