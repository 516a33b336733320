"""What an editor types of an article, checked against what is already read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.judging.spoken import SpokenForm
from marketing.editorial import articles
from marketing.library import taking
from marketing.models import Article, ArticlePhoto, Author, Tag


class ArticleForm(SpokenForm):
    """An article as the console writes it; its text may stand in its blocks instead."""

    class Meta:
        model = Article
        fields = ()
        field_classes = {"image": taking.PictureField}

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        # what is online takes no word more that the charter forbids; a draft is told of them
        self.spoken = articles.SAID if self.instance.published_at else ()

    @property
    def path(self) -> str:
        """Where it is read."""
        return articles.path(self.instance)

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


class PhotoForm(SpokenForm):
    """What is said of a photo of an article."""

    class Meta:
        model = ArticlePhoto
        fields = ("alt", "alt_en", "rank")

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        is_read = self.instance.article_id and self.instance.article.published_at
        self.spoken = ("alt", "alt_en") if is_read else ()

    @property
    def path(self) -> str:
        """Where the article is read."""
        return articles.path(self.instance.article)


class AuthorForm(SpokenForm):
    """Who signs, in words that stand under articles."""

    spoken = ("name", "about", "about_en")

    class Meta:
        model = Author
        fields = ()


class TagForm(SpokenForm):
    """A theme, whose name heads a page."""

    spoken = ("name", "name_en")

    class Meta:
        model = Tag
        fields = ()
