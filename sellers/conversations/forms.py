"""What is typed in an exchange: a message, to whom, with which files; and when to come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.shared import enclosed, files, kept_files
from marketplace.shared.mailboxes import MailboxField
from marketplace.shared.typed import LinesField
from sellers.conversations import conversations, enclosures, working
from sellers.conversations.conversations import Words


class Several(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class MessageField(LinesField):
    """The words of a message: no browser cuts them, and what is too long is refused and kept."""

    def __init__(self, *, rows: int):
        super().__init__(
            label=_("Votre message"),
            max_length=conversations.LONGEST,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={
                "required": _("Écrivez votre message."),
                "max_length": _(
                    "Votre message compte %(show_value)d signes : %(limit_value)d au plus."
                    " Raccourcissez-le, ou envoyez-le en deux fois."
                ),
            },
        )

    def widget_attrs(self, widget):
        """Without the limit, at which a browser would cut a pasted text without a word."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class EnclosuresField(kept_files.FileField):
    """Pictures and PDFs: their bytes, not yet read."""

    widget = Several

    def clean(self, data, initial=None):
        """Each file by itself; there may be none."""
        sent = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(sent) > enclosures.MOST:
            raise forms.ValidationError(str(enclosed.TooMany(most=enclosures.MOST)))
        return [super(EnclosuresField, self).clean(upload, initial) for upload in sent]


class SayForm(forms.Form):
    """A message. Where one side alone may read it, nothing is chosen."""

    topic = forms.ChoiceField(label=_("Sujet"))
    detail = forms.ChoiceField(label=_("Article concerné"), required=False)
    to = forms.ChoiceField(
        label=_("À qui écrivez-vous ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez à qui ce message s'adresse.")},
    )
    text = MessageField(rows=5)
    files = EnclosuresField(
        label=_("Photos ou PDF"),
        required=False,
        widget=Several(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        help_text=_("Jusqu'à 10 fichiers (JPEG, PNG, WebP, PDF), 10 Mo chacun."),
    )
    awaits = forms.BooleanField(label=_("J'attends une réponse"), required=False)

    def __init__(
        self,
        *args,
        to: Sequence[tuple[str, str]],
        topics: Mapping[str, object] | None = None,
        details: Sequence[tuple[str, str]] = (),
        awaits: bool = True,
        **options,
    ):
        super().__init__(*args, **options)
        self.only = to[0][0] if len(to) == 1 else ""
        self.readers = list(to)
        if self.only:
            del self.fields["to"]
        else:
            self.fields["to"].choices = list(to)
            self.fields["to"].initial = to[0][0] if to else None
        if topics:
            self.fields["topic"].choices = [("", "–"), *topics.items()]
            self.fields["topic"].error_messages["required"] = _("Choisissez un sujet.")
        else:
            del self.fields["topic"]
        if details:
            self.fields["detail"].choices = [("", _("Aucun en particulier")), *details]
        else:
            del self.fields["detail"]
        self.fields["awaits"].initial = awaits

    def uploads(self) -> list[bytes]:
        """The bytes of each file, to one more than is accepted: enough to refuse it."""
        most = max(files.IMAGE_BYTES, files.DOCUMENT_BYTES) + 1
        return [upload.read(most) for upload in self.cleaned_data["files"]]

    def words(self, stored: Sequence[enclosed.Kept]) -> Words:
        """What is said, with the files stored meanwhile."""
        data = self.cleaned_data
        return Words(
            text=data["text"],
            to=(self.only or data["to"]).split(","),
            awaits=data["awaits"],
            topic=data.get("topic", ""),
            detail=data.get("detail", ""),
            enclosures=stored,
        )


class ContactForm(forms.Form):
    """A message to the operator from anybody."""

    name = forms.CharField(
        label=_("Votre nom"),
        max_length=80,
        error_messages={"required": _("Dites-nous comment vous appeler.")},
    )
    email = MailboxField(
        label=_("Adresse e-mail"),
        help_text=_("Un lien y arrive : il ouvre l'échange et la réponse."),
        error_messages={"required": _("Écrivez l'adresse à laquelle vous répondre.")},
    )
    topic = forms.ChoiceField(
        label=_("Sujet"), error_messages={"required": _("Choisissez un sujet.")}
    )
    text = MessageField(rows=6)

    def __init__(self, *args, topics: Mapping[str, object], person=None, **options):
        super().__init__(*args, **options)
        self.fields["topic"].choices = [("", "–"), *topics.items()]
        if person is not None:  # who is signed in is known
            del self.fields["email"]
            self.fields["name"].initial = person.get_full_name()


class SnoozeForm(forms.Form):
    """Until which day an exchange is set aside."""

    day = forms.DateField(
        label=_("Jusqu'au"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Choisissez un jour."),
            "invalid": _("Écrivez un jour comme 2026-12-24."),
        },
    )

    @property
    def until(self) -> datetime:
        """The morning of that day."""
        return working.midnight(self.cleaned_data["day"]).replace(hour=8)


class WaiveForm(forms.Form):
    """Why no answer is needed."""

    because = forms.CharField(
        label=_("Pourquoi aucune réponse n'est nécessaire"),
        max_length=500,
        error_messages={"required": _("Dites pourquoi en quelques mots.")},
    )
