"""The words other shops, spreadsheets and feeds use for our fields, in French and English."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

IGNORE = ""
ATTRIBUTE = "attribute"
FIELDS = {
    "sku": _("Référence (SKU)"),
    "ref": _("Référence de la fiche (réunit les variantes)"),
    "title": _("Titre"),
    "description": _("Description"),
    "category": _("Catégorie"),
    "category2": _("Catégorie, niveau 2"),
    "category3": _("Catégorie, niveau 3"),
    "brand": _("Marque"),
    "price": _("Prix TTC"),
    "currency": _("Devise"),
    "stock": _("Stock"),
    "gtin": _("Code-barres (GTIN, EAN)"),
    "weight": _("Poids"),
    "weight_unit": _("Unité de poids"),
    "photo": _("Photo de la fiche"),
    "variant_photo": _("Photo de la variante"),
    "option1_name": _("Option 1 : nom"),
    "option1_value": _("Option 1 : valeur"),
    "option2_name": _("Option 2 : nom"),
    "option2_value": _("Option 2 : valeur"),
    "option3_name": _("Option 3 : nom"),
    "option3_value": _("Option 3 : valeur"),
    "option_names": _("Options : noms séparés par |"),
    "option_values": _("Options : valeurs séparées par |"),
    "facets": _("Facettes (nom:valeur séparées par |)"),
    ATTRIBUTE: _("Caractéristique, sous le nom de la colonne"),
}
SEVERAL = {"photo", "variant_photo", ATTRIBUTE}

WORDS = {
    "sku": (
        "sku, reference, ref article, reference article, reference produit, reference interne, "
        "reference vendeur, code article, code produit, variant sku, seller sku, product sku, "
        "item number, article, code, ref, id article, ugs, product code, item sku"
    ),
    "ref": (
        "slug, handle, parent, parent sku, sku parent, reference parent, reference fiche, "
        "reference modele, modele, group id, item group id, product handle, parent id, ugs parent, "
        "product id type, url key, reference de la fiche, groupe"
    ),
    "title": (
        "title, titre, name, nom, nom du produit, nom produit, product name, libelle, designation, "
        "intitule, product title, nom article, libelle produit, titre produit"
    ),
    "description": (
        "description, body html, body, description longue, long description, descriptif, "
        "texte, description produit, product description, description html"
    ),
    "category": (
        "category, categorie, categories, category1, category 1, product category, "
        "google product category, type, product type, rayon, famille, univers, categorie produit, "
        "categorie 1, default category, taxon, taxons, collection"
    ),
    "category2": "category2, category 2, sous categorie, sous famille, categorie 2, subcategory",
    "category3": "category3, category 3, sous sous categorie, categorie 3",
    "brand": "brand, marque, brand name, vendor, manufacturer, fabricant, fournisseur",
    "price": (
        "price, prix, prix ttc, variant price, prix de vente, prix public, prix unitaire, prix"
        " unitaire ttc, tarif, tarif ttc, pv ttc, regular price, sale price ttc, prix vente ttc,"
        " unit price, price ttc, price eur, prix eur, prix euros, montant"
    ),
    "currency": "currency, devise, monnaie, currency code, code devise",
    "stock": (
        "stock, quantity, quantite, qty, qte, inventory count, stock on hand, stockonhand, variant"
        " inventory qty, inventory quantity, quantite en stock, stock disponible, disponible,"
        " inventory, stock quantity, count on hand"
    ),
    "gtin": (
        "gtin, ean, ean13, ean 13, barcode, code barre, code barres, code a barres, upc, "
        "variant barcode, gtin13, code ean, isbn"
    ),
    "weight": (
        "weight, poids, variant grams, poids g, poids kg, grams, grammes, poids grammes, weight g, "
        "weight kg, poids net"
    ),
    "weight_unit": "weight unit, unite de poids, variant weight unit, unite poids",
    "photo": (
        "photo, photos, image, images, image src, image1 src, image2 src, image3 src, image url, "
        "image link, url image, photo 1, photo 2, photo 3, photo 4, photo 5, image 1, image 2, "
        "image 3, image 4, image 5, assets, asset, visuel, visuels, nom photo, fichier photo, "
        "additional image link, image principale"
    ),
    "variant_photo": "variant image, variantassets, variant assets, photo variante, image variante",
    "option1_name": "option1 name, option 1 name, option 1, attribute 1 name, nom option 1",
    "option1_value": (
        "option1 value, option 1 value, valeur option 1, attribute 1 value s, attribute 1 value"
    ),
    "option2_name": "option2 name, option 2 name, option 2, attribute 2 name, nom option 2",
    "option2_value": "option2 value, option 2 value, valeur option 2, attribute 2 value s",
    "option3_name": "option3 name, option 3 name, option 3, nom option 3",
    "option3_value": "option3 value, option 3 value, valeur option 3",
    "option_names": "optiongroups, option groups, options, noms des options",
    "option_values": "optionvalues, option values, valeurs des options",
    "facets": "facets, facettes",
    ATTRIBUTE: (
        "couleur, color, colour, taille, size, matiere, material, materiau, dimensions, largeur, "
        "hauteur, profondeur, longueur, width, height, depth, made in, pays de fabrication, "
        "origine, fabrication, composition, entretien, garantie, warranty, contenance, capacite, "
        "puissance, style, motif, collection saison, age, genre"
    ),
    IGNORE: (
        "tags, meta title, meta description, meta keywords, compare at price, variant compare at"
        " price, prix barre, prix ht, price ht, cost price, cost per item, tax category,"
        " taxcategory, tva, taux tva, track inventory, trackinventory, inventory backorderable,"
        " available on, discontinue on, dimensions unit, variant facets, variantfacets, statut,"
        " probleme, remede, shipping category, prix achat, prix ht achat, wholesale price, option1"
        " linked to, custom label, labels, digital, notes, variant taxable, published, gift card"
    ),
}
FORBIDDEN = {
    "seller id",
    "seller",
    "seller name",
    "vendeur",
    "status",
    "etat",
    "state",
    "commission",
    "commission rate",
    "is staff",
    "is superuser",
    "id",
    "pk",
    "published at",
    "published on",
    "approved",
    "is approved",
    "moderation",
    "owner",
    "owner id",
    "created at",
    "updated at",
    "is active",
    "role",
    "user id",
}
# A column of the product may be worth a category only when no better one is there.
WEAK = {"type", "product type", "collection", "tags"}
# Beside a SKU, a bare reference is the one that joins variants.
SURE_SKUS = {"sku", "variant sku", "seller sku", "product sku", "item sku"}
MAYBE_REFS = {"ref", "reference", "reference produit"}
UNTAXED = {"prix ht", "price ht", "prix unitaire ht", "pv ht", "tarif ht"}
UNTAXED_MARK = re.compile(r"\b(ht|hors taxe|hors taxes|excl tax|ex vat|net price)\b")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A heading without accents, case, signs: the form in which headings are compared."""
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


BY_WORD = {word.strip(): field for field, words in WORDS.items() for word in words.split(",")}


def field_for(heading: str) -> str | None:
    """The field a heading names; empty when it is known and not wanted, None when unknown."""
    word = plain(heading)
    if word in FORBIDDEN:
        return IGNORE
    if word in BY_WORD:
        return BY_WORD[word]
    if re.match(r"custom field |attribut |attribute |caracteristique |propriete |property ", word):
        return ATTRIBUTE
    shorter = re.sub(
        r"\b(eur|euro|euros|du produit|produit|product|article|de l article)\b", "", word
    )
    return BY_WORD.get(re.sub(r"\s+", " ", shorter).strip())


def is_known(heading: str) -> bool:
    """Whether a heading is in the dictionary: such a row is a header."""
    return field_for(heading) is not None


def is_forbidden(heading: str) -> bool:
    """Whether a column would touch what only the house decides."""
    return plain(heading) in FORBIDDEN


def is_untaxed(heading: str) -> bool:
    """Whether a price column says it is without VAT."""
    word = plain(heading)
    return word in UNTAXED or bool(UNTAXED_MARK.search(word))


def attribute_name(heading: str) -> str:
    """The name under which a column is kept as a characteristic."""
    last = heading.rsplit(".", 1)[-1] if heading.startswith("custom_field") else heading
    last = re.sub(
        r"^(attribut|attribute|caractéristique|propriété)\s*:?\s*", "", last, flags=re.IGNORECASE
    )
    return re.sub(r"[_\s]+", " ", last).strip().capitalize()[:60] or heading[:60]
