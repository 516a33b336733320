"""What people read in French where the libraries' own words would sound stiff or odd.

Written into the French catalogue beside our own plurals (`translations.compile_all`); every key is
a sentence of a library in its English, which English readers see unchanged but for `ENGLISH`.
"""

FRENCH = {
    # ours, which a library would say otherwise
    "Note": "Note",
    "Import": "Import",
    "Email": "Adresse e-mail",
    "Email (again)": "Adresse e-mail (confirmation)",
    "Email Verification": "Vérification de votre adresse e-mail",
    "Email Confirmation": "Confirmation de votre adresse e-mail",
    "Your email has been confirmed.": "Votre adresse e-mail est confirmée.",
    "Enter Email Verification Code": "Saisissez le code reçu par e-mail",
    "The following email addresses are associated with your account:": (
        "Ces adresses sont rattachées à votre compte :"
    ),
    "Make Primary": "En faire la principale",
    "Re-send Verification": "Renvoyer le lien de vérification",
    "Add Email": "Ajouter cette adresse",
    "You must type the same email each time.": "Les deux adresses e-mail diffèrent.",
    "You must type the same password each time.": "Les deux mots de passe diffèrent.",
    "The email address and/or password you specified are not correct.": (
        "L'adresse e-mail ou le mot de passe n'est pas le bon."
    ),
    "Too many failed login attempts. Try again later.": (
        "Trop d'essais de connexion : réessayez dans quelques minutes."
    ),
    "Please type your current password.": "Saisissez votre mot de passe actuel.",
    "Remember Me": "Rester connecté",
    "Password Reset": "Mot de passe oublié",
    (
        "Forgotten your password? Enter your email address below, "
        "and we'll send you an email allowing you to reset it."
    ): (
        "Indiquez votre adresse e-mail : nous vous enverrons un lien pour choisir un nouveau mot de"
        " passe."
    ),
    "Reset My Password": "Recevoir le lien",
    "Please contact us if you have any trouble resetting your password.": (
        "Le message n'arrive pas ? Regardez parmi les indésirables, ou écrivez-nous."
    ),
    "Change Password": "Changer de mot de passe",
    "Set Password": "Choisir un mot de passe",
    "Bad Token": "Ce lien n'est plus valable",
    "Sign Out": "Se déconnecter",
    "Are you sure you want to sign out?": "Voulez-vous vraiment vous déconnecter ?",
    "You have signed out.": "Vous avez quitté votre compte. À bientôt !",
    "Confirm Access": "Confirmez que c'est bien vous",
    "Please reauthenticate to safeguard your account.": (
        "Cette page touche à la sécurité de votre compte."
    ),
    "Sessions": "Appareils connectés",
    "Started At": "Connecté",
    "Browser": "Navigateur",
    "Current": "Celui-ci",
    "Sign Out Other Sessions": "Déconnecter les autres appareils",
    "Signed out of all other sessions.": "Les autres appareils sont déconnectés.",
    "Two-Factor Authentication": "Double authentification",
    "Authenticator code": "Code de votre application",
    "An authenticator app is not active.": "Aucune application n'est activée.",
    "Authentication using an authenticator app is active.": (
        "Votre application d'authentification est activée."
    ),
    "Authenticator secret": "Clé à saisir dans l'application",
    "You can store this secret and use it to reinstall your authenticator app at a later time.": (
        "Gardez cette clé en lieu sûr : elle permet de réinstaller l'application plus tard."
    ),
    "No recovery codes set up.": "Aucun code de récupération pour le moment.",
    "Passkey": "Clé d'accès",
    "Passwordless": "Sans mot de passe",
    "Security key": "Clé de sécurité",
    "Are you sure?": "Continuer ?",
    "This functionality requires JavaScript.": "Cette page a besoin de JavaScript.",
    # the console: what was written, without an article or a gender that only some names have
    "The {name} “{obj}” was added successfully.": "C'est enregistré : « {obj} ».",
    "The {name} “{obj}” was added successfully. You may add another {name} below.": (
        "C'est enregistré : « {obj} ». Ajoutez la suite ci-dessous."
    ),
    "The {name} “{obj}” was changed successfully.": "C'est enregistré : « {obj} ».",
    "The {name} “{obj}” was changed successfully. You may edit it again below.": (
        "C'est enregistré : « {obj} ». Vous pouvez continuer ci-dessous."
    ),
    "The {name} “{obj}” was changed successfully. You may add another {name} below.": (
        "C'est enregistré : « {obj} ». Ajoutez la suite ci-dessous."
    ),
    "The %(name)s “%(obj)s” was deleted successfully.": "C'est supprimé : « %(obj)s ».",
    "%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?": (
        "Rien ne porte le numéro « %(key)s » ici : la page a peut-être été supprimée entre-temps."
    ),
    "Cannot delete %(name)s": "Suppression impossible",
    "Delete multiple objects": "Supprimer la sélection",
    "Added “%(object)s”.": "Créé : « %(object)s ».",
    "Changed “%(object)s” — %(changes)s": "« %(object)s » : %(changes)s",
    "Deleted “%(object)s.”": "Supprimé : « %(object)s ».",
    "Added {name} “{object}”.": "Créé : « {object} ».",
    "Changed {fields} for {name} “{object}”.": "Changé pour « {object} » : {fields}.",
    "Deleted {name} “{object}”.": "Supprimé : « {object} ».",
    "Change history: %s": "Ce qui a été changé : %s",
    (
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of the'
        " following related items will be deleted:"
    ): "« %(escaped_object)s » sera supprimé pour de bon, avec ce qui suit :",
    (
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following"
        " protected related objects:"
    ): "« %(escaped_object)s » ne peut pas être supprimé : ceci s'y rapporte et doit rester.",
    (
        "This object doesn’t have a change history. It probably wasn’t added via this admin site."
    ): "Aucun changement n'a été fait ici par formulaire.",
}

# Titles in capitals, said as our English menu does.
ENGLISH = {
    "Two-Factor Authentication": "Two-factor authentication",
    "Sessions": "Signed-in devices",
    "Started At": "Signed in",
    "Last seen at": "Last seen",
    "Current": "This one",
    "Change Password": "Change password",
    "Set Password": "Choose a password",
    "Sign Out": "Sign out",
    "Sign Out Other Sessions": "Sign out the other devices",
    "Signed out of all other sessions.": "The other devices are signed out.",
    "Password Reset": "Forgotten your password?",
    "Reset My Password": "Send me the link",
    "Confirm Access": "Confirm that it is you",
    "Remember Me": "Stay signed in",
    "Make Primary": "Make it the main one",
    "Bad Token": "This link is no longer valid",
}
