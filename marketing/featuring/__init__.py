"""Shops put forward in turns: who may be next and why, what is decided, what the public sees."""
