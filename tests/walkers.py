"""Everybody who may come to a door, and what a walk of all doors tells of each answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from marketplace.shared.audience import ANY, OPERATOR_ROLES
from marketplace.shared.models import User
from sellers.models import Member, Role
from tests import cast, doors

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# What a request may write of itself: the session, and that somebody was seen.
OWN = ("django_session", "usersessions_usersession")


@dataclass
class Walker:
    """A person with a browser: what they hold at the operator's and in the shop that is visited."""

    name: str
    user: User | None = None
    roles: set[str] = field(default_factory=set)
    member: str = ""
    browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __post_init__(self):
        if self.user is not None:
            cast.proven(self.browser, self.user)

    def holds(self, role: str | tuple[str, ...]) -> bool:
        """Whether a role of the console, or one of several, is theirs."""
        if isinstance(role, tuple):
            return any(self.holds(each) for each in role)
        if self.user is None or not self.user.is_staff or role == doors.NOBODY:
            return False
        return self.user.is_superuser or role == ANY or role in self.roles


def everybody(world) -> list[Walker]:
    """One of each: stranger, buyer, another seller, each of the team, each role, every right."""
    team = [Walker(f"team: {role}", _of_team(world, role), member=role) for role in Role.values]
    operators = [
        Walker(f"operator: {role}", cast.operator(role), roles={role}) for role in OPERATOR_ROLES
    ]
    return [
        Walker("stranger"),
        Walker("buyer", world.buyer),
        Walker("other seller", world.other_owner, member="other"),
        *team,
        *operators,
        Walker("every right", cast.operator()),
    ]


def _of_team(world, role: str) -> User:
    if role == Role.OWNER:
        return world.owner
    person = cast.user()
    Member.objects.create(seller=world.seller, user=person, role=role, joined_at=cast.NOON)
    return person


def console_addresses() -> Iterator[tuple]:
    """Every address of the console: its name, its view, its pattern."""
    resolver = next(
        p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "admin"
    )
    todo = list(resolver.url_patterns)
    for pattern in todo:
        if isinstance(pattern, URLResolver):
            todo += pattern.url_patterns
        elif pattern.name and pattern.name not in doors.FOR_ALL:
            yield pattern.name, pattern.callback, pattern.pattern


def knock(walker: Walker, method: str, url: str) -> tuple[str, list[str]]:
    """What a door answers, and what was written meanwhile; nothing of it stays."""
    with kept_clean() as written:
        answer = walker.browser.get(url) if method == "GET" else walker.browser.post(url)
        if answer.status_code >= 500:
            return f"{answer.status_code}", written
        if answer.status_code == 405:
            return "not this way", written
        if answer.status_code in (403, 404) or sent_away(answer):
            return "refused", written
        return "let in", written


def sent_away(answer) -> bool:
    """Whether an answer leads to sign in or up, or says that the row does not exist."""
    away = (reverse("account_login"), reverse("account_signup"), reverse("admin:login"))
    return answer.status_code == 302 and (
        answer.url.startswith(away) or answer.url == reverse("admin:index")
    )


@contextmanager
def kept_clean() -> Iterator[list[str]]:
    """Hear of every statement that writes, and undo it."""
    written: list[str] = []

    def listen(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and not any(table in sql for table in OWN):
            written.append(sql[:60])
        return execute(sql, params, many, context)

    block = transaction.atomic()
    block._from_testcase = True  # verbs open their own transaction within
    with block, connection.execute_wrapper(listen):
        yield written
        transaction.set_rollback(True)


def console_rule(name: str, view) -> tuple[str, str]:
    """The section of a page of the console and what it is: a verb or page by its name, or a stock
    page.
    """
    house = getattr(view, "house", None)
    if house is None:
        return "", name
    section = house.model._meta.label_lower
    return section, name.removeprefix(section.replace(".", "_") + "_")


def may_enter(walker: Walker, method: str, name: str, view) -> bool:
    """Whether the table lets this person through a door of the console."""
    section, page = console_rule(name, view)
    if not section:
        return name in doors.CONSOLE and walker.holds(ANY)
    if not walker.holds(doors.SECTIONS[section]):
        return False
    if view.said is not None or f"{section}:{page}" in doors.APART:
        of_row = doors.ROW_OF.get(section, ANY)
        return walker.holds(doors.APART.get(f"{section}:{page}", own_role(section))) and (
            walker.holds(of_row)
        )
    if page in ("change", "history", "delete") and not walker.holds(doors.ROW_OF.get(section, ANY)):
        return False
    writes = page in ("add", "delete") or page == "change" and method == "POST"
    if writes and not walker.holds(own_role(section)):
        return False
    if page == "change" and method == "POST":
        return section in doors.EDITED | doors.DECIDED
    return {"add": section in doors.ADDED, "delete": section in doors.DELETED}.get(page, True)


def own_role(section: str) -> str:
    """Whose a section is, beside those who only read it."""
    role = doors.SECTIONS[section]
    return role[0] if isinstance(role, tuple) else role


def walk_console(world) -> list[str]:
    """What differs from the table, for every address of the console, everybody, GET and POST."""
    wrong = []
    addresses = [
        (name, view, reverse(f"admin:{name}", kwargs=world.console_arguments(view, pattern)))
        for name, view, pattern in console_addresses()
    ]
    for walker in everybody(world):
        walker.browser.get(reverse("admin:index"))
        # the shops' people meet one and the same closed door: what moves things is tried for each
        # of them
        for method in ("POST",) if walker.member else ("GET", "POST"):
            for name, view, url in addresses:
                wrong += judged(
                    walker, method, name, url, may=may_enter(walker, method, name, view)
                )
    return wrong


def walk_site(world, addresses: dict[str, tuple]) -> list[str]:
    """The same for every address of shop and desk, but those open to all."""
    wrong = []
    described = {
        name: (view, pattern)
        for name, (view, pattern) in addresses.items()
        if getattr(view, "audience", "") or name in doors.BY_LINK
    }
    urls = {
        name: reverse(name, args=world.arguments(name, pattern))
        for name, (_view, pattern) in described.items()
    }
    for walker in everybody(world):
        for method in ("GET", "POST"):
            for name, (view, pattern) in described.items():
                record = bool(pattern.converters) and name not in doors.NOT_A_RECORD
                may = may_reach(walker, method, name, view, record=record)
                if may and name in doors.DEPENDS:
                    continue
                wrong += judged(walker, method, name, urls[name], may=may)
    return wrong


def may_reach(walker: Walker, method: str, name: str, view, *, record: bool) -> bool:
    """Whether the declared audience and role let this person through a door of shop or desk."""
    audience, role = getattr(view, "audience", ""), getattr(view, "role", "")
    if audience == "operator":
        return walker.holds(role)
    if audience == "buyer":
        return walker.user is not None
    if audience == "seller":
        if walker.member == "other":
            return not record
        if walker.member == Role.READER:
            return method == "GET" and not view.private
        return bool(walker.member) and (walker.member == Role.OWNER or role in ("", walker.member))
    return walker.name == "buyer"  # by its link, or as the buyer of the order


def judged(walker: Walker, method: str, name: str, url: str, *, may: bool) -> list[str]:
    """Nothing when a door answers as the table says; what it did otherwise."""
    answer, written = knock(walker, method, url)
    wanted = "let in" if may else "refused"
    if answer not in (wanted, "not this way"):
        return [f"{walker.name} {method} {name}: {answer}"]
    if not may and written:
        return [f"{walker.name} {method} {name}: refused, yet {written}"]
    return []


def sections() -> list[str]:
    """The sections of the console, as they are registered."""
    return sorted(model._meta.label_lower for model in admin.site._registry)
