"""What sheets say of their goods, read with the operator's vocabulary."""
