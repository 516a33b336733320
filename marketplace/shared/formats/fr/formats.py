"""An hour as French people write it, in lists too: 29 novembre 2026 à 16 h 38."""

DATETIME_FORMAT = "j F Y à G\u202f\\h\u202fi"
