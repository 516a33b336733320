"""Words brought to their plain form, French and irregular English, before they are stemmed.

A stemmer takes endings away; it does not know that *douce* is *doux*, that *yeux* is *œil*, nor
that *selle* is no form of *sel*. All is written without accents, as words are compared.
"""

from __future__ import annotations

import re

# The plain form first, then those that endings do not explain; their plurals in -s are understood.
FAMILIES = """
bas basse; beau bel belle; benin benigne; blanc blanche; bref breve; caduc caduque; ciel cieux;
cuillere cuiller; divers diverse; pervers perverse; doux douce; email emaux; epais epaisse;
expres expresse; faux fausse; favori favorite; fou fol folle; frais fraiche; franc franche;
gentil gentille; gras grasse; grec grecque; gros grosse; jaloux jalouse; jumeau jumelle; laic
laique; las lasse; legere leger; long longue; maitre maitresse; malin maligne; metis metisse;
mou mol molle; neuf neuve; nouveau nouvel nouvelle; oeil yeux; oblong oblongue; petit petite;
public publique; rigolo rigolote; roux rousse; sec seche; tiers tierce; traitre traitresse; turc
turque; veuf veuve; vieux vieil vieille; vif vive; bijou bijoux; caillou cailloux; chou choux;
genou genoux; hibou hiboux; joujou joujoux; pou poux; jeu jeux; cheveu cheveux; voeu voeux;
neveu neveux; lieu lieux; feu feux; aveu aveux; pieu pieux; essieu essieux; milieu milieux;
enjeu enjeux; adieu adieux; travail travaux; vitrail vitraux; corail coraux; bail baux;
soupirail soupiraux; vantail vantaux; tuyau tuyaux; noyau noyaux; joyau joyaux; boyau boyaux;
roi; loi; emploi; convoi; tournoi; paroi; envoi; balai; essai; delai; quai; vrai vraie; gai
gaie; fil; poil; sofa; pyjama; agenda; joli jolie; poli polie; uni unie; fleuri fleurie; verni
vernie; garni garnie; ami amie; biscuit; circuit; fruit; nuit; lit; esprit; habit; profit;
produit produite; cuit cuite; confit confite; reduit reduite; ecrit ecrite; inscrit inscrite;
interdit interdite; droit droite; etroit etroite; adroit adroite; velo; stylo; photo; logo; rond
ronde; vert verte; boulangere boulanger; bergere berger; etrangere etranger; menagere menager;
potagere potager; horlogere horloger; passagere passager; ouvragere ouvrager; mensongere
mensonger; knife knives; scarf scarves; shelf shelves; leaf leaves; loaf loaves; wolf wolves;
half halves; life lives; calf calves; elf elves; hoof hooves; sheaf sheaves; thief thieves; wife
wives; dwarf dwarves; bookshelf bookshelves; penknife penknives; tooth teeth; foot feet; goose
geese; mouse mice; child children; woman women; berry berries; cherry cherries; candy candies;
strawberry strawberries; raspberry raspberries; blueberry blueberries; blackberry blackberries;
jelly jellies; toy toys; tray trays; baby babies; teddy teddies; body bodies; lady ladies;
diary diaries; pastry pastries; accessory accessories; battery batteries
"""

# Words that look like a form of another and are none, with their plurals: sel and selle.
WHOLE = """
aire anche ane anse arche arme baie baisse balle bande barre base batte bille bise boite bombe
borne botte boucle boue boule bourse bride brosse bure buse butte cable cale cane canne cape
carafe carre carte case casse cave chaire chape chasse chatte cire cloque coiffe colle coque
corde cote couche coupe courbe course craie crepe crosse cruche cure cuve dame date dose fasce
fee ferme feve ficelle file fille foie fonte force forme fosse foule frise gamme gare glace
gorge graine grappe haie halle harpe herse houe housse jante joie joue laie laine laisse lame
lampe lande latte lice lie lime livre lotte loupe lyre maille malle manche manne mante marche
mare marque masse matte meche mere mie mille mine mite mode montre moque motte moue moule mousse
mue mule mure muse nappe natte note nue oie orme ourse paie paire pale pane panne passe pate
patte paume pause peine pelle penne pente perche pere pie pile pince pine pinte pipe piste place
plaie plaine plane plante pole pomme pompe ponce ponte porte pose poste poule prise proie prune
puce raie rame rape rate reine rime rive robe role rose roue route rue ruse salle sangle sauce
sauge scie seine selle serre soie sole sonde sorte souche soupe tache taie taille tarte tasse
terre tige tire toile tole tombe tonne toque torche touche toupie tour trace trame trousse truie
tuile veine verge verre veste vigne ville vise voie voile vole voute vue
"""

# Nouns in -us whose -s is their own; the others are plurals: bleus, tissus, menus.
IN_US = """
abus bonus bus cactus campus confus crocus dessous dessus diffus eucalyptus exclus ficus focus
hibiscus humus inclus intrus jus lotus obus obtus papyrus plus pus rebus reclus refus surplus
talus terminus us virus
"""

# Feminine endings that a stemmer leaves apart from their masculine.
_ENDINGS = (
    (re.compile(r"(?<=..)euses?$"), "eux"),
    (re.compile(r"(?<=...)ives?$"), "if"),
    (re.compile(r"(?<=..)trices?$"), "teur"),
    # papier, papiers, rosière: together, and apart from what is left of them without their ending
    (re.compile(r"(?<=.)i(?:[eè]re|er)s?$"), "iere"),
    (re.compile(r"(?<=..)ers$"), "er"),
    (re.compile(r"(?<=...)annes?$"), "an"),
)


def _families() -> dict[str, str]:
    plain: dict[str, str] = {}
    for family in FAMILIES.split(";"):
        head, *others = family.split()
        for form in (head, *others):
            plain[form] = plain[f"{form}s"] = head
    return plain


_IN_US = frozenset(IN_US.split())
_PLAIN = _families()
_FORMS = {
    head: frozenset(form for form, plain in _PLAIN.items() if plain == head)
    for head in set(_PLAIN.values())
}
_WHOLE = {form: word for word in WHOLE.split() for form in (word, f"{word}s")}


def whole(folded: str) -> str:
    """The word itself when it must meet only its own plural; empty for any other."""
    return _WHOLE.get(folded, "")


def family(folded: str) -> frozenset[str]:
    """All forms of a word of these lists: knife and knives; none for any other."""
    return _FORMS.get(_PLAIN.get(folded, ""), frozenset())


def is_known(folded: str) -> bool:
    """Whether a word is one of these lists, in one of its forms."""
    return folded in _WHOLE or folded in _PLAIN or folded in _IN_US


def plain(word: str, folded: str) -> str:
    """A word in the masculine and the singular, as far as a stemmer would not find it."""
    if folded in _PLAIN:
        return _PLAIN[folded]
    if folded.endswith("us") and len(folded) > 3 and folded not in _IN_US:
        return word[:-1]
    for ending, instead in _ENDINGS:
        shorter = ending.sub(instead, word)
        if shorter != word:
            return shorter
    return word
