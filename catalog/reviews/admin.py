"""The console's page about reviews: those to read before they appear, and all the others."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Review, ReviewNotice
from catalog.reviews import file, notices, reviews
from catalog.states import NoticeState, ReviewState
from marketplace.shared.admin import Filed, Verb, present, register
from marketplace.shared.clock import now
from marketplace.shared.dossiers import Dossier
from marketplace.shared.readable import row_number
from marketplace.shared.typed import MotiveField


class HideForm(forms.Form):
    """Why a review is hidden, in words its author will read."""

    because = MotiveField(label=_("Motif, lu par l'auteur de l'avis"))


class KeepForm(forms.Form):
    """Why a reported review stays, in words that whoever reported it will read."""

    because = MotiveField(
        label=_("Motif, lu par la personne qui a signalé l'avis"), max_length=notices.LONGEST_ANSWER
    )


def _publish(review, request, data):
    reviews.publish(review, by=request.user, at=now())


def _hide(review, request, data):
    reviews.hide(review, because=data["because"], by=request.user, at=now())


class OfSheet(admin.SimpleListFilter):
    """The reviews of one sheet, as its file leads to them: two sheets often bear one title."""

    title, parameter_name = _("fiche produit"), "sheet"

    def lookups(self, request, model_admin):
        """The sheet that was asked for, and no other."""
        if not self.value():
            return []
        sheet = Product.objects.filter(pk=row_number(self.value())).first()
        return [(self.value(), str(sheet or "–"))]

    def queryset(self, request, queryset):
        """The reviews of that sheet; none of one that there is not."""
        return queryset.filter(product=row_number(self.value())) if self.value() else queryset


@register(Review)
class ReviewAdmin(Filed):
    """The queue of reviews that must be read first, and all the others."""

    role, concerns = "moderation", ("seller",)
    list_display = ("product", "rating", "title", "author", "seller", "state", "written_at")
    list_filter = (OfSheet, "state", "rating")
    list_select_related = ("product", "seller")
    search_fields = ("title", "body", "product__title")
    ordering = ("-written_at",)
    verbs = (
        Verb(
            name="publish",
            label=_("Publier"),
            done=_("L'avis est publié."),
            run=_publish,
            role="moderation",
            tone="positive",
            when=lambda review: review.state != ReviewState.PUBLISHED,
        ),
        Verb(
            name="hide",
            label=_("Écarter"),
            done=_("L'avis est écarté."),
            run=_hide,
            role="moderation",
            form=HideForm,
            tone="danger",
            when=lambda review: review.state != ReviewState.REFUSED,
            sentence=_(
                "Un avis n'est écarté que s'il enfreint les règles publiées des avis, jamais parce"
                " qu'il est mauvais."
            ),
        ),
    )

    def dossier(self, request, row) -> Dossier:
        """What somebody wrote, why it is read first, and what it is about."""
        return file.of_review(row)


def _take_away(notice, request, data):
    reviews.hide(notice.review, because=data["because"], **present(request))


def _keep(notice, request, data):
    notices.keep(notice, answer=data["because"], **present(request))


def _waits(notice: ReviewNotice) -> bool:
    return notice.state == NoticeState.OPEN


@register(ReviewNotice)
class ReviewNoticeAdmin(Filed):
    """What people report about reviews, examined and answered with reasons."""

    role, concerns = "moderation", ("self", "review__seller")
    list_display = ("__str__", "review", "product", "ground", "state", "sent_at", "decided_by")
    list_filter = ("state", "ground")
    list_select_related = ("review__product", "decided_by")
    search_fields = ("text", "email", "review__title", "review__body")
    ordering = ("-pk",)
    verbs = (
        Verb(
            name="uphold",
            label=_("Écarter l'avis"),
            done=_("L'avis est écarté : son auteur et qui l'a signalé reçoivent une lettre."),
            run=_take_away,
            role="moderation",
            form=HideForm,
            tone="danger",
            when=lambda notice: _waits(notice) and notice.review.state == ReviewState.PUBLISHED,
            sentence=_(
                "Son auteur lit ce motif, comme la personne qui l'a signalé ; il peut contester."
            ),
        ),
        Verb(
            name="keep",
            label=_("Garder l'avis"),
            done=_("L'avis reste : la réponse est partie."),
            run=_keep,
            role="moderation",
            form=KeepForm,
            when=_waits,
            sentence=_("L'avis reste publié ; la personne qui l'a signalé peut contester."),
        ),
    )

    @admin.display(description=_("fiche produit"), ordering="review__product")
    def product(self, notice):
        """What the review is about."""
        return notice.review.product

    def dossier(self, request, row) -> Dossier:
        """What is said to be wrong, the review itself, and who says so."""
        return file.of_notice(row)
