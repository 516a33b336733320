from catalog.search import by_database
from catalog.search.asked import Asked


def rows(asked: Asked) -> list[tuple]:
    return by_database.rows(asked)
