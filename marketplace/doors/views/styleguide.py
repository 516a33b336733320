"""Every component of the interface on one page, for whoever builds or checks pages."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.shared.audience import is_operator
from marketplace.shared.states import States


class SampleForm(forms.Form):
    """One field of each kind."""

    email = forms.EmailField(
        label=_("Adresse e-mail"), help_text=_("Pour vous envoyer la confirmation.")
    )
    name = forms.CharField(label=_("Nom et prénom"))
    phone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        help_text=_("Le transporteur s'en sert pour la livraison."),
    )
    country = forms.ChoiceField(label=_("Pays"), choices=[("FR", "France"), ("BE", "Belgique")])
    note = forms.CharField(
        label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    how = forms.ChoiceField(
        label=_("Civilité"), choices=[("a", "Madame"), ("b", "Monsieur")], widget=forms.RadioSelect
    )
    photo = forms.FileField(label=_("Photo du produit"), required=False)
    terms = forms.BooleanField(label=_("J'accepte les conditions générales de vente"))


def show(request):
    """The components, in debug mode or for an operator."""
    if not (settings.DEBUG or (request.user.is_authenticated and is_operator(request.user))):
        raise Http404
    template = {"seller": "seller/styleguide.html"}.get(
        request.GET.get("espace"), "shop/styleguide.html"
    )
    return render(request, template, samples())


def samples() -> dict:
    """Values for every component."""
    now = timezone.now()
    image = static("img/sample.svg")
    card = {
        "url": "#",
        "title": _("Bol en grès émaillé, vert sapin"),
        "seller": "Atelier Kerouan",
        "price_cents": 3450,
        "image": image,
        "rating": 4.6,
        "reviews_count": 128,
        "hint": _("Livraison offerte dès 49 €"),
    }
    cards = [
        card,
        {
            **card,
            "title": _("Grand saladier"),
            "prior_cents": 7900,
            "price_cents": 6320,
            "tag": _("Soldes"),
        },
        {**card, "rating": None, "price_cents": 123450, "badges": [("sparkles", _("Nouveau"))]},
        {**card, "image": ""},
    ]
    days = [
        ((now - timedelta(days=13 - i)).strftime("%d/%m"), v * 100)
        for i, v in enumerate(
            [820, 640, 910, 1204, 980, 430, 512, 880, 1310, 1120, 1490, 1370, 760, 1580]
        )
    ]
    return {
        "form": SampleForm(),
        "wrong": SampleForm({"w-email": "camille@", "w-country": "FR"}, prefix="w"),
        "cards": cards,
        "page": Paginator(range(240), 24).page(3),
        "states": [state for life in States.__subclasses__() for state in life],
        "days": days,
        "values": [v for _day, v in days],
        "now": now,
        "soon": now + timedelta(hours=30),
        "images": [
            {"url": image, "alt": _("Bol vu de face")},
            {"url": image, "alt": _("Bol vu de dessus")},
        ],
        "trail": [{"label": _("Accueil"), "url": "/"}, {"label": _("Table"), "url": "#"}],
        "tabs": [
            {"name": _("À expédier"), "url": "#", "count": 12, "current": True},
            {"name": _("Expédiées"), "url": "#", "count": 1204},
            {"name": _("Toutes"), "url": "#"},
        ],
        "steps": [
            {"name": _("Adresse"), "state": "done", "url": "#"},
            {"name": _("Livraison"), "state": "current"},
            {"name": _("Paiement")},
        ],
        "facts": [
            {"title": _("Commande payée"), "at": now - timedelta(days=2), "state": "done"},
            {
                "title": _("Colis remis au transporteur"),
                "at": now,
                "state": "current",
                "text": "Colissimo 6A123",
            },
            {"title": _("Livraison prévue")},
        ],
        "items": [
            {"title": _("SIRET"), "state": "done", "text": "732 829 320 00074"},
            {
                "title": _("Pièce d'identité"),
                "state": "wrong",
                "url": "#",
                "reason": _("Le document est illisible."),
            },
            {"title": _("IBAN"), "url": "#"},
        ],
    }
