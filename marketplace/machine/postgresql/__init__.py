"""PostgreSQL as Django speaks to it; a kept connection is looked at, not asked if it lives."""
