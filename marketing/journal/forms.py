"""What an editor types of an article, checked against what is already read."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from marketing.library import taking
from marketing.models import Article


class ArticleForm(forms.ModelForm):
    """An article as the console writes it; its text may stand in its blocks instead."""

    class Meta:
        model = Article
        fields = ()

    def clean_image(self):
        """A picture large enough to open a page; one that is there already is left alone."""
        given = self.cleaned_data["image"]
        return taking.named(taking.read(given)) if isinstance(given, UploadedFile) else given

    def clean(self):
        """What is online keeps something to read."""
        said = super().clean()
        row = self.instance
        is_bare = "body" in said and not said["body"].strip()
        if row.published_at and is_bare and not row.is_told_in_blocks:
            self.add_error(
                "body",
                _(
                    "Cet article est en ligne et n'a pas d'autre texte : écrivez-le, ou composez-le"
                    " en blocs d'abord."
                ),
            )
        return said
