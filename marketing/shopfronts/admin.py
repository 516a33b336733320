"""The console's pages about what shops say of themselves: what waits, what it changes."""

from __future__ import annotations

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.models import ShopNews, ShopVersion
from marketing.pages import comparing
from marketing.shopfronts import checking, criteria, life, news, pictures, previews, showing
from marketing.shopfronts.forms import DecisionForm, ReadForm
from marketing.states import ShopNewsState, ShopPageState
from marketplace.shared import clock
from marketplace.shared.admin import Because, Filed, Page, Verb, present, register
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import badge, day, when

ROLE = "moderation"
# what a shop writes is its own; that it was sent back, and why, stays to be read
WITH_SHOP = (ShopPageState.DRAFT, ShopPageState.DISCARDED)


def _before(version: ShopVersion) -> ShopVersion | None:
    """What the version would take the place of, or took."""
    own = ShopVersion.objects.filter(seller=version.seller_id).exclude(pk=version.pk)
    live = own.filter(state=ShopPageState.LIVE).first()
    if live is not None:
        return live
    return own.exclude(seal="").filter(number__lt=version.number).order_by("-number").first()


def _told(version: ShopVersion, before: ShopVersion | None) -> dict:
    """What a version changes, as its panel shows it."""
    old = before.blocks if before else []
    own = pictures.by_number(version.seller_id, old, version.blocks)
    return {"changes": list(comparing.of_blocks(old, version.blocks, own)), "before": before}


def _judged(version: ShopVersion) -> list[Panel]:
    """What a moderator read and sent back, whatever the shop has written since."""
    own = pictures.by_number(version.seller_id, version.judged)
    changes = list(comparing.of_blocks([], version.judged, own))
    panel = Panel(
        title=_now("Ce qui a été lu ce jour-là"),
        template="admin/marketing/_shop_changes.html",
        values={"changes": changes, "before": None},
    )
    return [panel] if changes else []


def _remarks(version: ShopVersion) -> tuple[str, dict]:
    scene = showing.scene_of(version.seller, version.blocks, at=clock.now())
    found = checking.remarks(version.blocks, scene, seller_id=version.seller_id)
    return "admin/marketing/_shop_remarks.html", {"remarks": found}


@register(ShopVersion)
class ShopVersionAdmin(Filed):
    """The pages of shops: what waits to be read, and what is online."""

    role, concerns = ROLE, ("seller",)
    list_display = ("seller", "number", "state", "proposed_at", "decided_at", "is_told")
    list_filter = ("state",)
    list_select_related = ("seller",)
    search_fields = ("seller__name",)
    ordering = ("-pk",)
    pages = (Page("<int:pk>/renvoyer/", "back", "back", role=ROLE),)
    verbs = (
        Verb(
            "publier",
            _("Publier"),
            lambda version, request, data: life.publish(
                version, revision=data["revision"], **present(request)
            ),
            role=ROLE,
            form=ReadForm,
            initial=lambda version: {"revision": version.revision},
            tone="positive",
            when=lambda version: version.state == ShopPageState.PROPOSED,
            beside=_remarks,
            sentence=_("Elle prend aussitôt la place de ce qui est en ligne."),
            done=_("La page est en ligne."),
        ),
        Verb(
            "reprendre",
            _("Remettre dans la file"),
            lambda version, request, data: life.take_up(version, **present(request)),
            role=ROLE,
            when=lambda version: version.state == ShopPageState.SENT_BACK,
            sentence=_("Elle attend de nouveau d'être lue, telle qu'elle a été proposée."),
            done=_("La page attend de nouveau d'être lue."),
        ),
        Verb(
            "retirer",
            _("Retirer du site"),
            lambda version, request, data: life.take_down(
                version, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=lambda version: version.state == ShopPageState.LIVE,
            sentence=_("La boutique et ses produits restent ; elle est prévenue du motif."),
            done=_("La page est retirée du site."),
        ),
        Verb(
            "remettre",
            _("Remettre en ligne"),
            lambda version, request, data: life.put_back(version, **present(request)),
            role=ROLE,
            when=lambda version: version.state == ShopPageState.TAKEN_DOWN,
            sentence=_("Elle est de nouveau montrée, mot pour mot."),
            done=_("La page est de nouveau en ligne."),
        ),
    )

    def get_queryset(self, request):
        """What shops have not proposed yet is theirs alone; of what was sent back, why stays."""
        own = super().get_queryset(request).select_related("seller")
        return own.exclude(state__in=WITH_SHOP, decided_at=None)

    def dossier(self, request, row) -> Dossier:
        """What it changes, what is to be looked at, and the form that sends it back."""
        if row.state in WITH_SHOP:
            return self._with_shop(row)
        before = _before(row)
        template, values = _remarks(row)
        found = criteria.of_shop(row.seller, row.blocks)
        main = [
            Panel(
                title=_now("Ce que change cette version")
                if before
                else _now("Ce que dit cette version"),
                template="admin/marketing/_shop_changes.html",
                values=_told(row, before),
            ),
            Panel(title=_now("À regarder"), template=template, values=values),
        ]
        if row.state == ShopPageState.PROPOSED:
            main.append(self._sending_back(row, DecisionForm(row)))
        shop = reverse("shop-seller", args=[row.seller.slug])
        return Dossier(
            title=_now("{shop} : page de boutique").format(shop=row.seller.name),
            who=_now("Version {number}").format(number=row.number),
            badges=[badge(row)],
            says=[
                format_html('<a href="{}">{}</a>', previews.link(row), _now("Voir cette version")),
                format_html('<a href="{}">{}</a>', shop, _now("Voir la boutique en ligne")),
            ],
            main=main,
            beside=[
                Panel(
                    title=_now("Où elle en est"),
                    rows=[
                        (_("Proposée"), when(row.proposed_at) if row.proposed_at else ""),
                        (_("Proposée par"), row.proposed_by),
                        (_("Décidée"), when(row.decided_at) if row.decided_at else ""),
                        (_("Décidée par"), row.decided_by),
                        (_("Motif"), row.reason),
                        *life.in_words(row),
                        (
                            _("Pour les moteurs, il manque"),
                            format_html_join(
                                "",
                                '<p>{}<br><span class="quiet">{}</span></p>',
                                [(one.title, one.text) for one in criteria.missing(found)],
                            ),
                        ),
                    ],
                ),
            ],
            rows=[row],
            lead=[row],
        )

    def _with_shop(self, row) -> Dossier:
        """A version that was sent back and that the shop has taken up: what was read and why, not
        what it writes now.
        """
        says = (
            _now(
                "La boutique reprend cette page : ce qu'elle écrit se lira quand elle la proposera."
            )
            if row.state == ShopPageState.DRAFT
            else _now("La boutique a abandonné cette page après nos motifs.")
        )
        return Dossier(
            title=_now("{shop} : page de boutique").format(shop=row.seller.name),
            who=_now("Version {number}").format(number=row.number),
            badges=[badge(row)],
            says=[says],
            main=[
                Panel(
                    title=_now("Ce qui a été demandé"),
                    rows=[
                        (_("Décidée"), when(row.decided_at)),
                        (_("Décidée par"), row.decided_by),
                        (_("Motif"), row.reason),
                        *life.in_words(row),
                    ],
                ),
                *_judged(row),
            ],
            rows=[row],
            lead=[row],
        )

    def _sending_back(self, row, form: DecisionForm) -> Panel:
        return Panel(
            title=_now("Demander des corrections"),
            anchor="renvoyer",
            template="admin/marketing/_shop_send_back.html",
            values={
                "form": form,
                "action": reverse("admin:marketing_shopversion_back", args=[row.pk]),
            },
        )

    def back(self, request, row):
        """Send a page back with its motives; what was typed is kept when something is missing."""
        here = reverse("admin:marketing_shopversion_change", args=[row.pk])
        if request.method != "POST":
            return redirect(here)
        form = DecisionForm(row, request.POST)
        if not form.is_valid():
            return self._typed_again(request, row, form)
        try:
            life.send_back(
                row,
                because=form.cleaned_data["because"],
                motives=form.motives(),
                **present(request),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(here)
        messages.success(request, _now("La page revient à la boutique, avec vos motifs."))
        return redirect("admin:marketing_shopversion_changelist")

    def _typed_again(self, request, row, form):
        """What was typed, beside what it is about, with what is missing."""
        return render(
            request,
            "admin/marketing/shop_back.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Demander des corrections"),
                "row": row,
                "sent": self._sending_back(row, form).values,
                "told": _told(row, _before(row)),
            },
            status=422,
        )


@register(ShopNews)
class ShopNewsAdmin(Filed):
    """The news of shops: what waits to be read, and what is online."""

    role, concerns = ROLE, ("seller",)
    list_display = ("title", "seller", "state", "sent_at", "published_at", "ends_on")
    list_filter = ("state",)
    list_select_related = ("seller",)
    search_fields = ("title", "seller__name")
    ordering = ("-pk",)
    verbs = (
        Verb(
            "publier",
            _("Publier"),
            lambda row, request, data: news.publish(
                row, revision=data["revision"], **present(request)
            ),
            role=ROLE,
            form=ReadForm,
            initial=lambda row: {"revision": row.revision},
            tone="positive",
            when=lambda row: row.state == ShopNewsState.PROPOSED,
            sentence=_("Elle paraît sur la page de la boutique ; qui la suit la lira."),
            done=_("La nouvelle est publiée."),
        ),
        Verb(
            "renvoyer",
            _("Demander une correction"),
            lambda row, request, data: news.send_back(
                row, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=lambda row: row.state in (ShopNewsState.PROPOSED, ShopNewsState.LIVE),
            sentence=_("Elle n'est plus montrée ; la boutique lit le motif."),
            done=_("La nouvelle revient à la boutique."),
        ),
        Verb(
            "reprendre",
            _("Remettre dans la file"),
            lambda row, request, data: news.take_up(row, **present(request)),
            role=ROLE,
            when=lambda row: row.state == ShopNewsState.SENT_BACK,
            sentence=_("Elle attend de nouveau d'être lue, telle quelle."),
            done=_("La nouvelle attend de nouveau d'être lue."),
        ),
    )

    def get_queryset(self, request):
        """What shops have not sent yet is theirs alone."""
        own = super().get_queryset(request).select_related("seller", "picture")
        return own.exclude(sent_at=None).exclude(state=ShopNewsState.DRAFT)

    def dossier(self, request, row) -> Dossier:
        """What it says, and why somebody reads it."""
        return Dossier(
            title=row.title,
            who=row.seller,
            badges=[badge(row)],
            main=[
                Panel(
                    title=_now("La nouvelle"),
                    rows=[
                        (_("Titre"), row.title),
                        (_("Texte"), row.text),
                        (_("Titre (anglais)"), row.title_en),
                        (_("Texte (anglais)"), row.text_en),
                        (_("Photo"), self.look(row)),
                        (_("Jusqu'au"), day(row.ends_on) if row.ends_on else ""),
                    ],
                ),
                Panel(
                    title=_now("À regarder"),
                    template="admin/marketing/_shop_remarks.html",
                    values={"sentences": news.why(row, at=clock.now())},
                ),
            ],
            beside=[
                Panel(
                    title=_now("Où elle en est"),
                    rows=[
                        (_("Envoyée"), when(row.sent_at) if row.sent_at else ""),
                        (_("Publiée"), when(row.published_at) if row.published_at else ""),
                        (_("Décidée par"), row.decided_by),
                        (_("Motif"), row.reason),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("photo"))
    def look(self, row):
        """A look at its picture."""
        if row.picture is None:
            return ""
        return format_html(
            '<img src="{}?l=320" alt="{}" width="320">', row.picture.file.url, row.picture.alt
        )
