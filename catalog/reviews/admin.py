"""The console's page about reviews: those to read before they appear, and all the others."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Review
from catalog.reviews import file, reviews
from catalog.states import ReviewState
from marketplace.shared.admin import Filed, Verb, register
from marketplace.shared.clock import now
from marketplace.shared.dossiers import Dossier
from marketplace.shared.typed import MotiveField


class HideForm(forms.Form):
    """Why a review is hidden, in words its author will read."""

    because = MotiveField(label=_("Motif, lu par l'auteur de l'avis"))


def _publish(review, request, data):
    reviews.publish(review, by=request.user, at=now())


def _hide(review, request, data):
    reviews.hide(review, because=data["because"], by=request.user, at=now())


@register(Review)
class ReviewAdmin(Filed):
    """The queue of reviews that must be read first, and all the others."""

    role, concerns = "moderation", ("seller",)
    list_display = ("product", "rating", "title", "author", "seller", "state", "written_at")
    list_filter = ("state", "rating")
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
