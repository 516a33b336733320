"""The console's pages about composed pages: their versions, the editor, the library of pictures."""

from __future__ import annotations

import json

from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing import months
from marketing.blocks import attention, fitting, typed
from marketing.blocks.arranging import TooManyBlocks
from marketing.blocks.registry import HOUSE_KINDS, KINDS
from marketing.models import Page as ComposedPage
from marketing.models import Version
from marketing.pages import (
    addresses,
    checking,
    comparing,
    drafts,
    editing,
    finding,
    life,
    live,
    merging,
    presence,
    previews,
    taken_out,
)
from marketing.pages.articles import rules
from marketing.pages.forms import DaysForm, HeadForm, PageForm, SightForm
from marketing.pages.help import explaining, opinions, screens
from marketing.planning import wall
from marketing.states import VersionState
from marketplace.shared import clock, quotes
from marketplace.shared.admin import (
    Because,
    Filed,
    Page,
    Verb,
    Within,
    present,
    register,
)
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge, when

ROLE = "editorial"
SHOWN = 12  # versions that a page's file tells of


def _editor(version: Version) -> str:
    return reverse("admin:marketing_version_editor", args=[version.pk])


def _new_draft(page: ComposedPage, request, _data) -> HttpResponse:
    now = clock.now()
    shown = live.version(page.kind, page.slug, at=now, audiences=set())
    latest = page.versions.order_by("-number").first()
    like = shown or (latest if latest and latest.seal else None)
    return redirect(_editor(drafts.begin(page, like=like, **present(request))))


def _choose(page: ComposedPage, request, data) -> HttpResponse:
    now = clock.now()
    explaining.choose(page, data["screens"], **present(request))
    messages.success(request, _now("Les écrans expliqués sont enregistrés."))
    for screen, others in explaining.shared(page, at=now):
        messages.warning(
            request,
            _now("{screen} : le lien « Aide » montre aussi {others}.").format(
                screen=screen, others=", ".join(f"« {quotes.bare(name)} »" for name in others)
            ),
        )
    return redirect("admin:marketing_page_change", page.pk)


def _explains(kind: ComposedPage.Kind) -> Verb:
    return Verb(
        f"explain_{kind.value}",
        _("Choisir les écrans expliqués"),
        _choose,
        role=ROLE,
        form=explaining.form_of(kind),
        initial=lambda page: {"screens": page.explains},
        when=lambda page: page.kind == kind,
        sentence=_(
            "Le lien « Aide » de ces écrans mène à cette page ; à la liste de toutes, quand"
            " plusieurs expliquent le même écran."
        ),
    )


@register(ComposedPage)
class PageAdmin(Filed):
    """The pages that editors compose of blocks."""

    role = ROLE
    addable = True
    adding = _("Composer une page")
    list_display = ("name", "kind", "address", "stands")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    ordering = ("kind", "name")
    change_list_template = "admin/marketing/pages.html"
    pages = (
        Page("calendrier/", "calendar", "calendar", role=ROLE),
        Page("<int:pk>/voir/", "sight", "sight", role=ROLE),
    )
    verbs = (
        Verb(
            "draft",
            _("Nouveau brouillon"),
            _new_draft,
            role=ROLE,
            tone="positive",
            sentence=_("Il part de ce qui est en ligne ; rien ne change avant qu'il le soit."),
        ),
        _explains(ComposedPage.Kind.HELP),
        _explains(ComposedPage.Kind.HELP_SELLER),
    )

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """All that will happen in a month, and the seasons to prepare."""
        today = clock.today()
        first = months.first_of(request.GET.get("mois", ""), today=today)
        return render(
            request,
            "admin/marketing/wall.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Calendrier de la boutique"),
                "suggestions": wall.suggestions(today),
                "back": reverse("admin:marketing_page_changelist"),
                **wall.month(first, today=today),
            },
        )

    def add_view(self, request, form_url="", extra_context=None):
        """Ask what the page is and where, then open its first draft in the editor."""
        begun = {
            "name": request.GET.get("nom", "")[:80],
            "slug": request.GET.get("adresse", "")[:80],
        }
        form = PageForm(request.POST or None, initial=begun)
        if request.method == "POST" and form.is_valid():
            try:
                version = drafts.create(
                    form.cleaned_data["kind"],
                    name=form.cleaned_data["name"],
                    slug=form.cleaned_data["slug"],
                    **present(request),
                )
            except drafts.AddressTaken as refusal:
                form.add_error("slug", str(refusal))
            else:
                return redirect(_editor(version))
        # whoever came to compose begins at the first field, or at the one to correct
        form[next(iter(form.errors), "kind")].field.widget.attrs["autofocus"] = True
        return render(
            request,
            "admin/house/beginning.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": self.adding,
                "form": form,
                "back": self._list(""),
                "go": _("Composer"),
            },
        )

    def dossier(self, request, row) -> Dossier:
        """What is in front of the public, and every version with what may be done with it."""
        now = clock.now()
        versions = list(
            row.versions.select_related("written_by", "approved_by", "segment").order_by("-number")[
                :SHOWN
            ]
        )
        shown = live.version(row.kind, row.slug, at=now, audiences=set())
        says = [_where(row, shown)]
        if row.article is not None:
            file = reverse("admin:marketing_article_change", args=[row.article_id])
            says.append(format_html('<a href="{}">{}</a>', file, _now("L'article")))
        if row.kind in screens.HELP:
            yes, no = opinions.of_page(row, at=now)
            if yes or no:
                says.append(
                    _now("Utile pour {yes}, pas pour {no}, depuis {days} jours.").format(
                        yes=yes, no=no, days=opinions.WINDOW
                    )
                )
            if told := screens.told(row):
                says.append(_now("Explique : {screens}.").format(screens=", ".join(told)))
        return Dossier(
            title=row.name,
            who=row.get_kind_display(),
            badges=[badge(shown)] if shown else [],
            says=says,
            main=[_panel(version) for version in versions],
            beside=[
                Panel(
                    title=_now("Voir la page comme quelqu'un"),
                    template="admin/marketing/_sight.html",
                    values={"form": SightForm(), "action": self._sight_of(row)},
                )
            ],
            rows=[row, *versions],
            lead=[row],
        )

    def _sight_of(self, row) -> str:
        return reverse("admin:marketing_page_sight", args=[row.pk])

    def sight(self, request, row):
        """Lead to the page as somebody would see it."""
        form = SightForm(request.GET)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Voir la page comme quelqu'un"),
                "asked": {"form": form, "action": self._sight_of(row)},
                "page": row,
            }
            return render(request, "admin/marketing/sight.html", context, status=422)
        sight = previews.Sight(
            at=form.cleaned_data["at"],
            language=form.cleaned_data["language"] or "fr",
            audience=form.cleaned_data["audience"] or Version.Audience.VISITORS.value,
            is_phone=form.cleaned_data["screen"] == "phone",
        )
        return redirect("shop-preview", previews.of_page(row, sight))

    def get_queryset(self, request):
        """With the state of each page's newest version, for the list."""
        newest = Version.objects.filter(page=OuterRef("pk")).order_by("-number")
        return super().get_queryset(request).annotate(newest=Subquery(newest.values("state")[:1]))

    @admin.display(description=_("adresse"))
    def address(self, page):
        """Where it is on the shop."""
        return addresses.path(page)

    @admin.display(description=_("état"))
    def stands(self, page):
        """What the public sees of it now; else where its newest version stands."""
        shown = live.version(page.kind, page.slug, at=clock.now(), audiences=set())
        if shown or page.newest:
            return badge(shown or Version(state=page.newest))
        return _("d'origine") if page.kind in addresses.ALWAYS else "–"


def _where(page: ComposedPage, shown: Version | None):
    """Where the page is read, or that it is not."""
    path, article = addresses.path(page), page.article
    if article is not None and article.published_at is None:
        return _now("L'article n'est pas publié : ses blocs paraissent avec lui.")
    if shown or article is not None or page.kind in addresses.ALWAYS:
        return format_html('<a href="{}">{}</a>', path, path)
    return _now("Rien n'est en ligne à l'adresse {path}.").format(path=path)


def _panel(version: Version) -> Panel:
    days = ""
    if version.starts_at:
        days = when(version.starts_at)
        if version.ends_at:
            days = _now("du {start} au {end}").format(start=days, end=when(version.ends_at))
    is_open = version.state in (VersionState.DRAFT, VersionState.REVIEW, VersionState.DISCARDED)
    return Panel(
        title=_now("Version {number}").format(number=version.number),
        anchor=f"version-{version.pk}",
        rows=[
            (_("État"), badge(version)),
            (_("Titre"), version.title),
            (_("Dates prévues") if is_open else _("En ligne"), days),
            (_("Pour qui"), version.whom_told if version.audience else ""),
            (_("Écrite par"), version.written_by),
            (_("Approuvée par"), version.approved_by),
        ],
        template="admin/marketing/_version.html",
        values={
            "version": version,
            "is_draft": version.state == VersionState.DRAFT,
            "editor": _editor(version),
            "preview": reverse(
                "shop-preview", args=[previews.of_version(version, previews.Sight())]
            ),
            "compare": reverse("admin:marketing_version_compare", args=[version.pk]),
        },
        about=version,
    )


def _approve(version: Version, request, data) -> HttpResponse:
    life.approve(
        version,
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        revision=data["revision"],
        **present(request),
    )
    article = version.page.article
    if article is not None and article.published_at is None:
        done = _now("Ces blocs sont prêts : ils paraissent avec l'article, une fois publié.")
    elif version.state == VersionState.LIVE:
        done = _now("La page est en ligne.")
    else:
        done = _now("La page est programmée : elle paraît {moment}.").format(
            moment=when(version.starts_at)
        )
    messages.success(request, done)
    return redirect("admin:marketing_page_change", version.page_id)


def _barred(version: Version, person) -> str:
    is_own = version.state != VersionState.REVIEW or person.pk == version.written_by_id
    if life.needs_two() and is_own:
        return str(life.OwnWords())
    if any(remark.is_lasting for remark in checking.remarks(version, at=clock.now())):
        return _now(
            "Cette version ne peut pas être mise en ligne : corrigez d'abord ce qui l'empêche,"
            " ci-dessous."
        )
    return ""


def _review_told() -> str:
    if life.needs_two():
        return _now("Une autre personne la lit, puis la publie ou demande des corrections.")
    return _now(
        "Une autre personne peut la lire, la publier ou demander des corrections ; la règle de la"
        " maison vous laisse aussi la publier vous-même."
    )


def _told_after(version: Version) -> str:
    """What is read at the address once a version is taken off."""
    page, path = version.page, addresses.path(version.page)
    beneath = live.beneath(version, at=clock.now())
    if beneath is not None:
        return _now("On y lit aussitôt la version {number} à la place ({path}).").format(
            number=beneath.number, path=path
        )
    if page.kind in addresses.WITHIN:
        return _now("On y lit aussitôt son propre texte, sans ces blocs ({path}).").format(
            path=path
        )
    if page.kind in addresses.ALWAYS:
        return _now("On y lit aussitôt la page d'origine ({path}).").format(path=path)
    if page.kind in addresses.ABOVE:
        return _now("La liste reste, sans ces blocs au-dessus ({path}).").format(path=path)
    return _now("Plus rien ne s'y lit : {path} répond aussitôt que la page n'existe pas.").format(
        path=path
    )


def _bring_back(version: Version, request, _data) -> HttpResponse:
    again = life.bring_back(version, **present(request))
    messages.success(
        request,
        _now(
            "La version {number} est en ligne : elle reprend mot pour mot la version {old}."
        ).format(number=again.number, old=version.number),
    )
    return redirect("admin:marketing_page_change", version.page_id)


def _copied(version: Version, request, _data) -> HttpResponse:
    return redirect(_editor(drafts.begin(version.page, like=version, **present(request))))


@register(Version)
class VersionAdmin(Within):
    """The versions of pages, each read in the file of its page."""

    role = ROLE
    list_display = ("page", "number", "state", "starts_at", "ends_at", "written_by")
    list_filter = ("state",)
    list_select_related = ("page", "written_by")
    ordering = ("-pk",)
    verbs = (
        Verb(
            "approve",
            _("Publier ou programmer"),
            _approve,
            role=ROLE,
            form=DaysForm,
            initial=lambda version: {
                "starts_at": version.starts_at,
                "ends_at": version.ends_at,
                "revision": version.revision,
            },
            when=lambda version: version.state in (VersionState.DRAFT, VersionState.REVIEW),
            barred=_barred,
            beside=lambda version: (
                "admin/marketing/_remarks.html",
                {"remarks": checking.remarks(version, at=clock.now()), "editor": _editor(version)},
            ),
            tone="positive",
        ),
        Verb(
            "send",
            _("Envoyer en relecture"),
            lambda version, request, data: life.send(version, **present(request)),
            role=ROLE,
            when=lambda version: version.state == VersionState.DRAFT,
            sentence=lambda version: _review_told(),
            done=_("La version part en relecture."),
        ),
        Verb(
            "send_back",
            _("Demander des corrections"),
            lambda version, request, data: life.send_back(
                version, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            when=lambda version: version.state == VersionState.REVIEW,
            done=_("La version revient à qui l'a écrite, avec vos corrections."),
        ),
        Verb(
            "unschedule",
            _("Annuler la programmation"),
            lambda version, request, data: life.unschedule(version, **present(request)),
            role=ROLE,
            when=lambda version: (
                version.state == VersionState.SCHEDULED and version.starts_at > clock.now()
            ),
            sentence=_("Elle redevient un brouillon ; personne ne l'a vue."),
            done=_("La programmation est annulée."),
        ),
        Verb(
            "end",
            _("Retirer du site"),
            lambda version, request, data: life.end(
                version, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=lambda version: version.state == VersionState.LIVE,
            sentence=_told_after,
            done=_("La page est retirée du site."),
        ),
        Verb(
            "bring_back",
            _("Revenir à cette version"),
            _bring_back,
            role=ROLE,
            when=lambda version: version.state == VersionState.ENDED and bool(version.seal),
            sentence=_("Elle a déjà été approuvée : elle est en ligne aussitôt, mot pour mot."),
        ),
        Verb(
            "copy",
            _("En faire un brouillon"),
            _copied,
            role=ROLE,
            when=lambda version: version.state != VersionState.DRAFT,
        ),
        Verb(
            "discard",
            _("Abandonner le brouillon"),
            lambda version, request, data: drafts.discard(version, **present(request)),
            role=ROLE,
            tone="danger",
            when=lambda version: version.state == VersionState.DRAFT,
            sentence=_("Il reste dans l'historique de la page."),
            done=_("Le brouillon est abandonné."),
        ),
    )
    pages = (
        Page("trouver/", "find", "find", role=ROLE),
        Page("<int:pk>/edition/", "editor", "edit", role=ROLE),
        Page("<int:pk>/comparer/", "compare", "compare", role=ROLE),
    )

    def file_of(self, row):
        """The page it is a version of."""
        return row.page, f"version-{row.pk}"

    def edit(self, request, row):
        """The editor: what is typed is kept, whatever is wrong with it, and looked at beside."""
        if request.method == "POST" and request.POST.get("do") in ("here", "leave"):
            return self._here(request, row)
        if request.method == "POST":
            return self._keep(request, row)
        if row.state != VersionState.DRAFT:
            messages.warning(request, str(drafts.NotADraft()))
            return redirect("admin:marketing_page_change", row.page_id)
        return self._editor(
            request, row, touched=request.GET.get("bloc", ""), done=request.GET.get("geste", "")
        )

    def _here(self, request, row):
        """A tab says that it is still open, or that it is closed."""
        tab = presence.tab(request.POST.get("tab", ""))
        if request.POST["do"] == "leave":
            presence.leave(row, request.user, tab=tab, at=clock.now())
            return HttpResponse(status=204)
        others = presence.note(row, request.user, tab=tab, at=clock.now())
        return render(request, "admin/marketing/_here.html", {"others": others})

    def _keep(self, request, row):
        try:
            sent = editing.read(row, request.POST)
        except TooManyBlocks as refusal:
            messages.error(request, str(refusal))
            return self._editor(request, row)
        if sent.gesture == "apart":
            apart = drafts.keep_apart(row, sent.content, **present(request))
            return redirect(_editor(apart))
        try:
            drafts.save(row, sent.content, revision=sent.revision, **present(request))
        except drafts.EditedMeanwhile as refusal:
            answer = self._with_the_other_tab(request, row, sent, refusal)
            if answer is not None:
                return answer
        except Refusal as refusal:
            return self._refused(request, row, sent, refusal)
        if sent.gesture in ("approve", "send"):
            return redirect(f"admin:marketing_version_{sent.gesture}", row.pk)
        if sent.gesture == "quiet":
            return self._editor(request, row)
        tab = presence.tab(request.POST.get("tab", ""))
        return redirect(attention.address(_editor(row), sent, tab=tab))

    def _with_the_other_tab(self, request, row, sent, refusal):
        """Keep what the same person typed in two tabs; None when it is kept and one goes on."""
        seen = merging.read(request.POST.get("seen", ""))
        # what somebody else wrote is never taken apart: the two of them decide
        if not seen or row.written_by != request.user:
            return self._refused(request, row, sent, refusal, seen)
        merged = merging.merge(row, sent.content, seen)
        try:
            if merged.clashes:
                raise drafts.WrittenInTwoTabs(what=", ".join(dict.fromkeys(merged.clashes)))
            drafts.save(row, merged.content, revision=row.revision, **present(request))
        except Refusal as clash:
            return self._refused(request, row, sent, clash, seen)
        if sent.gesture == "quiet":
            # the form still shows what it read: its next text is merged again
            row.revision = sent.revision
            return self._editor(request, row, seen=merged.seen)
        messages.info(request, _("Ce que vous avez écrit dans l'autre onglet est gardé avec ceci."))
        return None

    def _refused(self, request, row, sent, refusal, seen=None):
        """What was typed, and why it is not kept."""
        for name, value in sent.content.items():
            setattr(row, name, value)
        # with what was read: what is typed next is refused too
        row.revision = sent.revision
        return self._editor(
            request, row, touched=sent.block, refusal=str(refusal), seen=seen or {}, status=409
        )

    def _editor(self, request, row, *, touched="", done="", refusal="", seen=None, status=200):
        now = clock.now()
        remarks = checking.remarks(row, at=now)
        tab = presence.tab(request.POST.get("tab", "") or request.GET.get("onglet", ""))
        language = "en" if request.GET.get("langue") == "en" else "fr"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": row.page.name,
            "version": row,
            "page": row.page,
            "head": HeadForm.of(row),
            "blocks": attention.drawn(
                [_edited(block, remarks) for block in row.blocks if block["kind"] in KINDS],
                gesture=done,
                touched=touched,
            ),
            "done": done,
            "needs_two": life.needs_two(),
            "kinds": rules.offered(row.page)
            if row.page.kind in addresses.WITHIN
            else HOUSE_KINDS.values(),
            "is_titled": row.page.kind not in addresses.UNTITLED,
            "remarks": remarks,
            "refusal": refusal,
            "tab": tab,
            "seen": json.dumps(merging.marks(row) if seen is None else seen),
            "taken_out": taken_out.offered(row, request.GET.get("retire", ""), tab=tab),
            "others": presence.note(row, request.user, tab=tab, at=now),
            "language": language,
            "preview": reverse(
                "shop-preview",
                args=[previews.of_version(row, previews.Sight(language=language))],
            ),
        }
        return render(request, "admin/marketing/editor.html", context, status=status)

    def compare(self, request, row):
        """What a version changes, compared to the one before it or to one that is chosen."""
        others = row.page.versions.exclude(pk=row.pk).order_by("-number")
        asked = request.GET.get("avec", "")
        chosen = others.filter(number=int(asked)) if asked.isdecimal() and len(asked) < 9 else None
        other = (chosen and chosen.first()) or others.filter(number__lt=row.number).first()
        return render(
            request,
            "admin/marketing/compare.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Ce que change la version {number}").format(number=row.number),
                "version": row,
                "page": row.page,
                "other": other,
                "others": others,
                "changes": comparing.changes(other, row) if other else [],
            },
        )

    def find(self, request):
        """Things of the shop by a few words: lines to put into a field."""
        kind, words = request.GET.get("quoi", ""), request.GET.get("q", "")
        least = fitting.read(request.GET.get("pour", ""))
        known = kind in finding.KINDS
        found = finding.search(kind, words, least=least, at=clock.now()) if known else []
        return render(
            request,
            "admin/marketing/find.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Chercher"),
                "found": found,
                "words": words,
                "kind": kind,
                "least": fitting.typed(least),
            },
        )


def _edited(block: typed.Block, remarks: list) -> dict:
    """A block as the editor shows it."""
    kind = KINDS[block["kind"]]
    form = typed.form(block)
    own = [remark for remark in remarks if remark.block == block["id"]]
    return {
        "id": block["id"],
        "prefix": typed.prefix(block),
        "kind": kind,
        "name": block["data"].get("title") or "",
        "hidden": block["hidden"],
        "beside": block.get("beside"),
        "fields": [form[name] for name in form.fields if "-" not in name],
        "rows": typed.rows(kind, form),
        "remarks": own,
        "is_open": False,
        "is_wrong": any(remark.is_blocking for remark in own),
    }
