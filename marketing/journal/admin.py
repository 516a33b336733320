"""The console's pages about the journal."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketing.blocks import linking, wording
from marketing.blocks.block import ADVICE, Remark
from marketing.editorial import articles
from marketing.editorial.consents import SHOWN
from marketing.journal import subjects
from marketing.journal.forms import ArticleForm, AuthorForm, PhotoForm, TagForm
from marketing.models import Article, ArticlePhoto, Author, Interview, Page, Tag
from marketing.pages import live
from marketing.pages.articles import composing
from marketing.states import InterviewState
from marketplace.shared import clock
from marketplace.shared.admin import Editable, House, Verb, present, register
from marketplace.shared.admin import Page as Section
from marketplace.shared.audience import is_operator

ROLE = "editorial"
OWN = ("body_shown", "wording")  # what its page tells of it


def _remarks(article: Article) -> list[Remark]:
    said = articles.words(article)
    links = linking.refused((article.body, article.body_en), level=ADVICE)
    return [*wording.remarks(said, path=articles.path(article), advises=False), *links]


def _beside(article: Article) -> tuple[str, dict]:
    return "admin/marketing/_remarks.html", {"remarks": _remarks(article)}


def _before_sending(article: Article) -> tuple[str, dict]:
    template, values = _beside(article)
    return template, {**values, "blocked": _now("Empêche l'envoi")}


def _publish(article, request, data):
    articles.publish(article, **present(request))


def _send(article, request, data):
    articles.send(article, **present(request))


def _compose(article, request, data):
    version = composing.compose(article, **present(request))
    return redirect("admin:marketing_version_editor", version.pk)


def _withdraw(article, request, data):
    articles.withdraw(article)


@register(Author)
class AuthorAdmin(Editable):
    """Who signs the articles."""

    role = ROLE
    adding = _("Ajouter une signature")
    form = AuthorForm
    list_display = ("name", "about")
    search_fields = ("name",)
    fields = ("name", "about", "about_en", "person")

    def formfield_for_foreignkey(self, db_field, request, **options):
        """Only who works for the house."""
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "person":
            field.queryset = field.queryset.filter(is_staff=True)
        return field


@register(Tag)
class TagAdmin(Editable):
    """The few themes by which articles are gathered."""

    role = ROLE
    adding = _("Ajouter un thème")
    form = TagForm
    list_display = ("name", "name_en", "category")
    list_select_related = ("category",)
    search_fields = ("name", "name_en")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "name_en", "slug", "category")


class PhotoInline(admin.TabularInline):
    """What is said of the photos that came with an interview, and their order."""

    model = ArticlePhoto
    form = PhotoForm
    fields = ("alt", "alt_en", "rank")
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        """They come with the answers."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Whoever writes articles, until they have appeared."""
        return is_operator(request.user, ROLE) and not _appeared(obj)

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever sees the article sees its photos."""
        return True


def _appeared(article: Article | None) -> bool:
    """Whether it is an interview that its shop agreed to, word for word, and that is online."""
    if article is None or not article.published_at:
        return False
    shown = Interview.objects.filter(article=article, state=InterviewState.PUBLISHED)
    return shown.exists()


@register(Article)
class ArticleAdmin(House):
    """The stories of the journal, written here and shown when published."""

    adding = _("Écrire un article")
    role = ROLE
    form = ArticleForm
    editable = addable = True
    list_display = ("title", "kind", "author", "seller", "published_at", "sent_at")
    list_filter = ("kind", "published_at")
    list_select_related = ("author", "seller")
    search_fields = ("title", "standfirst")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ()
    change_list_template = "admin/marketing/articles.html"
    formfield_overrides = {
        **House.formfield_overrides,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("kind", "title", "slug", "standfirst", "body", "image"),
                    *("author", "tags", "seller", "subject"),
                )
            },
        ),
        (
            _("Pas à pas"),
            {
                "fields": ("duration_minutes", "materials", "materials_en"),
                "classes": ("collapse",),
            },
        ),
        (
            _("Anglais"),
            {"fields": ("title_en", "standfirst_en", "body_en"), "classes": ("collapse",)},
        ),
    )
    pages = (Section("sujets/", "subjects", "subjects", role=ROLE),)
    verbs = (
        Verb(
            name="publish",
            label=_("Publier maintenant"),
            done=_("L'article est publié."),
            run=_publish,
            role=ROLE,
            tone="positive",
            beside=_beside,
            when=lambda article: article.published_at is None,
        ),
        Verb(
            name="send",
            label=_("Envoyer aux inscrits"),
            done=_("L'article part aux inscrits."),
            run=_send,
            role=ROLE,
            sensitive=True,
            beside=_before_sending,
            when=lambda article: article.published_at is not None and article.sent_at is None,
            sentence=_(
                "Une lettre part à chaque personne inscrite, dans sa langue, avec le lien qui l'en"
                " retire. Un article ne part qu'une fois, et une lettre par semaine au plus."
            ),
        ),
        Verb(
            name="compose",
            label=_("Composer en blocs"),
            run=_compose,
            role=ROLE,
            sentence=_(
                "Un brouillon s'ouvre dans l'éditeur de pages, avec le texte de l'article dans son"
                " premier bloc. Rien ne change avant qu'il soit en ligne."
            ),
        ),
        Verb(
            name="withdraw",
            label=_("Retirer du site"),
            run=_withdraw,
            done=_("L'article est retiré du site."),
            role=ROLE,
            tone="danger",
            when=lambda article: article.published_at is not None,
        ),
    )

    def get_inlines(self, request, obj):
        """Photos, where there are any."""
        return (PhotoInline,) if obj is not None and obj.photos.exists() else ()

    def get_readonly_fields(self, request, obj=None):
        """What a shop agreed to is changed only once it is off the site."""
        return (*SHOWN, *OWN) if _appeared(obj) else OWN

    def get_fieldsets(self, request, obj=None):
        """What is read of it stands first, and what the charter remarks, if anything."""
        stock = super().get_fieldsets(request, obj)
        if obj is None:
            return stock
        own = OWN if _remarks(obj) else ("body_shown",)
        return [(None, {"fields": own}), *stock]

    @admin.display(description=_("À revoir"))
    def wording(self, article):
        """What the text says against the charter, and what to write instead."""
        blocks, hint = _now("Empêche la mise en ligne"), _now("Conseil")
        said = (
            ("block" if one.is_blocking else "hint", blocks if one.is_blocking else hint, one)
            for one in _remarks(article)
        )
        return format_html_join(
            "",
            '<p class="remark" data-severity="{}"><strong>{}</strong> – {}</p>',
            ((severity, label, one.sentence) for severity, label, one in said),
        )

    @admin.display(description=_("Ce qui est lu"))
    def body_shown(self, article):
        """The version that is in force, and where the others are; else its own text."""
        page = Page.objects.filter(article=article).first()
        if page is None:
            return _now("Le texte écrit ci-dessous.")
        shown = live.version(page.kind, page.slug, at=clock.now(), audiences=())
        said = _now("Le texte écrit ci-dessous.")
        if shown is not None:
            said = _now("La version {number}, composée en blocs.").format(number=shown.number)
        file = reverse("admin:marketing_page_change", args=[page.pk])
        return format_html('{} <a href="{}">{}</a>', said, file, _now("Toutes les versions"))

    def get_prepopulated_fields(self, request, obj=None):
        """The address follows the title until there is an article."""
        return {} if obj is not None else self.prepopulated_fields

    def save_model(self, request, obj, form, change):
        """Write only the columns that were changed; themes are rows of their own."""
        columns = {field.name for field in obj._meta.concrete_fields}
        touched = [name for name in form.changed_data if name in columns]
        if change and touched:
            obj.save(update_fields=touched)
            composing.follow(obj)
        elif not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """What the charter says of it is told as soon as it is written."""
        super().save_related(request, form, formsets, change)
        for remark in _remarks(form.instance):
            said = "{remark}"
            if remark.is_blocking and not form.instance.published_at:
                said = _now("À corriger avant de publier : {remark}")
            messages.warning(request, said.format(remark=remark.sentence))

    def subjects(self, request: HttpRequest) -> HttpResponse:
        """What visitors look for and the journal may tell, and a button that begins to."""
        if request.method == "POST":
            words = " ".join(request.POST.get("words", "").replace("\0", "").split())[:120]
            kind = request.POST.get("kind", "")
            if words:
                kind = kind if kind in Article.Kind.values else Article.Kind.GUIDE
                begun = articles.begin(words[:1].upper() + words[1:], kind=kind, subject=words)
                return redirect(self._own(begun))
        return render(
            request,
            "admin/marketing/subjects.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _now("Sujets suggérés"),
                "tables": subjects.suggested(clock.today()),
                "back": self._list(""),
            },
        )
