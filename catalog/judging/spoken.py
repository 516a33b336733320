"""Forms of rows whose words everybody reads as soon as they are saved: what the charter forbids
does not enter them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from catalog.judging import charter


class SpokenForm(forms.ModelForm):
    """A form whose columns in `spoken` obey the charter where they are changed; a word that stood
    there already holds nobody up.
    """

    spoken: Sequence[str] = ()

    def clean(self):
        """Each forbidden expression at its field, with why and what to write instead."""
        said = super().clean()
        before = [self.initial.get(name) or "" for name in self.spoken]
        for name in self.spoken:
            if name not in self.changed_data:
                continue
            typed = self.cleaned_data.get(name) or ""
            for one in charter.forbidden([typed], before=before, path=self.path):
                self.add_error(name, one.sentence)
        return said

    @property
    def path(self) -> str:
        """Where the words are read, since an exception is for an address; one place or none."""
        return ""
