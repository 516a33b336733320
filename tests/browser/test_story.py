"""One sale from a seller's application to her payout, lived by three people in a browser."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest
from django.core import mail
from django.core.cache import cache

from accounting.book import ledger
from accounting.models import Account, Payout
from marketplace.proof import verify
from marketplace.shared import gateway
from marketplace.shared.models import SandboxNotice, User
from orders.models import Order
from tests import cast
from tests.browser import goods, shops

pytestmark = pytest.mark.django_db
PASSWORD = "une-belle-theiere-bleue"


def test_from_an_application_to_a_payout(people, time):
    shelves()
    weaver = shops.weaver()
    odile = User.objects.create_superuser("odile@example.test", "secret-secret", first_name="Odile")
    nina, brun, camille, desk = people("nina"), people("brun"), people("camille"), people("odile")

    apply_to_sell(nina)
    admit(desk, nina, odile)
    open_shop(nina)
    import_catalogue(nina)
    moderate(desk, nina)
    browse(camille)
    buy(camille)
    order = Order.objects.get()
    sign_in(brun, cast.owner_of(weaver).email)
    ship(nina, "Les grès de Nina")
    ship(brun, "Maison Brun")
    time.pass_(days=2)
    receive(camille, order)
    documents(camille, nina, order)
    give_back(camille, nina, order)
    time.pass_(days=18)
    pay_out(desk, nina, order)

    assert {notice.last_answer for notice in SandboxNotice.objects.all()} == {"200"}, (
        "webhooks went over HTTP"
    )
    assert list(verify.violations()) == []


def shelves() -> None:
    """The operator's tree of categories."""
    table = cast.category("Arts de la table")
    for name in ("Théières", "Bols", "Tasses", "Assiettes", "Pichets"):
        cast.category(name, parent=table)
    cast.category("Textile")


def sign_in(person, email: str, password: str = "secret-secret") -> None:
    """Through the sign-in page."""
    person.go("/").follow("Se connecter")
    person.fill(login=email, password=password).press("Se connecter", exact=True)


def vat_number(siret: str) -> str:
    """The French VAT number of a company."""
    siren = int(siret[:9])
    return f"FR{(12 + 3 * (siren % 97)) % 97:02d}{siren:09d}"


def is_invoice(content: bytes) -> bool:
    """Whether a PDF carries its own data, as Factur-X wants."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return "factur-x.xml" in pdf.attachments


# --- 1 and 2: to become a seller -----------------------------------------------------------------


def apply_to_sell(nina) -> None:
    """What it costs, an account, identity, VAT, IBAN, documents, terms and mandate."""
    nina.go("/").follow("Vendre chez nous")
    nina.sees("12 %").shoot("01-1-vendre-chez-nous")
    nina.follow("Ouvrir ma boutique", within="main")
    nina.fill(email="nina@example.test", password1=PASSWORD).press("Créer mon compte")
    nina.sees("Regardez votre messagerie").shoot("01-1-adresse-a-confirmer")
    nina.go(re.search(r"/compte/confirm-email/[^\s)]+", mail.outbox[-1].body)[0])
    nina.press("Confirmer et ouvrir mon compte")
    assert nina.path == "/vendre/candidature/", "who wanted to sell goes on selling"
    nina.fill(name="Les grès de Nina").press("Commencer mon dossier")
    nina.sees("7 éléments à fournir").shoot("01-2-dossier-vide")
    siret = cast.siret(777)
    nina.follow("Compléter : Identité")
    nina.fill(
        siret="123 456 789 00011",
        legal_name="Nina Grès SARL",
        legal_form="SARL",
        capital="5 000 €",
        rcs="RCS Lyon",
        representative="Nina Lacroix",
        phone="04 78 00 00 00",
        line1="3 rue des Tisserands",
        postcode="69001",
        city="Lyon",
    )
    nina.press("Enregistrer").sees("Ce SIRET n'est pas valide").shoot("01-3-siret-refuse")
    nina.fill(siret=siret).press("Enregistrer")
    nina.follow("Compléter", within="#vat").fill(regime="standard", number=vat_number(siret)).press(
        "Enregistrer"
    )
    nina.follow("Compléter", within="#bank").fill(iban="FR76 3000 6000 0112 3456 7890 189").press(
        "Enregistrer"
    )
    nina.follow("Compléter", within="#terms").fill(terms=True, mandate=True).press("Enregistrer")
    for kind, title in (("registration", "Avis Sirene"), ("id_card", "Carte d'identité")):
        hand_in(nina, kind, title)
    nina.sees("Tout est prêt").shoot("01-4-dossier-complet")
    nina.press("Déposer ma candidature").sees("en cours d'examen")
    assert mail.outbox[-1].to == ["nina@example.test"]


def hand_in(nina, kind: str, title: str) -> None:
    """Upload a document."""
    nina.page.locator(f"#{kind} input[type=file]").set_input_files(goods.paper(title))
    nina.press("Déposer", within=f"#{kind}").sees("Document reçu")


def admit(desk, nina, odile) -> None:
    """The queue, the file with its documents, one item asked again, then the shop opens."""
    sign_in(desk, odile.email)
    desk.settle().shoot("02-1-console")  # whoever operates lands there
    # the only one: it opens by itself
    desk.follow("Candidatures à examiner").sees("Les grès de Nina").shoot("02-2-candidature")
    desk.follow("Avis Sirene.pdf").page.locator("iframe[title='Avis Sirene.pdf']").wait_for()
    assert desk.download("Télécharger le document").startswith(b"%PDF")
    desk.shoot("02-3-dossier").follow("Redemander une pièce")
    desk.fill(kind="registration", note="L'avis date de plus de trois mois.").shoot(
        "02-4-redemander"
    )
    desk.press("Redemander une pièce").sees("L'avis date de plus de trois mois.")
    assert "trois mois" in mail.outbox[-1].body

    nina.go("/seller/dossier/").sees("L'avis date de plus de trois mois.").shoot(
        "02-5-piece-redemandee"
    )
    hand_in(nina, "registration", "Avis Sirene de novembre")
    nina.press("Déposer ma candidature")

    desk.page.reload()
    desk.follow("Admettre").fill(password="secret-secret").press("Confirmer").press(
        "Admettre"
    )  # rights ask again
    assert any(
        "nina@example.test" in sent.to and "ouverte" in sent.subject.lower()
        for sent in mail.outbox[-3:]
    )

    nina.go("/seller/dossier/").follow("Prouver mon identité").shoot("02-6-identite-au-prestataire")
    nina.page.locator("main button").first.click()
    nina.settle().sees("Vérifiée").shoot("02-7-boutique-ouverte")
    desk.page.reload()
    desk.sees("Vérifiée").shoot("02-8-dossier-admis")


# --- 3 and 4: to have a catalogue ----------------------------------------------------------------


def open_shop(nina) -> None:
    """The dashboard says what to do; a preset fills the shipping grid."""
    nina.go("/").follow("Ma boutique").sees("grille de livraison", "premiers articles").shoot(
        "03-1-tableau-de-bord"
    )
    nina.follow("Livraison", within=".seller-nav").press("Colissimo et Mondial Relay").shoot(
        "03-2-livraison"
    )
    nina.sees("Mondial Relay", "6,90 €")


def import_catalogue(nina) -> None:
    """Upload, columns proposed and corrected, dry run, errors by line, apply, report."""
    nina.follow("Importer un fichier", within=".seller-nav")
    nina.fill(file=goods.catalogue(), photos=goods.photos()).shoot("03-3-import").press("Envoyer")
    nina.sees("séparateur « ; »", "Théière en grès bleu orage").shoot("03-4-colonnes")
    nina.press("Continuer").shoot("03-5-categories").press("Vérifier le fichier")
    nina.sees("peut se lire de deux façons", "est négatif").shoot("03-6-verification")
    report = nina.download("Télécharger le rapport").decode("utf-8-sig")
    assert "1,234" in report
    nina.press("Appliquer").sees("Nouvelles").shoot("03-7-applique")
    nina.follow("Fiches produits", within=".seller-nav").sees("Théière en grès bleu orage").shoot(
        "03-8-fiches"
    )


def moderate(desk, nina) -> None:
    """Clear sheets approved, one sent back with its reason, corrected, approved."""
    desk.go("/admin/").follow("Fiches à relire").shoot("04-1-file-de-moderation")
    desk.follow("Bol du matin en grès", within="main").sees("adresse e-mail").shoot(
        "04-2-relecture"
    )
    desk.page.get_by_label("Motif").select_option(label="Coordonnées ou lien dans le texte")
    desk.page.locator("fieldset [name=note]").fill("Proposez la gravure par la messagerie.")
    desk.press("Demander une correction")
    assert "Proposez la gravure par la messagerie." in mail.outbox[-1].body
    for _sheet in range(3):
        desk.press("Approuver")

    nina.go("/seller/produits/").follow("Bol du matin en grès").sees("Proposez la gravure").shoot(
        "04-3-a-corriger"
    )
    nina.fill(
        description=(
            "Un grand bol à oreilles pour le café ou la soupe, 45 cl. Gravure possible sur demande."
        )
    )
    nina.press("Proposer la fiche").shoot("04-4-proposee")
    desk.go("/admin/").follow("Fiches à relire").sees("Bol du matin en grès").press("Approuver")


# --- 5 and 6: to buy ------------------------------------------------------------------------------


def browse(camille) -> None:
    """Home, category, search with facets, product with its variants, the seller's page."""
    cache.clear()  # a minute passed: the home page chooses its goods again
    camille.go("/").sees("Bol du matin en grès", "Maison Brun").shoot("05-1-accueil")
    camille.follow("Arts de la table", within=".site-nav").shoot("05-2-rayon")
    camille.page.get_by_label("Rechercher un produit").fill("theiere gres")
    camille.page.keyboard.press("Enter")
    camille.settle().sees("Théière en grès bleu orage").shoot("05-3-recherche")
    camille.follow("Théière en grès bleu orage", within="main").sees("48,00 €", "Les grès de Nina")
    camille.shoot("05-4-produit")
    camille.follow("Les grès de Nina", within="main").shoot("05-5-boutique")


def buy(camille) -> None:
    """Two sellers, one payment: refused, then asked to authenticate, then paid."""
    camille.follow("Théière en grès bleu orage", within="main").press("Ajouter au panier")
    camille.go("/").follow("Textile", within=".site-nav").follow(
        "Écharpe en laine mérinos", within="main"
    )
    camille.page.get_by_role("radio", name="bleu nuit").check()
    camille.settle().fill(quantity="2").press("Ajouter au panier")
    camille.go("/panier/").sees("Les grès de Nina", "Maison Brun").shoot("06-1-panier")
    camille.follow("Passer commande", within="main").shoot("06-2-commander")
    camille.fill(
        email="camille@example.test",
        phone="06 12 34 56 78",
        recipient="Camille Durand",
        line1="4 rue du Four",
        postcode="75006",
        city="Paris",
    )
    camille.press("Commander avec obligation de paiement").sees("conditions générales").shoot(
        "06-3-oubli"
    )
    camille.fill(terms=True).press("Commander avec obligation de paiement").shoot("06-4-paiement")
    camille.fill(card="4000 0000 0000 9995").press("Payer", nth=0).sees(
        "provision de la carte"
    ).shoot("06-5-refuse")
    camille.press("Payer").fill(card="4000 0027 6000 3184").press("Payer").shoot(
        "06-6-authentification"
    )
    camille.press("Confirmer le paiement").sees("Merci, votre commande est confirmée").shoot(
        "06-7-confirmation"
    )
    told = {to for sent in mail.outbox[-4:] for to in sent.to}
    assert {"camille@example.test", "nina@example.test"} <= told


# --- 7 and 8: to ship -----------------------------------------------------------------------------


def ship(seller, name: str) -> None:
    """Accept, print the packing slip, ship with a tracking number."""
    slug = "nina" if "Nina" in name else "brun"
    seller.go("/seller/").shoot(f"07-1-{slug}-aujourdhui").follow("Commandes", within=".seller-nav")
    seller.shoot(f"07-2-{slug}-commandes")
    seller.page.locator("main table a").first.click()
    seller.settle().shoot(f"07-3-{slug}-a-accepter").press("Accepter la commande").sees(
        "Camille Durand"
    )
    slip = seller.page.get_by_role("link", name="Bon de livraison").get_attribute("href")
    assert seller.fetch(slip).startswith(b"%PDF")
    seller.fill(**{"s-carrier": "colissimo", "s-tracking": "6A12345678901"}).shoot(
        f"07-4-{slug}-a-expedier"
    )
    seller.press("Enregistrer l'expédition").sees("Le colis est enregistré").shoot(
        f"07-5-{slug}-expediee"
    )


def receive(camille, order) -> None:
    """One timeline an order, by parcel; the buyer says what arrived."""
    camille.page.reload()
    camille.sees("Suivre le colis 6A12345678901").shoot("07-6-suivi")
    for _parcel in range(2):
        camille.press("J'ai bien reçu ce colis")
    camille.shoot("07-7-recue")


def documents(camille, nina, order) -> None:
    """The sellers' invoices, by the buyer's link and in the seller's space."""
    for number in range(2):
        assert is_invoice(camille.download("Facture ", within="main", nth=number))
    nina.follow("Factures", within=".seller-nav").shoot("08-1-factures")
    assert is_invoice(nina.download("-000001", within="main table"))


# --- 9 and 10: to change one's mind, and to be paid -----------------------------------------------


def give_back(camille, nina, order) -> None:
    """The buyer asks, the seller accepts and receives, the money goes back."""
    part = order.seller_orders.get(seller__name="Les grès de Nina")
    section = f"[aria-labelledby=part-{part.pk}]"
    camille.follow("Retourner un article", within=section).shoot("09-1-demander")
    camille.fill(reason="withdrawal").press("Demander le retour")
    camille.sees("Votre rétractation est prise en compte").shoot("09-2-demande")
    nina.go("/seller/").shoot("09-3-aujourdhui").follow("Retours", within=".seller-nav").shoot(
        "09-4-retours"
    )
    nina.page.locator("main table a").first.click()
    nina.settle().press("Accepter le retour").shoot("09-5-accepte")
    nina.press("Confirmer la réception et rembourser").sees("repartent vers l'acheteur").shoot(
        "09-6-recu"
    )
    camille.page.reload()
    camille.sees("Avoir").shoot("09-7-rembourse")
    assert is_invoice(camille.download("Avoir ", within="main"))
    part.refresh_from_db()
    assert part.refunded_cents == part.total_cents
    assert ledger.owed(part.seller) == 0, "the commission went back with it"


def pay_out(desk, nina, order) -> None:
    """Who is owed what and why, approved, sent, told; the book and the provider agree."""
    nina.go("/seller/argent/").shoot("10-1-solde")
    desk.go("/admin/").shoot("10-2-console").follow(
        "Campagnes de versement", within="#content, main"
    )
    desk.follow("Préparer une campagne").sees("Maison Brun").shoot("10-3-ce-qui-est-du")
    desk.press("Préparer la campagne")  # the password was given a moment ago
    desk.sees("Premier versement").shoot("10-4-campagne")
    desk.follow("Approuver et verser").press("Approuver et verser").shoot("10-5-versee")
    payout = Payout.objects.get()
    assert payout.state == "paid"
    assert ledger.balance(Account.PSP) == gateway.current().balance_cents()
    assert any("versement" in sent.subject.lower() for sent in mail.outbox[-3:])
    assert re.search(r"BRUN|H-", payout.number + payout.seller.code)
