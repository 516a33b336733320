"""A film: its picture first; its host is asked for nothing before somebody wants to see it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketing.blocks import fields, players, rich
from marketing.blocks.block import ADVICE, BlockForm, Kind, Remark, Said
from marketing.blocks.references import number
from marketing.blocks.scene import Scene, Wants


def _a_film(value: str) -> None:
    if players.film(value) is None:
        raise forms.ValidationError(
            _(
                "Collez l'adresse d'une vidéo chez {hosts}, comme"
                " « https://vimeo.com/123456789 » : les pages ne montrent que celles-là."
            ).format(hosts=", ".join(players.NAMES))
        )


def _address(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        required=False,
        validators=[_a_film],
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        **more,
    )


class Form(BlockForm):
    """What is typed in it."""

    address = _address(_("Adresse de la vidéo"))
    picture = fields.picture(_("Image d'attente"), least=(960, 540))
    title = fields.text(_("Titre"))
    length = fields.text(_("Durée"), most=20, help_text=_("Par exemple « 2 min 30 »."))
    transcript = fields.rich_text(
        _("Transcription"), help_text=_("Ce qui est dit, pour qui n'entend pas ou lit plutôt.")
    )
    translated = ("title", "transcript")
    required = ("address", "picture", "title")


def wants(said: Said, wants: Wants) -> None:
    """The picture that stands for the film."""
    if pk := number(said.text("picture")):
        wants.pictures.add(pk)


def shown(said: Said, scene: Scene) -> dict | None:
    """The film, if it has an address, a title and a picture."""
    film = players.film(said.text("address"))
    picture = scene.picture(number(said.text("picture")))
    title = said.text("title")
    if film is None or picture is None or not title:
        return None
    return {
        "film": film,
        "picture": picture,
        "title": title,
        "length": said.text("length"),
        "transcript": rich.drawn(said.text("transcript")),
    }


def checks(said: Said, _scene: Scene):
    """A film that who cannot hear it cannot follow."""
    if said.text("address") and not said.text("transcript").strip():
        yield Remark(
            ADVICE,
            str(_("Sans transcription, qui n'entend pas la vidéo n'en saura rien : écrivez-la.")),
        )


KIND = Kind(
    key="video",
    name=_("Vidéo"),
    use=_("Un film de YouTube, Vimeo ou Dailymotion, chargé quand on le demande seulement."),
    icon="circle-play",
    form=Form,
    wants=wants,
    shown=shown,
    checks=checks,
)
