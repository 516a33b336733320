"""Which of the words asked name a thing, and which only tell of it: « tapis » of « tapis rond ».

Names of categories begin with what they hold (in English they end with it), and the values of
attributes are told of things. Whatever only tells of a thing answers nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from django.utils.translation import get_language

from catalog.attributes.vocabulary import phrase, vocabulary
from catalog.models import Attribute
from catalog.search import compounds, words
from catalog.search.question import Alternatives
from catalog.tree import Place, Tree, tree

# what people look for by this very word: where nothing on sale is called so, nobody sells one,
# whatever a description says (that a lamp dresses the room, that a bowl is for the sofa)
GOODS = """
robe dress jupe skirt chemise shirt pantalon trousers manteau coat veste jacket costume suit
cravate tie ceinture belt chaussette sock botte boot chaussure shoe basket sneaker gant glove
chapeau hat casquette cap montre watch bague ring collier necklace bracelet sac bag valise suitcase
lit bed matelas mattress oreiller pillow couette duvet drap sheet couverture blanket canapé sofa
fauteuil armchair chaise chair table bureau desk armoire wardrobe étagère shelf tiroir drawer
miroir mirror horloge clock rideau curtain four oven frigo fridge fourchette fork cuillère spoon
couteau knife poêle pan marmite bouteille bottle bière beer vin wine fromage cheese pain bread
gâteau cake téléphone phone voiture car vélo bike livre book ordinateur computer crème cream jean
tente tent plateau tray parapluie umbrella chausson pantoufle slipper bouilloire kettle casserole
saucepan balai broom pyjama poussette stroller trottinette scooter clavier keyboard
"""
CHOSEN = (Attribute.Kind.CHOICE, Attribute.Kind.CHOICES)
NAMELESS = ("0nameless",)  # the form of no word
STUFF = ("couleur", "matiere")  # attributes
IN_FRONT = frozenset(
    """
    petit petite petits petites grand grande grands grandes gros grosse vieux vieille beau belle
    bon bonne joli jolie nouveau nouvelle mini maxi vrai vraie bio deux trois quatre six
    """.split()  # noqa: SIM905
)
# two things of one title
TOGETHER = re.compile(r"\s*(?:[,&+/;:]|\b(?:et|avec|ou|and|with|or)\b)\s*", re.I)
PARTS = re.compile(r"\s*(?:,|/|&|\bet\b|\band\b)\s*", re.I)


def of(text: str) -> tuple[list[Alternatives], bool]:
    """The words asked that name things, as the index has them, and whether others were asked too.

    All of them, where none of them can be told to be a noun.
    """
    groups = words.asked(text)
    if whole := compounds.whole(text):
        return [whole], True
    heads = set().union(*tree().kept_with(_heads))
    free = _free(groups, text)
    named = [group for group in free if not heads.isdisjoint(group)]
    named = named or [group for group in free if not _goods().isdisjoint(group)]
    named = named or [group for group in free if not _tells(group, text)]
    if not named and len(free) < len(groups):
        return [NAMELESS], True  # a « rond de serviette » is nothing that is round
    return named or groups, 0 < len(named) < len(groups)


def _free(groups: Sequence[Alternatives], text: str) -> list[Alternatives]:
    """The words that are bound to no other: of « dessous de plat » the first alone."""
    bound = compounds.bound(text)
    return [group for group in groups if group[0] not in bound] or list(groups)


def _tells(group: Alternatives, text: str) -> bool:
    """Whether a word is a value that things have: a colour, a shape, a material."""
    told = [word for word in words.sought(text) if not set(words.forms(word)).isdisjoint(group)]
    attributes = vocabulary().by_key.values()
    return any(
        phrase(form) in attribute.phrases
        for word in told
        for form in (word, *words.forms(word))
        for attribute in attributes
        if attribute.kind in CHOSEN
    )


def lead(text: str) -> Alternatives:
    """The forms of the word that says what is looked for, where one of them names goods: the first
    one in French, the last in English; « chocolat noir » is a chocolate, whatever else is black.
    """
    if whole := compounds.whole(text):
        return whole
    french, english = tree().kept_with(_leads)
    goods = _goods()
    named = [
        group
        for group in _free(words.asked(text), text)
        if not all(map(set(group).isdisjoint, (french, english, goods)))
    ]
    if not named:
        return ()
    packed = compounds.packed(text)
    named = [group for group in named if group[0] not in packed] or named
    is_french = all(not (french | goods).isdisjoint(group) for group in named)
    is_english = all(not (english | goods).isdisjoint(group) for group in named)
    if is_english and not (is_french and get_language() != "en"):
        return named[-1]
    return named[0]


def _leads(places: Tree) -> tuple[set[str], set[str]]:
    """Those that name goods: what is in the aisle « Table et cuisine » is no table."""
    return _named(place for place in places.places.values() if place.above or not place.below)


def _heads(places: Tree) -> tuple[set[str], set[str]]:
    """The forms of the words by which categories name what they hold, in French and in English."""
    return _named(places.places.values())


def _named(places: Iterable[Place]) -> tuple[set[str], set[str]]:
    french: set[str] = set()
    english: set[str] = set()
    for place in places:
        for name, end, heads, read in (
            (place.name, 0, french, words.words_of),
            (place.name_en, -1, english, words.english_of),
        ):
            for part in PARTS.split(name or ""):
                if said := read(part):
                    for word in (said[end], *words.joined(part)):
                        heads.update(words.forms(word))
    return french, english


def heads_of(place: Place) -> tuple[set[str], set[str]]:
    """The forms of the words by which one category names what it holds, French and English."""
    return _named([place])


def are_goods(text: str) -> bool:
    """Whether a question names something that is sold under this very word."""
    return any(not _goods().isdisjoint(words.forms(word)) for word in words.sought(text))


def behind(title: str) -> tuple[set[str], set[str]]:
    """The goods that stand in a French title behind another thing's name, and name no other: right
    behind it they tell of it (« Housse couette »), further on a range is called so.
    """
    heads = set().union(*tree().kept_with(_heads)) | _goods()
    telling: set[str] = set()
    naming: set[str] = set()
    for part in TOGETHER.split(title):
        said = words.words_of(part)
        first = next(
            (at for at, word in enumerate(said) if not heads.isdisjoint(words.forms(word))), None
        )
        for at, word in enumerate(said[first + 1 :] if first is not None else ()):
            if not _goods().isdisjoint(words.forms(word)):
                (naming if at else telling).add(word)
    return telling, naming - telling


def before(title: str) -> set[str]:
    """The goods that stand in an English title before another thing's name: of a "table lamp" the
    table.
    """
    heads = set().union(*tree().kept_with(_heads)) | _goods()
    telling: set[str] = set()
    for part in TOGETHER.split(title):
        said = words.english_of(part)
        named = [at for at, word in enumerate(said) if not heads.isdisjoint(words.forms(word))]
        telling |= {said[at] for at in named[:-1] if not _goods().isdisjoint(words.forms(said[at]))}
    return telling


def told_in(title: str, english: str) -> set[str]:
    """The words of a title that are goods by themselves, and the colour or the stuff of these:
    « Déodorant crème », "Cream deodorant".
    """
    return _beside(title, -1) | _beside(english, 1)


def _beside(title: str, step: int) -> set[str]:
    """Those that stand right behind another word of weight; right before one in English."""
    said = words.WORD.findall(title.lower())
    beside = zip(said[1:], said, strict=False) if step < 0 else zip(said, said[1:], strict=False)
    return {
        word
        for word, other in beside
        if not _goods().isdisjoint(words.forms(word))
        and words.fold(other) not in words.LITTLE | IN_FRONT
        and _is_stuff(word)
    }


def _is_stuff(word: str) -> bool:
    """Whether a word is a colour or a material."""
    known = vocabulary().by_key
    return any(phrase(word) in known[key].phrases for key in STUFF if key in known)


def lead_to_goods(text: str) -> bool:
    """Whether a question is led by what is sold under this very word, or by nobody."""
    return not _goods().isdisjoint(lead(text))


def rest(text: str) -> str:
    """The words of a question that name no thing: « mains » of « crème mains »."""
    named = {form for group in of(text)[0] for form in group}
    return " ".join(word for word in words.sought(text) if named.isdisjoint(words.forms(word)))


def only_tell(text: str) -> bool:
    """Whether the noun of a question is looked for by its very word, and is also told of other
    things: neither a cream deodorant nor an apron of old jeans is what was asked for.
    """
    led = lead(text)
    return any(
        set(forms) <= set(led) and not _goods().isdisjoint(forms) and _is_stuff(word)
        for word in words.sought(text)
        if (forms := words.forms(word))
    )


def is_written(word: str) -> bool:
    """Whether a word is written as one of these, in singular or plural: not so « trouse »."""
    folded = words.fold(word)
    return any(folded.removesuffix(ending) in _written() for ending in ("", "s", "x", "es"))


@cache
def _written() -> frozenset[str]:
    return frozenset(map(words.fold, GOODS.split()))


@cache
def _goods() -> frozenset[str]:
    return frozenset(form for word in GOODS.split() for form in words.forms(word))


def any_of(groups: Sequence[Alternatives]) -> Alternatives:
    """All forms of some words, any of which will do."""
    return tuple(dict.fromkeys(form for group in groups for form in group))
