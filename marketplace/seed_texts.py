"""The legal texts of a new installation: honest first versions, to be read by the operator's lawyer."""

SALE_TERMS = """1. Objet
Les présentes conditions régissent les ventes conclues sur la place de marché. Chaque vente est un contrat entre l'acheteur et le vendeur nommé sur la fiche de l'article. L'opérateur met en relation, encaisse pour le compte des vendeurs et assiste les deux parties.

2. Prix
Les prix sont en euros, toutes taxes comprises. Les frais de livraison sont indiqués par vendeur avant la validation de la commande.

3. Commande
La commande est passée lorsque l'acheteur clique sur « Commander avec obligation de paiement », après avoir pu vérifier le détail et le prix total et corriger ses erreurs. Un e-mail la confirme.

4. Paiement
Le paiement est effectué en une fois, par carte, auprès du prestataire de paiement de l'opérateur. Aucune donnée de carte ne nous est transmise.

5. Livraison
Le vendeur expédie dans le délai annoncé. En cas de retard, l'acheteur peut demander l'exécution, puis résoudre le contrat (Code de la consommation, L216-6).

6. Droit de rétractation
L'acheteur consommateur dispose de quatorze jours à compter de la réception pour se rétracter sans motif (L221-18), par la fonction « Renoncer au contrat ici » accessible en bas de chaque page ou par toute déclaration dénuée d'ambiguïté. Il renvoie l'article dans les quatorze jours suivants ; les frais de retour sont à sa charge sauf mention contraire du vendeur. Toutes les sommes versées, frais de livraison standard compris, sont remboursées par le même moyen de paiement. Les exceptions de l'article L221-28 sont signalées sur les fiches concernées.

7. Garanties légales
Le vendeur répond de la conformité du bien pendant deux ans (L217-3 et suivants) et des vices cachés (Code civil, 1641 et suivants).

8. Réclamations et médiation
L'acheteur s'adresse d'abord au vendeur, puis au service client de l'opérateur. À défaut d'accord, le consommateur peut saisir gratuitement le médiateur du vendeur, nommé sur la page de sa boutique, sur sa facture et dans l'e-mail de confirmation.

9. Droit applicable
Le droit français s'applique, sans priver le consommateur des dispositions impératives de son pays de résidence."""

SALE_TERMS_EN = """1. Purpose
These terms govern sales made on the marketplace. Each sale is a contract between the buyer and the seller named on the product page. The operator brings them together, collects payment on the sellers' behalf and assists both.

2. Prices
Prices are in euros, all taxes included. Delivery costs are shown per seller before the order is confirmed.

3. Order
The order is placed when the buyer clicks “Order with obligation to pay”, after being able to check the details and total and to correct mistakes. An email confirms it.

4. Payment
Payment is made at once, by card, with the operator's payment provider. No card data reaches us.

5. Delivery
The seller ships within the announced time. If late, the buyer may demand performance, then terminate the contract (French Consumer Code, L216-6).

6. Right of withdrawal
A consumer has fourteen days from receipt to withdraw without giving a reason (L221-18), with the “Withdraw from the contract here” function at the foot of every page or any unambiguous statement. Goods are sent back within the next fourteen days, at the buyer's expense unless the seller says otherwise. All sums paid, standard delivery included, are refunded by the same means of payment. Exceptions (L221-28) are shown on the products concerned.

7. Legal guarantees
The seller answers for conformity for two years (L217-3 and following) and for hidden defects (Civil Code, 1641 and following).

8. Complaints and mediation
The buyer first contacts the seller, then the operator's customer service. Failing agreement, a consumer may approach free of charge the seller's mediator, named on the shop's page, on its invoice and in the confirmation email.

9. Applicable law
French law applies, without depriving consumers of the mandatory provisions of their country of residence. The French version is the one that binds."""

SELLER_TERMS = """1. Qui peut vendre
Les professionnels immatriculés, assujettis à la TVA ou en franchise en base, admis par l'opérateur sur dossier. Chaque refus est motivé et peut être contesté (article 6).

2. Ce que coûte la vente
La commission est celle de la grille publiée sur la page « Vendre chez nous ». Son taux est figé pour chaque ligne au moment de la commande et ne change plus. Une modification de la grille ne vaut que pour les commandes passées ensuite.

3. Vos obligations
Décrire vos articles loyalement, sans coordonnées ni lien, respecter les catégories interdites, accepter ou refuser les commandes dans le délai affiché, expédier dans votre délai de préparation, répondre aux acheteurs et reprendre les articles qu'ils retournent dans les conditions de la loi.

4. Vos versements
Les sommes encaissées pour votre compte vous sont dues dès la livraison ; elles sont versées après le délai de retenue affiché, par campagne, avec un relevé. Les commissions sont facturées le dernier jour de chaque mois, quels que soient les versements. Un retour ou une contestation en cours retient la seule commande concernée.
Quand un acheteur conteste un paiement auprès de sa banque, vous en êtes prévenu aussitôt et la commande attend la décision de la banque. Si elle rend la somme à l'acheteur, cette somme est retirée de votre compte, dans la limite de ce qui vous reste de la vente ; la commission de l'opérateur sur cette somme vous est rendue, et les frais de la banque restent à la charge de l'opérateur.

5. Classement
Les critères de classement et leur poids sont publiés sur la page « Comment nous classons les produits ». Aucun paiement ne les modifie.

6. Restrictions
Une fiche retirée, une suspension ou une fermeture est accompagnée d'un motif écrit. Le lien de la lettre, et votre espace, ouvrent pendant six mois une page où la contester : une autre personne que celle qui a décidé la réexamine, quand l'équipe en compte une, et vous répond par écrit (Règlement (UE) 2019/1150).

7. Données
Vous accédez aux données nécessaires à vos ventes. Vous ne les utilisez pas à d'autres fins.

8. Fin
Vous pouvez partir à tout moment, une fois vos commandes terminées ; votre solde vous est versé."""

SELLER_TERMS_EN = """1. Who may sell
Registered businesses, charging VAT or exempt as small businesses, admitted by the operator on application. Every refusal states its reason and may be contested (article 6).

2. What selling costs
The commission is that of the grid published on the “Sell with us” page. Its rate is frozen for each line when the order is placed. A change of the grid applies only to orders placed afterwards.

3. Your duties
Describe goods fairly, without contact details or links, respect forbidden categories, accept or refuse orders in time, ship within your preparation time, answer buyers and take back what they return under the law.

4. Your payouts
Sums collected for you are due on delivery; they are paid after the hold shown, run by run, with a statement. Commissions are invoiced on the last day of each month, whatever is paid out. A return or dispute holds only the order concerned.
When a buyer contests a payment with their bank, you are told at once and the order waits for the bank's decision. If the bank gives the money back to the buyer, it is taken from your account, up to what is left of the sale; the operator's commission on it is given back to you, and the bank's fee is borne by the operator.

5. Ranking
Ranking criteria and their weight are published on the page “How we rank products”. No payment changes them.

6. Restrictions
A removed listing, a suspension or a closure comes with written reasons. For six months, the link in the letter, and your space, open a page on which to contest it: another person than the one who decided looks at it again, where the team has one, and answers in writing (Regulation (EU) 2019/1150).

7. Data
You access the data your sales need, and use it for nothing else.

8. End
You may leave at any time once your orders are done; your balance is paid to you. The French version is the one that binds."""

MANDATE = """Le vendeur donne mandat à l'opérateur, qui l'accepte, d'établir et d'émettre en son nom et pour son compte les factures et avoirs relatifs à ses ventes conclues sur la place de marché (CGI, art. 289 I-2 et ann. II, art. 242 nonies).

Les documents portent la mention « Facture émise par l'opérateur au nom et pour le compte du vendeur » et suivent une série de numéros propre au vendeur.

Le vendeur trouve chaque document dans son espace. Il peut le contester par écrit, dans le délai que dit son espace, à l'adresse de l'opérateur que donnent les mentions légales.

Le vendeur conserve l'entière responsabilité de ses obligations en matière de facturation et de TVA : il déclare la taxe due, signale sans délai tout changement d'identification, et demande un duplicata s'il n'a pas reçu une facture.

Le mandat prend effet à son acceptation et peut être révoqué à tout moment. Dès sa révocation, plus aucun document n'est émis : les articles quittent la vente, et les commandes déjà payées sont expédiées une fois le mandat donné à nouveau."""

MANDATE_EN = """The seller mandates the operator, who accepts, to draw up and issue in the seller's name and on the seller's behalf the invoices and credit notes for sales made on the marketplace (French tax code, art. 289 I-2 and annex II, art. 242 nonies).

Documents bear the wording “Invoice issued by the operator in the name and on behalf of the seller” and follow a number series of the seller's own.

The seller finds each document in their space and may contest it in writing, within the time told there, at the operator's address in the legal notice.

The seller remains fully responsible for invoicing and VAT duties: declares the tax due, reports any change of identification without delay, and asks for a copy if an invoice was not received.

The mandate takes effect when accepted and may be revoked at any time. From then on no document is issued: goods leave the shelves, and orders already paid are shipped once the mandate is given again. The French version is the one that binds."""

PRIVACY = """Responsable du traitement : l'opérateur nommé dans les mentions légales.

Ce que nous gardons et pourquoi : votre compte et vos commandes (exécution du contrat), les factures et écritures (obligation légale, dix ans), vos réclamations, vos contestations et leurs réponses (contrat), vos consentements (preuve), vos avis, et les photos que vous nous laissez montrer (jusqu'à ce que vous retiriez votre accord), vos inscriptions à nos rendez-vous (le temps du rendez-vous, puis trente jours), ce que vous nous écrivez pour ouvrir une boutique (trois ans au plus sans contact). Si vous avez un compte, ce que vous avez acheté, les boutiques que vous suivez et la région de votre dernière livraison peuvent décider des articles et produits mis en avant sur nos pages (intérêt légitime), jamais d'un prix ; vous vous y opposez d'un bouton, sur la page « Mes lettres » de votre compte.

Qui y accède : le vendeur pour ce que la livraison demande, le transporteur, le prestataire de paiement, et nos équipes selon leur rôle. Rien n'est vendu ni transmis à des fins publicitaires.

Cookies : seulement ceux dont le site a besoin (session, panier, langue, apparence, navigateur déjà connecté, moment du dernier envoi). Aucun traceur, donc aucun bandeau.

Vos droits : accès, rectification, effacement, limitation, opposition, portabilité, à l'adresse des mentions légales ; vous pouvez saisir la CNIL."""

PRIVACY_EN = """Controller: the operator named in the legal notice.

What we keep and why: your account and orders (performance of the contract), invoices and entries (legal duty, ten years), your complaints, what you contested and the answers (contract), your consents (proof), your reviews, and the photos you let us show (until you withdraw your consent), your sign-ups for our events (until the event, then thirty days), what you write to us about opening a shop (three years at most without contact). If you have an account, what you bought, the shops you follow and the region of your last delivery may decide which stories and goods our pages put first (legitimate interest), never a price; one button on the page "My letters" of your account objects to it.

Who sees it: the seller for what delivery needs, the carrier, the payment provider, and our team by role. Nothing is sold or passed on for advertising.

Cookies: only those the site needs (session, basket, language, appearance, browser that signed in before, moment of the last submission). No trackers, hence no banner.

Your rights: access, rectification, erasure, restriction, objection, portability, at the address in the legal notice; you may complain to the French authority, CNIL."""

NOTICE = """Éditeur : Halles Démonstration SAS, société par actions simplifiée au capital de 10 000 €, 12 rue du Marché, 75001 Paris, RCS Paris 732 829 320, TVA FR44732829320. Téléphone : 01 99 00 12 34. Adresse e-mail : bonjour@halles.example.

Directrice de la publication : la présidente de la société.

Médiateur de la consommation : Médiation de démonstration, 75002 Paris.

Ces mentions sont celles d'une démonstration : l'exploitant les remplace par les siennes."""

NOTICE_EN = """Publisher: Halles Démonstration SAS, simplified joint-stock company with a capital of €10,000, 12 rue du Marché, 75001 Paris, France, RCS Paris 732 829 320, VAT FR44732829320. Telephone: +33 1 99 00 12 34. E-mail: bonjour@halles.example.

Publication director: the company's president.

Consumer mediator: Médiation de démonstration, 75002 Paris.

This notice is that of a demonstration: the operator replaces it."""

TEXTS = {
    "sale_terms": ("Conditions générales de vente", "Terms of sale", SALE_TERMS, SALE_TERMS_EN),
    "seller_terms": ("Conditions des vendeurs", "Sellers' terms", SELLER_TERMS, SELLER_TERMS_EN),
    "invoicing_mandate": ("Mandat de facturation", "Invoicing mandate", MANDATE, MANDATE_EN),
    "privacy": ("Données personnelles", "Personal data", PRIVACY, PRIVACY_EN),
    "legal_notice": ("Mentions légales", "Legal notice", NOTICE, NOTICE_EN),
}
