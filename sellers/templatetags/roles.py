"""What a member of a shop's team sees of its pages: no more than their role may use."""

from django import template
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from sellers import access

register = template.Library()


@register.simple_block_tag(takes_context=True)
def opened(context, content, page, *arguments):
    """What leads to a page, drawn where the page opens for this member."""
    return content if _may(context, reverse(page, args=arguments), acting=False) else ""


@register.simple_tag(takes_context=True)
def way(context, url):
    """An address of a page, where it opens for this member; empty elsewhere."""
    return url if url and _may(context, url, acting=False) else ""


@register.simple_block_tag(takes_context=True)
def acts(context, content, page="", *arguments):
    """What acts on a page (without one: on this page), drawn where this member may act there."""
    url = reverse(page, args=arguments) if page else context["request"].path
    return content if _may(context, url, acting=True) else ""


@register.simple_block_tag(takes_context=True)
def page_form(context, content, **attributes):
    """This page's own form; its fields alone, closed, for a member who may only read it.

    An attribute of data is written with underscores: `data_find_at`.
    """
    attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    if _may(context, context["request"].path, acting=True):
        return format_html(
            '<form method="post" novalidate{}>{}</form>', flatatt(attributes), content
        )
    looks = flatatt({"class": attributes.get("class", "")})
    return format_html("{}<fieldset disabled{}>{}</fieldset>", _why(context), looks, content)


def _why(context) -> str:
    """Why a form is closed for this member, and whom to ask; said once a page."""
    request = context["request"]
    if getattr(request, "_closed_form_told", False):
        return ""
    request._closed_form_told = True
    able = access.able(request.seller, access.role_of(request.path))
    return format_html(
        '<p class="notice" data-tone="quiet">{}</p>',
        _(
            "Votre rôle « {role} » permet de lire cette page, pas de la modifier. Demandez-le à"
            " {people}."
        ).format(
            role=request.member.get_role_display(),
            people=", ".join(str(member.user) for member in able[:3]),
        ),
    )


def _may(context, url: str, *, acting: bool) -> bool:
    member = getattr(context["request"], "member", None)
    return member is None or access.opens(member, url, acting=acting)
