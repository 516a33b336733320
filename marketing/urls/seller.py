"""Addresses of the marketing app, for the seller door."""

urlpatterns: list = []
