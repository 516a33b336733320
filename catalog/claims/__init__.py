"""Shops claim labels with a proof; the operator reads it, and it is shown until its day."""
