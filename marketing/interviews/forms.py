"""What is typed of an interview: what the house asks, what the shop answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketing.blocks import references
from marketing.interviews import interviews
from marketing.models import QuestionSet
from marketplace.shared import kept_files
from marketplace.shared.files import IMAGE_BYTES
from marketplace.shared.policy import brand
from marketplace.shared.states import Refusal
from sellers.models import Seller

PHOTOS_AT_ONCE = 3


class AskForm(forms.Form):
    """Whom to ask what, and until when."""

    shop = forms.CharField(
        label=_("Boutique"),
        max_length=200,
        help_text=_("Son nom exact, ou l'adresse de sa page."),
        error_messages={"required": _("Indiquez la boutique à interroger.")},
    )
    questions = forms.CharField(
        label=_("Questions"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Une par ligne, douze au plus. La boutique les lit telles quelles."),
        error_messages={"required": _("Écrivez au moins une question.")},
    )
    deadline = forms.DateField(
        label=_("Réponses attendues le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Indiquez le jour où les réponses sont attendues.")},
    )
    message = forms.CharField(
        label=_("Mot à la boutique"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Pourquoi elle, et ce que deviendra l'entretien : il est dans la lettre."),
    )

    def clean_shop(self) -> Seller:
        """The shop that is named."""
        key = references.number(references.settled("shops", self.cleaned_data["shop"]))
        shop = Seller.objects.filter(pk=key).first() if key else None
        if shop is None:
            raise forms.ValidationError(
                _("Aucune boutique ne s'appelle ainsi : copiez son nom ou l'adresse de sa page.")
            )
        return shop

    def clean_questions(self) -> list[str]:
        """The questions, each once."""
        try:
            return interviews.questions_in(self.cleaned_data["questions"])
        except interviews.BadQuestions as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class SetChoice(forms.Form):
    """With which questions to begin."""

    set = forms.ModelChoiceField(
        QuestionSet.objects.order_by("name"),
        label=_("Partir du questionnaire"),
        required=False,
    )


class AnswersForm(forms.Form):
    """A field a question, a few photos with what they show, and the agreement."""

    consent = forms.BooleanField(required=False)

    def __init__(self, questions: list[str], *args: Any, **options: Any):
        super().__init__(*args, **options)
        for number, question in enumerate(questions):
            self.fields[f"answer-{number}"] = forms.CharField(
                label=question,
                required=False,
                max_length=interviews.LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
        for number in range(PHOTOS_AT_ONCE):
            self.fields[f"photo-{number}"] = kept_files.FileField(
                label=_("Photo"),
                required=False,
                widget=forms.FileInput(attrs={"accept": "image/*"}),
            )
            self.fields[f"alt-{number}"] = forms.CharField(
                label=_("Ce que montre la photo"),
                required=False,
                max_length=160,
                help_text=_("Pour qui ne la voit pas : « Deux mains au tour »."),
            )
        self.fields["consent"].label = sentence()
        self.count = len(questions)

    def clean(self) -> dict[str, Any]:
        """All that is wrong at once: a photo nobody can show, or without words; when it is sent, no
        answer or no agreement.
        """
        said = super().clean() or self.cleaned_data
        for number in range(PHOTOS_AT_ONCE):
            upload = said.get(f"photo-{number}")
            if not upload:
                continue
            if not said.get(f"alt-{number}", "").strip():
                self.add_error(f"alt-{number}", _("Dites ce que montre la photo."))
            try:
                interviews.read_photo(upload.read(IMAGE_BYTES + 1))
            except Refusal as refusal:
                self.add_error(f"photo-{number}", str(refusal))
            upload.seek(0)
        if "send" in self.data:
            if not any(text.strip() for text in self.answers()):
                self.add_error(None, str(interviews.NothingAnswered()))
            if not said.get("consent"):
                self.add_error("consent", str(interviews.ConsentMissing()))
        return said

    def kept(self, number: int) -> None:
        """A photo stands beside the answers now: its field and its words are free for another."""
        kept_files.taken(self, f"photo-{number}")
        self.data = self.data.copy()
        self.data[f"alt-{number}"] = ""

    def answers(self) -> list[str]:
        """What was typed, even of a form with something wrong in it."""
        typed = [self.data.get(f"answer-{number}", "") for number in range(self.count)]
        return [text.replace("\r\n", "\n").replace("\0", "") for text in typed]

    def photos(self) -> list[tuple[int, bytes, str]]:
        """The photos with words of their own: number, content, words."""
        said = self.cleaned_data
        return [
            (number, said[f"photo-{number}"].read(), said[f"alt-{number}"].strip())
            for number in range(PHOTOS_AT_ONCE)
            if said.get(f"photo-{number}") and said.get(f"alt-{number}", "").strip()
        ]

    def questions(self) -> list[forms.BoundField]:
        """The fields of the answers."""
        return [self[f"answer-{number}"] for number in range(self.count)]

    def uploads(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of photos to add."""
        return [(self[f"photo-{n}"], self[f"alt-{n}"]) for n in range(PHOTOS_AT_ONCE)]


def sentence() -> str:
    """What a shop agrees to, in the words that are kept."""
    return str(
        _(
            "J'autorise {name} à publier ces réponses et ces photos dans son journal et sa lettre,"
            " sous le nom de ma boutique, après relecture. Je peux retirer cet accord tant que"
            " l'article n'est pas paru."
        )
    ).format(name=brand().name)
