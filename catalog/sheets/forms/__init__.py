"""What sellers fill in about a sheet and its pieces."""

from catalog.sheets.forms.rows import Pieces
from catalog.sheets.forms.words import Hushed, ProductForm, TextField

__all__ = ["Hushed", "Pieces", "ProductForm", "TextField"]
