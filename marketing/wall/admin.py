"""The console's pages about what others posted: copied, proven, shown, ended, withdrawn."""

from __future__ import annotations

from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.blocks import wording
from marketing.models import Repost
from marketing.reposts import reposts
from marketing.states import RepostState
from marketing.wall.forms import RepostForm, SeenForm
from marketplace.shared import clock, copies, kept_files
from marketplace.shared.admin import Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge, dated, when

ROLE = "editorial"
MEDIA = {"pdf": "application/pdf", **copies.MEDIA}


def _verb(name, label, run, *states, **more) -> Verb:
    return Verb(name, label, run, role=ROLE, when=lambda row: row.state in states, **more)


def _show(row, request, data):
    reposts.show(row, revision=data["revision"], **present(request))


@register(Repost)
class RepostAdmin(Filed):
    """What others posted of the house, kept as copies with their agreement."""

    role = ROLE
    addable = True
    adding = _("Copier une publication")
    list_display = ("words", "author", "network", "posted_on", "state", "ends_told", "proven")
    list_filter = ("state", "network", "posted_on")
    search_fields = ("author", "network", "text", "url")
    ordering = ("-pk",)
    verbs = (
        _verb(
            "show",
            _("Montrer"),
            _show,
            RepostState.DRAFT,
            form=SeenForm,
            initial=lambda row: {"revision": row.revision},
            barred=lambda row, person: _barred(row),
            beside=lambda row: ("admin/marketing/_repost.html", _drawn(row)),
            tone="positive",
            done=_("La publication est sur le mur."),
        ),
        _verb(
            "end",
            _("Terminer"),
            lambda row, request, data: reposts.end(row, **present(request)),
            RepostState.SHOWN,
            done=_("La publication n'est plus sur le mur."),
        ),
        _verb(
            "take_up",
            _("Reprendre en brouillon"),
            lambda row, request, data: reposts.take_up(row, **present(request)),
            RepostState.ENDED,
            done=_("La publication est de nouveau un brouillon."),
        ),
        _verb(
            "discard",
            _("Abandonner"),
            lambda row, request, data: reposts.discard(row, **present(request)),
            RepostState.DRAFT,
            tone="danger",
            sentence=_(
                "La copie ne sera pas montrée ; le texte et l'image sont effacés. C'est définitif."
            ),
            done=_("La copie est abandonnée, son texte et son image sont effacés."),
        ),
        _verb(
            "withdraw",
            _("Retirer à la demande de l'auteur"),
            lambda row, request, data: reposts.withdraw(row, **present(request)),
            *reposts.BEFORE,
            tone="danger",
            sentence=_(
                "Elle quitte aussitôt toutes les pages ; le texte et l'image sont effacés, l'accord"
                " et l'adresse restent au dossier. C'est définitif."
            ),
            done=_("La publication est retirée, son texte et son image sont effacés."),
        ),
    )
    pages = (
        Page("<int:pk>/contenu/", "content", "content", role=ROLE),
        Page("<int:pk>/image/", "image", "image", role=ROLE),
        Page("<int:pk>/accord/", "proof", "proof", role=ROLE),
    )

    def add_view(self, request, form_url="", extra_context=None):
        """Ask for the post and its author's agreement; nobody sees it before it is shown."""
        return self._written(request, None)

    def content(self, request, row):
        """Change a draft."""
        if row.state != RepostState.DRAFT:
            return redirect(self._own(row))
        return self._written(request, row)

    def image(self, request, row):
        """The whole picture."""
        return copies.hand_out(row.file.name)

    def proof(self, request, row) -> FileResponse:
        """The paper of its author's agreement, as a download."""
        kind = MEDIA.get(row.proof.name.rpartition(".")[2])
        try:
            content = row.proof.open("rb") if row.proof else None
        except FileNotFoundError:
            content = None
        if content is None or kind is None:
            raise Http404
        name = f"accord-{row.pk}.{row.proof.name.rpartition('.')[2]}"
        answer = FileResponse(content, content_type=kind, as_attachment=True, filename=name)
        # somebody else's bytes: whoever opens them here runs nothing
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _written(self, request: HttpRequest, row: Repost | None) -> HttpResponse:
        initial = RepostForm.of(row) if row else None
        form = RepostForm(request.POST or None, kept_files.sent(request), initial=initial)
        status = 422 if form.is_bound and not form.is_valid() else 200
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            given = {"picture": data["picture"], "proof": data["paper"], **present(request)}
            try:
                if row is None:
                    row = reposts.write(data, **given)
                else:
                    reposts.change(row, data, revision=data["revision"] or 0, **given)
                return redirect(self._own(row))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
        return render(
            request,
            "admin/marketing/merchandise.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Changer la copie") if row else self.adding,
                "form": form,
                "back": self._own(row) if row else self._list(""),
            },
            status=status,
        )

    def dossier(self, request, row) -> Dossier:
        """The copy as it is shown, the agreement, and where it stands."""
        says = [format_html('<a href="{}" rel="nofollow noopener">{}</a>', row.url, row.url)]
        if row.state == RepostState.DRAFT:
            edit = reverse("admin:marketing_repost_content", args=[row.pk])
            words = _now("Changer la copie")
            says.append(
                format_html('<a class="button" data-kind="primary" href="{}">{}</a>', edit, words)
            )
            if why := _barred(row):
                says.append(why)
        if row.state == RepostState.SHOWN:
            says.append(
                format_html('<a href="{}">{}</a>', reverse("shop-wall"), _now("Voir le mur"))
            )
        return Dossier(
            title=str(row),
            badges=[badge(row)],
            says=says,
            main=[
                Panel(
                    title=_now("La copie"),
                    template="admin/marketing/_repost.html",
                    values=_drawn(row),
                )
            ],
            beside=[_agreement(row), _standing(row)],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("texte"))
    def words(self, row):
        """How it begins."""
        return row.text[:60] or str(row)

    @admin.display(description=_("jusqu'au"), ordering="ends_at")
    def ends_told(self, row):
        """Until when it is shown."""
        return when(row.ends_at) if row.ends_at else ""

    @admin.display(description=_("accord"), boolean=True)
    def proven(self, row):
        """Whether its author's agreement is in the file."""
        return row.has_proof


def _barred(row: Repost) -> str:
    """Why it may not be shown, in a sentence; empty when it may."""
    why = reposts.missing(row, at=clock.now())
    return str(reposts.NotReady(why=why)) if why else ""


def _drawn(row: Repost) -> dict:
    """A copy as its template draws it."""
    return {"repost": row, "remarks": wording.remarks([row.text, row.alt, row.alt_en])}


def _agreement(row: Repost) -> Panel:
    paper = ""
    if row.proof:
        href = reverse("admin:marketing_repost_proof", args=[row.pk])
        paper = format_html('<a href="{}">{}</a>', href, _now("Ouvrir le document"))
    is_open = row.state in (RepostState.SHOWN, RepostState.ENDED)
    return Panel(
        title=_now("L'accord de son auteur"),
        rows=[
            (_("Document"), paper),
            (
                _("Message"),
                format_html('<span class="preline">{}</span>', row.message) if row.message else "",
            ),
            (_("Accord du"), dated(row.agreed_on) if row.agreed_on else _now("manque")),
            (_("Jusqu'au"), when(row.ends_at) if row.ends_at else _now("sans fin annoncée")),
            (_("Lien de retrait, à lui envoyer"), reposts.way_out(row) if is_open else ""),
        ],
    )


def _standing(row: Repost) -> Panel:
    return Panel(
        title=_now("Où elle en est"),
        rows=[
            (_("Publié le"), dated(row.posted_on)),
            (_("Écrit par"), row.written_by),
            (_("Montré par"), row.shown_by),
            (_("Montré le"), when(row.shown_at) if row.shown_at else ""),
            (_("Terminé le"), when(row.ended_at) if row.ended_at else ""),
        ],
    )
