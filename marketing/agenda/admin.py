"""The console's pages about dates: composing them, who comes, the door, the poster."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.agenda.forms import DoorForm, GatheringForm
from marketing.blocks import linking, wording
from marketing.blocks.block import ADVICE
from marketing.gatherings import aside, codes, gatherings, shown, signups
from marketing.models import Gathering, Signup
from marketing.models import Page as ComposedPage
from marketing.pages import drafts
from marketing.states import GatheringState, SignupState
from marketplace.shared import clock, pdf
from marketplace.shared.admin import Exported, Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge, figure, when
from marketplace.shared.typed import MotiveField

ROLE = "editorial"
MOST_LISTED = 1000


class CancelForm(forms.Form):
    """Why a date does not take place, in words that everybody reads."""

    because = MotiveField(
        label=_("Motif"),
        help_text=_("Lu par le public et dans la lettre aux personnes inscrites."),
    )


def _remarks(gathering: Gathering) -> dict:
    said = gatherings.words(gathering)
    links = linking.refused((gathering.body, gathering.body_en), level=ADVICE)
    told = wording.remarks(said, path=shown.path(gathering), advises=False)
    return {"remarks": [*told, *links]}


def _to_review(gathering: Gathering) -> list[Panel]:
    values = _remarks(gathering)
    template = "admin/marketing/_remarks.html"
    title = _now("À revoir")
    return [Panel(title=title, template=template, values=values)] if values["remarks"] else []


def _kept(gathering: Gathering) -> list[Panel]:
    rows = list(aside.of_all(gathering))
    template = "admin/marketing/_kept.html"
    title = _now("Pièces gardées par les boutiques")
    is_kept = any(row.returned_at is None for row in rows)
    values = {"rows": rows, "comes_back": aside.comes_back(gathering) if is_kept else None}
    return [Panel(title=title, template=template, values=values)] if rows else []


def _is_open(gathering: Gathering) -> bool:
    return gathering.state == GatheringState.DRAFT or (
        gathering.state == GatheringState.PUBLISHED and not gathering.is_over(clock.now())
    )


def _tell(gathering: Gathering, request: HttpRequest, data: dict) -> HttpResponse:
    article = gatherings.tell(gathering, **present(request))
    return redirect("admin:marketing_article_change", article.pk)


def _compose(gathering: Gathering, request: HttpRequest, data: dict) -> HttpResponse:
    name, slug = gathering.title[:80], gathering.slug
    draft = drafts.compose(ComposedPage.Kind.GATHERING, name=name, slug=slug, **present(request))
    return redirect("admin:marketing_version_editor", draft.pk)


def _told_of(gathering: Gathering) -> str:
    count = gathering.signups.exclude(state=SignupState.WITHDRAWN).count()
    told = _now(
        "Sa page reste et dit qu'il est annulé. Personnes prévenues par lettre : {count}."
    ).format(count=count)
    if pieces := aside.pieces_kept(gathering):
        back = _now("Pièces gardées qui reviennent dans le stock des boutiques : {pieces}.")
        told = f"{told} {back.format(pieces=figure(pieces))}"
    return told


def _by_hand(gathering: Gathering) -> list[tuple[str, str]]:
    """The pages of a date that work where it stands: address and name."""
    pages = []
    if _is_open(gathering):
        pages += [("content", _now("Changer le contenu")), ("poster", _now("Affiche (PDF)"))]
    if gathering.state == GatheringState.PUBLISHED:
        pages.append(("door", _now("Ouvrir l'accueil")))
    return [
        (reverse(f"admin:marketing_gathering_{name}", args=[gathering.pk]), label)
        for name, label in pages
    ]


@register(Gathering)
class GatheringAdmin(Filed):
    """Markets, workshops and lives to which the house invites."""

    role = ROLE
    addable = True
    adding = _("Préparer un rendez-vous")
    list_display = ("title", "kind", "starts_at", "stands", "seats")
    list_filter = ("state", "kind")
    search_fields = ("title", "slug", "place")
    ordering = ("-starts_at", "-pk")
    verbs = (
        Verb(
            "publish",
            _("Publier"),
            lambda gathering, request, data: gatherings.publish(gathering, **present(request)),
            role=ROLE,
            tone="positive",
            beside=lambda gathering: ("admin/marketing/_remarks.html", _remarks(gathering)),
            when=lambda gathering: gathering.state == GatheringState.DRAFT,
            sentence=_("Sa page paraît dans l'agenda et les inscriptions s'ouvrent."),
            done=_("Le rendez-vous est publié."),
        ),
        Verb(
            "cancel",
            _("Annuler le rendez-vous"),
            lambda gathering, request, data: gatherings.cancel(
                gathering, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=CancelForm,
            tone="danger",
            when=_is_open,
            sentence=_told_of,
            done=_("Le rendez-vous est annulé ; les inscrits l'apprennent par une lettre."),
        ),
        Verb(
            "compose",
            _("Composer en blocs"),
            _compose,
            role=ROLE,
            when=lambda gathering: gathering.state == GatheringState.PUBLISHED,
            sentence=_(
                "Un brouillon s'ouvre dans l'éditeur de pages : ses blocs sont lus sous les"
                " renseignements du rendez-vous, une fois en ligne."
            ),
        ),
        Verb(
            "tell",
            _("Écrire le compte rendu"),
            _tell,
            role=ROLE,
            when=lambda gathering: (
                gathering.state == GatheringState.PUBLISHED and gathering.is_over(clock.now())
            ),
            sentence=_(
                "Un brouillon d'article commence dans le journal, avec le titre, la date et les"
                " produits montrés ; s'il existe déjà, il s'ouvre."
            ),
        ),
    )
    pages = (
        Page("<int:pk>/contenu/", "content", "content", role=ROLE),
        Page("<int:pk>/accueil/", "door", "door", role=ROLE),
        Page("<int:pk>/affiche/", "poster", "poster", role=ROLE),
    )

    def add_view(self, request, form_url="", extra_context=None):
        """Ask what it is; nobody sees it before it is published."""
        return self._written(request, GatheringForm(request.POST or None), None)

    def content(self, request, row):
        """Change its words, its hours or its seats."""
        if not _is_open(row):
            return self._back(request, row, gatherings.Over())
        form = GatheringForm(request.POST or None, initial=GatheringForm.of(row))
        return self._written(request, form, row)

    def _back(self, request, row, refusal: Refusal) -> HttpResponse:
        messages.error(request, str(refusal))
        return redirect(self._own(row))

    def _written(self, request, form: GatheringForm, row: Gathering | None) -> HttpResponse:
        status = 422 if form.is_bound and not form.is_valid() else 200
        if form.is_bound and form.is_valid():
            try:
                if row is None:
                    row = gatherings.begin(form.values(), **present(request))
                else:
                    revision = form.cleaned_data["revision"] or 0
                    gatherings.change(row, form.values(), revision=revision, **present(request))
                return redirect(self._own(row))
            except Refusal as refusal:
                about = {
                    gatherings.AddressTaken: "slug",
                    gatherings.AddressStays: "slug",
                    gatherings.EndsBefore: "ends_at",
                    gatherings.TooFewSeats: "capacity",
                }
                form.add_error(about.get(type(refusal)), str(refusal))
                status = 409
        title = _now("Contenu de « {name} »").format(name=row.title) if row else self.adding
        return render(
            request,
            "admin/marketing/merchandise.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": title,
                "form": form,
                "back": self._own(row) if row else self._list(""),
            },
            status=status,
        )

    def door(self, request, row):
        """Who is awaited; check in by the code that was scanned, by its signs or by hand."""
        if row.is_cancelled:
            return self._back(request, row, signups.NotHeld())
        form = DoorForm(request.POST or request.GET or None)
        found, refused = None, ""
        if form.is_bound and form.is_valid():
            try:
                code = form.cleaned_data["code"]
                if request.method == "POST":
                    came = signups.check_in(row, code, **present(request))
                    messages.success(request, _now("{name} est là.").format(name=came.name))
                    return redirect(reverse("admin:marketing_gathering_door", args=[row.pk]))
                found = signups.bearer(row, code)
            except Refusal as refusal:
                refused = str(refusal)
        people = list(signups.those_of(row)[:MOST_LISTED])
        return render(
            request,
            "admin/marketing/door.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Accueil de « {name} »").format(name=row.title),
                "gathering": row,
                "form": DoorForm(initial={"code": form.data.get("code", "")[:20]}),
                "found": found,
                "refused": refused,
                "people": people,
                "came": sum(1 for one in people if one.came_at),
                "seated": sum(1 for one in people if one.state == SignupState.SEATED),
                "back": self._own(row),
            },
            status=409 if refused and request.method == "POST" else 200,
        )

    def poster(self, request, row):
        """A sheet for a wall, with a square code that leads to its page."""
        if not _is_open(row):
            return self._back(request, row, gatherings.Over())
        url = settings.BASE_URL + shown.path(row)
        values = {"gathering": row, "url": url, "code": codes.picture(url)}
        try:
            content = pdf.render("gathering_poster", values)
        except pdf.NoRenderer:
            messages.error(
                request, _now("L'affiche attend : cette machine ne sait pas encore faire de PDF.")
            )
            return redirect(self._own(row))
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{row.slug}.pdf"'
        return answer

    def dossier(self, request, row) -> Dossier:
        """When and where it is, who comes, and what may be done now."""
        path = shown.path(row)
        is_public = row.published_at is not None
        counts = _counts(row)
        listed = reverse("admin:marketing_signup_changelist")
        asked = f"gathering__id__exact={row.pk}"
        return Dossier(
            title=row.title,
            who=row.get_kind_display(),
            badges=[badge(row)],
            says=[
                format_html('<a href="{}">{}</a>', path, path)
                if is_public
                else _now("Rien n'est en ligne à l'adresse {path}.").format(path=path),
                format_html_join(" · ", '<a href="{}">{}</a>', _by_hand(row)),
            ],
            main=[
                Panel(
                    title=_now("Qui vient"),
                    template="admin/marketing/_signups.html",
                    values={
                        "people": list(signups.those_of(row)[:20]),
                        "counts": counts,
                        "all_url": f"{listed}?{asked}",
                        "export_url": f"{reverse('admin:marketing_signup_export')}?{asked}",
                    },
                    anchor="inscriptions",
                ),
                *_kept(row),
                *_to_review(row),
            ],
            beside=[
                Panel(
                    title=_now("Le rendez-vous"),
                    rows=[
                        (_("Début"), when(row.starts_at)),
                        (_("Fin"), when(row.ends_at)),
                        (_("Lieu"), ", ".join(filter(None, [row.place, row.address]))),
                        (_("Lien"), row.link),
                        (
                            _("Places"),
                            row.capacity if row.capacity is not None else _("sans limite"),
                        ),
                        (_("Places prises"), row.taken),
                        (_("Liste d'attente"), counts.get(SignupState.WAITING, 0)),
                        (_("Venus"), self._came(row)),
                        (_("Boutiques"), ", ".join(shop.name for shop in row.sellers.all())),
                        (_("Produits"), row.products.count()),
                        (_("En anglais"), row.title_en),
                        (_("Annulé"), row.cancelled_because),
                        (_("Compte rendu"), self._recap(row)),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    def _came(self, row) -> int | str:
        return row.signups.exclude(came_at=None).count() or row.came or ""

    def _recap(self, row) -> str:
        if row.recap is None:
            return ""
        page = reverse("admin:marketing_article_change", args=[row.recap_id])
        return format_html('<a href="{}">{}</a>', page, row.recap.title)

    @admin.display(description=_("état"), ordering="state")
    def stands(self, gathering):
        """Its state; of a published one whether it runs or is past."""
        at = clock.now()
        if gathering.state == GatheringState.PUBLISHED and gathering.is_over(at):
            return _now("Passé")
        if gathering.state == GatheringState.PUBLISHED and gathering.runs(at):
            return _now("En cours")
        return badge(gathering)

    @admin.display(description=_("places prises"), ordering="taken")
    def seats(self, gathering):
        """How many seats are given, of how many."""
        if gathering.capacity is None:
            return gathering.taken
        return f"{gathering.taken} / {gathering.capacity}"


def _counts(row: Gathering) -> dict[str, int]:
    states = row.signups.values_list("state", flat=True)
    return {state: sum(1 for one in states if one == state) for state in SignupState.values}


def _withdraw(signup: Signup, request: HttpRequest, data: dict) -> None:
    signups.withdraw(signup, **present(request))


@register(Signup)
class SignupAdmin(Exported):
    """Who signed up for which date."""

    role = ROLE
    list_display = ("name", "email", "gathering", "state", "asked_at", "came_at")
    list_filter = ("state", "gathering")
    list_select_related = ("gathering",)
    search_fields = ("name", "email", "code")
    ordering = ("-asked_at", "-pk")
    fields = ("gathering", "name", "email", "state", "code", "asked_at", "seated_at", "came_at")
    exported = ("gathering__title", "name", "email", "state", "asked_at", "seated_at", "came_at")
    verbs = (
        Verb(
            "withdraw",
            _("Annuler l'inscription"),
            _withdraw,
            role=ROLE,
            tone="danger",
            when=lambda signup: (
                signup.state != SignupState.WITHDRAWN
                and not signup.gathering.is_cancelled
                and not signup.gathering.is_over(clock.now())
            ),
            sentence=_("La personne l'apprend par une lettre ; sa place va à qui l'attend."),
            done=_("L'inscription est annulée."),
        ),
        Verb(
            "absent",
            _("Annuler le pointage"),
            lambda signup, request, data: signups.undo_check_in(signup, **present(request)),
            role=ROLE,
            when=lambda signup: signup.came_at is not None,
            done=_("Le pointage est annulé."),
        ),
    )
