"""The console's pages about sharing: short links, kits, posts for other places."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing import months
from marketing.blocks import wording
from marketing.models import Channel, Post, ShortLink
from marketing.pages import life
from marketing.social import faces, kits, links, posts, qr, sealing, taking
from marketing.social.faces import SIZES
from marketing.social.forms import KitForm, LinkForm, OutForm, PostForm, SeenForm, WhenForm
from marketing.states import PostState
from marketplace.shared import clock
from marketplace.shared.admin import (
    Because,
    Editable,
    Exported,
    Filed,
    Page,
    Verb,
    present,
    register,
)
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge, figure, when

ROLE = "editorial"


def taken(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to take away."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _end(link, request, data):
    links.end(link, **present(request))


@register(ShortLink)
class ShortLinkAdmin(Filed):
    """Short addresses with the marks of a campaign, and how often each was followed."""

    role, concerns = ROLE, ("seller",)
    addable = True
    adding = _("Faire un lien court")
    list_display = ("name", "address", "path", "marks", "clicks_told", "ends_told", "seller")
    list_filter = (("seller", admin.EmptyFieldListFilter), "source", "made_at")
    list_select_related = ("seller",)
    search_fields = ("name", "code", "path", "campaign", "seller__name")
    ordering = ("-pk",)
    change_list_template = "admin/marketing/links.html"
    verbs = (
        Verb(
            "end",
            _("Arrêter ce lien"),
            _end,
            role=ROLE,
            tone="danger",
            when=lambda link: not links.is_over(link, clock.now()),
            sentence=_("Qui le suit lit que l'opération est terminée. Les visites restent."),
            done=_("Le lien est arrêté."),
        ),
    )
    pages = (
        Page("kit/", "kit", "kit", role=ROLE),
        Page("<int:pk>/qr/<slug:way>/", "qr", "square", role=ROLE),
    )

    def get_queryset(self, request):
        """With the visits of each, in one statement."""
        return links.with_clicks(super().get_queryset(request))

    def add_view(self, request, form_url="", extra_context=None):
        """Ask where it leads and what it tells."""
        begun = {"path": request.GET.get("vers", "")[:300]}
        form = LinkForm(request.POST or None, initial=begun)
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(self._own(links.make(**form.cleaned_data, **present(request))))
            except Refusal as refusal:
                about = "ends_at" if isinstance(refusal, links.EndsBefore) else "path"
                form.add_error(about, str(refusal))
                status = 409
        return self._page(
            request,
            "admin/marketing/merchandise.html",
            {"title": self.adding, "form": form, "back": self._list("")},
            status=status,
        )

    def kit(self, request: HttpRequest) -> HttpResponse:
        """What is to be shared, its cards and captions; then the file."""
        form = KitForm(request.POST if request.method == "POST" else request.GET or None)
        shown = {}
        if form.is_bound and form.is_valid():
            kind, slug = form.cleaned_data["about"]
            try:
                kit = kits.of(kind, slug, at=clock.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                if request.method == "POST":
                    link = kits.link_of(kit, seller=None, **present(request))
                    return taken(kits.packed(kit, link.url), kit.name, "application/zip")
                shown = {"kit": kit, "cards": _cards(kit), "captions": _captions(kit)}
        return self._page(
            request,
            "admin/marketing/kit.html",
            {"title": _now("Kit de partage"), "form": form, "back": self._list(""), **shown},
            status=422 if form.is_bound and form.errors else 200,
        )

    def square(self, request: HttpRequest, row: ShortLink, way: str) -> HttpResponse:
        """The link as a square that telephones read."""
        if way not in qr.KINDS:
            raise Http404
        return taken(qr.drawn(row.url, way), f"lien-{row.code}.{way}", qr.KINDS[way])

    def _page(self, request, template: str, values: dict, *, status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **values}
        return render(request, template, context, status=status)

    def dossier(self, request, row) -> Dossier:
        """Where it leads, what it tells, and how often it was followed."""
        return Dossier(
            title=row.name,
            who=row.seller.name if row.seller else _now("La maison"),
            says=[format_html('<a href="{}">{}</a>', row.url, row.url)],
            main=[
                Panel(
                    title=_now("Visites"),
                    template="admin/marketing/_visits.html",
                    values={"days": links.days_of(row), "total": row.clicks},
                )
            ],
            beside=[
                Panel(
                    title=_now("Le lien"),
                    rows=[
                        (_("Mène à"), format_html('<a href="{}">{}</a>', row.path, row.path)),
                        (_("Source"), row.source),
                        (_("Support"), row.medium),
                        (_("Campagne"), row.campaign),
                        (_("Jusqu'au"), when(row.ends_at) if row.ends_at else ""),
                        (_("Fait par"), row.made_by),
                    ],
                    template="admin/marketing/_squares.html",
                    values={"link": row},
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("adresse"))
    def address(self, link):
        """What is written on a poster."""
        return link.url

    @admin.display(description=_("marques"))
    def marks(self, link):
        """Source, medium and campaign."""
        return " · ".join(part for part in (link.source, link.medium, link.campaign) if part)

    @admin.display(description=_("visites"), ordering="clicks")
    def clicks_told(self, link):
        """How often it was followed."""
        return figure(link.clicks)

    @admin.display(description=_("jusqu'au"), ordering="ends_at")
    def ends_told(self, link):
        """Until when it leads somewhere."""
        return when(link.ends_at) if link.ends_at else ""


def _cards(kit: kits.Kit) -> list[dict]:
    return [face.told(size) for face in kit.faces.values() for size in SIZES]


def _captions(kit: kits.Kit) -> list[tuple[str, str]]:
    return [(code, kits.caption(face, face.url)) for code, face in kit.faces.items()]


@register(Channel)
class ChannelAdmin(Editable):
    """The places elsewhere where the house posts."""

    role = ROLE
    adding = _("Ajouter un canal")
    list_display = ("name", "address", "longest", "is_open")
    search_fields = ("name",)
    fields = ("name", "address", "longest", "is_open")


def _verb(name, label, run, *states, **more) -> Verb:
    return Verb(name, label, run, role=ROLE, when=lambda post: post.state in states, **more)


def _approve(post, request, data):
    posts.approve(post, revision=data["revision"], **present(request))


def _barred(post: Post, person) -> str:
    return str(posts.OwnWords()) if posts.is_barred(post, person) else ""


def _review_told() -> str:
    if life.needs_two():
        return _now("Une autre personne la lit, puis l'approuve ou demande des corrections.")
    return _now(
        "Une autre personne peut la lire, l'approuver ou demander des corrections ; la règle de la"
        " maison vous laisse aussi l'approuver vous-même."
    )


@register(Post)
class PostAdmin(Filed, Exported):
    """What the house says elsewhere: written, approved by somebody else, planned, published."""

    role = ROLE
    addable = True
    adding = _("Écrire une publication")
    list_display = ("words", "channel", "planned_at", "state", "written_by")
    list_filter = ("state", "channel", "planned_at")
    list_select_related = ("channel", "written_by")
    search_fields = ("text", "text_en", "channel__name")
    ordering = ("-planned_at", "-pk")
    change_list_template = "admin/marketing/posts.html"
    exported = (
        *("planned_at", "channel__name", "state", "text", "text_en", "link__path"),
        *("published_at", "published_url"),
    )
    verbs = (
        _verb(
            "approve",
            _("Approuver"),
            _approve,
            *(PostState.DRAFT, PostState.REVIEW),
            form=SeenForm,
            initial=lambda post: {"revision": post.revision},
            barred=_barred,
            beside=lambda post: ("admin/marketing/_post.html", _shown(post)),
            tone="positive",
            done=_("La publication est approuvée."),
        ),
        _verb(
            "send",
            _("Envoyer pour approbation"),
            lambda post, request, data: posts.send(post, **present(request)),
            PostState.DRAFT,
            sentence=lambda post: _review_told(),
            done=_("La publication attend une approbation."),
        ),
        _verb(
            "send_back",
            _("Demander des corrections"),
            lambda post, request, data: posts.send_back(
                post, because=data["because"], **present(request)
            ),
            PostState.REVIEW,
            form=Because,
            done=_("Les corrections sont demandées."),
        ),
        _verb(
            "out",
            _("Marquer comme publiée"),
            lambda post, request, data: posts.mark_published(
                post, url=data["url"], **present(request)
            ),
            PostState.APPROVED,
            form=OutForm,
            tone="positive",
            sentence=_("Vous l'avez publiée sur ce canal : dites où elle se lit."),
            done=_("La publication est notée comme publiée."),
        ),
        _verb(
            "move",
            _("Déplacer"),
            lambda post, request, data: posts.move(
                post, planned_at=data["planned_at"], **present(request)
            ),
            *posts.GOING,
            form=WhenForm,
            initial=lambda post: {"planned_at": post.planned_at},
            done=_("Le moment prévu est changé."),
        ),
        _verb(
            "reopen",
            _("Reprendre en brouillon"),
            lambda post, request, data: posts.reopen(post, **present(request)),
            PostState.APPROVED,
            sentence=_("Elle devra être approuvée de nouveau."),
            done=_("La publication est de nouveau un brouillon."),
        ),
        _verb(
            "withdraw",
            _("Retirer"),
            lambda post, request, data: posts.withdraw(
                post, because=data["because"], **present(request)
            ),
            *(*posts.GOING, PostState.PUBLISHED),
            form=Because,
            tone="danger",
            sentence=_("Une publication déjà faite se retire aussi à la main, là où elle est."),
            done=_("La publication est retirée."),
        ),
    )
    pages = (
        Page("calendrier/", "calendar", "calendar", role=ROLE),
        Page("agenda/", "agenda", "agenda", role=ROLE),
        Page("images/", "images", "images", role=ROLE),
        Page("<int:pk>/contenu/", "content", "content", role=ROLE),
    )

    def add_view(self, request, form_url="", extra_context=None):
        """Ask what it says, on which channel, when."""
        begun = {"size": Post.Size.SQUARE, "planned_at": request.GET.get("le", "")[:16]}
        form = PostForm(request.POST or None, initial=begun)
        return self._written(request, form, None)

    def content(self, request, row):
        """Change a draft."""
        if row.state != PostState.DRAFT:
            return redirect(self._own(row))
        form = PostForm(request.POST or None, initial=PostForm.of(row))
        return self._written(request, form, row)

    def _written(self, request, form: PostForm, row: Post | None) -> HttpResponse:
        status = 200
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            leads = data["leads"] or _page_of(data)
            try:
                if row is None:
                    row = posts.write(data, leads=leads, **present(request))
                else:
                    posts.change(
                        row,
                        data,
                        leads=leads,
                        revision=data["revision"] or 0,
                        **present(request),
                    )
                return redirect(self._own(row))
            except (links.Elsewhere, links.LeadsNowhere) as refusal:
                form.add_error("leads", str(refusal))
                status = 409
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
        title = _now("Changer la publication") if row else self.adding
        back = self._own(row) if row else self._list("")
        values = {"title": title, "form": form, "back": back}
        return self._page(request, "admin/marketing/merchandise.html", values, status=status)

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """A month of posts, day by day."""
        today = clock.today()
        first = months.first_of(request.GET.get("mois", ""), today=today)
        before, after = months.beside(first)
        rows = self._planned(first)
        return self._page(
            request,
            "admin/marketing/calendar.html",
            {
                "title": _now("Calendrier des publications"),
                "first": first,
                "before": before,
                "after": after,
                "weeks": months.weeks(first, [(row.planned_at, row) for row in rows], today=today),
                "count": len(rows),
                "back": self._list(""),
            },
        )

    def agenda(self, request: HttpRequest) -> HttpResponse:
        """A month of posts for any agenda."""
        first = months.first_of(request.GET.get("mois", ""), today=clock.today())
        name = _now("Publications")
        content = taking.agenda(self._planned(first), name=name, at=clock.now())
        return taken(content, f"publications-{first:%Y-%m}.ics", "text/calendar; charset=utf-8")

    def images(self, request: HttpRequest) -> HttpResponse:
        """The pictures and words of what is approved in a month."""
        first = months.first_of(request.GET.get("mois", ""), today=clock.today())
        planned = [post for post in self._planned(first) if post.state == PostState.APPROVED]
        changed = sealing.changed(planned)
        ready = [post for post in planned if post.pk not in changed]
        content = taking.pictures(ready[: taking.MOST], at=clock.now())
        return taken(content, f"publications-{first:%Y-%m}.zip", "application/zip")

    def _planned(self, first) -> list[Post]:
        start, end = months.span(first)
        rows = Post.objects.filter(planned_at__gte=start, planned_at__lt=end)
        rows = rows.exclude(state=PostState.WITHDRAWN).order_by("planned_at", "pk")
        return list(rows.select_related("channel", "picture", "link"))

    def _page(self, request, template: str, values: dict, *, status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **values}
        return render(request, template, context, status=status)

    def dossier(self, request, row) -> Dossier:
        """Its words and picture as they leave, and where it stands."""
        edit = reverse("admin:marketing_post_content", args=[row.pk])
        out = format_html(
            '<a href="{}" rel="noopener">{}</a>', row.published_url, row.published_url
        )
        says = [out] if row.published_url.startswith("https://") else []
        if sealing.changed([row]):
            says.insert(0, str(posts.NotApproved()))
        if row.state == PostState.DRAFT:
            words = _now("Changer la publication")
            says.append(
                format_html('<a class="button" data-kind="primary" href="{}">{}</a>', edit, words)
            )
        return Dossier(
            title=str(row),
            who=str(row.channel),
            badges=[badge(row)],
            says=says,
            main=[
                Panel(
                    title=_now("Ce qui se publie"),
                    template="admin/marketing/_post.html",
                    values=_shown(row),
                )
            ],
            beside=[
                Panel(
                    title=_now("Où elle en est"),
                    rows=[
                        (_("Canal"), row.channel),
                        (_("Prévue le"), when(row.planned_at) if row.planned_at else ""),
                        (_("Écrite par"), row.written_by),
                        (_("Approuvée par"), row.approved_by),
                        (_("Publiée le"), when(row.published_at) if row.published_at else ""),
                        (_("Publiée par"), row.published_by),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("texte"))
    def words(self, post):
        """How it begins."""
        return str(post)


def _page_of(data: dict) -> str:
    """The page of what a card shows, where it is there for the public."""
    face = faces.find(data["about"], data["slug"], at=clock.now()) if data["about"] else None
    return face.path if face else ""


def _shown(post: Post) -> dict:
    """A post as its template draws it: words and pictures."""
    at = clock.now()
    shown = [posts.face_of(post, at=at, language=code) for code in faces.LANGUAGES]
    cards = [face.told(post.size) for face in shown if face]
    captions = [(code, posts.wording(post, code)) for code in faces.LANGUAGES]
    return {
        "post": post,
        "cards": cards,
        "captions": [(code, words) for code, words in captions if words],
        "is_gone": bool(post.about) and not post.picture_id and not cards,
        "remarks": wording.remarks((words for _code, words in captions), advises=False),
    }
