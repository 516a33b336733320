"""English as our papers write it, and as we say that they do: British."""
