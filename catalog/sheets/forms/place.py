"""A list of categories that is searched by all that they are called."""

from __future__ import annotations

from django import forms

from catalog.sheets import calling


class PlaceSelect(forms.Select):
    """Each choice bears the words that find it: of its path in both languages, and synonyms."""

    def create_option(self, name, value, *args, **how):
        """One category."""
        option = super().create_option(name, value, *args, **how)
        if isinstance(value, int) and (words := calling.also(value)):
            option["attrs"]["data-also"] = words
        return option
