"""What moderation and search start with: reasons that help sellers mend their sheets, words to
watch, words that mean the same.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from catalog.attributes import shipped
from catalog.labels import shipped as labels
from catalog.models import ForbiddenWord, Reason, Synonym

# code, French label, English label, French remedy, English remedy, rule or legal ground
REASONS = (
    (
        "photo-missing",
        "Photo manquante ou insuffisante",
        "Missing or insufficient photo",
        (
            "Ajoutez une photo nette de l'article réel, de 1 000 pixels de côté si possible, sur un"
            " fond simple."
        ),
        (
            "Add a sharp photo of the actual item, 1,000 pixels wide if you can, on a plain"
            " background."
        ),
        _("Conditions des vendeurs, article 3"),
    ),
    (
        "photo-rights",
        "Photo d'autrui ou filigranée",
        "Someone else’s photo, or a watermarked one",
        "Utilisez vos propres photos ou prouvez votre droit de les utiliser.",
        "Use your own photos or prove that you may use these.",
        _("Code de la propriété intellectuelle, art. L122-4"),
    ),
    (
        "description",
        "Description trop courte ou imprécise",
        "Description too short or vague",
        "Indiquez matières, dimensions, entretien et lieu de fabrication.",
        "State materials, dimensions, care and place of making.",
        _("Code de la consommation, art. L111-1"),
    ),
    (
        "title",
        "Titre trompeur ou mal écrit",
        "Misleading or badly written title",
        (
            "Écrivez ce qu'est l'article, sans majuscules inutiles, ni promotion, ni mots étrangers"
            " à l'article."
        ),
        "Say what the item is, without shouting, promotion or unrelated words.",
        _("Conditions des vendeurs, article 3"),
    ),
    (
        "category",
        "Mauvaise catégorie",
        "Wrong category",
        "Choisissez la catégorie la plus précise qui convient à l'article.",
        "Choose the most precise category that fits the item.",
        _("Conditions des vendeurs, article 3"),
    ),
    (
        "price",
        "Prix invraisemblable",
        "Implausible price",
        "Vérifiez la virgule et le prix par unité, puis proposez de nouveau la fiche.",
        "Check the decimal mark and the unit price, then submit again.",
        _("Code de la consommation, art. L112-1"),
    ),
    (
        "contact",
        "Coordonnées ou lien dans le texte",
        "Contact details or link in the text",
        (
            "Retirez adresses, numéros et liens : vos coordonnées légales figurent déjà sur chaque"
            " fiche."
        ),
        "Remove addresses, numbers and links: your legal details are already on each listing.",
        _("Conditions des vendeurs, article 3"),
    ),
    (
        "forbidden",
        "Article interdit à la vente",
        "Item that may not be sold",
        "Cet article ne peut pas être vendu ici : retirez la fiche.",
        "This item may not be sold here: withdraw the listing.",
        _("Conditions des vendeurs, article 3"),
    ),
    (
        "counterfeit",
        "Contrefaçon présumée ou usage d'une marque",
        "Presumed counterfeit or use of a trade mark",
        "Prouvez l'origine de l'article ou l'autorisation de la marque, ou retirez la fiche.",
        "Prove the origin of the item or the permission of the brand, or withdraw the listing.",
        _("Code de la propriété intellectuelle, art. L713-2"),
    ),
    (
        "safety",
        "Information de sécurité manquante",
        "Missing safety information",
        (
            "Ajoutez les avertissements, l'âge conseillé et le fabricant ou le responsable dans"
            " l'Union européenne."
        ),
        (
            "Add warnings, the advised age and the maker or the responsible person in the European"
            " Union."
        ),
        _("Règlement (UE) 2023/988, art. 19"),
    ),
    (
        "claim",
        "Allégation sans preuve",
        "Claim without proof",
        "Prouvez ou retirez les mentions d'origine, de santé ou d'écologie.",
        "Prove or remove claims of origin, health or ecology.",
        _("Code de la consommation, art. L121-2"),
    ),
    (
        "duplicate",
        "Fiche en double",
        "Duplicate listing",
        "Réunissez les versions d'un même article en déclinaisons d'une seule fiche.",
        "Gather versions of one item as variants of a single listing.",
        _("Conditions des vendeurs, article 3"),
    ),
    (
        "notice",
        "Signalement fondé",
        "Justified notice",
        "Lisez le message joint et corrigez le point signalé.",
        "Read the attached message and correct what was reported.",
        _("Règlement (UE) 2022/2065, art. 16"),
    ),
)
# « soigné » folds to « soigne », and is said of careful work: the disease comes with the verb
CURE = _("Guérison promise à tort : pratique trompeuse (art. L121-4 du Code de la consommation)")
CURES = (
    *("guérit", "guérir", "guérison", "guérissent", "soigne le cancer", "soigne les maladies"),
    *("soigner le cancer", "traite le cancer", "prévient le cancer", "contre le cancer"),
    *("soigne le diabète", "soigne la dépression", "soigne l'arthrose", "soigne l'eczéma"),
    *("soigne l'asthme", "soigne le psoriasis", "soigne l'hypertension", "soigne les douleurs"),
    *("propriétés curatives", "vertus curatives", "vertus thérapeutiques", "cures cancer"),
    *("treats cancer", "healing powers"),
)
# word, whether it stops the sheet, why
WORDS = (
    ("contrefaçon", True, _("Propriété intellectuelle")),
    ("réplique de marque", True, _("Propriété intellectuelle")),
    ("imitation de marque", True, _("Propriété intellectuelle")),
    ("tombé du camion", True, _("Recel")),
    ("ivoire", True, _("Convention CITES")),
    ("écaille de tortue", True, _("Convention CITES")),
    ("corne de rhinocéros", True, _("Convention CITES")),
    ("arme à feu", True, _("Code de la sécurité intérieure")),
    ("munitions", True, _("Code de la sécurité intérieure")),
    ("taser", True, _("Code de la sécurité intérieure")),
    ("poing américain", True, _("Code de la sécurité intérieure")),
    ("couteau papillon", True, _("Code de la sécurité intérieure")),
    ("cannabis", True, _("Code de la santé publique")),
    ("cigarette", True, _("Monopole du tabac")),
    ("puff jetable", True, _("Code de la santé publique")),
    ("médicament", True, _("Code de la santé publique")),
    ("sur ordonnance", True, _("Code de la santé publique")),
    ("faux papiers", True, _("Code pénal")),
    *((word, False, CURE) for word in CURES),
    ("miracle", False, _("Allégation à prouver")),
    ("anti-cancer", True, _("Allégation de santé interdite")),
    ("minceur", False, _("Allégation de santé à prouver")),
    ("CBD", False, _("Produit à encadrer")),
    ("alcool", False, _("Vente encadrée")),
    ("couteau", False, _("Vente interdite aux mineurs")),
    ("bio", False, _("Certification à vérifier")),
    ("made in France", False, _("Origine à prouver")),
    ("soldes", False, _("Périodes légales")),
    ("garanti authentique", False, _("À prouver")),
)
# A fruit and the tree that bears it lend one another their name: a candle of fig smells of the fig
# tree, and a board « d'olivier » is of olive wood. Where the fruit is above all a colour (rose,
# orange, cerise) or the tree above all a wood (noyer), they stay apart. Beneath, what the trade and
# its customers call the same thing by different names; behind a colon, the kinds of a thing that
# nobody's sheet calls by its wide name: who says « céramique » means stoneware too.
SYNONYMS = (
    "figue, figuier",
    "olive, olivier",
    "amande, amandier",
    "citron, citronnier",
    "mandarine, mandarinier",
    "noisette, noisetier",
    "pull, pullover, sweater, chandail",
    "t-shirt, tee-shirt",
    "savon, savonnette",
    "affiche, poster",
    "gilet, cardigan",
    "infusion, tisane",
    "bougie, chandelle",
    "horloge, pendule",
    "canapé, sofa, divan",
    "bio, biologique, organic",
    "plaid, couverture",
    "doudou, peluche",
    "apéritif, apéro",
    "shampoing, shampooing, shampoo",
    "céramique, poterie, ceramic, pottery : grès, faïence, porcelaine",
    "vaisselle, crockery : assiette, bol, tasse, mug, saladier, soucoupe, coquetier",
    "foulard, châle : écharpe, étole",
    "cruche, broc : pichet, carafe",
    "portefeuille, wallet : porte-monnaie, porte-cartes",
    "canif, penknife : couteau",
    "poche, pocket : pliant, folding",
    "lampe-de-chevet, lampe-chevet, bedside-lamp : lampe",
    "cahier, calepin : carnet",
    "anneau, alliance : bague",
    "pendentif, sautoir : collier",
    "sneakers, tennis : baskets",
    "chaussons, pantoufles, slippers",
    "chaussures, shoes : chaussons, pantoufles, slippers, sandales, bottes, bottines, espadrilles",
    "vêtements, clothes : jean, pantalon, robe, jupe, chemise, manteau, veste",
)


def plant() -> None:
    """Put in what is not there yet; what the operator changed stays."""
    shipped.plant()
    labels.plant()
    Reason.objects.bulk_create(
        [
            Reason(
                code=code,
                label=label,
                label_en=label_en,
                remedy=remedy,
                remedy_en=remedy_en,
                ground=ground,
            )
            for code, label, label_en, remedy, remedy_en, ground in REASONS
        ],
        ignore_conflicts=True,
    )
    ForbiddenWord.objects.bulk_create(
        [ForbiddenWord(word=word, blocks=blocks, note=note) for word, blocks, note in WORDS],
        ignore_conflicts=True,
    )
    # a line that was changed or removed does not come back
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create([Synonym(words=line) for line in SYNONYMS])
