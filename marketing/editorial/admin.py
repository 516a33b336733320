"""The console's page about the journal."""

from django.utils.translation import gettext_lazy as _

from marketing.editorial import articles
from marketing.models import Article
from marketplace.shared.admin import House, Verb, present, register
from marketplace.shared.clock import now


def _publish(article, request, data):
    articles.publish(article, at=now())


def _send(article, request, data):
    articles.send(article, **present(request))


def _withdraw(article, request, data):
    articles.withdraw(article)


@register(Article)
class ArticleAdmin(House):
    """The stories of the journal, written here and shown when published."""

    adding = _("Écrire un article")
    role = "editorial"
    editable = addable = True
    list_display = ("title", "seller", "published_at", "sent_at")
    list_filter = ("published_at",)
    search_fields = ("title", "standfirst")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ()
    fieldsets = (
        (None, {"fields": ("title", "slug", "standfirst", "body", "image", "seller")}),
        (
            _("Anglais"),
            {"fields": ("title_en", "standfirst_en", "body_en"), "classes": ("collapse",)},
        ),
    )
    verbs = (
        Verb(
            name="publish",
            label=_("Publier maintenant"),
            run=_publish,
            role="editorial",
            tone="positive",
            when=lambda article: article.published_at is None,
        ),
        Verb(
            name="send",
            label=_("Envoyer aux inscrits"),
            run=_send,
            role="editorial",
            sensitive=True,
            when=lambda article: article.published_at is not None and article.sent_at is None,
            sentence=_(
                "Une lettre part à chaque personne inscrite, dans sa langue, avec le lien qui l'en"
                " retire. Un article ne part qu'une fois, et une lettre par semaine au plus."
            ),
        ),
        Verb(
            name="withdraw",
            label=_("Retirer du site"),
            run=_withdraw,
            role="editorial",
            tone="danger",
            when=lambda article: article.published_at is not None,
        ),
    )
