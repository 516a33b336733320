"""The demonstration trade: invented makers, invented goods, drawn by our own code."""
