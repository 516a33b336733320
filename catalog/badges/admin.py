"""The console's pages about badges: what each asks, who bears it, what a change would do."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.badges import badges, bearers, shown
from catalog.badges.forms import BadgeForm
from catalog.badges.kinds import ALL, KINDS, Kind
from catalog.models import Badge
from marketplace.shared import clock, differing
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.language import local
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import figure, icon_tag, when

ROLE = "editorial"
TRY = "try"  # the button that counts and keeps nothing
KIND = "critere"  # in the address of the page that adds one


@register(Badge)
class BadgeAdmin(Filed):
    """Badges: words and thresholds. There is no way to give one to a sheet or a shop."""

    role = ROLE
    readers = ("moderation", "sellers")
    addable = True
    adding = _("Écrire un badge")
    list_display = ("name", "kind", "asks", "borne", "is_on", "position")
    list_filter = ("kind", "is_on")
    search_fields = ("name", "name_en", "slug")
    ordering = ("position", "pk")
    pages = (Page("<int:pk>/regler/", "settle", "settle", role=ROLE),)
    verbs = (
        Verb(
            "on",
            _("Montrer"),
            lambda badge, request, data: badges.switch_on(badge, **present(request)),
            role=ROLE,
            tone="positive",
            when=lambda badge: not badge.is_on,
            sentence=_("Tout ce qui remplit son critère le porte aussitôt."),
            done=_("Le badge est montré."),
        ),
        Verb(
            "off",
            _("Éteindre"),
            lambda badge, request, data: badges.switch_off(badge, **present(request)),
            role=ROLE,
            tone="danger",
            when=lambda badge: badge.is_on,
            sentence=_("Plus rien ne le porte, et son critère quitte la page des badges."),
            done=_("Le badge n'est plus montré."),
        ),
    )

    def get_changelist_instance(self, request):
        """Count once for the whole list."""
        listed = super().get_changelist_instance(request)
        counts = bearers.counts(listed.result_list, at=clock.now())
        for row in listed.result_list:
            row.bearers = counts.get(row.pk, 0)
        return listed

    def add_view(self, request, form_url="", extra_context=None):
        """Ask on which criterion, then for its words and thresholds."""
        if not self.has_add_permission(request):
            raise Http404  # the other roles read them
        kind = KINDS.get(request.GET.get(KIND, ""))
        if kind is None:
            return self._kinds(request)
        begun = next(each for each in badges.shipped() if each["kind"] == kind.key)
        words = {name: begun[name] for name in ("criterion", "criterion_en", "mark")}
        initial = {**words, "position": 100}
        form = BadgeForm(
            request.POST or None, kind=kind, initial=initial, is_trial=TRY in request.POST
        )
        return self._written(request, form, kind, None)

    def settle(self, request, row):
        """Change its words or thresholds; try them first."""
        kind = KINDS[row.kind]
        form = BadgeForm(request.POST or None, kind=kind, badge=row, is_trial=TRY in request.POST)
        return self._written(request, form, kind, row)

    def _kinds(self, request) -> HttpResponse:
        words = {each["kind"]: each for each in badges.shipped()}
        here = reverse("admin:catalog_badge_add")
        offered = [
            {
                "name": Badge.Kind(kind.key).label,
                "told": shown.filled(_criterion(words[kind.key]), kind, kind.said({})),
                "mark": words[kind.key]["mark"],
                "url": f"{here}?{KIND}={kind.key}",
            }
            for kind in ALL
        ]
        return render(
            request,
            "admin/catalog/badge_kinds.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": self.adding,
                "kinds": offered,
                "back": self._list(""),
            },
        )

    def _written(self, request, form: BadgeForm, kind: Kind, row: Badge | None) -> HttpResponse:
        tried, meanwhile, status = None, None, 200
        if request.method == "POST" and form.is_valid():
            if TRY in request.POST:
                tried = self._tried(form, kind, row)
            else:
                try:
                    return redirect(self._own(self._kept(request, form, kind, row)))
                except MovedMeanwhile:
                    # both are seen, and what was typed may be sent over what was saved
                    saved = Badge.objects.get(pk=row.pk)
                    form, status = form.again(saved.revision), 409
                    meanwhile = differing.shown(
                        form.compared(saved),
                        before=_now("Enregistré"),
                        after=_now("Vous avez écrit"),
                    )
                except Refusal as refusal:
                    form.add_error(_about(refusal), str(refusal))
                    status = 409
        title = _now("Réglages de « {name} »").format(name=row) if row else self.adding
        return render(
            request,
            "admin/catalog/badge.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": title,
                "form": form,
                "kind": Badge.Kind(kind.key).label,
                "tried": tried,
                "meanwhile": meanwhile,
                "back": self._own(row) if row else self._list(""),
            },
            status=status,
        )

    def _kept(self, request, form: BadgeForm, kind: Kind, row: Badge | None) -> Badge:
        if row is None:
            return badges.add(kind.key, form.values(), **present(request))
        revision = form.cleaned_data["revision"] or 0
        badges.change(row, form.values(), revision=revision, **present(request))
        return row

    def _tried(self, form: BadgeForm, kind: Kind, row: Badge | None) -> dict:
        at = clock.now()
        values = form.values()
        return {
            "told": form.told(),
            "mark": values["mark"] or Badge.Mark.BADGE_CHECK,
            "name": values["name"] or Badge.Kind(kind.key).label,
            "count": bearers.would_bear(kind, values["thresholds"], at=at),
            "before": bearers.would_bear(kind, kind.said(row.thresholds), at=at) if row else None,
            "is_of_shops": kind.is_of_shops,
            "advice": form.advice(),
        }

    def dossier(self, request, row) -> Dossier:
        """What it asks today, how many bear it, and where that is read."""
        known, kind = shown.known_of(row), KINDS[row.kind]
        words = shown.both(row.criterion, row.criterion_en, kind, known.said)
        count = bearers.would_bear(kind, known.said, at=clock.now())
        told = _told(row, count)
        edit = reverse("admin:catalog_badge_settle", args=[row.pk])
        says = [format_html("{} {}", icon_tag(row.mark, 18), told)]
        if self.may(request, self.pages[0], row):
            label = _now("Changer les seuils et les mots")
            says.append(
                format_html('<a class="button" data-kind="primary" href="{}">{}</a>', edit, label)
            )
        return Dossier(
            title=row.name,
            who=row.get_kind_display(),
            badges=[_now("Montré") if row.is_on else _now("Éteint")],
            says=says,
            main=[
                Panel(
                    title=_now("Ce que les visiteurs lisent")
                    if row.is_on
                    else _now("Ce que les visiteurs liraient"),
                    rows=[
                        (_("Français"), words["fr"]),
                        (_("Anglais"), words["en"]),
                    ],
                )
            ],
            beside=[
                Panel(
                    title=_now("Seuils en vigueur") if row.is_on else _now("Seuils"),
                    rows=[
                        *(
                            (each.label, each.told(known.said[each.name]))
                            for each in kind.thresholds
                        ),
                        (_("Ordre"), figure(row.position)),
                        (_("Modifié le"), when(row.changed_at)),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("critère"))
    def asks(self, badge):
        """Its criterion with its figures, in the reader's language."""
        return shown.known_of(badge).criterion.text

    @admin.display(description=_("aujourd'hui"))
    def borne(self, badge):
        """How many bear it, or would if it were shown."""
        return _told(badge, badge.bearers)


def _criterion(words: dict[str, str]) -> str:
    """The words that the house ships for a criterion, in the reader's language."""
    return local(words["criterion"], words["criterion_en"]).text


def _about(refusal: Refusal) -> str | None:
    """The field that a refusal is about; none where it is about the whole."""
    if isinstance(refusal, badges.NameTaken):
        return refusal.field
    return "slug" if isinstance(refusal, badges.AddressTaken) else None


def _told(badge: Badge, count: int) -> str:
    """How many bear it; of one that is off, how many would."""
    if KINDS[badge.kind].is_of_shops:
        bear = ngettext("{count} boutique le porte", "{count} boutiques le portent", count)
        would = ngettext(
            "{count} boutique le remplirait", "{count} boutiques le rempliraient", count
        )
    else:
        bear = ngettext("{count} fiche le porte", "{count} fiches le portent", count)
        would = ngettext("{count} fiche le remplirait", "{count} fiches le rempliraient", count)
    return (bear if badge.is_on else would).format(count=figure(count))
