"""From a seller's file to products: read, understand, check, apply, report."""
