"""The console's pages about interviews: questions that are often asked, and each interview."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.blocks import wording
from marketing.editorial import articles
from marketing.interviews import interviews
from marketing.interviews.forms import AskForm, SetChoice
from marketing.models import Interview, QuestionSet
from marketing.states import InterviewState
from marketplace.shared.admin import Editable, House, Verb, present, register
from marketplace.shared.states import Refusal

ROLE = "editorial"
OPEN = (InterviewState.ASKED, InterviewState.ANSWERED, InterviewState.SHOWN)


@register(QuestionSet)
class QuestionSetAdmin(Editable):
    """Questions that are often asked together."""

    role = ROLE
    adding = _("Écrire un questionnaire")
    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name", "questions")


def _remarks(interview: Interview) -> tuple[str, dict]:
    """What would keep its article back: a shop does not agree to words that must change."""
    article, found = interview.article, []
    if article is not None:
        said = articles.words(article)
        found = wording.remarks(said, path=articles.path(article), advises=False)
    return "admin/marketing/_remarks.html", {"remarks": found}


def _show(interview, request, data):
    interviews.show(interview, **present(request))


def _cancel(interview, request, data):
    interviews.cancel(interview, **present(request))


@register(Interview)
class InterviewAdmin(House):
    """What shops are asked for the journal, and where each interview stands."""

    role, concerns = ROLE, ("seller",)
    addable = True
    adding = _("Demander un entretien")
    list_display = ("seller", "state", "deadline", "asked_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("seller",)
    search_fields = ("seller__name",)
    ordering = ("-pk",)
    fields = (
        *("seller", "state", "deadline", "message", "exchange", "pictures", "writing"),
        *("asked_by", "asked_at", "reminded_at", "answered_at"),
        *("consent_at", "consent_text", "consented_by", "shown_at", "agreed_at", "closed_at"),
    )
    readonly_fields = ("exchange", "pictures", "writing")
    verbs = (
        Verb(
            "montrer",
            _("Montrer à la boutique"),
            _show,
            role=ROLE,
            tone="positive",
            beside=_remarks,
            when=lambda interview: (
                interview.state in (InterviewState.ANSWERED, InterviewState.SHOWN)
            ),
            sentence=_(
                "Une lettre mène la boutique au texte tel qu'il est. Il peut paraître quand elle"
                " dit « bon à publier », ou deux jours après ; toute retouche demande de le lui"
                " montrer de nouveau."
            ),
            done=_("L'entretien est montré à la boutique, qui doit l'accepter."),
        ),
        Verb(
            "annuler",
            _("Annuler l'entretien"),
            _cancel,
            role=ROLE,
            tone="danger",
            when=lambda interview: interview.state in OPEN,
            sentence=_("Rien n'en sera publié. La boutique garde ses réponses sous les yeux."),
            done=_("L'entretien est annulé."),
        ),
    )

    def add_view(self, request, form_url="", extra_context=None):
        """Ask a shop: begin with a set of questions, change what must be."""
        choice = SetChoice(request.GET or None)
        chosen = choice.is_valid() and choice.cleaned_data["set"]
        chosen = chosen or QuestionSet.objects.order_by("pk").first()
        begun = {
            "questions": chosen.questions if chosen else "",
            "shop": request.GET.get("shop", "")[:200],
        }
        form = AskForm(request.POST or None, initial=begun)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                interview = interviews.ask(
                    said["shop"],
                    questions=said["questions"],
                    deadline=said["deadline"],
                    message=said["message"],
                    **present(request),
                )
            except Refusal as refusal:
                away = isinstance(refusal, interviews.ShopAway)
                form.add_error("shop" if away else "deadline", str(refusal))
            else:
                messages.success(request, _now("La boutique est prévenue par une lettre."))
                return redirect(self._own(interview))
        return self._form(request, form, SetChoice(initial={"set": chosen}))

    def _form(self, request, form: AskForm, choice: SetChoice) -> HttpResponse:
        return render(
            request,
            "admin/marketing/ask.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": self.adding,
                "form": form,
                "choice": choice,
                "back": self._list(""),
            },
            status=422 if form.errors else 200,
        )

    @admin.display(description=_("questions et réponses"))
    def exchange(self, interview):
        """What was asked, and what was answered once it was sent."""
        is_sent = interview.answered_at is not None
        answers = interview.answers if is_sent else [""] * len(interview.questions)
        return format_html_join(
            "",
            "<p><strong>{}</strong><br>{}</p>",
            (
                (question, answer or _now("– pas de réponse –"))
                for question, answer in zip(interview.questions, answers, strict=False)
            ),
        )

    @admin.display(description=_("photos"))
    def pictures(self, interview):
        """The photos that came with the answers."""
        if interview.answered_at is None:
            return "–"
        shown = ((photo.file.url, photo.alt) for photo in interview.photos.order_by("rank", "pk"))
        return format_html_join(" ", '<img src="{}?l=160" alt="{}" width="120">', shown) or "–"

    @admin.display(description=_("article"))
    def writing(self, interview):
        """Where the article is written."""
        if interview.article is None:
            return "–"
        page = reverse("admin:marketing_article_change", args=[interview.article_id])
        return format_html('<a href="{}">{}</a>', page, interview.article)
