"""The usual French word and tone of every machine state, for badges anywhere."""

from django.utils.translation import gettext_lazy as _

# tone: positive (done), active (moving), warning (someone must act), danger (went wrong), quiet
WORDS = {
    "draft": (_("Brouillon"), "quiet"),
    "applied": (_("À examiner"), "warning"),
    "to_complete": (_("À compléter"), "warning"),
    "missing": (_("À fournir"), "warning"),
    "provided": (_("Fourni"), "active"),
    "rejected": (_("À refaire"), "danger"),
    "restricted": (_("Restreint"), "danger"),
    "verified": (_("Vérifié"), "positive"),
    "none": (_("Pas commencé"), "quiet"),
    "open": (_("Ouvert"), "positive"),
    "unproven": (_("Adresse à confirmer"), "warning"),
    "proposed": (_("À vérifier"), "warning"),
    "scheduled": (_("Acceptée, à venir"), "active"),
    "told": (_("Transmise"), "positive"),
    "in_force": (_("En vigueur"), "positive"),
    "past": (_("Remplacée"), "quiet"),
    "withdrawn": (_("Retirée"), "quiet"),
    "closed": (_("Fermé"), "quiet"),
    "suspended": (_("Suspendu"), "danger"),
    "holiday": (_("En congé"), "quiet"),
    "queued": (_("En attente"), "warning"),
    "to_change": (_("Modifications demandées"), "warning"),
    "approved": (_("Approuvé"), "positive"),
    "published": (_("En ligne"), "positive"),
    "refused": (_("Refusé"), "danger"),
    "taken_down": (_("Retiré par l'opérateur"), "danger"),
    "retired": (_("Retiré"), "quiet"),
    "superseded": (_("Remplacé"), "quiet"),
    "received": (_("Reçu"), "active"),
    "checking": (_("Vérification en cours"), "active"),
    "checked": (_("Prêt à appliquer"), "active"),
    "applying": (_("Application en cours"), "active"),
    "done": (_("Terminé"), "positive"),
    "dropped": (_("Écarté"), "quiet"),
    "failed": (_("Échec"), "danger"),
    "asked": (_("Demandé"), "warning"),
    "accepted": (_("Accepté"), "active"),
    "on_its_way": (_("Rétractation, colis en route"), "warning"),
    "awaiting_payment": (_("En attente de paiement"), "warning"),
    "pending": (_("En cours"), "active"),
    "requires_action": (_("Authentification demandée"), "warning"),
    "processing": (_("En traitement"), "active"),
    "to_accept": (_("À accepter"), "warning"),
    "to_ship": (_("À expédier"), "active"),
    "shipped": (_("Expédié"), "active"),
    "late": (_("En retard"), "danger"),
    "delivered": (_("Livré"), "positive"),
    "cancelled": (_("Annulé"), "quiet"),
    "expired": (_("Expiré"), "quiet"),
    "returned": (_("Retourné"), "quiet"),
    "refunded": (_("Remboursé"), "quiet"),
    "disputed": (_("Contesté"), "danger"),
    "won": (_("Gagné"), "positive"),
    "lost": (_("Perdu"), "danger"),
    "waiting_seller": (_("Attend le vendeur"), "warning"),
    "waiting_buyer": (_("Attend l'acheteur"), "active"),
    "to_decide": (_("À trancher"), "warning"),
    "to_approve": (_("À approuver"), "warning"),
    "decided": (_("Tranché"), "positive"),
    "intended": (_("À envoyer"), "warning"),
    "prepared": (_("Préparé"), "warning"),
    "held": (_("Retenu"), "warning"),
    "sending": (_("Virement en cours"), "active"),
    "sent": (_("Envoyé"), "positive"),
    "paid": (_("Payé"), "positive"),
    "issued": (_("Émis"), "positive"),
    "credited": (_("Avoir émis"), "quiet"),
    "running": (_("En cours"), "active"),
    "active": (_("Actif"), "positive"),
    "paused": (_("En pause"), "quiet"),
    "new": (_("Nouveau"), "active"),
    "out_of_stock": (_("Épuisé"), "danger"),
    "low_stock": (_("Stock bas"), "warning"),
    "in_stock": (_("En stock"), "positive"),
    "resolved": (_("Résolu"), "positive"),
}


def word(state: str) -> str:
    """What a person reads for this state."""
    known = WORDS.get(state)
    return str(known[0]) if known else state.replace("_", " ").capitalize()


def tone(state: str) -> str:
    """The family of colours of this state."""
    known = WORDS.get(state)
    return known[1] if known else "quiet"
