"""The addresses of the site with the plainest refusals: a walk of thousands draws no pages of a
404.
"""

from django.http import HttpResponseForbidden, HttpResponseNotFound

from marketplace.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def handler403(request, exception):
    """Seen, not allowed."""
    return HttpResponseForbidden()


def handler404(request, exception):
    """Nothing here."""
    return HttpResponseNotFound()
