"""The console's pages about the charter: its words and their exceptions."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.charter import words
from catalog.charter.forms import ExceptionForm, WordForm
from catalog.models import CharterException, CharterWord
from marketplace.shared import clock
from marketplace.shared.admin import Because, Filed, House, Verb, present, register
from marketplace.shared.columns import by_end
from marketplace.shared.dossiers import Dossier, Panel
from marketplace.shared.states import Refusal
from marketplace.shared.templatetags.ui import dated, when

ROLE, READERS = "editorial", ("moderation",)


def _grant(word: CharterWord, request, data) -> None:
    words.grant(
        word,
        seller=data["shop"],
        path=data["path"],
        proof=data["proof"],
        ends_on=data["ends_on"],
        **present(request),
    )


def _stands(row: CharterException) -> bool:
    return row.ended_at is None and row.ends_on >= clock.today()


@register(CharterWord)
class CharterWordAdmin(Filed):
    """What the house does not want read, why, and what to write instead."""

    role, readers = ROLE, READERS
    addable = True
    adding = _("Ajouter une expression")
    list_display = ("expression", "kind", "remedy", "law", "starts_on", "stands")
    list_filter = ("kind", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("expression", "expression_en", "law")
    ordering = ("expression", "-pk")
    verbs = (
        Verb(
            "grant",
            _("Accorder une exception"),
            _grant,
            role=ROLE,
            form=ExceptionForm,
            when=lambda word: word.ended_at is None,
            sentence=_("Une preuve, un lieu, un dernier jour : passé ce jour, elle ne vaut plus."),
            done=_("L'exception est accordée."),
        ),
        Verb(
            "end",
            _("Retirer de la charte"),
            lambda word, request, data: words.end(
                word, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=lambda word: word.ended_at is None,
            sentence=_(
                "L'expression peut de nouveau être écrite. Ce qui a été décidé reste lisible."
            ),
            done=_("L'expression est retirée de la charte."),
        ),
    )

    def add_view(self, request, form_url="", extra_context=None) -> HttpResponse:
        """Ask for the expression, why, and what to write instead."""
        if not self.has_add_permission(request):
            raise Http404  # moderators read the charter
        begun = {"kind": CharterWord.Kind.FORBIDDEN}
        form = WordForm(request.POST or None, initial=begun)
        status = 422 if form.is_bound and not form.is_valid() else 200
        if form.is_bound and form.is_valid():
            try:
                word = words.add(form.values(), **present(request))
                messages.success(request, _now("L'expression est dans la charte."))
                return redirect(self._own(word))
            except Refusal as refusal:
                form.add_error("expression", str(refusal))
                status = 409
        return render(
            request,
            "admin/house/beginning.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": self.adding,
                "form": form,
                "back": self._list(""),
                "go": _("Enregistrer"),
            },
            status=status,
        )

    def dossier(self, request, row) -> Dossier:
        """The expression, why, what to write instead, and where it is allowed."""
        granted = row.exceptions.select_related("seller").order_by("-pk")[:50]
        page = "admin:catalog_charterexception_change"
        return Dossier(
            title=f"« {row.expression} »",
            who=row.get_kind_display(),
            badges=[self.stands(row)],
            says=[row.reason, row.remedy],
            main=[
                Panel(
                    title=_now("Exceptions"),
                    rows=[
                        (
                            str(one.seller or one.path),
                            format_html(
                                '<a href="{}">{}</a>',
                                reverse(page, args=[one.pk]),
                                _now("{proof}, jusqu'au {day}").format(
                                    proof=one.proof, day=dated(one.ends_on)
                                ),
                            ),
                        )
                        for one in granted
                    ],
                )
            ],
            beside=[
                Panel(
                    title=_now("L'expression"),
                    rows=[
                        (_("En anglais"), row.expression_en),
                        (_("Base légale"), row.law),
                        (_("Pourquoi (anglais)"), row.reason_en),
                        (_("Écrire plutôt (anglais)"), row.remedy_en),
                        (_("En vigueur le"), dated(row.starts_on)),
                        (_("Retirée le"), when(row.ended_at) if row.ended_at else ""),
                    ],
                )
            ],
            rows=[row],
            lead=[row],
        )

    @admin.display(description=_("état"))
    def stands(self, word):
        """Whether it is asked for today."""
        if word.ended_at:
            return _now("Retirée")
        return _now("En vigueur") if word.starts_on <= clock.today() else _now("Programmée")


@register(CharterException)
class CharterExceptionAdmin(House):
    """Where an expression may be read, on which proof, until when."""

    role, readers = ROLE, READERS
    concerns = ("seller",)
    list_display = ("word", "where", "proof", "ends_on", "stands")
    list_filter = (by_end("ends_on", _("dernier jour")), ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("word", "seller")
    search_fields = ("word__expression", "seller__name", "path", "proof")
    ordering = ("-ends_on", "-pk")
    fields = ("word", "seller", "path", "proof", "ends_on", "granted_by", "granted_at", "ended_at")
    verbs = (
        Verb(
            "revoke",
            _("Retirer l'exception"),
            lambda row, request, data: words.revoke(
                row, because=data["because"], **present(request)
            ),
            role=ROLE,
            form=Because,
            tone="danger",
            when=_stands,
            sentence=_("Les fiches en ligne qu'elle couvrait sont relues."),
            done=_("L'exception est retirée."),
        ),
    )

    @admin.display(description=_("où"))
    def where(self, row):
        """A shop or a page."""
        return str(row.seller or row.path)

    @admin.display(description=_("état"))
    def stands(self, row):
        """Whether it still holds."""
        if row.ended_at:
            return _now("Retirée")
        return _now("En vigueur") if _stands(row) else _now("Terminée")
