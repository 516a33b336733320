"""What is measured of a shop: which orders count, and what comes out."""
