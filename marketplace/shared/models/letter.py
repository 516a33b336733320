"""Letters that left the house: to whom, about what, and whether the mail server took them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.shared.states import Flow, StateField, States, known


class LetterState(States):
    """What became of a letter."""

    SENT = "sent", "good", _("Envoyée")
    FAILED = "failed", "bad", _("Pas encore partie")


LETTER = Flow(LetterState, {LetterState.FAILED: (LetterState.SENT,)})


class Letter(models.Model):
    """One letter to one address, without its text: that holds links which open things.

    `subject` names the row it is about as facts do (`orders.order:12`). A letter that failed is
    tried again by its task; the same row then says that it left.
    """

    email = models.EmailField(_("destinataire"))
    template = models.CharField(_("lettre"), max_length=80)
    title = models.CharField(_("objet du message"), max_length=200)
    subject = models.CharField(_("au sujet de"), max_length=100, db_index=True)
    state = StateField(_("état"), max_length=10, choices=LetterState, default=LetterState.SENT)
    failure = models.CharField(_("raison de l'échec"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("écrite le"), db_index=True)

    class Meta:
        verbose_name = _("lettre")
        verbose_name_plural = _("lettres")
        constraints = [known(LetterState, "letter_state_known")]

    def __str__(self):
        return self.title
