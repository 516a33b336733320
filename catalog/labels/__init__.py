"""Which labels are shown, and where: definitions, what a sheet bears, what a shop bears."""
