"""What may be wrong in a file: stable codes, one sentence each, and how to mend it.

The rows store the code and the values only; the sentences are written when someone reads them, in
the language of the reader.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.shared import quotes
from marketplace.shared.language import stored
from marketplace.shared.language import told as told_again
from marketplace.shared.states import Refusal

ERROR, WARNING = "error", "warning"
MISSING = ("ATTRIBUTE_MISSING", "ATTRIBUTE_MISSING_SEEN")  # whose value names attributes
KEPT = ("ATTRIBUTE_MISSING", "ROWS_UNFINISHED")  # why a sheet stays a draft
INCOMPLETE = (*KEPT, "ATTRIBUTE_MISSING_SEEN")
SHOWN = 80
Words = tuple[Promise, Promise]


class FileRefused(Refusal):
    """The whole file is refused before anything is written."""

    def __init__(self, code: str, **values):
        super().__init__(**values)
        self.code = code

    def __str__(self) -> str:
        sentence, remedy = FILE[self.code]
        return f"{_filled(sentence, self.values)} {_filled(remedy, self.values)}"


def kept(refusal: FileRefused) -> dict:
    """A refusal as its import stores it: the sentence is written when somebody reads it."""
    return {
        "code": refusal.code,
        **{name: stored(value) for name, value in refusal.values.items()},
    }


def told(refusal: Mapping) -> str:
    """The sentence of a stored refusal, in the language of its reader."""
    if refusal.get("code") not in FILE:
        return ""
    values = {
        name: told_again(value) if isinstance(value, Mapping) else value
        for name, value in refusal.items()
    }
    return str(FileRefused(**values))


class _Kind(dict):
    """Leaves a sentence readable when one of its values was not kept."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem(code: str, column: str = "", value: object = "", **more) -> dict:
    """One problem of a line, as its row stores it.

    A value that is a sentence of ours goes under its name in `said`, as a list of `Said.parts`.
    """
    level = WARNING if code in WARNINGS else ERROR
    return {"code": code, "level": level, "column": column, "value": str(value)[:SHOWN], **more}


def sentence(entry: Mapping) -> str:
    """What is wrong, for the person who reads the report."""
    return _words(entry, 0)


def remedy(entry: Mapping, *, is_over: bool = False) -> str:
    """How to mend a problem, for the person who reads the report; of a finished import or not."""
    if is_over and entry.get("code") in STEPPED:
        return f"{ONCE_MORE} {_words(entry, 1)}"
    return _words(entry, 1)


def _words(entry: Mapping, which: int) -> str:
    words = ROW.get(entry.get("code", ""), UNKNOWN)
    # what another sentence of ours is part of is said in the language of this one
    said = {
        name: " ".join(told_again(parts) for parts in sentences)
        for name, sentences in entry.get("said", {}).items()
    }
    if entry.get("code") in MISSING:
        # a file is read by a process of its own, which loads no models
        from catalog.attributes import vocabulary  # noqa: PLC0415

        # stored under their French names
        said["value"] = ", ".join(map(vocabulary.said, entry.get("value", "").split(", ")))
    return _filled(words[which], {**entry, **said})


def _filled(words: Promise, values: Mapping) -> str:
    """A sentence with its values; what it puts between quotation marks brings none of its own."""
    sentence = str(words)
    return sentence.format_map(_Kind(quotes.within(sentence, dict(values))))


# a finished import has no steps to go back to
ONCE_MORE = _("Cet import est terminé : renvoyez d'abord le fichier.")
UNKNOWN: Words = (_("Cette ligne pose un problème."), _("Relisez-la et envoyez-la de nouveau."))

FILE: dict[str, Words] = {
    "FILE_EMPTY": (
        _("Ce fichier est vide."),
        _("Envoyez un fichier qui contient une ligne d'en-tête et au moins un produit."),
    ),
    "FILE_TOO_BIG": (_("Ce fichier dépasse {limit} Mo."), _("Découpez-le en plusieurs fichiers.")),
    "WORKBOOK_TOO_BIG": (
        _("Ce classeur dépasse {limit} Mo."),
        _("Enregistrez-le en CSV : un fichier CSV peut être plus gros."),
    ),
    "IMPORT_EMPTY": (
        _("Ce fichier ne contient aucune ligne de produit."),
        _("Ajoutez au moins une ligne sous l'en-tête."),
    ),
    "IMPORT_HEADER": (
        _("La ligne d'en-tête n'a pas été trouvée."),
        _("Nommez les colonnes sur la première ligne, par exemple : sku ; titre ; prix ; stock."),
    ),
    "FORMAT": (
        _("Ce format n'est pas pris en charge ({found})."),
        _("Enregistrez votre tableau en CSV (UTF-8) ou en XLSX."),
    ),
    "FORMAT_MACROS": (
        _("Ce classeur contient des macros."),
        _("Enregistrez-le en .xlsx, sans macros."),
    ),
    "FORMAT_PASSWORD": (
        _("Ce classeur est protégé par un mot de passe."),
        _("Retirez la protection et enregistrez-le de nouveau."),
    ),
    "FORMAT_CORRUPT": (
        _("Ce classeur est abîmé et ne s'ouvre pas."),
        _("Ouvrez-le dans votre tableur et enregistrez-le de nouveau."),
    ),
    "XML_FORBIDDEN": (
        _("Ce classeur contient des déclarations XML interdites."),
        _("Ouvrez-le dans votre tableur et enregistrez-le de nouveau en .xlsx."),
    ),
    "ARCHIVE_BOMB": (
        _("Ce fichier compressé se déploie au-delà de la limite de {limit} Mo."),
        _("Réduisez son contenu ou découpez-le."),
    ),
    "TOO_MANY_COLUMNS": (
        _("Ce tableau a plus de {limit} colonnes."),
        _("Supprimez les colonnes vides ou inutiles à droite du tableau."),
    ),
    "TOO_MANY_ROWS": (
        _("Ce tableau a plus de {limit} lignes."),
        _("Découpez-le en plusieurs fichiers."),
    ),
    "TOO_MANY_CELLS": (
        _("Ce classeur a plus de {limit} cases remplies."),
        _("Découpez-le en plusieurs fichiers."),
    ),
    "TOO_MANY_TEXTS": (
        _("Ce classeur contient plus de {limit} textes différents."),
        _("Découpez-le en plusieurs fichiers."),
    ),
    "TEXT_TOO_LONG": (
        _("Une case de ce classeur contient plus de {limit} caractères."),
        _("Raccourcissez ce texte et envoyez de nouveau le fichier."),
    ),
    "TOO_MANY_CATEGORIES": (
        _("La colonne des catégories contient plus de {limit} valeurs différentes."),
        _("Vérifiez la colonne choisie."),
    ),
    "LINE_TOO_LONG": (
        _("La ligne {line} est démesurément longue."),
        _("Vérifiez les fins de ligne et les guillemets, puis envoyez de nouveau le fichier."),
    ),
    "CSV_QUOTE": (
        _("Un guillemet ouvert à la ligne {line} n'est jamais refermé."),
        _('Refermez-le ou doublez-le ("") et envoyez de nouveau le fichier.'),
    ),
    "SHEET_MISSING": (
        _("La feuille choisie n'existe pas dans ce classeur."),
        _("Choisissez une autre feuille."),
    ),
    "ENCODING": (
        _("Ce fichier ne se lit pas avec le codage {encoding}."),
        _("Choisissez un autre codage, ou enregistrez le fichier en UTF-8."),
    ),
    "ZIP_FORMAT": (
        _("Cette archive de photos n'est pas un fichier ZIP lisible."),
        _("Créez une archive .zip sans mot de passe."),
    ),
    "ZIP_TOO_BIG": (
        _("Cette archive de photos dépasse {limit} Mo."),
        _("Envoyez les photos en plusieurs archives."),
    ),
    "ZIP_TOO_MANY": (
        _("Cette archive contient plus de {limit} fichiers."),
        _("Envoyez les photos en plusieurs archives."),
    ),
    "ZIP_BOMB": (
        _("Cette archive se déploie au-delà de la limite de {limit} Mo."),
        _("Envoyez les photos en plusieurs archives, sans compression artificielle."),
    ),
    "ZIP_PATH": (
        _("Cette archive contient un chemin interdit : {value}."),
        _("Recréez l'archive à partir d'un dossier qui ne contient que des photos."),
    ),
    "ZIP_PASSWORD": (
        _("Cette archive est protégée par un mot de passe."),
        _("Recréez-la sans mot de passe."),
    ),
}

_CLEAR = _("Saisissez le texte de nouveau, sans copier-coller depuis un document mis en forme.")
_PRICE = _("Écrivez le prix TTC en euros, avec deux décimales au plus : 12,50.")
_STOCK = _("Écrivez un nombre entier, par exemple 12 ; laissez la case vide pour ne rien changer.")
_GTIN = _("Recopiez le code-barres en entier (colonne au format texte) ou laissez la case vide.")
_BOUNDS = _("Vérifiez les séparateurs et les guillemets de cette ligne.")

ROW: dict[str, Words] = {
    "NUL_CHAR": (
        _("La case contient un caractère nul."),
        _("Supprimez ce caractère : la ligne vient sans doute d'un export abîmé."),
    ),
    "BAD_CHAR": (
        _("La case contient un caractère illisible."),
        _("Enregistrez le fichier en UTF-8 et corrigez la case."),
    ),
    "TEXT_STRANGE": (
        _("Des lettres de cette case semblent mal codées (« {value} »)."),
        _("Corrigez la case si elle ne se lit pas bien : elle est prise telle quelle."),
    ),
    "ENCODING_DOUBT": (
        _("Les lettres accentuées de cette case peuvent se lire de plusieurs façons."),
        _("Choisissez le codage du fichier à l'étape « Colonnes », puis relisez-le."),
    ),
    "ROW_SHAPE": (_("La ligne a plus de cases que l'en-tête."), _BOUNDS),
    "CELL_ERROR": (
        _("La case contient une formule sans résultat ou en erreur."),
        _("Remplacez la formule par sa valeur."),
    ),
    "CELL_TOO_LONG": (_("Le texte de la case dépasse {limit} caractères."), _("Raccourcissez-le.")),
    "SKU_MISSING": (
        _("La référence (SKU) manque."),
        _("Donnez à chaque article une référence unique."),
    ),
    "SKU_TOO_LONG": (
        _("La référence dépasse 80 caractères."),
        _("Choisissez une référence plus courte."),
    ),
    "SKU_CHARACTERS": (_("La référence contient des caractères invisibles ou interdits."), _CLEAR),
    "SKU_DUPLICATE": (
        _("La référence {value} figure plusieurs fois dans le fichier (lignes {lines})."),
        _("Gardez une seule ligne par référence, ou donnez à chaque déclinaison la sienne."),
    ),
    "SKU_ELSEWHERE": (
        _("La référence {value} appartient déjà à une autre de vos fiches."),
        _("Changez la référence, ou rattachez la ligne à la fiche d'origine."),
    ),
    "SKU_EXCEL": (
        _("Un tableur semble avoir changé la référence « {value} » en date ou en nombre."),
        _(
            "Vérifiez-la : mettez la colonne au format texte, puis saisissez la référence "
            "d'origine. Sinon, elle est prise telle quelle."
        ),
    ),
    "NO_PRODUCT": (
        _("Cette ligne n'est pas un produit ({value}) : elle est laissée de côté."),
        _("Rien à faire."),
    ),
    "NO_PARCEL": (
        _("Cet article ne s'expédie pas ({value}) : il est laissé de côté."),
        _(
            "Nous vendons ce qui voyage dans un colis. Si c'en est un, corrigez la case qui dit le"
            " contraire."
        ),
    ),
    "NOT_NEW": (
        _("Cet article n'est pas neuf (« {value} ») : il est laissé de côté."),
        _(
            "Nous vendons des articles neufs. Si celui-ci l'est, corrigez la case qui dit le"
            " contraire."
        ),
    ),
    "NEW_DOUBT": (
        _("« {value} » ne dit pas si l'article est neuf : il est pris comme neuf."),
        _("Nous vendons des articles neufs : retirez celui-ci du fichier s'il ne l'est pas."),
    ),
    "BY_SEARCH": (
        _("Votre boutique ne montre cette fiche qu'à ceux qui la cherchent (« {value} »)."),
        _("Ici, elle sera dans les rayons. Si vous ne le voulez pas, retirez-la du fichier."),
    ),
    "LEFT_OUT": (
        _(
            "Cette fiche n'est pas en vente dans votre boutique (« {value} ») : elle est laissée"
            " de côté."
        ),
        _("Pour l'importer, répondez « Les prendre aussi » à l'étape « Catégories et prix »."),
    ),
    "VARIANTS_LISTED": (
        _(
            "Cette ligne réunit plusieurs déclinaisons ({value}) : elle est prise en un seul"
            " article."
        ),
        _("Pour que le choix soit proposé, écrivez une ligne par déclinaison, avec sa référence."),
    ),
    "VARIANTS_IN_ONE_LINE": (
        _("Cette ligne réunit plusieurs références ({value})."),
        _("Écrivez une ligne par déclinaison, avec sa référence, son prix et son stock."),
    ),
    "REF_TOO_LONG": (
        _("La référence de fiche dépasse 100 caractères."),
        _("Choisissez une référence plus courte."),
    ),
    "TITLE_MISSING": (
        _("Le titre manque et cette référence n'existe pas encore."),
        _("Ajoutez un titre."),
    ),
    "TITLE_TOO_SHORT": (
        _("Le titre est trop court."),
        _("Nommez le produit en trois lettres au moins."),
    ),
    "TITLE_TOO_LONG": (
        _("Le titre dépasse {limit} caractères."),
        _("Raccourcissez-le : les détails vont dans la description."),
    ),
    "TITLE_CHARACTERS": (_("Le titre contient des caractères trompeurs ou illisibles."), _CLEAR),
    "DESCRIPTION_TOO_LONG": (
        _("La description dépasse {limit} caractères."),
        _("Raccourcissez-la."),
    ),
    "CATEGORY_MISSING": (
        _("La catégorie manque."),
        _("Renseignez la catégorie ou choisissez une catégorie par défaut."),
    ),
    "CATEGORY_UNKNOWN": (
        _("La catégorie « {value} » n'est rattachée à aucune des nôtres."),
        _("Rattachez-la à l'étape « Catégories » de l'import."),
    ),
    "CATEGORY_FORBIDDEN": (
        _("La vente de produits de la catégorie « {value} » n'est pas admise ici."),
        _("Retirez ce produit du fichier."),
    ),
    "PRICE_MISSING": (_("Le prix manque et cette référence n'existe pas encore."), _PRICE),
    "PRICE_FORMAT": (_("Le prix « {value} » n'est pas lisible."), _PRICE),
    "PRICE_AMBIGUOUS": (
        _("Le prix « {value} » peut se lire de deux façons."),
        _(
            "Supprimez le séparateur de milliers et gardez deux décimales (1234,50), ou répondez "
            "à la question sur cette colonne à l'étape « Catégories et prix »."
        ),
    ),
    "PRICE_UNTAXED": (_("Le prix « {value} » est hors taxes."), _PRICE),
    "PRICE_PER_MEASURE": (
        _("Le prix « {value} » est celui d'une mesure, pas de l'article."),
        _PRICE,
    ),
    "PRICE_ROUNDED": (
        _("Le prix « {value} » a plus de deux décimales : il est arrondi à {rounded}."),
        _("Rien à faire si cela vous convient ; sinon, écrivez deux décimales."),
    ),
    "SALE_DATE": (
        _("La date de promotion « {value} » peut se lire de deux façons ou ne se lit pas."),
        _("Le prix normal est pris. Écrivez la date ainsi : 2026-03-31."),
    ),
    "SALE_ABOVE": (
        _("Le prix promotionnel « {value} » dépasse le prix normal : il n'est pas pris."),
        _("Le prix normal est pris. Vérifiez les deux colonnes."),
    ),
    "PRICE_NEGATIVE": (_("Le prix « {value} » est négatif."), _PRICE),
    "PRICE_ZERO": (_("Le prix est nul."), _PRICE),
    "PRICE_TOO_HIGH": (_("Le prix « {value} » est trop élevé : 999 999,99 € au plus."), _PRICE),
    "CURRENCY_UNKNOWN": (
        _("Le prix est en {value} et aucun taux n'a été choisi."),
        _("Indiquez un taux à l'étape « Prix », ou ajoutez un prix en euros."),
    ),
    "VALUE_UNKNOWN": (
        _("« {value} » ne dit pas la valeur : la case est prise comme vide."),
        _("Rien à faire si cela vous convient ; sinon, écrivez la valeur."),
    ),
    "STOCK_FORMAT": (_("Le stock « {value} » n'est pas un nombre entier."), _STOCK),
    "STOCK_AMBIGUOUS": (
        _("Le stock « {value} » peut se lire de deux façons."),
        _(
            "Répondez à la question sur cette colonne à l'étape « Catégories et prix », ou écrivez "
            "un nombre entier sans séparateur : 1000."
        ),
    ),
    "STOCK_WORDS": (
        _("Le stock « {value} » dit qu'il y en a, pas combien."),
        _STOCK,
    ),
    "STOCK_NEGATIVE": (_("Le stock « {value} » est négatif."), _STOCK),
    "STOCK_TOO_HIGH": (_("Le stock « {value} » est trop grand : 999 999 au plus."), _STOCK),
    "GTIN_FORMAT": (
        _("Le code-barres « {value} » n'est pas un GTIN de 8, 12, 13 ou 14 chiffres."),
        _GTIN,
    ),
    "GTIN_CHECK": (_("La clé du code-barres « {value} » est fausse."), _GTIN),
    "GTIN_RESTRICTED": (
        _("Le code-barres « {value} » est réservé à un usage interne."),
        _("Utilisez le code du fabricant ou laissez la case vide."),
    ),
    "GTIN_TWICE": (
        _("Le code-barres « {value} » est celui de plusieurs références (lignes {lines})."),
        _("Un code-barres désigne un seul article : vérifiez ces lignes. Il est pris tel quel."),
    ),
    "GTIN_KNOWN": (
        _("Le code-barres « {value} » est celui de « {title} », déjà au catalogue."),
        _(
            "Si c'est le même article, vendez-le depuis « Vendre un produit du catalogue », sans"
            " fiche à vous ; sinon, vérifiez le code. La ligne est prise telle quelle."
        ),
    ),
    "OPTION_MISSING": (
        _("La déclinaison n'a pas de valeur pour « {value} »."),
        _("Renseignez toutes les options de chaque déclinaison."),
    ),
    "VARIANT_DUPLICATE": (
        _("Deux lignes de cette fiche décrivent la même déclinaison « {value} »."),
        _("Distinguez-les par leurs options, ou gardez-en une seule."),
    ),
    "VARIANT_ALIKE": (
        _("« {value} » et « {one} » (ligne {line}) veulent dire la même chose."),
        _("Gardez une seule des deux lignes, ou donnez-leur des valeurs distinctes."),
    ),
    "VARIANT_KNOWN": (
        _(
            "« {value} » et « {one} », déjà sur la fiche sous la référence « {sku} », veulent dire"
            " la même chose."
        ),
        _(
            "Donnez à la ligne cette référence si c'est le même article, ou une valeur distincte"
            " si c'en est un autre."
        ),
    ),
    "VARIANT_TOO_LONG": (
        _("Le nom de la déclinaison dépasse 120 caractères."),
        _("Raccourcissez les valeurs d'options."),
    ),
    "SHEET_REFUSED": (
        _("Une autre ligne de la même fiche est refusée (ligne {value})."),
        _("Corrigez la ligne indiquée : la fiche sera alors prise en entier."),
    ),
    "SHEET_TOO_LARGE": (
        _("Plus de {limit} lignes portent la même référence de fiche."),
        _("Vérifiez la colonne choisie comme référence de fiche."),
    ),
    "SHEET_EMPTY": (
        _("Cette fiche n'a aucune ligne avec un prix et une référence."),
        _("Ajoutez au moins un article à vendre sous cette fiche."),
    ),
    "NOT_SAVED": (
        _("La fiche n'a pas pu être enregistrée : {value}"),
        _("Corrigez la fiche et envoyez-la de nouveau."),
    ),
    "PHOTO_MISSING": (
        _("La photo « {value} » n'est pas dans l'archive."),
        _("Ajoutez au ZIP un fichier de ce nom : les adresses web ne sont pas téléchargées."),
    ),
    "PHOTO_REFUSED": (
        _("La photo « {value} » n'a pas été prise : {why}"),
        _("Remplacez ce fichier dans le ZIP et envoyez-le de nouveau."),
    ),
    "PHOTOS_NOWHERE": (
        _("Cette fiche n'est pas dans votre catalogue : ses photos sont laissées de côté."),
        _("Pour la créer, envoyez de nouveau le fichier, avec ses photos."),
    ),
    "PHOTO_TOO_MANY": (
        _("La fiche a plus de {limit} photos : les suivantes sont laissées de côté."),
        _("Gardez les meilleures."),
    ),
    "STOCK_EMPTY": (_("Aucun stock n'est indiqué : l'article sera épuisé."), _STOCK),
    "WEIGHT_FORMAT": (
        _("Le poids « {value} » n'est pas lisible : il est ignoré."),
        _("Écrivez un nombre suivi de g ou de kg."),
    ),
    "WEIGHT_TOO_HIGH": (
        _("Le poids « {value} » est trop grand : 1 000 kg au plus. Il est ignoré."),
        _(
            "Vérifiez l'unité de cette colonne, ou écrivez le poids avec la sienne :"
            " 350 g, 0,35 kg."
        ),
    ),
    "WEIGHT_AMBIGUOUS": (
        _("Le poids « {value} » peut se lire de deux façons : il est ignoré."),
        _(
            "Répondez à la question sur cette colonne à l'étape « Catégories et prix », ou "
            "écrivez-le en grammes, sans séparateur : 1800 g."
        ),
    ),
    "WEIGHT_UNIT": (
        _("L'unité du poids « {value} » n'est pas indiquée : il est ignoré."),
        _(
            "Répondez à la question sur cette colonne à l'étape « Catégories et prix », ou écrivez "
            "l'unité : 350 g, 0,35 kg."
        ),
    ),
    "MEASURE_UNIT": (
        _("« {value} » est sans unité : cette mesure est laissée de côté."),
        _(
            "Répondez à la question sur cette colonne à l'étape « Catégories et prix », ou écrivez "
            "l'unité dans la cellule : 25 cl, 120 g."
        ),
    ),
    "WEIGHT_NO_GRAMS": (
        _("Le poids « {value} » ne s'écrit pas ainsi en grammes : il est ignoré."),
        _(
            "Écrivez le poids avec son unité (350 g, 0,35 kg), ou répondez à la question sur cette"
            " colonne à l'étape « Catégories et prix »."
        ),
    ),
    "WEIGHT_ANSWERED": (
        _("Le poids « {value} » est pris en {unit}, comme vous l'avez répondu pour sa colonne."),
        _("Rien à faire si cela vous convient ; sinon, écrivez le poids avec son unité : 350 g."),
    ),
    "WEIGHT_TOO_HEAVY": (
        _("Le poids « {value} » ferait cent kilos ou plus : il est ignoré."),
        _("Écrivez le poids avec son unité : 350 g, 0,35 kg."),
    ),
    "WEIGHT_NONE": (
        _("Le poids « {value} » fait moins d'un gramme : il est ignoré."),
        _("Vérifiez son unité, ou écrivez le poids avec la sienne : 350 g, 0,35 kg."),
    ),
    "WEIGHT_ROUNDED": (
        _("Le poids « {value} » a une fraction de gramme : il est arrondi à {rounded} g."),
        _("Rien à faire si cela vous convient ; sinon, écrivez le poids avec son unité : 0,35 kg."),
    ),
    "ATTRIBUTE_TOO_LONG": (
        _("La caractéristique a été coupée à {limit} caractères."),
        _("Raccourcissez-la."),
    ),
    "ATTRIBUTE_MISSING": (
        _("La catégorie de cette fiche demande : {value}. Le fichier ne le dit pas."),
        _(
            "Ajoutez une colonne, ou complétez la fiche : elle reste en brouillon, sous « À"
            " compléter », et n'est proposée qu'ensuite."
        ),
    ),
    "ATTRIBUTE_MISSING_SEEN": (
        _("La catégorie de cette fiche déjà publiée demande : {value}. Rien ne le dit."),
        _(
            "La fiche reste telle qu'elle est et sa modification attend la relecture ; ce qui"
            " retirerait une caractéristique obligatoire n'est pas accepté. Ajoutez une colonne, ou"
            " complétez la fiche."
        ),
    ),
    "ROWS_UNFINISHED": (
        _("Le brouillon de cette fiche a encore des lignes sans prix."),
        _("Ouvrez la fiche, donnez-leur un prix ou retirez-les, puis proposez-la."),
    ),
    "PARENT_PRICE": (
        _("Ligne d'en-tête d'une fiche à déclinaisons : son prix est ignoré."),
        _("Rien à faire : chaque déclinaison porte son prix."),
    ),
    "COLUMN_NOT_ALLOWED": (
        _("La colonne « {column} » ne peut pas être importée : elle est ignorée."),
        _("Supprimez-la si vous voulez : elle n'a aucun effet."),
    ),
    "SKU_IS_NUMBER": (
        _(
            "La colonne « {column} » sert de référence (SKU) : c'est d'ordinaire le numéro du"
            " produit dans votre boutique."
        ),
        _(
            "Si vos références sont dans une autre colonne, revenez à l'étape « Colonnes » et"
            " choisissez-la comme « Référence (SKU) ». Sinon, rien à faire."
        ),
    ),
    "PRICE_WITHOUT_VAT": (
        _("La colonne « {column} » semble hors taxes : nos prix sont TTC."),
        _("Choisissez une colonne de prix TTC."),
    ),
    "PRICE_BY_MEASURE": (
        _("La colonne « {column} » semble être un prix au litre, au kilo ou à l'unité de mesure."),
        _("Choisissez-la comme prix seulement si c'est bien celui de l'article, TTC."),
    ),
    "FLAG_UNREAD": (
        _("Colonne « {column} », texte qui n'est ni oui ni non ({count} ×) : {texts}."),
        _("Écrivez oui ou non. Tel quel, ce texte se lit sur la fiche et ne compte nulle part."),
    ),
    "AMOUNT_UNREAD": (
        _("Colonne « {column} », nombre qui n'est pas compris ({count} ×) : {texts}."),
        _("Écrivez un nombre et son unité. Tel quel, ce texte se lit sur la fiche sans filtrer."),
    ),
    "DAY_UNREAD": (
        _("Colonne « {column} », date qui n'est pas comprise ({count} ×) : {texts}."),
        _("Écrivez 31/12/2027, 12/2027 ou 2027."),
    ),
    "SHARES_WRONG": (
        _("Colonne « {column} », parts qui ne font pas 100 % ({count} ×) : {texts}."),
        _("Corrigez les parts de chaque fibre : ensemble, elles font 100 %."),
    ),
    "UNIT_MISSING": (
        _("Colonne « {column} », dimensions sans unité ({count} ×) : {texts}."),
        _("Ajoutez cm, mm ou m."),
    ),
    "FLAG_ODD": (
        _("« {value} » n’est ni oui ni non."),
        _("Écrivez oui ou non. Tel quel, ce texte se lit sur la fiche et ne compte nulle part."),
    ),
    "AMOUNT_ODD": (
        _("« {value} » n’est pas un nombre qui se comprend."),
        _("Écrivez un nombre et son unité. Tel quel, ce texte se lit sur la fiche sans filtrer."),
    ),
    "DAY_ODD": (
        _("« {value} » n’est pas une date qui se comprend."),
        _("Écrivez 31/12/2027, 12/2027 ou 2027."),
    ),
    "SHARES_ODD": (
        _("Les parts de « {value} » ne font pas 100 %."),
        _("Corrigez les parts de chaque fibre : ensemble, elles font 100 %."),
    ),
    "UNIT_ODD": (
        _("Les dimensions « {value} » sont sans unité."),
        _("Ajoutez cm, mm ou m."),
    ),
    "VALUES_DOUBTFUL": (
        _("Colonne « {column} », valeur douteuse ({count} ×) : {texts}."),
        _("Le rapport de la vérification dit, ligne par ligne, comment l’écrire."),
    ),
    "FIBRES_UNKNOWN": (
        _("« {value} » ne nomme aucune fibre connue."),
        _("Écrivez chaque fibre avec sa part, comme 80 % laine, 20 % polyamide."),
    ),
    "SHARES_MISSING": (
        _("« {value} » ne dit pas la part de chaque fibre."),
        _("Écrivez chaque fibre avec sa part, comme 80 % laine, 20 % polyamide."),
    ),
    "SHARE_BEYOND": (
        _("« {value} » : la part d’une fibre va de 0 à 100 %."),
        _("Corrigez les parts de chaque fibre : ensemble, elles font 100 %."),
    ),
    "MEASURE_NAUGHT": (
        _("« {value} » n’est pas une mesure."),
        _("Écrivez un nombre au-dessus de zéro et son unité."),
    ),
    "QUANTITY_BARE": (
        _("« {value} » est sans unité."),
        _("Écrivez la quantité avec son unité, comme 250 g ou 50 cl."),
    ),
    "DAY_IMPOSSIBLE": (
        _("« {value} » : cette date n’existe pas."),
        _("Écrivez 31/12/2027, 12/2027 ou 2027."),
    ),
    "DAY_PAST": (
        _("« {value} » : cette date est passée."),
        _("Écrivez une date à venir, ou ne vendez plus cet article."),
    ),
    "LISTED_ODD": (
        _("« {value} » n’est pas une valeur de la liste."),
        _("Tel quel, ce texte se lit sur la fiche et ne compte pas dans les filtres."),
    ),
    "TEXT_REPAIRED": (
        _("Des accents de ce fichier étaient codés deux fois (« Ã© ») : ils ont été rétablis."),
        _("Vérifiez les textes dans le résultat."),
    ),
}

# What is mended at a step of the import.
STEPPED = {
    *("LEFT_OUT", "PRICE_AMBIGUOUS", "STOCK_AMBIGUOUS", "WEIGHT_AMBIGUOUS", "WEIGHT_UNIT"),
    *(
        "MEASURE_UNIT",
        "WEIGHT_NO_GRAMS",
        "CATEGORY_UNKNOWN",
        "CURRENCY_UNKNOWN",
        "ENCODING_DOUBT",
        "SKU_IS_NUMBER",
    ),
}
# Lines that the check leaves out: neither products of this file nor faults of it.
LEFT = {"NO_PRODUCT", "NO_PARCEL", "NOT_NEW", "LEFT_OUT", "PHOTOS_NOWHERE"}
WARNINGS = {
    "PHOTOS_NOWHERE",
    "NOT_NEW",
    "NEW_DOUBT",
    "GTIN_TWICE",
    "GTIN_KNOWN",
    "TEXT_STRANGE",
    "BY_SEARCH",
    "PHOTO_MISSING",
    "PHOTO_REFUSED",
    "PHOTO_TOO_MANY",
    "STOCK_EMPTY",
    "WEIGHT_FORMAT",
    "WEIGHT_TOO_HIGH",
    "ATTRIBUTE_TOO_LONG",
    "ATTRIBUTE_MISSING",
    "ATTRIBUTE_MISSING_SEEN",
    "ROWS_UNFINISHED",
    "PARENT_PRICE",
    "WEIGHT_AMBIGUOUS",
    "WEIGHT_UNIT",
    "MEASURE_UNIT",
    "WEIGHT_NO_GRAMS",
    "WEIGHT_ANSWERED",
    "WEIGHT_TOO_HEAVY",
    "WEIGHT_NONE",
    "WEIGHT_ROUNDED",
    "PRICE_ROUNDED",
    "SALE_DATE",
    "SALE_ABOVE",
    "SKU_EXCEL",
    "NO_PRODUCT",
    "NO_PARCEL",
    "VALUE_UNKNOWN",
    "SKU_IS_NUMBER",
    "LEFT_OUT",
    "VARIANTS_LISTED",
    "COLUMN_NOT_ALLOWED",
    "PRICE_WITHOUT_VAT",
    "PRICE_BY_MEASURE",
    "TEXT_REPAIRED",
    "FLAG_UNREAD",
    "AMOUNT_UNREAD",
    "DAY_UNREAD",
    "SHARES_WRONG",
    "UNIT_MISSING",
    "FLAG_ODD",
    "AMOUNT_ODD",
    "DAY_ODD",
    "SHARES_ODD",
    "UNIT_ODD",
    "LISTED_ODD",
    "VALUES_DOUBTFUL",
    "FIBRES_UNKNOWN",
    "SHARES_MISSING",
    "SHARE_BEYOND",
    "MEASURE_NAUGHT",
    "QUANTITY_BARE",
    "DAY_IMPOSSIBLE",
    "DAY_PAST",
}
