"""What a seller looks for among their documents: a period, a number, an order."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounting.models import Invoice


class InvoiceFilter(django_filters.FilterSet):
    """Documents by number or order, and by date."""

    q = django_filters.CharFilter(
        label=_("Numéro de document ou de commande"), method="by_number", max_length=40
    )
    du = django_filters.DateFilter(
        "issued_on",
        "gte",
        label=_("Du"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    au = django_filters.DateFilter(
        "issued_on",
        "lte",
        label=_("au"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Invoice
        fields: list[str] = []

    def by_number(self, documents, _name, value):
        """A document whose own number, or whose order's, holds these characters."""
        return documents.filter(
            Q(number__icontains=value) | Q(seller_order__number__icontains=value)
        )
