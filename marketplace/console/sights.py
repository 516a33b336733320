"""What a look would do to every surface: real pages, letters, documents and cards, drawn with it.

Nothing of it is kept and nothing of it is anybody's: the seller's page and the papers speak of a
shop that does not exist, the shop is seen as a guest sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

from csp.constants import SELF
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalog.models import Product
from marketing.gatherings import codes
from marketing.models import Gathering
from marketing.social import drawing, faces
from marketplace.shared import clock, mail, pdf, policy
from marketplace.shared.desks import Todo
from marketplace.shared.models import Brand
from marketplace.shared.palette import tokens
from marketplace.shared.templatetags.ui import brand_sign
from sellers.models import Member, Seller
from sellers.states import SellerState

SHOP, SHEET, SELLER, CONSOLE = "boutique", "fiche", "vendeur", "console"
LETTER, PAPER, POSTER, CARD, PRINT = "lettre", "document", "affiche", "carte", "document.pdf"
SURFACES = {
    SHOP: gettext_lazy("La boutique"),
    SHEET: gettext_lazy("Une fiche"),
    SELLER: gettext_lazy("L'espace vendeur"),
    CONSOLE: gettext_lazy("La console"),
    LETTER: gettext_lazy("Une lettre"),
    PAPER: gettext_lazy("Un document"),
    POSTER: gettext_lazy("Une affiche"),
    CARD: gettext_lazy("Une carte à partager"),
}
THEMES = ("", "light", "dark")
KEPT = (settings.LANGUAGE_COOKIE_NAME,)
ICON = re.compile(r'src="[^"]*/icone-180\.png[^"]*"')
SHEET_LINK = re.compile(r'<link rel="stylesheet" href="(css/\w+\.css)">')
SCRIPT = re.compile(rb"<script\b.*?</script>", re.DOTALL)
LETTERS = re.compile(r"\.\./fonts/pdf/([\w.-]+)")


def brand_in(worn: dict) -> Brand:
    """The brand in force in other clothes; never saved."""
    tried = copy(policy.brand())
    for name, value in worn.items():
        setattr(tried, name, value)
    return tried


def draw(surface: str, request: HttpRequest, tried: Brand, *, theme: str) -> HttpResponse:
    """A surface as it would be. Raises KeyError for one that does not exist."""
    drawn = DRAWN[surface]
    with policy.wearing(tried):
        answer = drawn(_looking(request, theme))
        if isinstance(answer, TemplateResponse):
            answer.render()
    # it is looked at: nothing in it leads anywhere, neither a click nor a key, and nothing runs
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        answer.content = SCRIPT.sub(b"", answer.content.replace(b"<body", b"<body inert", 1))
    if not hasattr(answer, "brand_style"):
        answer.brand_style = tokens.page(tried.traits)  # type: ignore[attr-defined]
    answer._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _looking(request: HttpRequest, theme: str) -> HttpRequest:
    """The same visit without what was asked of it, by day or by night."""
    inner = copy(request)
    inner.GET, inner.POST = QueryDict(), QueryDict()
    inner.method = "GET"
    inner._messages = []  # type: ignore[attr-defined] # what waits to be told is told elsewhere
    known = {name: request.COOKIES[name] for name in KEPT if name in request.COOKIES}
    inner.COOKIES = known | ({"theme": theme} if theme else {})
    return inner


def _as_guest(request: HttpRequest, path: str) -> HttpRequest:
    inner = copy(request)
    inner.path = inner.path_info = path
    inner.user = AnonymousUser()
    inner.session = import_module(settings.SESSION_ENGINE).SessionStore()
    inner.resolver_match = resolve(path)
    # a page that is told to nobody is drawn anew: what is kept whole is in other clothes
    inner.META = {
        name: value for name, value in request.META.items() if name != "HTTP_SEC_FETCH_SITE"
    }
    inner.__dict__.pop("headers", None)
    return inner


def _visit(request: HttpRequest, path: str) -> HttpResponse:
    inner = _as_guest(request, path)
    match = resolve(path)
    return match.func(inner, *match.args, **match.kwargs)


def _shop(request: HttpRequest) -> HttpResponse:
    return _visit(request, reverse("shop-home"))


def _sheet(request: HttpRequest) -> HttpResponse:
    slug = _sold()
    return _visit(request, reverse("shop-product", args=[slug]) if slug else reverse("shop-home"))


def _sold() -> str | None:
    shown = Product.objects.shown_on(clock.paris_day(clock.now()))
    pictured = shown.filter(cover__isnull=False)
    return pictured.order_by("-pk").values_list("slug", flat=True).first()


def _seller(request: HttpRequest) -> HttpResponse:
    """The first page of a shop that does not exist."""
    inner, now = _as_guest(request, reverse("seller-home")), clock.now()
    shop = Seller(name=_("Atelier d'exemple"), state=SellerState.OPEN, opened_at=now)
    inner.seller = shop  # type: ignore[attr-defined]
    inner.member = Member(seller=shop, role="owner")  # type: ignore[attr-defined]
    days = [820, 640, 910, 1204, 980, 430, 512, 880, 1310, 1120, 1490, 1370, 760, 1580]
    sales = [
        ((now - timedelta(days=13 - place)).strftime("%d/%m"), euros * 100)
        for place, euros in enumerate(days)
    ]
    due = SimpleNamespace(
        sure_cents=124_850,
        hindrance="",
        on=clock.today() + timedelta(days=3),
        leaving_cents=0,
        later_cents=38_600,
        balance_cents=163_450,
    )
    values = {
        "ways": {"add": True, "bring": True},
        "todos": [
            Todo(text=_("Trois commandes à accepter"), href="#", urgent=True, rank=1),
            Todo(text=_("Deux colis à expédier"), href="#", rank=2),
            Todo(text=_("Un avis à lire"), href="#", rank=3),
        ],
        "beside": [
            SimpleNamespace(template="seller/accounting/_next_payout.html", values={"next": due})
        ],
        "below": [SimpleNamespace(template="seller/orders/_sales.html", values={"sales": sales})],
    }
    return HttpResponse(render_to_string("seller/home.html", values, request=inner))


def _console(request: HttpRequest) -> HttpResponse:
    """The first page of the console, as whoever looks has it."""
    inner = copy(request)
    inner.path = inner.path_info = reverse("admin:index")
    inner.resolver_match = resolve(inner.path)
    return inner.resolver_match.func(inner)


def _letter(request: HttpRequest) -> HttpResponse:
    email = mail.Email(
        to="camille@exemple.fr",
        template="marketing/signup_seated",
        values={
            "gathering": _gathering(),
            "signup": SimpleNamespace(name="Camille"),
            "seat_url": settings.BASE_URL,
            "leave_url": settings.BASE_URL,
            "link": "",
        },
        language=get_language() or "fr",
    )
    # the address of the icon leads to the one in force
    sign = f'src="{brand_sign(policy.brand())}"'
    answer = HttpResponse(ICON.sub(lambda _found: sign, mail.render(email).html))
    # letters carry their styles on their elements, as mail programs need them
    answer._csp_update = {"style-src-attr": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    return answer


def _gathering() -> Gathering:
    start = clock.now().replace(hour=17, minute=0, second=0) + timedelta(days=12)
    return Gathering(
        title=_("Rencontre avec les ateliers"),
        lead=_(
            "Une soirée pour voir travailler celles et ceux qui fabriquent, et goûter, toucher,"
            " essayer."
        ),
        slug="rencontre",
        kind=Gathering.Kind.MARKET,
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        place=_("Grande halle"),
        address="12 rue du Marché, 75001 Paris",
    )


def _part() -> dict:
    sold = SimpleNamespace(
        variant="", title=_("Bol en grès émaillé"), sku="BOL-07", unit_cents=3450
    )
    other = SimpleNamespace(variant="", title=_("Grand saladier"), sku="SAL-02", unit_cents=6320)
    order = SimpleNamespace(
        placed_at=clock.now(), postal_lines=["Camille Durand", "3 place du Marché", "69001 Lyon"]
    )
    shop = {
        "name": _("Atelier d'exemple"),
        "legal_name": _("Atelier d'exemple"),
        "siret": "73282932000074",
        "line1": "12 rue des Forges",
        "postcode": "69001",
        "city": "Lyon",
        "email": "atelier@exemple.fr",
    }
    part = SimpleNamespace(
        number="H-000001",
        seller_snapshot=shop,
        shipping_name=_("Livraison à domicile"),
        relay=None,
        withdrawal_days=14,
    )
    lines = [{"row": sold, "count": 2}, {"row": other, "count": 1}]
    return {"part": part, "order": order, "lines": lines, "with_prices": True, "granted": True}


def _paper(request: HttpRequest) -> HttpResponse:
    return _on_screen("packing_slip", _part())


def _printed(request: HttpRequest) -> HttpResponse:
    """The document itself, as it would be made."""
    content = pdf.render("packing_slip", _part(), language=get_language() or "fr")
    return HttpResponse(content, content_type="application/pdf")


def _poster(request: HttpRequest) -> HttpResponse:
    values = {"url": settings.BASE_URL, "code": codes.picture(settings.BASE_URL)}
    return _on_screen("gathering_poster", {"gathering": _gathering(), **values})


def _on_screen(template: str, values: dict) -> HttpResponse:
    """A document as its printer reads it, on a screen."""
    page = pdf.page(template, values, language=get_language() or "fr")
    named = SHEET_LINK.findall(page)
    sheets = ((settings.ROOT / "static" / name).read_text(encoding="utf-8") for name in named)
    dressed = "".join(
        pdf.dressed(sheet, letters=name.endswith(pdf.LETTERS))
        for name, sheet in zip(named, sheets, strict=True)
    )
    style = " ".join(LETTERS.sub(lambda file: static(f"fonts/pdf/{file[1]}"), dressed).split())
    style += "body{max-width:174mm;margin:9mm auto;padding:0 4mm}"
    page = SHEET_LINK.sub("", page).replace("</head>", f"<style>{style}</style></head>")
    answer = HttpResponse(page)
    answer.brand_style = style  # type: ignore[attr-defined]
    return answer


def _card(request: HttpRequest) -> HttpResponse:
    slug, now = _sold(), clock.now()
    face = (faces.find("produit", slug, at=now) if slug else None) or faces.find(
        faces.HOUSE, faces.HOUSE, at=now
    )
    if face is None:
        raise Http404
    return HttpResponse(drawing.drawn(face, faces.WIDE), content_type="image/jpeg")


DRAWN: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    SHOP: _shop,
    SHEET: _sheet,
    SELLER: _seller,
    CONSOLE: _console,
    LETTER: _letter,
    PAPER: _paper,
    POSTER: _poster,
    CARD: _card,
    PRINT: _printed,
}
