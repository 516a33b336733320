"""Copies of the database that only answer: public pages read from them, where there are any.

`standing` knows how far each copy has come, `reading` lets a page read from one, `mark` says what
a copy must have replayed before anything read from it may be kept, and `own` sees to it that
whoever has just written reads what they wrote. Without DATABASE_REPLICA_URL nothing of this is
asked (ADR 45).
"""
