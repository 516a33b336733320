"""What the house shows first: collections, and places in lists given by hand for a time."""
