"""The seller answers the journal's questions, reads the text before it appears, or says no."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketing.editorial import consents
from marketing.interviews import interviews
from marketing.interviews.forms import AnswersForm, sentence
from marketing.models import Interview
from marketing.pages.articles import reading
from marketing.states import InterviewState
from marketplace.shared import kept_files
from marketplace.shared.clock import now
from marketplace.shared.states import Refusal
from sellers.access import seller

A_PAGE = 50


@seller("owner")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The interviews that were asked of the shop."""
    asked = request.seller.interviews.select_related("article").order_by("-pk")[:A_PAGE]
    return render(request, "seller/marketing/interviews.html", {"interviews": asked})


@seller("owner")
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions with what is answered so far; kept as a draft until it is sent."""
    interview = _found(request, pk)
    if request.method != "POST":
        begun = {f"answer-{n}": said for n, said in enumerate(interview.answers)}
        return _page(request, interview, AnswersForm(interview.questions, initial=begun))
    form = AnswersForm(interview.questions, request.POST, kept_files.sent(request))
    form.is_valid()
    try:
        interviews.keep(interview, form.answers())
    except interviews.NotAwaited as refusal:
        messages.error(request, str(refusal))
        return redirect("seller-interview", pk)
    _take_photos(request, interview, form)
    if not form.errors and "send" in request.POST:
        try:
            agreed = sentence() if form.cleaned_data["consent"] else ""
            interviews.answer(interview, form.answers(), consent=agreed, by=request.user, at=now())
        except interviews.ConsentMissing as refusal:
            form.add_error("consent", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Merci, vos réponses sont parties. Vous relirez le texte avant qu'il paraisse."),
            )
            return redirect("seller-interview", pk)
    if form.errors:
        return _page(request, interview, form, status=422)
    messages.success(request, _("Votre brouillon est gardé."))
    return redirect("seller-interview", pk)


@seller("owner")
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The shop does not wish to answer."""
    interview = _found(request, pk)
    try:
        interviews.decline(interview, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C'est noté : nous ne vous poserons plus ces questions."))
    return redirect("seller-interview", pk)


@seller("owner")
@require_safe
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it would appear."""
    interview = _found(request, pk)
    article = interview.article
    shown = interview.state in (InterviewState.SHOWN, InterviewState.PUBLISHED)
    if article is None or not shown:
        messages.info(request, _("Le texte n'est pas encore prêt à être relu."))
        return redirect("seller-interview", pk)
    photos = list(article.photos.order_by("rank", "pk"))
    return render(
        request,
        "seller/marketing/interview_text.html",
        {
            "interview": interview,
            "article": article,
            "reading": reading.read(article, photos),
            "seal": consents.seal(article),
            "until": interview.shown_at + consents.TO_READ,
        },
    )


@seller("owner")
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The shop says that the text may appear, or takes its agreement back."""
    interview = _found(request, pk)
    by = {"by": request.user, "at": now()}
    try:
        if "withdraw" in request.POST:
            interviews.withdraw(interview, **by)
            messages.success(request, _("Votre accord est retiré : rien ne sera publié."))
        else:
            interviews.agree(interview, seal=request.POST.get("seal", "")[:64], **by)
            messages.success(request, _("Merci : l'entretien peut paraître."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        if interview.state == InterviewState.SHOWN:
            return redirect("seller-interview-text", pk)
    return redirect("seller-interview", pk)


def _found(request: HttpRequest, pk: int) -> Interview:
    own = request.seller.interviews.select_related("article", "seller")
    return get_object_or_404(own, pk=pk)


def _take_photos(request: HttpRequest, interview: Interview, form: AnswersForm) -> None:
    dropped = [
        int(key) for key in request.POST.getlist("drop") if key.isdecimal() and len(key) < 12
    ]
    if dropped:
        interviews.remove_photos(interview, dropped)
    for number, content, alt in form.photos():
        try:
            interviews.add_photo(interview, content, alt=alt)
            form.kept(number)
        except Refusal as refusal:
            form.add_error(f"photo-{number}", str(refusal))


def _page(
    request: HttpRequest, interview: Interview, form: AnswersForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "seller/marketing/interview.html",
        {
            "interview": interview,
            "form": form,
            "photos": interview.photos.order_by("rank", "pk"),
            "exchange": list(zip(interview.questions, interview.answers, strict=False)),
            "may_answer": interview.state == InterviewState.ASKED,
            "may_withdraw": interview.state in (InterviewState.ANSWERED, InterviewState.SHOWN),
        },
        status=status,
    )
