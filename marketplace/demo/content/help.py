"""The help centre of the demonstration: a page a question, for buyers and for sellers."""

from __future__ import annotations

from typing import Any

from marketplace.demo.content.pages import Page


def _text(fr: str, en: str) -> tuple[str, dict[str, Any]]:
    return "text", {"text": fr, "text_en": en}


def _steps(*steps: tuple[str, str, str, str]) -> tuple[str, dict[str, Any]]:
    names = ("title", "title_en", "text", "text_en")
    return "steps", {"items": [dict(zip(names, step, strict=True)) for step in steps]}


def _questions(*rows: tuple[str, str, str, str]) -> tuple[str, dict[str, Any]]:
    names = ("question", "question_en", "answer", "answer_en")
    return "questions", {"items": [dict(zip(names, row, strict=True)) for row in rows]}


BUYERS = (
    Page(
        kind="help",
        slug="suivre-mon-colis",
        name="Aide : suivre un colis",
        title="Où est mon colis ?",
        title_en="Where is my parcel?",
        description=(
            "Chaque colis d'une commande se suit à part, avec sa date et son transporteur."
        ),
        description_en=(
            "Each parcel of an order is followed on its own, with its date and carrier."
        ),
        explains=("shop-orders", "shop-order"),
        blocks=(
            _text(
                "Une commande chez trois ateliers arrive en **trois colis**. Sa page, parmi [vos"
                " commandes](/mes-commandes/), dit pour chacun où il en est : en préparation, en"
                " route, au point relais, livré.",
                "An order from three workshops arrives in **three parcels**. Its page, among [your"
                " orders](/mes-commandes/), tells where each one is: being prepared, on its way, at"
                " the pick-up point, delivered.",
            ),
            _questions(
                (
                    "Je ne retrouve pas le lien de ma commande",
                    "I cannot find the link to my order",
                    "Demandez-le sur [cette page](/suivi/) avec l'adresse e-mail de la"
                    " commande : il vous est envoyé de nouveau.",
                    "Ask for it on [this page](/suivi/) with the email address of the"
                    " order: it is sent to you again.",
                ),
                (
                    "Mon colis est dit livré, et je ne l'ai pas",
                    "My parcel is said to be delivered, and I do not have it",
                    "Sur la page de [la commande](/mes-commandes/), choisissez « Je n'ai pas reçu ce"
                    " colis ». Le vendeur cherche avec le transporteur ; un colis perdu n'est jamais"
                    " à votre charge.",
                    "On the page of [the order](/mes-commandes/), choose “I have not received this"
                    " parcel”. The seller looks for it with the carrier; a lost parcel is never at"
                    " your expense.",
                ),
            ),
        ),
    ),
    Page(
        kind="help",
        slug="retourner-un-article",
        name="Aide : retourner un article",
        title="Retourner un article",
        title_en="Returning an item",
        description="Comment demander un retour, où renvoyer le colis, quand l'argent revient.",
        description_en="How to ask for a return, where to send it, when the money comes back.",
        explains=("shop-return-new", "shop-withdrawal"),
        blocks=(
            _text(
                "Vous avez {retractation} jours après la réception pour [changer"
                " d'avis](/retractation/), sans avoir à dire pourquoi. Tout se fait depuis [vos"
                " commandes](/mes-commandes/), puis se suit dans [vos retours](/mes-retours/).",
                "You have {retractation} days after delivery to [change your"
                " mind](/retractation/), without having to say why. It is all done from [your"
                " orders](/mes-commandes/), then followed in [your returns](/mes-retours/).",
            ),
            _steps(
                (
                    "Demandez le retour",
                    "Ask for the return",
                    "Sur la page de la commande, cochez les articles que vous renvoyez.",
                    "On the page of the order, tick the items you send back.",
                ),
                (
                    "Renvoyez le colis",
                    "Send the parcel",
                    "L'adresse du vendeur est sur la page du retour ; gardez la preuve de dépôt.",
                    "The seller's address is on the page of the return; keep the proof of posting.",
                ),
                (
                    "Recevez l'argent",
                    "Get the money",
                    "Il revient par le moyen qui a payé la commande, livraison standard comprise si"
                    " vous renvoyez tout.",
                    "It comes back the way the order was paid, standard delivery included if you"
                    " send everything back.",
                ),
            ),
        ),
    ),
    Page(
        kind="help",
        slug="un-article-abime",
        name="Aide : article abîmé",
        title="Un article abîmé ou qui ne marche plus",
        title_en="A damaged or faulty item",
        description="La garantie légale de deux ans, et comment la demander avec des photos.",
        description_en="The two-year legal guarantee, and how to claim it with photos.",
        explains=("shop-incident-new",),
        blocks=(
            _text(
                "Le vendeur répond pendant **deux ans** de ce qu'il vous a vendu : réparation ou"
                " échange, à votre choix si les deux sont possibles, sinon remboursement.\n\n"
                "Signalez-le sur la page de [la commande](/mes-commandes/) : deux photos et une"
                " phrase suffisent. Si la réponse tarde ou ne vous convient pas, notre service"
                " client tranche.",
                "The seller answers for what was sold to you for **two years**: repair or"
                " replacement, as you choose when both are possible, otherwise a refund.\n\n"
                "Report it on the page of [the order](/mes-commandes/): two photos and a sentence"
                " are enough. If the answer is late or does not suit you, our customer service"
                " decides.",
            ),
        ),
    ),
    Page(
        kind="help",
        slug="payer",
        name="Aide : payer",
        title="Payer chez plusieurs vendeurs à la fois",
        title_en="Paying several sellers at once",
        description="Un seul paiement, une facture par vendeur, et ce qui se passe s'il échoue.",
        description_en="One payment, an invoice per seller, and what happens when it fails.",
        explains=("shop-cart", "shop-checkout"),
        blocks=(
            _questions(
                (
                    "Combien de fois suis-je débité ?",
                    "How many times am I charged?",
                    "Une fois, du total affiché sur le bouton. Chaque vendeur vous adresse sa"
                    " propre facture.",
                    "Once, for the total shown on the button. Each seller sends you their own"
                    " invoice.",
                ),
                (
                    "Mon paiement a été refusé",
                    "My payment was declined",
                    "Vos articles restent réservés un moment : la page de [la"
                    " commande](/mes-commandes/) propose de payer de nouveau, avec une autre carte"
                    " si vous voulez.",
                    "Your items stay reserved for a while: the page of [the order](/mes-commandes/)"
                    " offers to pay again, with another card if you like.",
                ),
                (
                    "Un vendeur ne peut pas tout fournir",
                    "A seller cannot supply everything",
                    "Ce qui manque vous est remboursé sans que vous ayez à le demander, et le reste"
                    " part.",
                    "What is missing is refunded without your asking, and the rest is sent.",
                ),
            ),
        ),
    ),
)
SELLERS = (
    Page(
        kind="help_seller",
        slug="importer-un-catalogue",
        name="Aide vendeurs : importer",
        title="Importer un catalogue",
        title_en="Importing a catalogue",
        description="Du fichier de votre boutique à des fiches en ligne, en quatre étapes.",
        description_en="From your shop's file to listings online, in four steps.",
        explains=("seller-imports",),
        blocks=(
            _text(
                "Tout se passe à la page [Importer](/seller/imports/).",
                "It is all done on the page [Import](/seller/imports/).",
            ),
            _steps(
                (
                    "Envoyez le fichier",
                    "Send the file",
                    "CSV ou Excel, tel que Shopify, WooCommerce, PrestaShop, Wix ou Squarespace"
                    " l'exporte. Rien n'est encore écrit.",
                    "CSV or Excel, as Shopify, WooCommerce, PrestaShop, Wix or Squarespace exports"
                    " it. Nothing is written yet.",
                ),
                (
                    "Répondez aux questions",
                    "Answer the questions",
                    "Une colonne ou un mot que nous ne connaissons pas est demandé une fois, et"
                    " retenu pour le fichier suivant.",
                    "A column or a word that we do not know is asked about once, and remembered for"
                    " the next file.",
                ),
                (
                    "Lisez ce qui changera",
                    "Read what will change",
                    "Créé, modifié, inchangé, refusé : ligne par ligne, avec la raison.",
                    "Created, changed, unchanged, refused: line by line, with the reason.",
                ),
                (
                    "Appliquez",
                    "Apply",
                    "L'import se défait pendant une journée.",
                    "The import can be undone for a day.",
                ),
            ),
        ),
    ),
    Page(
        kind="help_seller",
        slug="une-fiche-qui-se-vend",
        name="Aide vendeurs : une bonne fiche",
        title="Une fiche qui se trouve et qui se vend",
        title_en="A listing that is found and sells",
        description="Photos, titre, caractéristiques : ce qui compte, et ce qui est obligatoire.",
        description_en="Photos, title, specifications: what matters, and what is compulsory.",
        explains=("seller-products", "seller-product-new", "seller-product"),
        blocks=(
            _text(
                "Une [nouvelle fiche](/seller/produits/nouveau/) demande trois choses.\n\n## Commencez par les photos\n\nDeux suffisent : l'objet entier, puis un détail ou"
                " l'objet en usage.\n\n## Dites ce que c'est\n\nLe titre nomme l'objet, sa matière,"
                " sa couleur : « Bol en grès bleu nuit ». Les mots de la fiche sont ceux que l'on"
                " cherche.\n\n## Remplissez ce qui est demandé\n\nUne caractéristique obligatoire"
                " l'est souvent par la loi : composition d'un textile, ingrédients d'un aliment,"
                " fabricant.",
                "A [new listing](/seller/produits/nouveau/) asks for three things.\n\n## Begin with the photos\n\nTwo are enough: the whole object, then a detail or the"
                " object in use.\n\n## Say what it is\n\nThe title names the object, its material,"
                " its colour: “Midnight blue stoneware bowl”. The words of the listing are those"
                " that people search for.\n\n## Fill in what is asked\n\nA compulsory specification"
                " is often required by law: the fibres of a textile, the ingredients of a food, the"
                " manufacturer.",
            ),
        ),
    ),
    Page(
        kind="help_seller",
        slug="expedier",
        name="Aide vendeurs : expédier",
        title="Accepter et expédier une commande",
        title_en="Accepting and shipping an order",
        description="Les délais, le numéro de suivi, et quoi faire si un article manque.",
        description_en="The deadlines, the tracking number, and what to do if an item is missing.",
        explains=("seller-orders", "seller-order", "seller-shipping"),
        blocks=(
            _questions(
                (
                    "Il me manque un article",
                    "I am out of an item",
                    "Acceptez le reste sur la page de [la"
                    " commande](/seller/commandes/) : l'acheteur est remboursé aussitôt de ce qui manque, et"
                    " votre stock est remis à zéro si vous le demandez.",
                    "Accept the rest on the page of [the order](/seller/commandes/): the buyer is"
                    " refunded at once for what is missing, and your stock is set to zero if you ask"
                    " for it.",
                ),
                (
                    "Faut-il un numéro de suivi ?",
                    "Is a tracking number needed?",
                    "Il prouve la livraison : sans lui, une réclamation se tranche plus souvent en"
                    " faveur de l'acheteur.",
                    "It proves delivery: without it, a complaint is more often decided for the"
                    " buyer.",
                ),
            ),
        ),
    ),
    Page(
        kind="help_seller",
        slug="mes-versements",
        name="Aide vendeurs : versements",
        title="Quand et combien suis-je payé ?",
        title_en="When and how much am I paid?",
        description="Le solde, ce qui est retenu et pourquoi, et la commission ligne par ligne.",
        description_en="The balance, what is held and why, and the commission line by line.",
        explains=("seller-money", "seller-invoices"),
        blocks=(
            _text(
                "Une vente devient payable quand l'acheteur ne peut plus changer d'avis. La page"
                " [Mes ventes et mes versements](/seller/argent/) dit pour chacune **depuis"
                " quand**, **jusqu'à quand** et **pourquoi** elle est retenue ; la commission est celle du jour de la"
                " commande, et ne change plus.",
                "A sale becomes payable once the buyer can no longer change their mind. The page"
                " [My sales and payouts](/seller/argent/) tells for each **since when**, **until"
                " when** and **why** it is held; the commission is that of the day of the order, and changes no more.",
            ),
        ),
    ),
    Page(
        kind="help_seller",
        slug="repondre-a-une-reclamation",
        name="Aide vendeurs : réclamations",
        title="Répondre à une réclamation",
        title_en="Answering a complaint",
        description="Ce que l'acheteur demande, le délai pour répondre, et qui décide ensuite.",
        description_en="What the buyer asks, the time to answer, and who decides afterwards.",
        explains=("seller-incidents", "seller-returns"),
        state="review",
        blocks=(
            _text(
                "Répondez dans [Réclamations](/seller/reclamations/) avant la date affichée : passé ce délai, notre service client décide avec"
                " ce qu'il a. Une photo du colis avant l'envoi vaut mieux qu'une longue lettre.",
                "Answer in [Complaints](/seller/reclamations/) before the date shown: after it, our customer service decides with what it"
                " has. A photo of the parcel before it left is worth more than a long letter.",
            ),
        ),
    ),
)
TOPICS = (*BUYERS, *SELLERS)
