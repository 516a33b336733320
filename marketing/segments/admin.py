"""The console's pages about segments: how many are in each, what each is for, writing one."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketing.models import Contact, Segment, Version
from marketing.segments import members, registry, segments
from marketing.segments.forms import Written
from marketplace.shared import clock, differing, places
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import MovedMeanwhile, Refusal
from marketplace.shared.templatetags.ui import badge, figure, when

ROLE = "editorial"


def people(count: int) -> str:
    """So many, in words."""
    text = ngettext("{count} personne", "{count} personnes", count)
    return text.format(count=figure(count))


def _retire(segment: Segment, request, _data) -> HttpResponse:
    segments.retire(segment, **present(request))
    messages.success(request, _now("Le segment est supprimé."))
    return redirect("admin:marketing_segment_changelist")


def _barred(segment: Segment, _person) -> str:
    used = segments.barred(segment)
    return str(segments.InUse(pages=used)) if used else ""


@register(Segment)
class SegmentAdmin(Filed):
    """People told apart by what they did."""

    role = ROLE
    addable = True
    adding = _("Écrire un segment")
    list_display = ("name", "counted", "used", "written_at")
    search_fields = ("name",)
    ordering = ("name",)
    verbs = (
        Verb(
            "retire",
            _("Supprimer"),
            _retire,
            role=ROLE,
            tone="danger",
            when=lambda segment: segment.retired_at is None,
            barred=_barred,
            sentence=_(
                "Il ne pourra plus être choisi. Les versions de pages qui sont terminées disent"
                " toujours pour qui elles étaient."
            ),
        ),
    )
    pages = (Page("<int:pk>/conditions/", "conditions", "conditions", role=ROLE),)

    def get_queryset(self, request):
        """With how many versions of pages are for each; the list is without those taken away."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == self.url_name("changelist"):
            rows = rows.filter(retired_at=None)
        used = Count("versions", filter=Q(versions__state__in=segments.IN_USE))
        return rows.annotate(uses=used)

    def get_changelist_instance(self, request):
        """With how many are in each, counted for all the rows of the page together."""
        listed = super().get_changelist_instance(request)
        rows = list(listed.result_list)
        counts = members.counts(rows, at=clock.now())
        for row in rows:
            row.people = counts[row.pk]
        listed.result_list = rows
        return listed

    @admin.display(description=_("membres"))
    def counted(self, segment):
        """How many are in it now."""
        return people(segment.people)

    @admin.display(description=_("sert à"))
    def used(self, segment):
        """How many versions of pages are for it."""
        if not segment.uses:
            return "–"
        text = ngettext("{count} version de page", "{count} versions de pages", segment.uses)
        return text.format(count=figure(segment.uses))

    def add_view(self, request, form_url="", extra_context=None):
        """Ask what it is made of; say how many that is before it is kept."""
        return self._written(request, None)

    def conditions(self, request, row):
        """Change what it means."""
        if row.retired_at is not None:
            messages.warning(request, str(segments.Retired(name=row.name)))
            return redirect(self._own(row))
        return self._written(request, row)

    def _written(self, request: HttpRequest, row: Segment | None) -> HttpResponse:
        if request.method != "POST":
            return self._form(request, Written.of(row), row)
        written = Written.sent(request.POST)
        gesture = request.POST.get("do", "")
        if gesture == "see" or gesture.partition(":")[0] in ("add", "remove"):
            return self._form(request, written, row, sees=gesture == "see")
        if not written.is_valid():
            return self._form(request, written, row)
        try:
            kept = self._keep(request, written, row)
            messages.success(request, _now("Le segment est enregistré."))
            return redirect(self._own(kept))
        except MovedMeanwhile:
            return self._overtaken(request, written, row)
        except Refusal as refusal:
            about = "name" if isinstance(refusal, segments.NameTaken) else None
            written.head.add_error(about, str(refusal))
            return self._form(request, written, row, status=409)

    def _keep(self, request, written: Written, row: Segment | None) -> Segment:
        name, match = (written.head.cleaned_data[key] for key in ("name", "match"))
        if row is None:
            return segments.write(name, match, written.conditions(), **present(request))
        segments.change(
            row,
            name,
            match,
            written.conditions(),
            revision=written.revision,
            **present(request),
        )
        return row

    def _overtaken(self, request, written: Written, row) -> HttpResponse:
        """Somebody saved it meanwhile: both are seen, and what was typed may be sent over it."""
        saved = Segment.objects.get(pk=row.pk)
        if saved.retired_at is not None:
            written.head.add_error(None, str(segments.Retired(name=saved.name)))
            return self._form(request, written, row, status=409)
        written.revision = saved.revision
        meanwhile = differing.shown(
            written.compared(saved), before=_now("Enregistré"), after=_now("Vous avez écrit")
        )
        return self._form(request, written, saved, meanwhile=meanwhile, status=409)

    def _form(
        self, request, written: Written, row, *, sees=False, meanwhile=None, status=200
    ) -> HttpResponse:
        seen = ""
        if sees and written.is_described():
            found = members.described(written.match, written.conditions(), at=clock.now())
            seen = _now("{people} aujourd'hui.").format(people=people(found.count()))
        return render(
            request,
            "admin/marketing/segment.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": row.name if row else self.adding,
                "written": written,
                "seen": seen,
                "sees": sees,
                "meanwhile": meanwhile,
                "used": segments.uses(row) if row else [],
                "back": self._own(row) if row else self._list(""),
            },
            status=status,
        )

    def dossier(self, request, row) -> Dossier:
        """Whom it describes, how many, a few of them for whoever may see them, what it is for."""
        found = members.of(row, at=clock.now())
        edit = reverse("admin:marketing_segment_conditions", args=[row.pk])
        is_gone = row.retired_at is not None  # nobody is in it any more: none is counted
        says = [] if is_gone else [people(found.count())]
        if not is_gone:
            button = '<a class="button" data-kind="primary" href="{}">{}</a>'
            says.append(format_html(button, edit, _now("Changer les conditions")))
        may_see = places.opens(Contact)
        few = Panel(
            title=_now("Quelques-uns"),
            template="admin/marketing/_members.html",
            values={"people": members.sample(found) if may_see else [], "may_see": may_see},
        )
        return Dossier(
            title=row.name,
            who=_now("Segment supprimé") if row.retired_at else "",
            says=says,
            main=[
                Panel(
                    title=_now("Pour en être, il faut remplir {match}").format(
                        match=row.get_match_display()
                    ),
                    rows=[
                        (f"{place}.", text)
                        for place, text in enumerate(registry.told(row.conditions), 1)
                    ],
                ),
                *([] if is_gone else [few]),
            ],
            beside=[
                Panel(title=_now("Où il sert"), rows=_used(segments.uses(row))),
                Panel(
                    title=_now("Qui l'a écrit"),
                    rows=[
                        (_("Écrit par"), row.written_by),
                        (_("Écrit le"), when(row.written_at)),
                        (_("Supprimé le"), when(row.retired_at) if row.retired_at else ""),
                    ],
                ),
            ],
            rows=[row],
            lead=[row],
        )


def _used(versions: list[Version]) -> list:
    if not versions:
        return [(_("Nulle part"), _("aucune page n'est pour lui"))]
    return [
        (
            format_html(
                '<a href="{}#version-{}">{}</a>',
                reverse("admin:marketing_page_change", args=[version.page_id]),
                version.pk,
                str(version),
            ),
            badge(version),
        )
        for version in versions
    ]
