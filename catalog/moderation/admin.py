"""The console's pages of moderation: the queue, sheets, brands, forbidden words, reasons."""

from __future__ import annotations

from itertools import count

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.judging import remarks, rules
from catalog.models import Brand, Category, ForbiddenWord, Product, Reason, Submission
from catalog.moderation import (
    differences,
    english,
    file,
    likeness,
    merging,
    moderation,
    queue,
    rescan,
    splitting,
)
from catalog.moderation.forms import DecisionForm, MergeForm, SplitForm
from catalog.sheets import characteristics
from catalog.states import ProductState, SubmissionState
from marketplace.shared import clock, dossiers, parties, quotes
from marketplace.shared.admin import (
    NOTE,
    Because,
    Editable,
    Filed,
    NoteForm,
    Page,
    Verb,
    register,
)
from marketplace.shared.english import English
from marketplace.shared.language import shipped
from marketplace.shared.readable import row_number
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import money
from sellers.models import Seller

PAGE = 50
REMARKS_ARE_ASKED = _(
    "Vous avez écrit des remarques sur cette fiche : choisissez « Demander une correction » pour"
    " que le vendeur les lise, ou effacez-les avant d'approuver."
)


@register(Submission)
class SubmissionAdmin(Filed):
    """The moderation queue, and the file where a proposal is decided."""

    role, concerns = "moderation", ("product__owner",)
    pages = (
        Page("decisions/", "decided", "decided", role="moderation"),
        Page("approuver/", "approve_many", "approve_many", role="moderation"),
    )

    def changelist_view(self, request, extra_context=None):
        """What waits, worst first, within the filters."""
        page = Paginator(queue.waiting(request.GET), PAGE).get_page(request.GET.get("page"))
        for submission in page:
            submission.told = [rules.sentence(finding) for finding in submission.findings[:2]]
        counts = queue.counts()
        values = {
            "page_obj": page,
            "title": _now("Fiches à relire"),
            "levels": [(level, name, counts[level]) for level, name in queue.LEVELS.items()],
            "kinds": queue.KINDS.items(),
            "sellers": queue.sellers(),
            "total": sum(counts.values()),
            "categories": Category.objects.filter(depth=1).order_by("path"),
        }
        return self._page(request, "queue", values)

    def decided(self, request):
        """The decisions taken, newest first."""
        page = Paginator(queue.decided(), PAGE).get_page(request.GET.get("page"))
        return self._page(
            request, "decided", {"page_obj": page, "title": _now("Décisions de modération")}
        )

    def approve_many(self, request):
        """Approve the ticked proposals, those without anything that blocks."""
        ids = [pk for pk in map(row_number, request.POST.getlist("ids")[:PAGE]) if pk]
        if request.method == "POST" and ids:
            clear = Submission.objects.filter(pk__in=ids, severity__lt=rules.WEIGHT[rules.BLOCK])
            # nobody decides on the sheets of a shop they belong to
            own = clear.filter(product__owner__members__user=request.user).select_related(
                "product__owner"
            )
            for shop in sorted({submission.product.owner.name for submission in own}):
                messages.warning(request, str(parties.OwnCase(why=parties.of_shop(shop))))
            ids = [pk for pk in ids if pk not in {submission.pk for submission in own}]
            clear = clear.filter(pk__in=ids)
            passed, refused = moderation.approve_all(
                clear.values_list("pk", flat=True), by=request.user, at=clock.now()
            )
            messages.success(
                request,
                ngettext("{count} fiche approuvée.", "{count} fiches approuvées.", passed).format(
                    count=passed
                ),
            )
            for why in sorted(set(refused.values())):
                messages.warning(request, why)
            if len(ids) > passed + len(refused):
                messages.warning(request, _now("Les fiches bloquées se décident une par une."))
        return redirect("admin:catalog_submission_changelist")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A proposal beside what is online; the three decisions."""
        submission = self._find(object_id)
        live = queue.live_content(submission.product)
        lines = characteristics.of(live, submission.content)
        photos = queue.photos(submission, live)
        is_open = submission.state == SubmissionState.QUEUED
        form = DecisionForm(request.POST or None, places=_places(lines, photos))
        if request.method == "POST":
            answer = self._decide(request, submission, form)
            if answer is not None:
                return answer
        findings = [
            {**finding, "text": rules.sentence(finding), "marked": differences.highlighted(finding)}
            for finding in moderation.findings(submission)
        ]
        values = {
            "submission": submission,
            "product": submission.product,
            "seller": submission.product.owner,
            "live": live,
            "title": submission.content.get("title") or submission.product.ref,
            "form": form,
            "findings": findings,
            "rows": [
                (row, form.remark(row.name), submission.remarks.get(row.name, ""))
                for row in differences.between(live, submission.content, findings)
            ],
            "lines": [
                (line, form.remark(line.place), submission.remarks.get(line.place, ""))
                for line in lines
            ],
            "on_lines": [finding for finding in findings if finding["field"] == "attributes"],
            "photos": [
                (item, form.remark(item["place"]), submission.remarks.get(item["place"], ""))
                for item in photos
            ],
            "apart": [
                (place, form.remark(place), submission.remarks.get(place, ""))
                for place in (remarks.PHOTOS, remarks.PRICE)
            ],
            "alike": likeness.of(submission),
            "offers": queue.offers(submission),
            "history": queue.history(submission.product.owner, clock.now()),
            "open": is_open,
            "waits_for_shop": submission.product.owner.opened_at is None,
            "reasons": form.fields["reason"].queryset,
            **self._filed(request, submission),
        }
        return self._page(request, "review", values)

    def dossier(self, request, row) -> dossiers.Dossier:
        """Who proposed it, since when it waits, and all that happened to it and to its sheet."""
        return file.of_submission(row, clock.now())

    def _filed(self, request, submission) -> dict:
        """What every file has: its header, its timeline, and the note of the team."""
        shown = self.dossier(request, submission)
        tied = self.tie(request.user, submission)
        return {
            "file": shown,
            "own_case": str(parties.OwnCase(why=tied)) if tied else "",
            "timeline": dossiers.timeline(shown),
            "note": None if tied else NoteForm(),
            "note_url": reverse(f"admin:{self.url_name(NOTE)}", args=[submission.pk]),
        }

    def _decide(self, request, submission, form):
        verb = request.POST.get("decision")
        try:
            parties.demand(request.user, submission, self.concerns)
            if verb == "approve" and form.has_remarks():
                form.errors.clear()  # nobody asks for a reason to approve
                form.add_error(None, str(REMARKS_ARE_ASKED))
                return None
            if verb == "approve":
                moderation.approve(submission, by=request.user, at=clock.now())
            elif verb in ("changes", "refuse") and form.is_valid():
                send_back = moderation.refuse if verb == "refuse" else moderation.ask_changes
                send_back(submission, by=request.user, at=clock.now(), **form.told())
            else:
                return None
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:catalog_submission_change", submission.pk)
        sentence = {
            "approve": _now("« {title} » est approuvée."),
            "changes": _now("« {title} » est renvoyée au vendeur."),
            "refuse": _now("« {title} » est refusée."),
        }[verb]
        messages.success(
            request, sentence.format(title=quotes.bare(submission.content.get("title", "")))
        )
        following = queue.after(submission)
        if following is None:
            return redirect("admin:catalog_submission_changelist")
        return redirect("admin:catalog_submission_change", following.pk)

    def _find(self, object_id: str) -> Submission:
        pk = row_number(object_id)
        submissions = Submission.objects.select_related(
            "product",
            "product__owner",
            "product__brand",
            "product__category",
            "submitted_by",
            "decided_by",
            "reason",
        )
        return get_object_or_404(submissions, pk=pk)

    def _page(self, request, name: str, values: dict):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **values}
        return render(request, f"admin/catalog/{name}.html", context)


class Owners(admin.RelatedFieldListFilter):
    """The shops that have sheets: as many as a menu can hold, and the one that is chosen."""

    MOST = 100

    def field_choices(self, field, request, model_admin):
        """Found shop by shop: every sheet would have to be read to know its shop."""
        shops = Seller.objects.filter(Exists(Product.objects.filter(owner=OuterRef("pk"))))
        first = list(shops.order_by("name", "pk").values_list("pk", "name")[: self.MOST])
        return first + [
            shop
            for shop in Seller.objects.filter(pk__in=self.lookup_val or ()).values_list(
                "pk", "name"
            )
            if shop not in first
        ]


@register(Product)
class ProductAdmin(Filed):
    """Sheets, as the public sees them: content, offers, decisions and sales on one page."""

    role, concerns = "moderation", ("owner",)
    list_display = (
        "title",
        "owner",
        "state",
        "category",
        "on_sale",
        "least",
        "published_at",
    )
    list_filter = ("state", "is_sellable", "in_stock", English, ("owner", Owners))
    search_fields = ("title", "ref", "owner__name", "offers__sku")
    change_list_template = "admin/catalog/english_list.html"
    ordering = ("-changed_at", "-pk")
    pages = (
        Page("<int:pk>/fusion/", "merge", "merge", role="moderation"),
        Page("<int:pk>/scission/", "split", "split", role="moderation"),
        Page("anglais/", "english", "english", role="moderation"),
    )
    verbs = (
        Verb(
            "take-down",
            _("Retirer du site"),
            lambda product, request, data: moderation.take_down(
                product, by=request.user, at=clock.now(), **data
            ),
            role="moderation",
            form=DecisionForm,
            tone="danger",
            when=lambda product: product.state == ProductState.PUBLISHED,
            sentence=_(
                "La fiche quitte le site aussitôt ; le vendeur reçoit le motif et peut contester."
            ),
            done=_("La fiche a quitté le site ; le vendeur reçoit le motif."),
        ),
        Verb(
            "restore",
            _("Remettre en ligne"),
            lambda product, request, data: moderation.restore(
                product, by=request.user, at=clock.now(), because=data["because"]
            ),
            role="moderation",
            form=Because,
            tone="positive",
            when=lambda product: product.state == ProductState.TAKEN_DOWN,
            done=_("La fiche est de nouveau en ligne."),
        ),
        Verb(
            "unmerge",
            _("Défaire la réunion"),
            lambda product, request, data: merging.unmerge(
                product, by=request.user, at=clock.now(), because=data["because"]
            ),
            role="moderation",
            form=Because,
            when=lambda product: product.state == ProductState.MERGED,
            sentence=_(
                "La fiche revient en ligne à son adresse, avec les offres et les avis qu'elle"
                " avait ; les vendeurs reçoivent le motif."
            ),
            done=_("La réunion est défaite : la fiche est de nouveau en ligne."),
        ),
        Verb(
            "take-up",
            _("Remettre dans la file"),
            lambda product, request, data: moderation.take_up(
                product, by=request.user, at=clock.now(), because=data["because"]
            ),
            role="moderation",
            form=Because,
            when=lambda product: moderation.sent_back(product) is not None,
            sentence=_(
                "La décision de renvoyer cette fiche est annulée : la proposition attend de"
                " nouveau dans la file, telle qu'elle était."
            ),
            done=_("La proposition attend de nouveau dans la file."),
        ),
    )

    def get_queryset(self, request):
        """With what both the list and the file name of each."""
        rows = super().get_queryset(request)
        return rows.select_related("owner", "category", "brand", "merged_into")

    def dossier(self, request, row):
        """What buyers read, who sells it at what price, and what was decided."""
        return file.of_product(row)

    def _moves(self, request, row):
        """The verbs, and the pages on which an online sheet is merged or split."""
        moves = super()._moves(request, row)
        if row.state != ProductState.PUBLISHED:
            return moves
        names = {"merge": _("Réunir avec une autre fiche"), "split": _("Séparer des offres")}
        return moves + [
            {
                "verb": {"label": names[page.name], "tone": "plain"},
                "url": reverse(f"admin:{self.url_name(page.name)}", args=[row.pk]),
            }
            for page in self.pages
            if page.name in names and self.may(request, page, row)
        ]

    def english(self, request):
        """What of the shop is told in French alone, and where each is mended."""
        values = {"title": _now("Ce qui manque en anglais"), "subjects": english.subjects()}
        context = {**self.admin_site.each_context(request), "opts": self.opts, **values}
        return render(request, "admin/catalog/english.html", context)

    def merge(self, request, row):
        """Choose the sheet that stays, see both side by side, and bring them together."""
        text = request.GET.get("q", "").replace("\x00", "").strip()[:160]
        chosen = row_number(request.GET.get("avec", ""))
        kept = Product.objects.filter(pk=chosen).select_related("owner", "category").first()
        plan = merging.plan(row, kept) if kept is not None else None
        form = MergeForm(request.POST or None, plan=plan)
        if request.method == "POST" and kept is not None and form.is_valid():
            try:
                parties.demand(request.user, kept, self.concerns)
                merging.merge(
                    row,
                    into=kept,
                    because=form.cleaned_data["because"],
                    named=form.named(),
                    by=request.user,
                    at=clock.now(),
                )
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _now("Les deux fiches sont réunies."))
                return redirect("admin:catalog_product_change", kept.pk)
        values = {
            "title": _now("Réunir avec une autre fiche"),
            "product": row,
            "kept": kept,
            "text": text,
            "form": form,
        }
        if kept is None:
            values["candidates"] = queue.merge_candidates(row, text)
        else:
            values["plan"] = plan
            values["sides"] = [queue.side(row), queue.side(kept)]
        return self._own_page(request, "merge", values)

    def split(self, request, row):
        """Choose which offers leave a sheet for one of their own."""
        form = SplitForm(request.POST or None, product=row, initial={"title": row.title})
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                new = splitting.split(
                    row,
                    [offer.pk for offer in data["offers"]],
                    title=data["title"],
                    because=data["because"],
                    by=request.user,
                    at=clock.now(),
                )
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _now("Les offres cochées ont leur propre fiche."))
                return redirect("admin:catalog_product_change", new.pk)
        values = {"title": _now("Séparer des offres"), "product": row, "form": form}
        return self._own_page(request, "split", values)

    def _own_page(self, request, name: str, values: dict):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **values}
        return render(request, f"admin/catalog/{name}.html", context)

    @admin.display(description=_("En vente"), ordering="is_sellable")
    def on_sale(self, product):
        """Whether buyers may order it; what is not for sale has no stock to tell."""
        if not product.is_sellable:
            return _("Hors vente")
        return _("En stock") if product.in_stock else _("Épuisé")

    @admin.display(description=_("À partir de"), ordering="from_cents")
    def least(self, product):
        """The lowest price, in euros."""
        return money(product.from_cents) if product.from_cents else "–"


@register(Brand)
class BrandAdmin(Editable):
    """The brands sheets name, which the operator may rename."""

    adding = _("Ajouter une marque")
    role = "moderation"
    list_display = ("name", "slug")
    search_fields = ("name",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@register(ForbiddenWord)
class ForbiddenWordAdmin(Editable):
    """Words the rules watch."""

    adding = _("Ajouter un mot à surveiller")
    role = "moderation"
    deletable = True
    list_display = ("word", "blocks", "why")
    list_filter = ("blocks",)
    search_fields = ("word", "note")
    ordering = ("word",)

    @admin.display(description=_("pourquoi"), ordering="note")
    def why(self, word):
        """Why it is watched; what we ship with is told in the reader's language."""
        return shipped(word.note)

    def save_model(self, request, obj, form, change):
        """A word that is new, or sterner, is looked for in what is already online."""
        super().save_model(request, obj, form, change)
        if {"word", "blocks"} & set(form.changed_data):
            rescan.ask(obj, rescan.WORDS, by=request.user, at=clock.now())
            messages.info(request, rescan.ASKED)

    def delete_model(self, request, obj):
        """What waits for a word that is watched no more is ranked without it."""
        rescan.ask(obj, rescan.WORDS, by=request.user, at=clock.now())
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        """Several at once go as one does."""
        for word in queryset:
            self.delete_model(request, word)


def _places(lines, photos) -> dict[str, str]:
    """Where a remark may be written on a proposal, and what each place is called."""
    pieces = {item["place"]: item["name"] for item in photos if item["mark"] != "gone"}
    return {**remarks.labels(), **pieces, **{line.place: line.name for line in lines}}


def _free_code(label: str) -> str:
    """A name that no other reason bears."""
    stem = slugify(label)[:34] or "motif"
    taken = set(Reason.objects.filter(code__startswith=stem).values_list("code", flat=True))
    names = (stem if turn == 1 else f"{stem}-{turn}" for turn in count(1))
    return next(name for name in names if name not in taken)


@register(Reason)
class ReasonAdmin(Editable):
    """Why sheets are sent back."""

    adding = _("Ajouter un motif")
    role = "moderation"
    list_display = ("label", "grounded", "is_active")
    list_filter = ("is_active",)
    search_fields = ("label", "code", "remedy")
    ordering = ("label",)
    exclude = ("code",)  # of the house's own: nobody reads it

    def save_model(self, request, obj, form, change):
        """A new one is called as its words are."""
        if not change:
            obj.code = _free_code(obj.label)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("règle ou base légale"), ordering="ground")
    def grounded(self, reason):
        """By which text; those we ship with are named in the reader's language."""
        return shipped(reason.ground)
