"""Questions and their answers: folded as in a help page, or open as in an interview."""

from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields, rich
from marketing.blocks.block import HOUSE, SHOP, BlockForm, Kind, Said
from marketing.blocks.scene import Scene


class Form(BlockForm):
    """What is typed in it."""

    title = fields.text(_("Titre"))
    layout = fields.choice(
        _("Présentation"),
        [("", _("Réponses repliées")), ("open", _("Entretien : tout est ouvert"))],
    )
    translated = ("title",)
    repeated = {
        "items": (
            12,
            {
                "question": fields.text(_("Question")),
                "question_en": fields.text(_("Question (anglais)")),
                "answer": fields.words(_("Réponse"), most=2000),
                "answer_en": fields.words(_("Réponse (anglais)"), most=2000),
            },
        )
    }
    required = ("items",)


def shown(said: Said, _scene: Scene) -> dict | None:
    """The questions that have an answer."""
    items = [
        {"question": row["question"], "answer": rich.drawn(row["answer"])}
        for row in said.items("items", ("question", "answer"))
        if row["question"] and row["answer"]
    ]
    if not items:
        return None
    return {
        "title": said.text("title"),
        "items": items,
        "is_open": said.text("layout") == "open",
    }


KIND = Kind(
    key="questions",
    name=_("Questions et réponses"),
    use=_("Des réponses à déplier, ou un entretien."),
    icon="circle-question-mark",
    form=Form,
    shown=shown,
    whose=(HOUSE, SHOP),
)
