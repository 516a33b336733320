"""What labels say in a closed set of words, told in English: fibres, care, ingredients, and the
usual sentences of storage and warning; shades and materials that have an English word of their own.

The names of fibres are a list of the law (Règlement (UE) 1007/2011, annexe I), and care is written
in the phrases of its symbols (ISO 3758). A text is told in English where each of its words is
known, else not at all: half a composition is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from marketplace.shared.folding import fold

# what is written where there is no warning and no danger
NONE = frozenset({"aucun", "aucune"})
COMPOSITION, CARE, INGREDIENTS = "composition-textile", "entretien", "ingredients"
USUAL = frozenset(
    {
        *("conservation", "precautions", "avertissements", "avertissements-jouet"),
        "composition-chaussure",
    }
)

# What stands behind a name in French stands before it in English: laine vierge, virgin wool.
_FIBRES = """
    coton: cotton; lin: linen; laine: wool; laine merinos: merino wool; merinos: merino wool;
    laine d agneau: lambswool; laine de mouton: sheep’s wool; laine d alpaga: alpaca wool;
    alpaga: alpaca; lama: llama; chameau: camel; cachemire: cashmere; mohair: mohair;
    angora: angora; vigogne: vicuna; yack: yak; soie: silk; crin: horsehair; poil: hair;
    cuir: leather; duvet: down; plume: feather; feutre: felt; chanvre: hemp; jute: jute;
    abaca: abaca; alfa: alfa; coco: coir; genet: broom; ramie: ramie; sisal: sisal; kapok: kapok;
    bambou: bamboo; raphia: raffia; paille: straw; acetate: acetate; triacetate: triacetate;
    cupro: cupro; modal: modal; viscose: viscose; lyocell: lyocell; acrylique: acrylic;
    modacrylique: modacrylic; polyamide: polyamide; nylon: nylon; aramide: aramid;
    polyester: polyester; polyethylene: polyethylene; polypropylene: polypropylene;
    polyurethane: polyurethane; elasthanne: elastane; elasthane: elastane; elastane: elastane;
    metal: metal; papier: paper; latex: latex; caoutchouc: rubber; microfibre: microfibre;
    fibre metallique: metallic fibre; fibre metallisee: metallised fibre; verre: glass fibre;
    fibre diverse: mixed fibres; autre fibre: other fibres;
    composition textile non determinee: unspecified textile composition
"""
_TELLING = """
    recycle: recycled; recyclee: recycled; biologique: organic; bio: organic; vierge: virgin;
    peigne: combed; peignee: combed; feutree: felted; lave: washed; lavee: washed
"""
_PIECES = """
    exterieur: outer; interieur: inner; doublure: lining; dessus: upper side; endroit: face;
    dessous: underside; envers: back; dos: back; garnissage: filling; rembourrage: filling;
    garniture: filling; tissu: fabric; tissu principal: main fabric; corps: body; col: collar;
    manche: sleeves; housse: cover
"""
_CARE = """
    lavage a la main: hand wash; lavage main: hand wash; a laver a la main: hand wash;
    laver a la main: hand wash; lavable en machine: machine washable;
    lavage en machine: machine wash; lavage machine: machine wash; lavage a froid: cold wash;
    a l eau froide: in cold water; a l eau tiede: in lukewarm water; a peine tiede: barely warm;
    lavage a # degre: wash at #°C; lavage a # c: wash at #°C; a # c: at #°C;
    lavage en machine a # c: machine wash at #°C; lavage machine a # c: machine wash at #°C;
    lavage a # c sur l envers: wash inside out at #°C; lavage sur l envers: wash inside out;
    sur l envers: inside out; cycle laine: wool cycle; cycle delicat: delicate cycle;
    programme laine: wool cycle; programme delicat: delicate cycle;
    lavable a # c: machine washable at #°C; lavable a la main: hand washable;
    sechage a l air libre: air dry; sechage a l air: air dry; sechage a plat: dry flat;
    sechage a l ombre: dry in the shade;
    a plat: dry flat; a l ombre: in the shade; sechage en machine: tumble dry;
    sechage a basse temperature: tumble dry low; sechage au seche linge: tumble dry;
    sans adoucissant: no fabric softener; sans seche linge: do not tumble dry;
    sans javel: do not bleach; pas de seche linge: do not tumble dry;
    pas de sechage en machine: do not tumble dry; ne pas secher en machine: do not tumble dry;
    ne pas blanchir: do not bleach; ne pas javelliser: do not bleach; pas de javel: do not bleach;
    pas de chlore: do not bleach; ne pas laver: do not wash; ne pas repasser: do not iron;
    pas de repassage: do not iron; ne pas nettoyer a sec: do not dry clean;
    pas de nettoyage a sec: do not dry clean; nettoyage a sec: dry clean;
    nettoyage a sec uniquement: dry clean only; nettoyage a sec seulement: dry clean only;
    repassage doux: cool iron; repassage a basse temperature: cool iron; fer doux: cool iron;
    repassage a fer doux: cool iron; repassage moyen: warm iron; fer moyen: warm iron;
    repassage sur l envers: iron inside out; repassage a la vapeur: steam iron;
    nettoyage au savon doux: clean with mild soap;
    nettoyage a l eau savonneuse: clean with soapy water;
    a nettoyer a l eponge humide: wipe with a damp sponge; eponge humide: damp sponge;
    a essuyer avec un chiffon humide: wipe with a damp cloth; chiffon humide: damp cloth;
    chiffon doux: soft cloth; chiffon sec: dry cloth; passe au lave vaisselle: dishwasher safe;
    compatible lave vaisselle: dishwasher safe; lave vaisselle: dishwasher safe;
    pas de lave vaisselle: not dishwasher safe; ne passe pas au lave vaisselle: not dishwasher safe;
    compatible micro ondes: microwave safe; pas de micro ondes: not microwave safe
"""
_USUAL = """
    au refrigerateur apres ouverture: in the refrigerator after opening;
    au refrigerateur: in the refrigerator; au frais: in a cool place; au sec: in a dry place;
    au frais apres ouverture: in a cool place after opening;
    a l abri de la lumiere: away from light; a l abri de l humidite: away from moisture;
    a l abri de la chaleur: away from heat; a temperature ambiante: at room temperature;
    trois jours: three days; cinq jours: five days; # jours: # days; une semaine: one week;
    deux semaines: two weeks; trois semaines: three weeks; # semaines: # weeks;
    un mois: one month; trois mois: three months; six mois: six months; # mois: # months;
    six mois apres ouverture: six months after opening;
    trois mois apres ouverture: three months after opening;
    # jours apres ouverture: # days after opening; # mois apres ouverture: # months after opening;
    usage externe: for external use only; usage externe uniquement: for external use only;
    eviter le contact avec les yeux: avoid contact with the eyes;
    ne pas avaler: do not swallow; ne pas appliquer sur une peau lesee: do not use on broken skin;
    tenir hors de portee des enfants: keep out of reach of children;
    a tenir hors de portee des enfants: keep out of reach of children;
    lame coupante: sharp blade; attention: warning;
    attention ne convient pas aux enfants de moins de # mois:
    warning! Not suitable for children under # months;
    ne convient pas aux enfants de moins de # mois: not suitable for children under # months;
    petites pieces: small parts; debranchez avant de changer l ampoule: unplug before changing the
    bulb; coupez le courant avant la pose: switch off the power before fitting;
    ne laissez jamais une bougie allumee sans surveillance: never leave a burning candle unattended;
    ni a portee d un enfant: nor within a child’s reach;
    apres un choc: after an impact; remplacez le casque: replace the helmet;
    meme sans trace visible: even with no visible damage;
    tige cuir: leather upper; tige textile: textile upper; doublure cuir: leather lining;
    doublure textile: textile lining; semelle caoutchouc: rubber sole; semelle cuir: leather sole
"""
_INGREDIENTS = """
    eau: water; sucre: sugar; sucre de canne: cane sugar; sel: salt; sel de mer: sea salt;
    fleur de sel: fleur de sel; poivre: pepper; epices: spices; ail: garlic; oignons: onions;
    alcool: alcohol; vinaigre de cidre: cider vinegar; vinaigre de vin rouge: red wine vinegar;
    huile d olive: olive oil; huile d olive vierge extra: extra virgin olive oil;
    huile de colza: rapeseed oil; jus de citron: lemon juice; jus de pomme: apple juice;
    citron confit: preserved lemon; farine de ble: wheat flour; farine de seigle: rye flour;
    beurre: butter; lait: milk; lait en poudre: milk powder; œufs: eggs; blancs d œufs: egg whites;
    levure: yeast; amandes: almonds; noisettes: hazelnuts; noisettes entieres: whole hazelnuts;
    fruits confits: candied fruit; eau de fleur d oranger: orange blossom water;
    fleurs d oranger: orange blossom; fleurs de sureau: elderflowers; miel: honey;
    miel d acacia: acacia honey; miel de chataignier: chestnut honey; miel de lavande: lavender
    honey; miel de montagne: mountain honey; miel toutes fleurs: wildflower honey;
    pate de cacao: cocoa mass; beurre de cacao: cocoa butter; creme de chataignes: chestnut cream;
    figues: figs; cassis: blackcurrants; fraises: strawberries; oranges ameres: bitter oranges;
    aubergines: aubergines; olives noires: black olives; capres: capers; anchois: anchovies;
    pois chiches: chickpeas; sesame: sesame; graines de moutarde: mustard seeds;
    piment doux fume: smoked sweet pepper; paprika fume: smoked paprika; origan: oregano;
    thym: thyme; romarin: rosemary; sarriette: savory; tilleul: lime blossom;
    camomille: chamomile; the blanc: white tea; the vert: green tea; rooibos: rooibos;
    feuilles de menthe: mint leaves; infusion de menthe: mint infusion;
    feuilles de verveine: verbena leaves; feuilles de verveine odorante: lemon verbena leaves;
    cafe arabica du perou: Arabica coffee from Peru;
    cafe arabica de colombie: Arabica coffee from Colombia;
    cafe arabica d ethiopie: Arabica coffee from Ethiopia;
    cafe arabica decafeine a l eau: water-decaffeinated Arabica coffee;
    ecorces d orange: orange peel; de citron: lemon peel; viande de porc: pork;
    foie de porc: pork liver; lait entier en poudre: whole milk powder;
    cafe arabica: Arabica coffee; poivre sauvage de madagascar: wild pepper from Madagascar
"""
# words that tell more than the value they name, and have one of their own in English
_NAMES = """
    corail: coral; naturel: natural; rouille: rust; sable: sand; terracotta: terracotta;
    ecru: ecru; vermeil: vermeil;
    acetate de coton: cotton acetate; acetate recycle: recycled acetate;
    laiton dore a l or fin: brass gilded with fine gold;
    chene et fibre vegetale: oak and plant fibre; hetre et sanglier: beech and boar bristle;
    coque abs recycle et liege: recycled ABS shell and cork;
    papier 120 g, reliure cousue: 120 g paper, sewn binding;
    papier 150 g, coins ronds: 150 g paper, rounded corners;
    beurre de karite et bicarbonate: shea butter and bicarbonate of soda
"""
_SHARE = re.compile(r"(\d+(?:,\d+)?)\s*%\s*(?:de |d[’'])?")
_SHARE_BEHIND = re.compile(r"\s(\d+(?:,\d+)?)\s*%\s*$")
_MARK = re.compile(r"\s*((?<!\d)[,.]|[,.](?!\d)|;|(?<!\w)et(?!\w)|\s:|/)\s*")
_PLURAL = re.compile(r"(?<=[a-z]{3})s\b")
_WORD = re.compile(r"[a-z]+|\d+", re.ASCII)
# these end in a letter that is no plural
_KEPT = frozenset(
    {"merinos", "dos", "corps", "pas", "sans", "dessus", "dessous", "envers", "ondes"}
)


def english(key: str, text: str) -> str:
    """What the text of a label's attribute says, in English; empty where not all of it is known."""
    if fold(text).strip(" .") in NONE:
        return "None"
    if key == COMPOSITION:
        return _joined(text, _composed)
    if key == CARE:
        return _joined(text, _cared)
    if key == INGREDIENTS:
        return _joined(text, _eaten)
    if key in USUAL:
        said = _joined(text, _usual)
        return f"{said}." if said and text.rstrip().endswith(".") else said
    return ""


def named(text: str) -> str:
    """The English of a shade or a material that is called more closely than the value it is of;
    empty where it has none here.
    """
    said = _READ["names"].get(" ".join(_plain(text)), "")
    return said[:1].upper() + said[1:] if text[:1].isupper() else said


def _joined(text: str, tell: Callable[[str], str]) -> str:
    marks = _MARK.split(text.replace("\u00a0", " ").replace("\u202f", " ").strip(" ."))
    told = []
    for place, part in enumerate(marks):
        if place % 2:
            told.append(
                {"et": " and ", ":": ": ", "/": " / "}.get(part.strip(), f"{part.strip()} ")
            )
        else:
            said = tell(part)
            begins = place > 1 and marks[place - 1].strip() == "."
            told.append(said[:1].upper() + said[1:] if begins else said)
    if not all(told):
        return ""
    said = "".join(told)
    return said[:1].upper() + said[1:] if text[:1].isupper() else said


@lru_cache(maxsize=4096)
def _composed(part: str) -> str:
    """A part of a composition: « 80 % laine vierge » is 80% virgin wool; a piece is named alone."""
    share = _SHARE.match(part)
    words = _plain(part[share.end() :] if share else part)
    if not share and (piece := _READ["pieces"].get(" ".join(words))):
        return piece
    before = []
    while words and words[-1] in _READ["telling"]:
        before.append(_READ["telling"][words.pop()])
    if words[:1] in (["pur"], ["pure"]):
        before.append("pure")
        words = words[1:]
    fibre = _READ["fibres"].get(" ".join(words), "")
    if not fibre:
        return ""
    said = " ".join([*before, fibre])
    return f"{share[1].replace(',', '.')}% {said}" if share else said


@lru_cache(maxsize=4096)
def _eaten(part: str) -> str:
    """An ingredient, with its share behind it: « amandes 25 % »."""
    share = _SHARE_BEHIND.search(part)
    said = _READ["ingredients"].get(" ".join(_plain(part[: share.start()] if share else part)), "")
    return f"{said} {share[1].replace(',', '.')}%" if said and share else said


@lru_cache(maxsize=4096)
def _cared(part: str) -> str:
    return _figured(part, "care")


@lru_cache(maxsize=4096)
def _usual(part: str) -> str:
    return _figured(part, "usual")


def _figured(part: str, kind: str) -> str:
    """A phrase of a kind, whatever the figure in it."""
    words = _plain(part)
    figures = [word for word in words if word.isdigit()]
    said = _READ[kind].get(" ".join("#" if word.isdigit() else word for word in words), "")
    return said.replace("#", figures[0]) if figures and said else said


def _plain(text: str) -> list[str]:
    """The words of a text without accents, each in its singular."""
    words = _WORD.findall(fold(text))
    return [word if word in _KEPT else _PLURAL.sub("", word) for word in words]


def _read(lines: str) -> dict[str, str]:
    pairs = (line.split(":", 1) for line in " ".join(lines.split()).split(";"))
    return {" ".join(_read_words(french)): said.strip() for french, said in pairs}


def _read_words(french: str) -> list[str]:
    return [word if word == "#" else _plain(word)[0] for word in french.split()]


_READ = {
    "fibres": _read(_FIBRES),
    "telling": _read(_TELLING),
    "pieces": _read(_PIECES),
    "care": _read(_CARE),
    "usual": _read(_USUAL),
    "ingredients": _read(_INGREDIENTS),
    "names": _read(_NAMES),
}
