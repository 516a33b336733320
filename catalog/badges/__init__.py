"""Badges with public criteria: which there are, what bears them, what is missing for the next."""
