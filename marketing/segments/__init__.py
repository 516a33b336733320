"""People told apart by what they did, counted from facts each time it is asked."""
