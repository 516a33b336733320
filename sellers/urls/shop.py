"""Addresses of the sellers app, for the shop's door."""

from django.urls import path

from sellers.views import file

urlpatterns = [path("vendre/candidature/", file.apply, name="seller-apply")]
