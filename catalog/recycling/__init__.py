"""Which recycling schemes goods belong to, and who may sell them (C. env. L541-10-9)."""
