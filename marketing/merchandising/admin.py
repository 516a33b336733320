"""The console's pages about collections, and about places in lists given by hand."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.models import Collection, Placement
from catalog.search.placed import PIN
from catalog.shop import collections as shown
from catalog.shop import queries
from catalog.states import CollectionState
from marketing.merchandising import collections, placements, rules
from marketing.merchandising.forms import CollectionForm, DaysForm, PlacementForm
from marketplace.shared import clock
from marketplace.shared.admin import Because, Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge, when

ROLE = "editorial"
SEE = "see"  # the button that shows what would be


def _open(collection: Collection, request, data):
    collections.open_(
        collection, starts_at=data["starts_at"], ends_at=data["ends_at"], **present(request)
    )


@register(Collection)
class CollectionAdmin(Filed):
    """Products under one name, by hand or by rule."""

    role = ROLE
    addable = True
    adding = _("Composer une collection")
    list_display = ("name", "by", "stands", "until", "address")
    list_filter = ("state", "by")
    search_fields = ("name", "slug")
    ordering = ("name",)
    verbs = (
        Verb(
            "open",
            _("Mettre en ligne"),
            _open,
            role=ROLE,
            form=DaysForm,
            tone="positive",
            when=lambda collection: collection.state != CollectionState.OPEN,
            sentence=_(
                "Sa page, son flux et les blocs qui la nomment la montrent entre ces dates."
            ),
            done=_("La collection est en ligne, ou le sera à son jour."),
        ),
        Verb(
            "days",
            _("Changer ses dates"),
            _open,
            role=ROLE,
            form=DaysForm,
            initial=lambda collection: {
                "starts_at": collection.starts_at,
                "ends_at": collection.ends_at,
            },
            when=lambda collection: collection.state == CollectionState.OPEN,
            done=_("Les dates de la collection sont changées."),
        ),
        Verb(
            "close",
            _("Retirer du site"),
            lambda collection, request, data: collections.close(
                collection, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=lambda collection: collection.state == CollectionState.OPEN,
            sentence=_("Son adresse mène alors aux autres collections."),
            done=_("La collection est retirée du site."),
        ),
    )
    pages = (Page("<int:pk>/contenu/", "content", "content", role=ROLE),)

    def add_view(self, request, form_url="", extra_context=None):
        """Ask what it is made of; nobody sees it before it is opened."""
        begun = {
            "by": Collection.By.HAND,
            "name": request.GET.get("nom", "")[:80],
            "slug": request.GET.get("adresse", "")[:80],
        }
        form = CollectionForm(request.POST or None, initial=begun)
        return self._written(request, form, None)

    def content(self, request, row):
        """Change its words, its products or its rule."""
        form = CollectionForm(request.POST or None, initial=CollectionForm.of(row))
        return self._written(request, form, row)

    def _written(self, request, form: CollectionForm, row: Collection | None) -> HttpResponse:
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                if row is None:
                    row = collections.begin(
                        form.values(), form.products_chosen(), **present(request)
                    )
                else:
                    collections.change(
                        row,
                        form.values(),
                        form.products_chosen(),
                        revision=form.cleaned_data["revision"] or 0,
                        **present(request),
                    )
                return redirect(self._own(row))
            except Refusal as refusal:
                about = "slug" if isinstance(refusal, collections.AddressTaken) else None
                form.add_error(about, str(refusal))
                status = 409
        title = _now("Contenu de « {name} »").format(name=row.name) if row else self.adding
        return self._form(request, form, title, back=row, status=status)

    def _form(self, request, form, title, *, back, status=200) -> HttpResponse:
        return render(
            request,
            "admin/marketing/merchandise.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": title,
                "form": form,
                "back": self._own(back) if back else self._list(""),
            },
            status=status,
        )

    def dossier(self, request, row) -> Dossier:
        """What it is made of, what it shows today, and where."""
        now = clock.now()
        path = shown.path(row)
        is_shown = row.state == CollectionState.OPEN and shown.holds(row, now)
        cards = queries.cards(collections.held(row, at=now), at=now, delivery=False)
        by_rule = row.by == Collection.By.RULE
        edit = reverse("admin:catalog_collection_content", args=[row.pk])
        return Dossier(
            title=row.name,
            who=row.get_by_display(),
            badges=[badge(row)],
            says=[
                format_html('<a href="{}">{}</a>', path, path)
                if is_shown
                else _now("Rien n'est en ligne à l'adresse {path}.").format(path=path),
                format_html(
                    '<a class="button" data-kind="primary" href="{}">{}</a>',
                    edit,
                    _now("Changer le contenu"),
                ),
            ],
            main=[
                Panel(
                    title=_now("Ce qu'elle montre aujourd'hui"),
                    template="admin/marketing/_cards.html",
                    values={"cards": cards},
                )
            ],
            beside=[
                Panel(
                    title=_now("De quoi elle est faite"),
                    rows=[
                        (_("En ligne"), when(row.starts_at) if row.starts_at else ""),
                        (_("Jusqu'au"), when(row.ends_at) if row.ends_at else ""),
                        (_("Présentation"), row.lead),
                        (_("En anglais"), row.name_en),
                        (_("Règle"), " · ".join(rules.told(row.rule)) if by_rule else ""),
                        (_("Produits choisis"), "" if by_rule else row.items.count()),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("état"), ordering="state")
    def stands(self, collection):
        """Its state; one whose day is to come or past says so."""
        now = clock.now()
        if collection.state == CollectionState.OPEN and not shown.holds(collection, now):
            begun = collection.starts_at and collection.starts_at <= now
            return _now("Terminée") if begun else _now("Programmée")
        return badge(collection)

    @admin.display(description=_("dates"), ordering="starts_at")
    def until(self, collection):
        """Between which days it is shown."""
        if not collection.starts_at:
            return ""
        if not collection.ends_at:
            return _now("depuis le {start}").format(start=when(collection.starts_at))
        return _now("du {start} au {end}").format(
            start=when(collection.starts_at), end=when(collection.ends_at)
        )

    @admin.display(description=_("adresse"))
    def address(self, collection):
        """Where it is on the shop."""
        return shown.path(collection)


@register(Placement)
class PlacementAdmin(Filed):
    """Sheets that lists show elsewhere than their points would put them."""

    role = ROLE
    concerns = ("product__owner",)
    addable = True
    adding = _("Placer un produit")
    list_display = ("product", "effect_told", "list_told", "starts_at", "ends_at", "stands")
    list_select_related = ("product", "category", "collection")
    list_filter = ("effect",)
    search_fields = ("product__title", "words")
    ordering = ("-ends_at", "-pk")
    verbs = (
        Verb(
            "lift",
            _("Retirer cette place"),
            lambda placement, request, data: placements.lift(
                placement, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=lambda placement: placement.lifted_at is None and placement.ends_at > clock.now(),
            sentence=_("Le produit retrouve aussitôt la place que ses points lui donnent."),
            done=_("La place est retirée."),
        ),
    )

    def add_view(self, request, form_url="", extra_context=None):
        """Ask what goes where; show the list as it would be before anything is kept."""
        form = PlacementForm(request.POST or None, initial={"effect": PIN, "rank": 1})
        seen, status = None, 200
        if request.method == "POST" and form.is_valid():
            try:
                if SEE not in request.POST:
                    return redirect(self._own(self._placed(request, form)))
                seen = self._seen(form)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
        return render(
            request,
            "admin/marketing/placement.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": self.adding,
                "form": form,
                "seen": seen,
                "back": self._list(""),
            },
            status=status,
        )

    def _placed(self, request, form: PlacementForm) -> Placement:
        data = form.cleaned_data
        return placements.place(
            form.target(),
            data["product"],
            effect=data["effect"],
            rank=data["rank"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            because=data["because"],
            **present(request),
        )

    def _seen(self, form: PlacementForm) -> dict:
        now, data = clock.now(), form.cleaned_data
        target = form.target()
        placements.check(
            target,
            data["product"],
            effect=data["effect"],
            rank=data["rank"],
            starts_at=data["starts_at"] or now,
            ends_at=data["ends_at"],
            at=now,
        )
        before, after = placements.tried(
            target, data["product"], effect=data["effect"], rank=data["rank"], at=now
        )
        moved = data["product"].pk
        return {
            "before": {"cards": queries.cards(before, at=now, delivery=False), "moved": moved},
            "after": {"cards": queries.cards(after, at=now, delivery=False), "moved": moved},
        }

    def dossier(self, request, row) -> Dossier:
        """What stands where, until when, and the list as it is today."""
        now = clock.now()
        target = placements.target_of(row)
        cards = queries.cards(placements.first(row, at=now), at=now, delivery=False)
        return Dossier(
            title=str(row.product),
            who=self.list_told(row),
            badges=[self.stands(row)],
            says=[
                format_html('<a href="{}">{}</a>', address, address)
                for address in [placements.address(target, at=now)]
                if address
            ],
            main=[
                Panel(
                    title=_now("La liste aujourd'hui"),
                    template="admin/marketing/_cards.html",
                    values={"cards": cards, "moved": row.product_id},
                )
            ],
            beside=[
                Panel(
                    title=_now("La place donnée"),
                    rows=[
                        (_("Effet"), self.effect_told(row)),
                        (_("Du"), when(row.starts_at)),
                        (_("Au"), when(row.ends_at)),
                        (_("Retirée"), when(row.lifted_at) if row.lifted_at else ""),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("effet"), ordering="effect")
    def effect_told(self, placement):
        """What it does, with its place."""
        if placement.effect == PIN:
            return _now("Place {rank}").format(rank=placement.rank)
        return placement.get_effect_display()

    @admin.display(description=_("liste"))
    def list_told(self, placement):
        """In which list."""
        if placement.category:
            return _now("Rayon « {name} »").format(name=placement.category.label)
        if placement.collection:
            return _now("Collection « {name} »").format(name=placement.collection.label)
        return _now("Recherche « {words} »").format(words=placement.words)

    @admin.display(description=_("état"))
    def stands(self, placement):
        """Whether it is in force."""
        now = clock.now()
        if placement.lifted_at:
            return _now("Retirée")
        if placement.starts_at > now:
            return _now("Programmée")
        return _now("En vigueur") if placement.ends_at > now else _now("Terminée")
