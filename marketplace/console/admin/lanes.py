"""The console's pages about work that waits: the lanes, their tasks, the timetable."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketplace.console import times, work
from marketplace.console.jobs import JOBS, OF_A_LANE, ROWS, TASKS
from marketplace.shared import clock, standing, trail
from marketplace.shared.admin import Filed, House, Page, Verb, register
from marketplace.shared.audience import ANY, EVERY_RIGHT
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.models import Heartbeat, Pending
from marketplace.shared.templatetags.ui import badge, figure, when


@register(Pending)
class PendingAdmin(House):
    """Work that waits, was done or was given up; and how the lanes stand."""

    role = ANY
    list_display = (
        "what",
        "lane",
        "due_at",
        "taken_until",
        "attempts",
        "done_at",
        "dead_at",
        "last_error",
    )
    list_filter = ("lane", ("done_at", EmptyFieldListFilter), ("dead_at", EmptyFieldListFilter))
    search_fields = ("task",)
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "what",
                    "about",
                    "lane",
                    "due_at",
                    "attempts",
                    "last_error",
                    "done_at",
                    "dead_at",
                )
            },
        ),
        (
            _("Pour qui administre les serveurs"),
            {
                "classes": ("collapse",),
                "fields": ("task", "data", "key", "taken_by", "taken_until", "ticket"),
            },
        ),
    )
    readonly_fields = ("what", "about")
    change_list_template = "admin/house/pending_list.html"
    pages = (Page("files/", "lanes", "lanes", role=ANY),)
    verbs = (
        Verb(
            "retry",
            _("Reprendre"),
            lambda row, request, data: work.take_up(
                Pending.objects.filter(pk=row.pk), by=request.user, at=clock.now()
            ),
            role=ANY,
            when=lambda row: row.done_at is None and not _is_held(row),
            tone="positive",
            done=_("La tâche est reprise."),
        ),
    )

    @admin.display(description=_("travail"), ordering="task")
    def what(self, pending):
        """What it does, in words."""
        return self.heading(pending)

    def heading(self, pending):
        """What it does, in words: the name of a task is for those who look into the machine."""
        known = JOBS.get(pending.task) or TASKS.get(pending.task)
        return capfirst(str(known or OF_A_LANE.get(pending.lane, pending.task)))

    @admin.display(description=_("concerne"))
    def about(self, pending):
        """The rows it is about, each with the way to it."""
        keys = [f"{ROWS[name]}:{value}" for name, value in pending.data.items() if name in ROWS]
        return format_html_join(", ", "{}", ((words,) for words in trail.named(keys))) or "–"

    def lanes(self, request):
        """The lanes side by side: what waits, since when, who serves them, what was given up."""
        at = clock.now()
        if request.method == "POST":
            given_up = Pending.objects.filter(
                lane=request.POST.get("lane"), dead_at__isnull=False, done_at=None
            )
            count = work.take_up(given_up, by=request.user, at=at)
            said = ngettext("{count} tâche reprise.", "{count} tâches reprises.", count)
            messages.success(request, said.format(count=count))
            return redirect(reverse(f"admin:{self.url_name('lanes')}"))
        rows = standing.standing(at)
        return render(
            request,
            "admin/house/lanes.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Files de travail"),
                "opts": self.opts,
                "at": at,
                "lanes": [(lane, lane.is_late(at)) for lane in rows],
            },
        )


def _is_held(pending: Pending) -> bool:
    return pending.taken_until is not None and pending.taken_until > clock.now()


@register(Heartbeat)
class HeartbeatAdmin(Filed):
    """How each job of the timetable last went."""

    role = ANY
    list_display = ("what", "ran", "took", "failures", "failed_at", "last_error")
    ordering = ("job",)
    verbs = (
        Verb(
            "run",
            _("Lancer maintenant"),
            lambda row, request, data: work.run_now(row, by=request.user, at=clock.now()),
            role=EVERY_RIGHT,
            sentence=_("Le travail part dès qu’un processus est libre ; il ne part pas deux fois."),
            when=lambda row: row.job in JOBS,
            done=_("La tâche est lancée."),
        ),
    )

    @admin.display(description=_("ce qu’il fait"))
    def what(self, beat):
        """What the job does, in words."""
        return self.heading(beat)

    def heading(self, beat):
        """What the job does; one of an older release has only its name."""
        return capfirst(str(JOBS.get(beat.job, beat.job)))

    def subject(self, beat):
        """A job is asked for by what it does."""
        return self.heading(beat)

    @admin.display(description=_("durée"), ordering="took_ms")
    def took(self, beat):
        """How long it took the last time."""
        if beat.ran_at is None:
            return "–"
        return _("{seconds} s").format(seconds=number_format(beat.took_ms / 1000, 1))

    @admin.display(description=_("lancée le"), ordering="ran_at")
    def ran(self, beat):
        """When it last ran; one that never did says so, and when it comes."""
        return when(beat.ran_at) if beat.ran_at else _never(beat)

    def dossier(self, request, row) -> Dossier:
        """How the job last went and when it comes next."""
        coming = _coming(row)
        return Dossier(
            title=str(self.heading(row)),
            badges=[_standing(row)],
            says=[] if row.ran_at else [_never(row)],
            main=[
                Panel(
                    title=gettext("La dernière fois"),
                    rows=[
                        (gettext("Lancée le"), when(row.ran_at) or gettext("jamais")),
                        (gettext("Durée"), self.took(row) if row.ran_at else ""),
                        (gettext("Prochaine fois"), when(coming)),
                        (gettext("Échecs de suite"), figure(row.failures) if row.failures else ""),
                        (gettext("Échouée le"), when(row.failed_at)),
                        (gettext("Dernière erreur"), row.last_error),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )


def _coming(beat: Heartbeat) -> datetime | None:
    return times.next_time(beat.job, ran_at=beat.ran_at, at=clock.now())


def _never(beat: Heartbeat) -> str:
    coming = _coming(beat)
    if coming is None:
        return gettext("Jamais lancée.")
    return gettext("Jamais lancée : elle vient le {day}.").format(day=when(coming))


def _standing(beat: Heartbeat) -> str:
    if beat.failures:
        return badge("failing", gettext("En échec"), "danger")
    if beat.ran_at is None:
        return badge("never", gettext("Jamais lancée"), "quiet")
    return badge("well", gettext("Réussie"), "positive")
