"""Shops claim labels with a proof; the operator reads it, and what it proves is shown until its day."""
