"""The house's own sections of the console: brand, rules, texts, people, machine room."""

from marketplace.console.admin import appeals, changes, house, lanes, machinery, people

__all__ = ["appeals", "changes", "house", "lanes", "machinery", "people"]
