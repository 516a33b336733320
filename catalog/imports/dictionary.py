"""The words other shops, spreadsheets and feeds use for our fields, in French and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from catalog.imports import headings
from catalog.imports.headings import plain

IGNORE = ""
ATTRIBUTE = "attribute"
FIELDS = {
    "sku": _("Référence (SKU)"),
    "ref": _("Référence de la fiche (réunit les déclinaisons)"),
    "parent_id": _("Numéro de la fiche parente dans votre boutique"),
    "title": _("Titre"),
    "description": _("Description"),
    "title_en": _("Titre (anglais)"),
    "description_en": _("Description (anglais)"),
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
    "variant_photo": _("Photo de la déclinaison"),
    "option1_name": _("Option 1 : nom"),
    "option1_value": _("Option 1 : valeur"),
    "option2_name": _("Option 2 : nom"),
    "option2_value": _("Option 2 : valeur"),
    "option3_name": _("Option 3 : nom"),
    "option3_value": _("Option 3 : valeur"),
    "option_names": _("Options : noms séparés par |"),
    "option_values": _("Options : valeurs séparées par |"),
    "facets": _("Facettes (nom:valeur séparées par |)"),
    "features": _("Caractéristiques (nom:valeur ou nom=valeur, séparées par des virgules)"),
    "kind": _("Nature de la ligne (simple, variable, variation…)"),
    "status": _("État dans votre boutique (publié, brouillon…)"),
    "shop_id": _("Numéro du produit dans votre boutique"),
    "children": _("Déclinaisons de la fiche (sku=…,option=…)"),
    "children_names": _("Noms des options des déclinaisons"),
    "view": _("Vue de la boutique (lignes de traduction)"),
    "availability": _("Disponibilité en mots (en stock, épuisé)"),
    "sale_price": _("Prix promotionnel TTC"),
    "sale_from": _("Début de la promotion"),
    "sale_to": _("Fin de la promotion"),
    "condition": _("État de l'article (neuf, occasion…)"),
    "surcharge": _("Supplément de la déclinaison, ajouté au prix de sa fiche"),
    "on_sale": _("En promotion : oui ou non"),
    "unsent": _("Article qui ne s'expédie pas (carte cadeau, fichier…) : oui ou non"),
    "sent": _("Article à expédier : oui ou non"),
    "sale_dates": _("Dates de la promotion (début/fin)"),
    ATTRIBUTE: _("Caractéristique, sous le nom de la colonne"),
}
SEVERAL = {"photo", "variant_photo", "status", "unsent", ATTRIBUTE}

# The better of two headings for one field comes first.
WORDS = {
    "sku": (
        "sku, variant sku, reference, ref article, reference article, reference produit, "
        "reference du produit, product reference, reference interne, "
        "reference vendeur, sku vendeur, code article, code produit, seller sku, product sku, "
        "item number, article, code, ref, id article, ugs, product code, item sku, n article, "
        "numero article, numero d article, n de reference, reference n, n reference, "
        "reference no, ref n, n ref, ref no, no ref, no reference, numero de reference, "
        "reference numero, article n, article no, no article, artikelnummer, artikel nr, "
        "artikelnr, art nr, artnr, produktnummer, bestellnummer, artikel sku, nummer, sku id, "
        "merchant sku, stock keeping unit, code sku, sku produit, sku article, ref interne, "
        "code interne, ref produit, ref vendeur, ref boutique, ref magasin, reference boutique, "
        "reference magasin, n ref interne, numero interne, code reference, ref sku, sku interne"
    ),
    "ref": (
        "item group id, handle, url handle, parent, parent sku, sku parent, ugs parent, "
        "reference parent, reference fiche, reference modele, modele, group id, product handle, "
        "parent id, slug, product id type, url key, reference de la fiche, groupe, "
        "handleid, identifiant url, identifiant groupe articles, identifiant du groupe d articles, "
        "ubergeordnetes produkt, ubergeordnete sku, eltern sku, vaterartikel, elternartikel, "
        "parent reference, parent product sku, product group id, groupe de variantes, "
        "listing reference, sheet reference"
    ),
    # so raw exports of WordPress name it; Parent ID is one when it holds numbers
    "parent_id": "post parent, parent product id, product parent id",
    "title": (
        "title, titre, name, nom, nom du produit, nom produit, product name, libelle, designation, "
        "intitule, product title, nom article, libelle produit, titre produit, post title, "
        "nom de l article, item name, titel, produktname, artikelname, produkttitel, bezeichnung, "
        "artikelbezeichnung, produktbezeichnung, artikel, titre francais, titre en francais, "
        "titre fr, title fr, nom francais, nom fr, name fr, listing title, intitule du produit, "
        "libelle article, libelle du produit, nom commercial, titre de l annonce, nom de l objet"
    ),
    "description": (
        "description, body html, body, corps html, description longue, long description, "
        "descriptif, post content, texte, description produit, product description, "
        "description html, item description, beschreibung, produktbeschreibung, "
        "artikelbeschreibung, langbeschreibung, langtext, description francais, "
        "description francaise, description en francais, description fr, full description, "
        "listing description, descriptif long, description complete, description de l article, "
        "description de l annonce"
    ),
    "title_en": (
        "titre anglais, titre en anglais, title en, en title, english title, title english, "
        "title in english, name en, en name, english name, name english, nom anglais, "
        "nom en anglais, titre en, nom en, product name en, product title en, nom produit en, "
        "libelle anglais, designation anglaise, titre produit anglais, nom produit anglais, "
        "titel englisch, englischer titel, produktname englisch"
    ),
    "description_en": (
        "description anglais, description anglaise, description en anglais, description en, "
        "en description, english description, description english, description in english, "
        "description longue anglais, product description en, body html en, descriptif anglais, "
        "descriptif en anglais, long description en, beschreibung englisch, "
        "englische beschreibung"
    ),
    "category": (
        "category, categorie, categories, category1, category 1, product category, "
        "categories x y z, categorie produit, categorie de produit, categories de produits, "
        "categorie 1, rayon, famille, univers, taxon, taxons, default category, type, "
        "product type, type de produit, collection, google product category, "
        "categorie de produits google, kategorie, kategorien, produktkategorie, produktkategorien, "
        "warengruppe, tax product cat, product cat, typ, produkttyp, produktart, "
        "google produktkategorie, feed product type, item type keyword, taxonomy, taxonomy path, "
        "product taxonomy, category path, category name, product categories, rubrique, rubriques, "
        "arborescence, chemin de categorie, categorie principale, nom de la categorie, "
        "main category, categorie par defaut"
    ),
    "category2": (
        "category2, category 2, sous categorie, sous famille, categorie 2, subcategory, "
        "unterkategorie"
    ),
    "category3": "category3, category 3, sous sous categorie, categorie 3",
    "brand": (
        "brand, marque, brand name, brands, marques, vendor, manufacturer, fabricant, fournisseur, "
        "marke, hersteller, tax product brand, nom de la marque, nom marque, product brand"
    ),
    "price": (
        "prix ttc, price tax included, price ttc, prix de vente ttc, prix vente ttc, pv ttc, "
        "price tax incl, price incl tax, price including tax, price incl vat, price inc vat, "
        "price including vat, price with tax, prix toutes taxes comprises, prix taxes incluses, "
        "prix tax incl, prix tva incluse, prix tvac, tarif ttc, final price, variant price, "
        "prix de vente, prix vente, pv, regular price, tarif regulier, tarif normal, "
        "prix regulier, prix normal, selling price, standard price, price, prix, price eur, "
        "prix eur, prix euros, tarif, prix public ttc, prix public, retail price, montant ttc, "
        "montant, preis inkl mwst, preis inkl ust, bruttopreis, preis brutto, vk brutto, endpreis, "
        "verkaufspreis, vk preis, vk, regularer preis, normalpreis, preis"
    ),
    "currency": "currency, devise, monnaie, currency code, code devise, wahrung",
    "stock": (
        "stock, quantity, quantite, qty, qte, inventory count, stock on hand, stockonhand, variant"
        " inventory qty, inventory quantity, quantite en stock, stock disponible, disponible,"
        " inventory, stock quantity, count on hand, quantite disponible, available quantity,"
        " quantity available, stock reel, on hand, qte en stock, qte stock, stock actuel,"
        " stock dispo, qte disponible, qte dispo, quantite dispo, qty in stock, quantity in stock,"
        " stock qty, stock total, bestand, lagerbestand, verfugbarer bestand, lagermenge,"
        " verfugbare menge, menge, stuckzahl, anzahl, lager"
    ),
    "gtin": (
        "gtin, ean, ean13, ean 13, barcode, code barre, code barres, code a barres, upc, "
        "variant barcode, gtin13, code ean, isbn, gtin upc ean or isbn, gtin upc ean ou isbn, "
        "ean 13 or jan barcode, code gtin, global unique id, upc barcode, code ean13, ean gtin, "
        "gtin ean, ean upc, code barres ean, code barres ean13, strichcode, ean code, ean nummer, "
        "external product id, standard product id, product id value, gtin14, gtin 14, gtin 13, "
        "gtin12, "
        "bar code, code ean 13, numero ean, numero gtin, isbn 13, isbn13, code isbn, "
        "gencod, gencode, code gencod, code gencode, gencod ean, gencode ean, "
        "ean gencod, ean gencode, gencod 13, gencod ean13, gencode ean13, gencods, gencodes, "
        "code barre ean, code barre ean13, codebarre, "
        "codebarres, n ean, n gencod, n gencode, numero gencod, numero de code barres, cab"
    ),
    "weight": (
        "variant grams, weight value grams, weight, poids, poids g, poids kg, grams, grammes, "
        "poids grammes, weight g, weight kg, poids net, variant weight, shipping weight, "
        "poids d expedition, poids article, item weight, product weight, package weight, "
        "poids unitaire, poids brut, poids colis, gewicht, versandgewicht, artikelgewicht, "
        "nettogewicht, bruttogewicht, gewicht netto, gewicht brutto, item package weight, "
        "website shipping weight, masse, poids du produit, poids de l article"
    ),
    "weight_unit": (
        "weight unit, unite de poids, unite poids, variant weight unit, gewichtseinheit"
    ),
    "photo": (
        "photo, photos, image, images, image src, image1 src, image2 src, image3 src, image url, "
        "image link, url image, photo 1, photo 2, photo 3, photo 4, photo 5, image 1, image 2, "
        "image 3, image 4, image 5, assets, asset, visuel, visuels, nom photo, fichier photo, "
        "additional image link, image principale, image urls, image urls x y z, base image, "
        "additional images, product image url, lien image, lien de l image, urls des images, "
        "url des images x y z, urls des images x y z, lien image supplementaire, "
        "lien vers l image, images supplementaires, bild, bilder, produktbild, hauptbild, "
        "bild url, bildlink, foto, fotos, zusatzlicher bildlink, hosted image urls, "
        "productimageurl, "
        "main image url, main image, picture, pictures, picture url, main picture, "
        "photo principale, "
        "lien photo, photos du produit, url photo, url de l image"
    ),
    "variant_photo": (
        "variant image, variant image url, variantassets, variant assets, photo variante, "
        "image variante"
    ),
    "option_names": (
        "optiongroups, option groups, options, noms des options, attribute name type position, "
        "attribut nom type position"
    ),
    "option_values": (
        "optionvalues, option values, valeurs des options, value value position, "
        "valeur valeur position"
    ),
    "facets": "facets, facettes",
    "features": (
        "feature name value position, feature name value position customized, features, "
        "caracteristique nom valeur position, caracteristiques nom valeur position, "
        "caracteristique nom valeur position personnalise, additional attributes"
    ),
    "kind": "post type, type de ligne, tax product type, fieldtype",
    "status": (
        "published, publie, publiee, published on online store, active, active 0 1, actif, "
        "actif 0 1, product online, statut, enabled, active 0 1 x, displayed, affiche, visible, "
        "en ligne, post status, veroffentlicht, aktiv, sichtbar, visibility, visibilite, "
        "visibility in catalog, visibilite dans le catalogue, sichtbarkeit im katalog, "
        "sichtbarkeit, tax product visibility"
    ),
    "shop_id": (
        "id, product id, id produit, identifiant, listing id, id du produit, produkt id, artikel id"
    ),
    "children": "configurable variations",
    "children_names": "configurable variation labels",
    "view": "store view code",
    "availability": (
        "availability, disponibilite, in stock, en stock, stock status, is in stock, "
        "etat du stock, statut du stock, verfugbarkeit, lagerstatus, vorratig, auf lager"
    ),
    "sale_price": (
        "sale price, tarif promo, prix promo, prix promotionnel, special price, prix solde, "
        "sale price ttc, prix en promotion, tarif promotionnel, prix remise, promo price, "
        "discounted price, angebotspreis, aktionspreis, sonderpreis"
    ),
    "sale_from": (
        "date sale price starts, date de debut de promo, special price from date, special from "
        "date, sale price from, debut promo, debut de la promotion, debut promotion, "
        "date de debut de la promotion, sale price start date, sale start date, "
        "datum an dem angebotspreis beginnt, angebotspreis von, angebot von"
    ),
    "sale_to": (
        "date sale price ends, date de fin de promo, special price to date, special to date, "
        "sale price to, fin promo, fin de la promotion, fin promotion, "
        "date de fin de la promotion, sale price end date, sale end date, "
        "datum an dem angebotspreis endet, angebotspreis bis, angebot bis"
    ),
    "sale_dates": (
        "sale price effective date, date d effet du prix solde, date d effet du prix promotionnel, "
        "periode de validite du prix solde, dates de la promotion"
    ),
    "condition": (
        "condition, etat de l article, etat du produit, etat de l objet, item condition, "
        "product condition, zustand, artikelzustand, etat condition"
    ),
    "surcharge": "surcharge, supplement de prix, price surcharge, aufpreis",
    "on_sale": "on sale, en promotion, en promo, on sale 0 1, en promotion 0 1, im angebot",
    "unsent": (
        "gift card, carte cadeau, virtual, virtuel, virtuell, downloadable, telechargeable, "
        "herunterladbar, virtual product, produit virtuel, virtual product 0 no 1 yes, is virtual, "
        "is downloadable, digital, is digital, numerique, produit numerique, geschenkkarte, "
        "produit dematerialise, digital product, product type non editable"
    ),
    "sent": (
        "variant requires shipping, requires shipping, needs shipping, is shippable, expedition "
        "requise, necessite une expedition, a expedier, versandpflichtig"
    ),
    ATTRIBUTE: (
        "couleur, color, colour, coloris, taille, size, pointure, matiere, matieres, material, "
        "materials, materiau, materiaux, dimensions, largeur, hauteur, profondeur, longueur, "
        "width, height, depth, length, made in, pays de fabrication, "
        "origine, fabrication, composition, entretien, garantie, warranty, contenance, capacite, "
        "puissance, style, motif, collection saison, age, genre, farbe, grosse, breite, hohe, "
        "tiefe, lange, herkunft, herstellungsland, herkunftsland, diametre, diameter, epaisseur, "
        "thickness, circonference, tranche d age, age range, age group, numero de lot, lot number"
    ),
    IGNORE: (
        "tags, tags x y z, etiquettes, mots cles, meta title, meta description, meta keywords, "
        "compare at price, variant compare at price, prix barre, prix conseille, "
        "prix public conseille, pvc, pvc ttc, rrp, msrp, prix ht, price ht, "
        "price tax excluded, cost price, cost per item, cout par article, cout, prix de revient, "
        "tax category, taxcategory, tva, taux tva, track inventory, trackinventory, "
        "inventory backorderable, available on, discontinue on, dimensions unit, variant facets, "
        "variantfacets, probleme, remede, shipping category, prix achat, prix d achat, "
        "prix ht achat, wholesale price, prix de gros, custom label, labels, notes, "
        "variant taxable, impact on price, impact sur le prix, impact on weight, "
        "impact sur le poids, minimal quantity, quantite minimale, low stock level, ecotax, "
        "weight unit for display, short description, description courte, summary, resume, "
        "link, lien, seo title, seo description, image position, image alt text, "
        "meta title seo, unit price total measure, unit price base measure, unity, unite, mpn, "
        "reference fournisseur, ref fournisseur, ref fourn, code fournisseur, reference fabricant, "
        "ref fabricant, ref constructeur, reference constructeur, supplier reference, supplier, "
        "is featured, mis en avant, "
        "small image, thumbnail image, swatch image, attribute set code, product websites, "
        "post name, post excerpt, post date, post date gmt, post modified, post modified gmt, "
        "post author, post password, menu order, comment status, ping status, guid, comment count, "
        "post mime type, tax product tag, tax product shipping class, "
        "schlagworter, kurzbeschreibung, mwst, mwst satz, ust, steuersatz, steuerklasse, "
        "steuerstatus, ek, ek preis, einkaufspreis, uvp, grundpreis, versandklasse, "
        "lieferzeit, hersteller nummer, lieferant, taxable, charge tax, list price, "
        "list price with tax, "
        "variation theme, theme de variation, parentage, parentage level, relationship type, "
        "external product id type, product id type, standard product id type, update delete, "
        "condition note, bullet point, bullet points, generic keywords, search terms, "
        "mots cles de recherche, production partner ids, section, tax status, tax class, "
        "statut de tva, classe de tva, tax rate, backorders allowed, sold individually, "
        "autoriser les commandes de produits en rupture, vendre individuellement"
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
# The words with which shops say that a product is not shown.
AWAY = {
    *("draft", "brouillon", "archived", "archive", "archivee", "unlisted", "non repertorie"),
    *("inactive", "inactif", "disabled", "desactive", "desactivee", "false", "faux", "no", "non"),
    *("0", "private", "prive", "privee", "pending", "en attente", "trash", "corbeille"),
    *("hidden", "masque", "masquee", "unpublished", "not published", "non publie", "non publiee"),
    *("hors ligne", "deleted", "entwurf", "inaktiv", "deaktiviert", "archiviert", "versteckt"),
    *("privat", "falsch", "nein", "ausstehend", "papierkorb", "nicht veroffentlicht"),
}
UNITS = {
    **dict.fromkeys(("g", "gr", "grams", "gram", "grammes", "gramme", "gramm"), "g"),
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos"), "kg"),
    **dict.fromkeys(("kilogrammes", "kilogramme", "kilograms", "kilogram", "kilogramm"), "kg"),
    **dict.fromkeys(("lb", "lbs", "pounds", "pound"), "lb"),
    **dict.fromkeys(("oz", "ounces", "ounce"), "oz"),
}
# The house decides its own states; what a shop says of its drafts is only read.
STATUSES = {"status", "etat", "is active"}
# A column of the product may be worth a category only when no better one is there.
WEAK = {*("type", "product type", "type de produit", "collection", "tags"), "typ", "produkttyp"}
# Beside a better column, these would tell buyers nothing.
SILENT = {
    *("fournisseur", "google product category", "categorie de produits google"),
    "google produktkategorie",
}
# Headings under which shops say whether a line is a product, a variant or something else.
KIND_HEADINGS = {
    *("type", "product type", "type de produit", "post type", "type produit", "typ", "produkttyp"),
}
HEADS = {"variable", "configurable", "variable subscription"}
VARIATIONS = {"variation", "product variation", "subscription variation", "variant"}
NO_PRODUCTS = {
    *("attachment", "page", "post", "revision", "nav menu item", "image", "media", "shop order"),
    *("grouped", "external", "affiliate", "shop coupon"),
}
# Where a shop says how new a thing is, and the words for what was used before.
CONDITIONS = {"condition", "etat", "zustand", "item condition", "etat du produit"}
NEW = {
    *("new", "neuf", "neuve", "neu", "brand new", "newcondition", "nouveau", "nouvelle", "nib"),
    *("neuf avec etiquette", "neuf sans etiquette", "new with tags", "new without tags"),
    *("new with box", "new without box", "neu mit etikett", "neu ohne etikett", "brandneu"),
}
USED = {
    *("used", "usedcondition", "pre owned", "preowned", "pre loved", "second hand", "secondhand"),
    *("like new", "very good", "good", "fair", "acceptable", "open box", "damaged", "for parts"),
    *("refurbished", "refurbishedcondition", "manufacturer refurbished", "seller refurbished"),
    *("certified refurbished", "renewed", "reconditioned", "damagedcondition", "used like new"),
    *("occasion", "d occasion", "usage", "usagee", "usages", "usagees", "seconde main"),
    *("deuxieme main", "de seconde main", "reconditionne", "reconditionnee", "reconditionnes"),
    *("remis a neuf", "remise a neuf", "comme neuf", "comme neuve", "tres bon etat", "bon etat"),
    *("etat correct", "etat acceptable", "etat satisfaisant", "abime", "pour pieces"),
    *("gebraucht", "wie neu", "sehr gut", "gut", "akzeptabel", "generaluberholt"),
    *("wiederaufbereitet", "refurbisht", "b ware", "aus zweiter hand"),
}
# Where a shop says how it shows a sheet, and the words of one that only a search finds.
VISIBILITIES = {
    *("visibility", "visibilite", "visibility in catalog", "visibilite dans le catalogue"),
    *("sichtbarkeit im katalog", "sichtbarkeit", "tax product visibility"),
}
NOWHERE = {"none", "nowhere", "nulle part", "nirgendwo", "aucune"}
BY_SEARCH = {"search", "recherche", "suche", "exclude from catalog"}
# Who made the goods, which the law asks for, is no brand: (UE) 2023/988, art. 19.
MAKERS = frozenset(
    {"fabricant", "fabricants", "nom du fabricant", "nom fabricant", "marque du fabricant"}
    | {"marque fabricant", "fabricant du produit", "fabrique par", "fabricant adresse"}
    | {"adresse du fabricant", "coordonnees du fabricant", "manufacturer"}
    | {"manufacturers", "manufacturer name", "manufacturer brand", "manufacturer address"}
    | {"name of manufacturer", "manufactured by", "made by", "maker", "hersteller"}
    | {"herstellername", "hersteller name", "gpsr manufacturer", "fabricant gpsr"}
)
# Where shops without a column of brands keep them: PrestaShop calls its brands manufacturers.
BRANDS_TOO = frozenset(
    {"fabricant", "fabricants", "nom du fabricant", "nom fabricant", "marque du fabricant"}
    | {"marque fabricant", "manufacturer", "manufacturers", "manufacturer name"}
    | {"manufacturer brand", "hersteller", "herstellername", "hersteller name"}
)
# The words of such headings, however they are put together: « Fabricant (nom et adresse) ».
MAKER_WORDS = frozenset(
    {"fabricant", "fabricants", "manufacturer", "manufacturers", "hersteller", "maker"}
)
NAMED_BY = frozenset(
    {"nom", "name", "marque", "brand", "produit", "product", "article", "item", "variante"}
    | {"du", "de", "des", "d", "l", "le", "la", "les", "of", "the", "et", "and", "ou", "or"}
)
REACHED_BY = frozenset(
    {"adresse", "adresses", "address", "coordonnees", "contact", "contacts", "gpsr", "rspg"}
    | {"postale", "postal", "electronique", "email", "mail", "e", "complete", "ue", "eu"}
)
# Under these a zero says that nobody measured.
MEASURES = {
    *("width", "height", "depth", "length", "largeur", "hauteur", "profondeur", "longueur"),
    *("breite", "hohe", "tiefe", "lange", "dimensions", "contenance", "capacite", "puissance"),
}
# What is no parcel, by its kind, and the words of a column that says so.
UNSENT = {"virtual", "downloadable", "gift card", "giftcard", "digital", "service", "download"}
YES = {"1", "true", "vrai", "yes", "oui", "ja", "wahr", "x", "y", "o"}
NO = {"0", "false", "faux", "no", "non", "nein", "falsch", "n"}
KINDS = HEADS | VARIATIONS | NO_PRODUCTS | UNSENT | {"simple", "bundle", "product", "subscription"}
# Beside a SKU, a bare reference is the one that joins variants.
SURE_SKUS = {"sku", "variant sku", "seller sku", "product sku", "item sku"}
MAYBE_REFS = {"ref", "reference", "reference produit"}
# Beside combinations, the first joins them and the second names each.
OF_PRODUCTS = {"product reference", "reference produit", "reference du produit"}
OF_ARTICLES = {"reference", "sku"}
UNTAXED = {"prix ht", "price ht", "prix unitaire ht", "pv ht", "tarif ht"}
UNTAXED_MARK = re.compile(
    r"\b(ht|htva|hors taxes?|hors tva|sans tva|(tax|vat|tva) (excl(uded)?|exclue?)|"
    r"excl(uding)? (tax|vat)|ex (vat|tax)|without (tax|vat)|before tax|net price|puht|netto|"
    r"nettopreis|(ohne|exkl|zzgl) (mwst|ust))\b"
)
TAXED_MARK = re.compile(
    r"\b(ttc|tvac|incl|included|including|incluses?|comprises?|inkl|brutto|bruttopreis)\b"
)
PRICE_MARK = re.compile(
    r"\b(price|prix|tarif|cout|cost|montant|pu|eur|euros?|preis|nettopreis|verkaufspreis|vk)\b"
)
MEASURE_MARK = re.compile(
    r"\b(unitaire|unit|unity|kg|kilo|kilogramme|g|gr|100 ?g|100 ?ml|l|litre|liter|ml|cl|m|m2|m3|"
    r"metre|meter|metre carre|mesure|measure|pu|puht|lb|oz|einheit|stuck)\b"
)
SALE_MARK = re.compile(
    r"\b(promos?|promotions?|promotionnels?|promotionnelles?|soldes?|sale|special|discount|offre|"
    r"offer|remise|reduction|angebots?|angebotspreis(es)?|sonderangebots?|sonderpreis(es)?|"
    r"aktions?|aktionspreis(es)?|rabatts?)\b"
)
BEGIN_MARK = re.compile(
    r"\b(debut|commence|depuis|a partir|starts?|starting|begins?|from|since|beginnt?|startet?|"
    r"startdatum|ab|von)\b|\bdu$|\bdu (aaaa|jj|date)\b"
)
END_MARK = re.compile(
    r"\b(fin|finit|jusqu au|jusque|expiration|ends?|ending|until|till|to|expires|expiry|endet?|"
    r"enddatum|bis)\b|\bau$|\bau (aaaa|jj|date)\b"
)
SPAN_MARK = re.compile(r"\b(dates|periode|period|zeitraum|validite|duree|dauer|gultigkeit)\b")
# what a promotion takes off, or for how many pieces, is no day
NO_DAY_MARK = re.compile(
    r"\b(percent|pourcentage|pourcent|prozent|amount|montant|betrag|qty|quantity|quantite|menge|"
    r"type|mode|value|valeur|wert|price id|name|nom)\b"
)
OPTION = re.compile(
    r"(?:option|attribute|attribut|variation) ?(\d{1,2}) ?"
    r"(name|nom|values?|value s|valeurs?|valeur s|werte?|wert e)?|"
    r"(name|nom|values?|value s|valeurs?|valeur s) (?:de (?:l )?|d )?(?:option|attribut) ?(\d{1,2})"
    # Squarespace, then Wix
    r"|option (name|value) (\d{1,2})|productoption(name|description)(\d{1,2})"
)
OPTION_ASIDE = re.compile(
    r"(?:option|attribute|attribut|variation) ?\d{1,2} "
    r"(visible|global|default|par defaut|type|linked to|variation|position|sichtbar|standard)"
)
SHOWN = re.compile(r"(?:attribute|attribut) ?(\d{1,2}) (?:visible|sichtbar)")
VALUED = ("val", "wert", "description")
OPTIONS = 3
OWN_FIELD = re.compile(r"(custom field|attribute?|caracteristique|propriete|property) ")
NUMBERED_PHOTO = re.compile(
    r"(other )?(image|photo|picture|visuel|bild|foto)( url)? ?\d{1,2}( src| url| link)?"
)
# how raw exports of WordPress head the option of a variation: attribute_pa_taille, meta:attribute_x
RAW_OPTION = re.compile(r"^_?(meta:\s*_?)?attribute([_:]|\s+(?=pa[_ ]))(pa[_ ])?", re.IGNORECASE)


BY_WORD = {word.strip(): field for field, words in WORDS.items() for word in words.split(",")}
RANKS = {
    word.strip(): rank for words in WORDS.values() for rank, word in enumerate(words.split(","))
}


def field_for(heading: str) -> str | None:
    """The field a heading names; empty when it is known and not wanted, None when unknown."""
    word = headings.bare(plain(heading))
    if word in FORBIDDEN or OPTION_ASIDE.fullmatch(word):
        return IGNORE
    if word in BY_WORD:
        return BY_WORD[word]
    if option := _numbered(word):
        return _option(*option)
    if is_per_measure(heading) or is_untaxed(heading) and PRICE_MARK.search(word):
        return IGNORE
    if re.fullmatch(
        r"(other )?(image|photo|picture|visuel|bild|foto)( url)? ?\d{1,2}( src| url| link)?", word
    ):
        return "photo"
    if re.fullmatch(r"(bullet point|puce) ?\d{1,2}", word):
        return IGNORE
    if headings.name_of(heading) or is_raw_option(heading) or OWN_FIELD.match(word):
        return ATTRIBUTE
    if named := BY_WORD.get(_shorter(word)) or _weight(word) or _end_of_sale(word):
        return named
    # Largeur (cm): the unit goes with what stands below
    return ATTRIBUTE if BY_WORD.get(plain(headings.unitless(heading))) == ATTRIBUTE else None


def rank(heading: str) -> int:
    """How well a heading names its field: of two, the lower one is taken."""
    word = plain(heading)
    best = RANKS.get(word, RANKS.get(_shorter(word), 500))
    return best - 1000 if TAXED_MARK.search(word) else best


def _numbered(word: str) -> tuple[int, str] | None:
    """The number of an option that a heading names, and which part of it."""
    option = OPTION.fullmatch(word)
    if option is None:
        return None
    number = option[1] or option[4] or option[6] or option[8]
    return int(number), option[2] or option[3] or option[5] or option[7] or "name"


def _option(place: int, part: str) -> str:
    if place > OPTIONS:
        # its name stands in the column beside it
        return ATTRIBUTE if part.startswith(VALUED) else IGNORE
    return f"option{place}_value" if part.startswith(VALUED) else f"option{place}_name"


def _shorter(word: str) -> str:
    """A heading without the words that add nothing to it: of the product, in euros, de vente."""
    shorter = re.sub(
        r"\b(en|in|eur|euros?|du produit|produit|product|article|de l article|de la variante|"
        r"variante|ttc|tax included|tax incl|incl tax)\b",
        "",
        word,
    )
    return re.sub(r"\s+", " ", shorter).strip()


def _weight(word: str) -> str | None:
    """A weight whose heading only adds its unit: `Poids en kg`, `Weight (lbs)`."""
    words = set(word.split())
    return (
        "weight"
        if words & UNITS.keys() and words & {"poids", "weight", "masse", "gewicht"}
        else None
    )


def _end_of_sale(word: str) -> str | None:
    """When a promotion begins or ends, however it is headed: `date fin promo`, `Aktion bis`."""
    if not SALE_MARK.search(word) or NO_DAY_MARK.search(word):
        return None
    begins, ends = bool(BEGIN_MARK.search(word)), bool(END_MARK.search(word))
    if begins != ends:
        return "sale_from" if begins else "sale_to"
    return "sale_dates" if begins or SPAN_MARK.search(word) else None


def option_name_beside(heading: str, headers: list[str]) -> int | None:
    """Where the name of a numbered attribute stands, for the column of its values."""
    option = _numbered(plain(heading))
    if option is None or not option[1].startswith(VALUED):
        return None
    for place, other in enumerate(headers):
        beside = _numbered(plain(other))
        if beside and beside[0] == option[0] and beside[1].startswith(("name", "nom")):
            return place
    return None


def shown_beside(heading: str, headers: list[str]) -> int | None:
    """Where a shop says whether it shows a numbered attribute, for the column of its values."""
    option = _numbered(plain(heading))
    numbers = [SHOWN.fullmatch(plain(other)) for other in headers] if option else []
    return next(
        (place for place, said in enumerate(numbers) if said and int(said[1]) == option[0]), None
    )


def is_raw_option(heading: str) -> bool:
    """Whether a raw export of WordPress writes an option of its variations there."""
    return bool(RAW_OPTION.match(heading)) and OPTION.fullmatch(plain(heading)) is None


def unit_of(heading: str) -> str:
    """The unit of weight a heading names; empty when it names none."""
    return next((UNITS[part] for part in plain(heading).split() if part in UNITS), "")


def is_known(heading: str) -> bool:
    """Whether a heading is in the dictionary: such a row is a header."""
    return field_for(heading) is not None


def names_maker(heading: str) -> bool:
    """Whether a heading means who made the goods, whatever brand they bear."""
    return plain(heading) in MAKERS or _is_of_maker(heading, NAMED_BY | REACHED_BY)


def names_brand_too(heading: str) -> bool:
    """Whether shops that tell brands apart nowhere else keep them under such a heading."""
    return plain(heading) in BRANDS_TOO or _is_of_maker(heading, NAMED_BY)


def _is_of_maker(heading: str, beside: frozenset[str]) -> bool:
    """Whether a heading is a word for the maker with none but these beside it: a maker's own
    reference is none.
    """
    words = set(headings.bare(plain(headings.unitless(heading))).split())
    return bool(words & MAKER_WORDS) and words - MAKER_WORDS <= beside


def is_per_measure(heading: str) -> bool:
    """Whether a column holds a price per litre, per kilo, per unit: never the price unasked."""
    # the l of "prix de l'article" is no litre
    word = re.sub(r"\b(de|d) l\b", " ", plain(heading))
    return bool(PRICE_MARK.search(word) and MEASURE_MARK.search(word))


def is_status(heading: str) -> bool:
    """Whether a shop may say under this heading that a product is a draft."""
    return plain(heading) in STATUSES


def is_forbidden(heading: str) -> bool:
    """Whether a column would touch what only the house decides."""
    return plain(heading) in FORBIDDEN


def is_untaxed(heading: str) -> bool:
    """Whether a price column says it is without VAT."""
    word = plain(heading)
    return word in UNTAXED or bool(UNTAXED_MARK.search(word))


def is_left_out(text: str, heading: str) -> bool:
    """Whether a shop says by this word that a product is not for sale there now."""
    word = plain(text)
    if plain(heading) in VISIBILITIES and (
        word in NOWHERE or {"from catalog", "from search"} <= {*re.split(r" ?exclude ", word)}
    ):
        return True
    # WooCommerce writes -1 for a private or draft sheet, Magento 2 for one switched off
    return (
        word in AWAY or text.strip() == "-1" or (word == "2" and plain(heading) == "product online")
    )


def is_shown_by_search(text: str, heading: str) -> bool:
    """Whether a shop shows a product to those alone who search for it."""
    return plain(heading) in VISIBILITIES and plain(text) in BY_SEARCH


def is_off(cells: Sequence[str], places: Iterable[int]) -> bool:
    """Whether a line says no in one of these columns."""
    return any(plain(cells[place]) in NO for place in places)


def is_used(text: str) -> bool | None:
    """Whether a word says that a thing was used before; None when it says nothing of it."""
    # feeds may write an address: https://schema.org/UsedCondition
    word = plain(text.rsplit("/", 1)[-1] if "schema.org" in text else text)
    if word in NEW:
        return False
    first = word.partition(" ")[0]
    return True if word in USED or first in ("used", "refurbished", "occasion") else None


@lru_cache(maxsize=4096)
def attribute_name(heading: str) -> str:
    """The name under which a column is kept as a characteristic, without the unit it names."""
    if name := headings.name_of(heading):
        return name
    heading = headings.unitless(heading)
    last = heading.rsplit(".", 1)[-1] if heading.startswith("custom_field") else heading
    last = RAW_OPTION.sub("", last) or last
    last = re.sub(
        r"^((attribute|attribut|caractéristique|propriété)\b\s*:?|(meta|g)\s*:|google shopping\s*/)"
        r"\s*",
        "",
        last,
        flags=re.IGNORECASE,
    )
    return re.sub(r"[_\s]+", " ", last).strip().capitalize()[:60] or heading[:60]
