"""The quarterly report of quality: counted, read by the house, published or kept."""
