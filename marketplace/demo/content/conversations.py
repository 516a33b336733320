"""What people of the demonstration write to each other."""

CARE = (
    "Bonjour, le bol est superbe. Passe-t-il au lave-vaisselle tous les jours ?",
    "Merci ! Oui, en programme doux. Évitez seulement le choc du froid sur l'émail encore chaud.",
    "Parfait, merci beaucoup.",
)
PARCEL = (
    "Bonjour, le suivi ne bouge plus depuis hier. Savez-vous où est mon colis ?",
    "Je l'ai remis au transporteur mardi matin. Je l'appelle et je vous réponds ici.",
    "Si c'est plus simple, appelez-moi au 06 12 34 56 78 ou écrivez à alice.m@courriel.example.",
)
BEFORE = "Bonjour, la pièce existe-t-elle dans un format plus petit, pour une étagère de 22 cm ?"
LATE = (
    "Bonjour, puis-je encore changer l'adresse de livraison ?",
    "Je me permets de revenir vers vous, le colis part peut-être aujourd'hui.",
)
TOLD = (
    "Bonjour, nous lisons votre échange. L'atelier prépare votre colis : l'adresse peut encore"
    " changer, nous le lui demandons.",
    "Pouvez-vous répondre à votre acheteuse aujourd'hui ? Elle attend depuis plus de deux jours.",
)
CUSTOM = (
    "Bonjour, gravez-vous un prénom au dos ? C'est pour un cadeau de mariage, fin janvier.",
    "Avec plaisir, jusqu'à douze lettres. Je prépare un essai et vous envoie une photo en janvier.",
)
ALONE = (
    "Bonjour, la facture de cette commande doit être au nom de mon association. Est-ce possible ?",
    "Oui : indiquez-nous son nom et son adresse ici, nous demandons l'avoir et la nouvelle facture.",
)
HELP = {
    "application": (
        "Bonjour, l'extrait de registre de notre métier ne porte pas de numéro RCS. Que joindre ?",
        "Bonjour, l'inscription au répertoire des métiers suffit : déposez-la à la même étape.",
    ),
    "import": (
        "Mon fichier a deux colonnes de prix, avec et sans taxe. Laquelle choisir ?",
        "",
    ),
    "payout": (
        "Le montant du versement diffère de ma caisse de 5,90 €. D'où cela vient-il ?",
        "Bonjour, ce sont les frais de livraison d'une commande remboursée : voyez la ligne 3 du"
        " relevé.",
    ),
    "sheet": (
        "La fiche est revenue pour sa photo. Faut-il un fond blanc ?",
        "",
    ),
}
CONTACTS = (
    (
        "Louise Garnier",
        "louise@gazette.example",
        "press",
        "Bonjour, je prépare un article sur les métiers de la terre. À qui puis-je parler ?",
        "Bonjour, la personne chargée de la presse vous répond ici avant vendredi.",
        "",
    ),
    (
        "Paul Meunier",
        "paul@meunier.example",
        "order",
        "J'ai commandé sans compte et perdu le lien. Comment suivre mon colis ?",
        "Bonjour, la page « Retrouver ma commande » vous renvoie le lien à votre adresse.",
        "closed",
    ),
    (
        "Sarah Bell",
        "sarah@bell.example",
        "report",
        "Hello, one of the photos on a sheet seems to show a work of mine. What can I do?",
        "",
        "",
    ),
)
