"""The texts and menus of the house as the operator writes them: a version follows another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.judging import charter
from marketplace import menus
from marketplace.events import SayingChanged
from marketplace.shared import events, voice
from marketplace.shared.language import kept
from marketplace.shared.models import Saying, User
from marketplace.shared.states import Refusal

LABELS = ("label", "label_en")
SHORT = 28  # characters of an entry that leaves room for the others
BACK, BACK_TO_OURS = _("Retour à un texte d'avant"), _("Retour au texte d'origine")


class NothingChanged(Refusal):
    """What was written is what is said already."""

    sentence = _("Rien n'a changé : c'est déjà ce qui est en ligne.")


class ChangedMeanwhile(Refusal):
    """Somebody wrote another version since the page was read."""

    sentence = _(
        "Une autre version a été enregistrée depuis que vous avez ouvert cette page : relisez-la,"
        " puis recommencez."
    )


class LacksLaw(Refusal):
    """A menu of the time before a law lacks a link that it wants."""

    sentence = _("Ce menu ne peut pas revenir : il y manque {links}.")


@transaction.atomic(durable=True)
def write(
    name: str, *, text: str, text_en: str, seen: int, because: str, by: User | None, at: datetime
) -> Saying:
    """Say a text in other words from now on. Raises NothingChanged, ChangedMeanwhile."""
    if (text, text_en) == written(name):
        raise NothingChanged
    return _next(name, seen=seen, because=because, by=by, at=at, text=text, text_en=text_en)


@transaction.atomic(durable=True)
def write_menu(
    name: str, *, columns: list[dict], seen: int, because: str, by: User | None, at: datetime
) -> Saying:
    """Change a menu from now on. Raises NothingChanged, ChangedMeanwhile."""
    if columns == columns_of(last(name), name):
        raise NothingChanged
    return _next(name, seen=seen, because=because, by=by, at=at, columns=columns)


@transaction.atomic(durable=True)
def bring_back(name: str, number: int, *, seen: int, by: User | None, at: datetime) -> Saying:
    """Say again what a version said; 0 is what the house ships. Raises NothingChanged, LacksLaw,
    ChangedMeanwhile.
    """
    former = Saying.objects.filter(name=name, number=number, is_default=False).first()
    because = kept(BACK if former else BACK_TO_OURS)
    if name in voice.MENUS:
        columns = columns_of(former, name)
        if columns == columns_of(last(name), name):
            raise NothingChanged
        lacking = menus.missing(columns) if name == voice.FOOTER else []
        if lacking:
            raise LacksLaw(links=", ".join(str(one.name) for one in lacking))
        held: dict[str, Any] = {"columns": columns} if former else {"is_default": True}
        return _next(name, seen=seen, because=because, by=by, at=at, **held)
    said = (former.text, former.text_en) if former else voice.shipped(name)
    if said == written(name):
        raise NothingChanged
    values: dict[str, Any] = (
        {"text": said[0], "text_en": said[1]} if former else {"is_default": True}
    )
    return _next(name, seen=seen, because=because, by=by, at=at, **values)


def _next(name: str, *, seen: int, because: str, by: User | None, at: datetime, **values) -> Saying:
    """The next version, and its fact; every process reads again once it is committed."""
    former = last(name)
    if seen != (former.number if former else 0):
        raise ChangedMeanwhile
    before = "" if name in voice.MENUS else words_of(former, name)[0]
    try:
        with transaction.atomic():
            row = Saying.objects.create(
                name=name,
                number=seen + 1,
                because=because,
                written_by=by,
                written_at=at,
                **values,
            )
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    after = "" if name in voice.MENUS else words_of(row, name)[0]
    fact = SayingChanged(saying_id=row.pk, name=name, number=row.number, before=before, after=after)
    events.publish(fact, about=row, by=by, at=at, because=because)
    transaction.on_commit(voice.forget)
    return row


# --- What stands ------------------------------------------------------------------------------


def last(name: str) -> Saying | None:
    """The last version of a text or a menu, past any cache; none while nobody changed it."""
    return Saying.objects.filter(name=name).order_by("-number").first()


def written(name: str) -> tuple[str, str]:
    """A text as it stands in the database, in French and in English."""
    return words_of(last(name), name)


def words_of(row: Saying | None, name: str) -> tuple[str, str]:
    """What a version says, in French and in English; without one, what the house ships."""
    if row is None or row.is_default:
        return voice.shipped(name)
    return row.text, row.text_en


def columns_of(row: Saying | None, name: str) -> list[dict]:
    """The columns of a version of a menu; without one, what the house ships."""
    return row.columns if row is not None and not row.is_default else menus.shipped(name)


def lacks_english(row: Saying | None) -> bool:
    """Whether some of a version is said in French alone."""
    if row is None or row.is_default:
        return False
    said = [
        (part.get(word, ""), part.get(f"{word}_en", ""))
        for column in row.columns
        for word, part in (
            ("title", column),
            *(("label", link) for link in column["links"]),
        )
    ]
    return any(french and not english for french, english in [(row.text, row.text_en), *said])


# --- What is wrong with what was written ------------------------------------------------------


def faults(text: str, *, path: str, counts: bool = False) -> Iterator[str]:
    """Why a text cannot be said: a figure that nobody knows, a word the charter forbids."""
    known = {
        name: figure for name, figure in voice.figures().items() if counts or not figure.counted
    }
    for name in sorted(voice.named(text) - known.keys()):
        yield _now(
            "Aucun chiffre ne s'appelle « {name} » ici ; ceux qui existent : {known}."
        ).format(name=name, known=", ".join(f"{{{each}}}" for each in known))
    if set(voice.NAMED.sub("", text)) & {"{", "}"}:
        yield _now(
            "Une accolade entoure le nom d'un chiffre, en minuscules et sans espace, comme"
            " {retractation}."
        )
    yield from forbidden(text, path=path)


def forbidden(text: str, *, path: str) -> Iterator[str]:
    """Why the charter forbids words of a text."""
    yield from (one.sentence for one in charter.look(text, path=path) if one.is_forbidden)


def dropped(name: str, text: str) -> list[voice.Figure]:
    """The figures that the house's words or those of now name, and that a text names no more."""
    before = voice.named(voice.shipped(name)[0]) | voice.named(written(name)[0])
    known = voice.figures()
    return [known[each] for each in sorted(before - voice.named(text)) if each in known]


def menu_advice(name: str, columns: list[dict]) -> list[str]:
    """What would be better said otherwise in a menu: entries of the bar that fill it."""
    if name != voice.HEADER:
        return []
    words = [link[each] for column in columns for link in column["links"] for each in LABELS]
    return [
        _now(
            "« {words} » a {count} signes : au-delà de {most}, une entrée prend toute la place du"
            " menu du haut. Dites-le plus court."
        ).format(words=said, count=len(said), most=SHORT)
        for said in dict.fromkeys(words)
        if len(said) > SHORT
    ]


def advice(texts: Iterable[str], *, path: str) -> Iterator[str]:
    """What would be better said otherwise: other words, a figure that follows its rule."""
    said = [text for text in texts if text]
    for one in charter.look("\n".join(said), path=path):
        if not one.is_forbidden:
            yield one.sentence
    figures = [figure for figure in voice.figures().values() if not figure.counted]
    for text in said:
        typed = set(voice.NUMBERS.findall(voice.NAMED.sub("", text)))
        for figure in figures:
            if figure.name not in voice.named(text) and str(figure.read()) in typed:
                yield _now(
                    "« {number} » restera tel quel. Si ce sont {meaning}, écrivez {name} : le texte"
                    " suivra la règle."
                ).format(number=figure.read(), meaning=figure.meaning, name=f"{{{figure.name}}}")
