"""The words of what belongs to no app alone: the frame of all pages, « Vendre chez nous », help."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from marketplace.shared.voice import Place, Text

PLACES = (
    Place(
        key="header",
        name=_("Le haut de toutes les pages"),
        page="shop-home",
        texts=(
            Text(
                "search",
                _noop("Rechercher un produit, un vendeur"),
                most=60,
                seen=_("Lu par les lecteurs d'écran devant le champ de recherche."),
            ),
            Text(
                "placeholder",
                _noop("Un bol, un pull, un savon…"),
                most=40,
                seen=_("Dans le champ de recherche, tant qu'il est vide."),
            ),
        ),
    ),
    Place(
        key="sell",
        name=_("La page « Vendre chez nous », tant qu'elle n'est pas composée"),
        page="shop-sell",
        texts=(
            Text(
                "name",
                _noop("Vendre chez nous"),
                most=60,
                seen=_("Le titre de l'onglet et des liens partagés."),
            ),
            Text("title", _noop("Vendez ce que vous faites, gardez ce que vous gagnez"), most=90),
            Text(
                "lead",
                _noop(
                    "Pas d'abonnement, pas de frais de mise en ligne : une commission"
                    " seulement quand vous vendez, figée le jour de la commande."
                ),
                most=200,
            ),
            Text("open", _noop("Ouvrir ma boutique"), most=40),
            Text("how_much", _noop("Combien ça coûte ?"), most=40),
            Text("example", _noop("Ce que vous recevez d'une vente"), most=80),
            Text("delivery", _noop("La livraison vous revient en entier."), most=160),
            Text("steps", _noop("Comment ça se passe"), most=80),
            Text("step1", _noop("Vous déposez un dossier"), most=80),
            Text(
                "step1_how", _noop("SIRET, régime de TVA, IBAN, deux documents : quinze minutes.")
            ),
            Text(
                "step1_then",
                _noop(
                    "Votre boutique est admise, ou nous vous redemandons une pièce ; jamais de"
                    " refus sans motif, et tout refus se conteste."
                ),
            ),
            Text("step2", _noop("Vous mettez vos articles en ligne"), most=80),
            Text(
                "step2_how",
                _noop(
                    "Un par un, ou d'un coup avec votre fichier CSV ou Excel et vos photos."
                    " Vous pouvez préparer vos fiches avant même d'être admis."
                ),
            ),
            Text("step3", _noop("Vous expédiez, nous facturons pour vous"), most=80),
            Text(
                "step3_how",
                _noop("Chaque vente a sa facture en règle, à votre nom, dans votre propre série."),
            ),
            Text(
                "step3_paid",
                _noop("Vous êtes payé au plus tôt {versement} jours après la livraison."),
            ),
            Text(
                "stories",
                _noop("Ils vendent ici"),
                most=80,
                seen=_("Quand le journal a des articles à montrer."),
            ),
            Text(
                "who",
                _noop("Qui vend ici"),
                most=80,
                seen=_("Dès que plusieurs boutiques vendent."),
            ),
            Text(
                "first",
                _noop("En combien de temps on vend"),
                most=80,
                seen=_("Dès que vingt boutiques ou vingt candidatures permettent de le dire."),
            ),
            Text("prices", _noop("Ce que ça coûte, aujourd'hui"), most=80),
            Text(
                "vat",
                _noop(
                    "La commission porte sur le prix TTC des articles, pas sur la livraison ;"
                    " elle est facturée avec {tva} de TVA, récupérable si vous y êtes"
                    " assujetti. Les frais bancaires sont à notre charge."
                ),
                most=320,
            ),
            Text("questions", _noop("Vos questions"), most=80),
            Text("ask_paid", _noop("Quand suis-je payé ?"), most=100),
            Text("paid", _noop("Au plus tôt {versement} jours après la livraison.")),
            Text(
                "paid_waits",
                _noop(
                    "Le temps que l'acheteur ne puisse plus se rétracter : plus tard quand son"
                    " délai finit un week-end ou un jour férié."
                ),
                seen=_("Tant que la retenue avant versement suit le délai de rétractation."),
            ),
            Text(
                "paid_how",
                _noop(
                    "Les versements sont préparés chaque lundi et partent une fois approuvés."
                    " Chaque centime s'explique : commande, commission, date."
                ),
            ),
            Text("ask_company", _noop("Faut-il une entreprise ?"), most=100),
            Text(
                "company",
                _noop(
                    "Oui, une entreprise individuelle suffit, en franchise de TVA ou non :"
                    " nous demandons un SIRET, un IBAN et deux documents."
                ),
            ),
            Text("ask_invoices", _noop("Qui fait les factures ?"), most=100),
            Text(
                "invoices",
                _noop(
                    "Nous, à votre nom et dans votre propre série, parce que vous nous en"
                    " donnez le mandat. Vous les téléchargez quand vous voulez, et pouvez"
                    " révoquer ce mandat."
                ),
            ),
            Text("ask_returns", _noop("Et si un acheteur renvoie son article ?"), most=100),
            Text(
                "returns",
                _noop(
                    "Vous recevez le retour, l'acheteur est remboursé, et la commission vous"
                    " est rendue en proportion."
                ),
            ),
            Text("ask_elsewhere", _noop("Puis-je vendre ailleurs aussi ?"), most=100),
            Text("elsewhere", _noop("Oui : nos conditions ne demandent aucune exclusivité.")),
            Text("contact", _noop("Une question avant de vous lancer ?"), most=80),
            Text(
                "contact_how",
                _noop(
                    "Dites-nous ce que vous faites : nous vous répondons par e-mail, sans vous"
                    " inscrire nulle part."
                ),
                most=300,
            ),
            Text("bar", _noop("Quinze minutes, sans engagement."), most=60),
        ),
    ),
    Place(
        key="help",
        name=_("Le service client"),
        page="shop-help",
        texts=(
            Text("name", _noop("Service client"), most=60),
            Text(
                "lead",
                _noop("Le plus court chemin vers votre colis, votre retour ou une réponse."),
                most=160,
            ),
            Text(
                "parcel",
                _noop(
                    "Votre commande a une page où chaque colis se suit : ouvrez-la par le lien"
                    " de l'e-mail de confirmation, ou demandez-le de nouveau."
                ),
                most=400,
            ),
            Text(
                "delivery",
                _noop(
                    "Chaque vendeur expédie ce qu'il vend : une commande chez trois ateliers"
                    " arrive en trois colis. Le prix et les dates de chaque colis sont affichés"
                    " sur la fiche de l'article, dans le panier et avant de payer."
                ),
                most=400,
            ),
            Text(
                "returns",
                _noop(
                    "Vous avez {retractation} jours après la réception pour changer d'avis,"
                    " sans motif. Le retour se demande depuis la page de la commande ; le"
                    " vendeur vous indique où renvoyer le colis, puis vous êtes remboursé par"
                    " le même moyen de paiement."
                ),
                most=400,
            ),
            Text(
                "lost",
                _noop(
                    "Sur la page de la commande, « Je n'ai pas reçu ce colis » ouvre une"
                    " réclamation : le vendeur cherche avec le transporteur et répond, puis"
                    " notre service client tranche. Un colis perdu n'est jamais à votre charge."
                ),
                most=400,
            ),
            Text(
                "broken",
                _noop(
                    "Le vendeur répond de la conformité pendant deux ans : réparation,"
                    " remplacement ou remboursement. Depuis la page de la commande, « Signaler"
                    " un problème » lui transmet votre réclamation avec vos photos ; s'il ne"
                    " répond pas à temps, ou si vous n'êtes pas d'accord, notre service client"
                    " tranche."
                ),
                most=500,
            ),
            Text(
                "write",
                _noop("Indiquez le numéro de la commande : tout ce qui la concerne s'y retrouve."),
            ),
            Text("sellers", _noop("Vous vendez ici ? L'aide des vendeurs"), most=80),
        ),
    ),
    Place(
        key="help_sellers",
        name=_("L'aide des vendeurs"),
        page="shop-help-sellers",
        texts=(
            Text("name", _noop("Aide des vendeurs"), most=60),
            Text(
                "lead",
                _noop("Fiches, commandes, livraison, versements : ce que les vendeurs demandent."),
                most=160,
            ),
            Text(
                "none",
                _noop("Aucune page d'aide n'est encore en ligne : écrivez-nous."),
                seen=_("Tant qu'aucune page d'aide n'est en ligne."),
            ),
        ),
    ),
    Place(
        key="letter",
        name=_("Le bas de toutes les lettres"),
        template="emails/layout.html",
        texts=(Text("question", _noop("Une question ? Répondez à ce message"), most=80),),
    ),
)
