"""The legal texts that the shipped attributes name, to be read in the reader's language."""

from django.utils.translation import gettext_noop as _

LAWS = (
    _("Code de l'environnement, L541-10-9 et L541-10-13"),
    _("Code de l'environnement, L541-9-2"),
    _("Code de l'environnement, R543-172"),
    _("Code de la santé publique, L3342-1 ; code de la sécurité intérieure, L312-1"),
    _("Code général des impôts, art. 522"),
    _("Directive 2000/36/CE"),
    _("Directive 2001/113/CE"),
    _("Directive 2009/48/CE, art. 11"),
    _("Directive 2009/48/CE, art. 11 ; règlement (UE) 2025/2509"),
    _("Directive 2009/48/CE, art. 15 ; directive 2014/35/UE, art. 15"),
    _("Directive 2009/48/CE, art. 16"),
    _("Directive 94/11/CE ; décret 96-477"),
    _("Règlement (CE) 1223/2009, art. 19"),
    _("Règlement (CE) 1223/2009, art. 4 et 19"),
    _("Règlement (CE) 1272/2008, art. 48"),
    _("Règlement (CE) 1907/2006, annexe XVII"),
    _("Règlement (CE) 1907/2006, art. 31"),
    _("Règlement (CE) 1935/2004, art. 15"),
    _("Règlement (UE) 1007/2011"),
    _("Règlement (UE) 1169/2011, art. 14"),
    _(
        "Règlement (UE) 1169/2011, art. 14 et 23 ; arrêté du 16 novembre 1999 (prix à "
        "l'unité de mesure)"
    ),
    _("Règlement (UE) 1169/2011, art. 14 et annexe II"),
    _("Règlement (UE) 1169/2011, art. 24"),
    _("Règlement (UE) 1169/2011, art. 25"),
    _("Règlement (UE) 1169/2011, art. 26 ; directive 2001/110/CE pour le miel"),
    _("Règlement (UE) 1169/2011, art. 28"),
    _("Règlement (UE) 1169/2011, art. 30 et annexe V"),
    _("Règlement (UE) 1169/2011, art. 8 et 9"),
    _("Règlement (UE) 2016/2031, art. 79 et 81"),
    _("Règlement (UE) 2016/425"),
    _("Règlement (UE) 2017/1369 ; règlement (UE) 2019/2015"),
    _("Règlement (UE) 2017/1369, art. 3 et 5"),
    _("Règlement (UE) 2023/988, art. 16 et 19"),
    _("Règlement (UE) 2023/988, art. 19"),
)
