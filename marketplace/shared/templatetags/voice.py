"""`{% say "sell.title" %}`: a text that has a name, in the operator's words."""

from django import template

from marketplace.shared import voice

register = template.Library()
register.simple_tag(voice.say, name="say")
register.simple_tag(voice.say_plain, name="say_plain")
