"""An OpenSearch of our own, over real HTTP: indices, aliases, `_bulk` and `_search`.

It evaluates what it is asked, and refuses as the engine does: queries and parameters it does not
know, fields that no strict mapping has, lines of a bulk that are none, versions that are not above
the one it has. What is written is found only once the index was refreshed, and what is deleted
leaves its version behind. It can be told to be slow, to be busy, or to lose its answers.
"""

from __future__ import annotations

import base64
import json
import random
import re
import struct
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")  # of an index: no capitals, no spaces
WINDOW = 10_000  # index.max_result_window
TIME = re.compile(r"\d+(ms|s|m|h|d)")
SETTINGS = {"refresh_interval", "gc_deletes", "number_of_shards", "number_of_replicas"}
SEARCH_PARAMETERS = {"allow_partial_search_results", "filter_path"}
SEARCH_BODY = {
    *("size", "timeout", "track_total_hits", "track_scores", "query", "sort"),
    *("_source", "stored_fields", "docvalue_fields", "search_after"),
}
MAPPERS = {
    "keyword": {"type", "index", "doc_values", "store"},
    "long": {"type", "index", "doc_values", "store"},
    "boolean": {"type", "index", "doc_values", "store"},
}


class Refused(Exception):
    """What the engine answers to a request, or to one item of a bulk, that it does not take."""

    def __init__(self, status: int, kind: str, reason: str):
        super().__init__(reason)
        self.status, self.error = status, {"type": kind, "reason": reason}


def illegal(reason: str) -> Refused:
    return Refused(400, "illegal_argument_exception", reason)


def unparsable(reason: str) -> Refused:
    return Refused(400, "parsing_exception", reason)


def missing(name: str) -> Refused:
    return Refused(404, "index_not_found_exception", f"no such index [{name}]")


def only(given: dict, known: set[str], where: str) -> None:
    for name in given.keys() - known:
        raise unparsable(f"unknown key [{name}] in {where}")


@dataclass
class Index:
    """Documents with their versions, and those of them that a search sees already."""

    fields: dict[str, dict]
    aliases: set[str] = field(default_factory=set)
    documents: dict[str, tuple[int, dict]] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)
    seen: dict[str, dict] = field(default_factory=dict)
    longest_term: int = 32_766  # bytes

    def refresh(self) -> None:
        self.seen = {key: document for key, (_version, document) in self.documents.items()}

    def write(self, key: str, version: int, document: dict | None) -> tuple[int, str]:
        there = self.documents.get(key)
        current = there[0] if there else self.deleted.get(key, -1)
        if version <= current:
            reason = (
                f"[{key}]: version conflict, current version [{current}] is higher or equal to the"
                f" one provided [{version}]"
            )
            raise Refused(409, "version_conflict_engine_exception", reason)
        if document is None:
            self.documents.pop(key, None)
            self.deleted[key] = version
            return (200, "deleted") if there else (404, "not_found")
        self.check(document)
        self.deleted.pop(key, None)
        self.documents[key] = (version, document)
        return (200, "updated") if there else (201, "created")

    def check(self, document: dict) -> None:
        for name, value in document.items():
            if name not in self.fields:
                reason = f"mapping set to strict, dynamic introduction of [{name}] is not allowed"
                raise Refused(400, "strict_dynamic_mapping_exception", reason)
            for one in value if isinstance(value, list) else [value]:
                self.check_value(name, self.fields[name], one)

    def check_value(self, name: str, mapper: dict, value: object) -> None:
        kind = mapper["type"]
        fits = {
            "keyword": isinstance(value, str),
            "boolean": isinstance(value, bool),
            "long": isinstance(value, int) and not isinstance(value, bool),
        }[kind]
        if not fits or (kind == "long" and not -(2**63) <= value < 2**63):
            raise Refused(
                400, "mapper_parsing_exception", f"failed to parse field [{name}] of type [{kind}]"
            )
        kept = mapper.get("index", True) or mapper.get("doc_values", True)
        if kind == "keyword" and kept and len(value.encode()) > self.longest_term:
            raise illegal(f'Document contains at least one immense term in field="{name}"')


# --- Evaluating a query: whether a document answers, and its score -------------------------------


def matches(index: Index, query: dict, document: dict) -> float | None:
    """The score of a document, None when it does not answer."""
    if not isinstance(query, dict) or len(query) != 1:
        raise unparsable("[query] malformed, expected exactly one kind")
    [(kind, given)] = query.items()
    if kind not in KINDS:
        raise unparsable(f"unknown query [{kind}]")
    return KINDS[kind](index, given, document)


def _values(document: dict, name: str) -> list:
    value = document.get(name, [])
    return value if isinstance(value, list) else [value]


def _searchable(index: Index, name: str) -> dict:
    mapper = index.fields.get(name)
    if mapper is None:
        return {"type": "none"}  # a field that no document has is answered by none
    if not mapper.get("index", True):
        raise illegal(f"Cannot search on field [{name}] since it is not indexed.")
    return mapper


def _term(index, given, document):
    [(name, value)] = given.items()
    _searchable(index, name)
    return 1.0 if value in _values(document, name) else None


def _terms(index, given, document):
    if len(given) != 1:
        raise unparsable("[terms] query takes one field")
    [(name, wanted)] = given.items()
    if not isinstance(wanted, list):
        raise unparsable("[terms] query does not support a single value")
    if len(wanted) > 65_536:
        raise illegal("The number of terms has exceeded index.max_terms_count")
    if _searchable(index, name)["type"] == "long" and not all(type(w) is int for w in wanted):
        raise Refused(400, "query_shard_exception", f"failed to create query: [{name}]")
    return 1.0 if not set(wanted).isdisjoint(_values(document, name)) else None


def _range(index, given, document):
    [(name, bounds)] = given.items()
    _searchable(index, name)
    only(bounds, {"gte", "lte", "gt", "lt"}, "[range]")
    low, high = bounds.get("gte", float("-inf")), bounds.get("lte", float("inf"))
    return 1.0 if any(low <= value <= high for value in _values(document, name)) else None


def _constant(index, given, document):
    only(given, {"filter", "boost"}, "[constant_score]")
    if "filter" not in given:
        raise unparsable("[constant_score] requires a 'filter' element")
    answers = matches(index, given["filter"], document) is not None
    boost = given.get("boost", 1.0)
    if boost < 0:
        raise illegal("negative [boost] are not allowed in [constant_score]")
    return _float(boost) if answers else None


def _dis_max(index, given, document):
    only(given, {"queries", "tie_breaker", "boost"}, "[dis_max]")
    if not given.get("queries"):
        raise unparsable("[dis_max] requires 'queries' field with at least one clause")
    scores = [matches(index, query, document) for query in given["queries"]]
    return max((score for score in scores if score is not None), default=None)


def _bool(index, given, document):
    only(given, {"must", "filter", "should", "must_not", "minimum_should_match"}, "[bool]")
    clauses = {name: given.get(name, []) for name in ("must", "filter", "should", "must_not")}
    found = {
        name: [matches(index, query, document) for query in queries]
        for name, queries in clauses.items()
    }
    needed = found["must"] + found["filter"]
    if None in needed or any(score is not None for score in found["must_not"]):
        return None
    optional = [score for score in found["should"] if score is not None]
    # with nothing else to hold, one of them must
    least = given.get("minimum_should_match", 0)
    if not needed and found["should"]:
        least = max(least, 1)
    if len(optional) < least:
        return None
    return _float(sum(found["must"]) + sum(optional))


def _float(number: float) -> float:
    """As the engine keeps a score: four bytes."""
    return struct.unpack("f", struct.pack("f", number))[0]


KINDS = {
    "term": _term,
    "terms": _terms,
    "range": _range,
    "constant_score": _constant,
    "dis_max": _dis_max,
    "bool": _bool,
    "match_all": lambda index, given, document: 1.0,
}


class Engine:
    """What the engine holds, and how it misbehaves."""

    def __init__(self) -> None:
        self.indices: dict[str, Index] = {}
        self.requests: list[tuple[str, str]] = []
        self.connections: set = set()
        self.lock = threading.RLock()
        self.account = ""
        self.pause = 0.0  # before each answer, in seconds
        self.jitter = 0.0  # the most that each request dawdles, another time each
        self.instead: tuple[int, bytes] | None = None  # what it answers to everything
        self.busy: set[str] = set()  # documents it has no time for
        self.loses_answers = False  # it does what it is asked, and the line breaks
        self.hangs_up = False  # after each answer, without a word

    def found(self, name: str) -> Index:
        """The index of a name, or of an alias."""
        if name in self.indices:
            return self.indices[name]
        of = [index for index in self.indices.values() if name in index.aliases]
        if not of:
            raise missing(name)
        if len(of) > 1:
            raise illegal(f"alias [{name}] has more than one index associated with it")
        return of[0]

    def make(self, name: str, asked: dict) -> dict:
        if not NAME.fullmatch(name):
            raise Refused(400, "invalid_index_name_exception", f"Invalid index name [{name}]")
        if name in self.indices or any(name in index.aliases for index in self.indices.values()):
            raise Refused(400, "resource_already_exists_exception", f"index [{name}] exists")
        only(asked, {"settings", "mappings", "aliases"}, "[create_index]")
        only(asked.get("settings", {}), {"index"}, "[settings]")
        only(asked.get("settings", {}).get("index", {}), SETTINGS, "[settings]")
        mappings = asked.get("mappings", {})
        only(mappings, {"dynamic", "properties"}, "[mappings]")
        assert mappings.get("dynamic") == "strict", "this double knows no other mapping"
        for field_name, mapper in mappings["properties"].items():
            kind = mapper.get("type")
            if kind not in MAPPERS:
                reason = f"No handler for type [{kind}] declared on field [{field_name}]"
                raise Refused(400, "mapper_parsing_exception", reason)
            only(mapper, MAPPERS[kind], f"the mapping of [{field_name}]")
        self.indices[name] = Index(mappings["properties"], set(asked.get("aliases", {})))
        return {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def delete(self, name: str) -> dict:
        if name not in self.indices:
            if any(name in index.aliases for index in self.indices.values()):
                raise illegal(f"The provided expression [{name}] matches an alias")
            raise missing(name)
        del self.indices[name]
        return {"acknowledged": True}

    def alias(self, asked: dict) -> dict:
        only(asked, {"actions"}, "[aliases]")
        for action in asked["actions"]:
            [(verb, given)] = action.items()
            only(given, {"index", "alias"}, f"[{verb}]")
            if given["index"] not in self.indices:
                raise missing(given["index"])
            names = self.indices[given["index"]].aliases
            if verb == "add":
                if given["alias"] in self.indices:
                    raise Refused(400, "invalid_alias_name_exception", "an index has this name")
                names.add(given["alias"])
            elif verb == "remove":
                if given["alias"] not in names:
                    raise Refused(404, "aliases_not_found_exception", "aliases missing")
                names.remove(given["alias"])
            else:
                raise illegal(f"unknown action [{verb}]")
        return {"acknowledged": True}

    # --- Many acts at once ----------------------------------------------------------------------

    def bulk(self, text: bytes, *, require_alias: bool, refresh: str) -> dict:
        if not text.endswith(b"\n"):
            raise illegal("The bulk request must be terminated by a newline [\\n]")
        lines = text.decode().split("\n")[:-1]
        items, touched, place = [], set(), 0
        while place < len(lines):
            act, given = self._act(lines[place], place + 1)
            place += 1
            document = None
            if act == "index":
                if place == len(lines):
                    raise illegal("Validation Failed: an index without its source")
                try:
                    document = json.loads(lines[place])
                except ValueError:
                    document = {"\0": "broken"}
                place += 1
            items.append({act: self._one(act, given, document, require_alias, touched)})
        if refresh in ("true", "wait_for"):
            for index in touched:
                self.indices[index].refresh()
        errors = any("error" in result for item in items for result in item.values())
        return {"took": 1, "errors": errors, "items": items}

    def _act(self, line: str, number: int) -> tuple[str, dict]:
        malformed = f"Malformed action/metadata line [{number}]"
        try:
            [(act, given)] = json.loads(line).items()
        except (ValueError, AttributeError):
            raise illegal(f"{malformed}, expected START_OBJECT") from None
        if act not in ("index", "delete"):
            raise illegal(f"{malformed}, found [{act}]")
        for name in given.keys() - {"_index", "_id", "version", "version_type"}:
            raise illegal(f"Action/metadata line [{number}] contains an unknown parameter [{name}]")
        assert given["version_type"] == "external"
        return act, given

    def _one(self, act, given, document, require_alias, touched) -> dict:
        name, key = given["_index"], given["_id"]
        told = {"_index": name, "_id": key}
        try:
            if require_alias and name in self.indices:
                raise missing(name)
            index = self.found(name)
            if key in self.busy:
                raise Refused(429, "rejected_execution_exception", "rejected execution")
            status, result = index.write(key, given["version"], document)
        except Refused as no:
            return {**told, "status": no.status, "error": no.error}
        touched |= {name for name, one in self.indices.items() if one is index}
        return {**told, "_version": given["version"], "result": result, "status": status}

    # --- Searching --------------------------------------------------------------------------------

    def search(self, name: str, asked: dict) -> dict:
        index = self.found(name)
        only(asked, SEARCH_BODY, "[search]")
        size = asked.get("size", 10)
        if size > WINDOW:
            raise illegal(f"Result window is too large: [{WINDOW}] but was [{size}]")
        if not TIME.fullmatch(asked.get("timeout", "1s")):
            raise illegal("failed to parse setting [timeout]")
        if asked.get("stored_fields") == "_none_" and asked.get("_source", True):
            raise Refused(
                400,
                "search_exception",
                "[stored_fields] cannot be disabled if [_source] is requested",
            )
        found = []
        # an empty document too: what is wrong with a query is said even where nothing is kept
        matches(index, asked["query"], {})
        for document in index.seen.values():
            score = matches(index, asked["query"], document)
            if score is not None:
                found.append((document, score))
        for order in reversed(asked["sort"]):
            [(column, way)] = order.items()
            self._has_values(index, column)
            assert way in ("asc", "desc")
            found.sort(key=lambda hit, c=column: _values(hit[0], c)[0], reverse=way == "desc")
        if "search_after" in asked:
            [after], [(column, way)] = asked["search_after"], asked["sort"][0].items()
            assert way == "asc"
            found = [hit for hit in found if _values(hit[0], column)[0] > after]
        hits = [
            {
                "_index": name,
                "_score": score if asked.get("track_scores") else None,
                "fields": self._fields(index, asked, document),
            }
            for document, score in found[:size]
        ]
        return {"took": 1, "timed_out": False, "_shards": {}, "hits": {"hits": hits}}

    def _has_values(self, index: Index, name: str) -> None:
        if name not in index.fields:
            raise Refused(400, "query_shard_exception", f"No mapping found for [{name}]")
        if not index.fields[name].get("doc_values", True):
            raise illegal(f"Can't load fielddata on [{name}] because doc_values are not enabled")

    def _fields(self, index: Index, asked: dict, document: dict) -> dict:
        fields = {}
        for name in asked.get("docvalue_fields", []):
            self._has_values(index, name)
            # as the columns keep them: in order, each once
            fields[name] = sorted(set(_values(document, name)))
        stored = asked.get("stored_fields", "_none_")
        for name in stored if isinstance(stored, list) else []:
            if index.fields.get(name, {}).get("store"):
                fields[name] = _values(document, name)
        return {name: values for name, values in fields.items() if values}


def filtered(answer: object, paths: list[list[str]]) -> object:
    """An answer cut down to `filter_path`; None when nothing of it is left."""
    if [] in paths:
        return answer
    if isinstance(answer, list):
        kept = [one for one in (filtered(item, paths) for item in answer) if one is not None]
        return kept or None
    if not isinstance(answer, dict):
        return None
    made = {}
    for name, value in answer.items():
        beneath = [path[1:] for path in paths if path and path[0] == name]
        if beneath and (left := filtered(value, beneath)) is not None:
            made[name] = left
        elif beneath and [] in beneath:
            made[name] = value
    return made or None


class Handler(BaseHTTPRequestHandler):
    """The REST interface."""

    protocol_version = "HTTP/1.1"

    def handle_one_request(self):
        self.server.engine.connections.add(self.client_address)
        super().handle_one_request()

    def answer(self):
        engine: Engine = self.server.engine
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(engine.pause + random.uniform(0, engine.jitter))  # noqa: S311 - no secret
        with engine.lock:
            engine.requests.append((self.command, self.path))
            if engine.instead:
                return self.say(*engine.instead)
            try:
                status, said = self.done(engine, body)
            except Refused as no:
                cause = {**no.error, "root_cause": [no.error]}
                status, said = no.status, {"error": cause, "status": no.status}
            said = self.cut(said)
        if engine.loses_answers:
            self.close_connection = True
            return None
        self.close_connection = engine.hangs_up
        return self.say(status, json.dumps(said).encode())

    do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815

    def cut(self, said: dict) -> object:
        """What `filter_path` leaves of an answer, or of an error."""
        paths = dict(parse_qsl(urlsplit(self.path).query)).get("filter_path")
        if not paths:
            return said
        return filtered(said, [path.split(".") for path in paths.split(",")]) or {}

    def done(self, engine: Engine, body: bytes) -> tuple[int, dict]:
        if engine.account:
            right = f"Basic {base64.b64encode(engine.account.encode()).decode()}"
            if self.headers.get("Authorization") != right:
                raise Refused(401, "security_exception", "Unauthorized")
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        steps = parts.path.strip("/").split("/")
        kind = (self.headers.get("Content-Type") or "").split(";")[0]
        if body and kind not in ("application/json", "application/x-ndjson"):
            raise Refused(406, "media_type_header_exception", f"[{kind}] is not supported")
        if steps == ["_bulk"] and self.command == "POST":
            only(asked, {"require_alias", "refresh"}, "the address")
            return 200, engine.bulk(
                body,
                require_alias=asked.get("require_alias") == "true",
                refresh=asked.get("refresh", "false"),
            )
        try:
            given = json.loads(body) if body else {}
        except ValueError:
            raise Refused(400, "parse_exception", "request body is not JSON") from None
        return 200, self.routed(engine, steps, asked, given)

    def routed(self, engine: Engine, steps: list[str], asked: dict, given: dict) -> dict:
        match self.command, *steps:
            case "POST", "_aliases":
                return engine.alias(given)
            case "GET", pattern, "_alias":
                return {
                    name: {"aliases": {alias: {} for alias in index.aliases}}
                    for name, index in engine.indices.items()
                    if fnmatchcase(name, pattern)
                }
            case "PUT", name:
                return engine.make(name, given)
            case "DELETE", name:
                return engine.delete(name)
            case "POST", name, "_refresh":
                engine.found(name).refresh()
                return {"_shards": {"failed": 0}}
            case "GET", name, "_count":
                return {"count": len(engine.found(name).seen), "_shards": {"failed": 0}}
            case "POST", name, "_search":
                only(asked, SEARCH_PARAMETERS, "the address")
                return engine.search(name, given)
        raise illegal(f"no handler found for uri [{self.path}] and method [{self.command}]")

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A caller that hung up is no error of the engine's."""


@contextmanager
def serving():
    """The engine, at an address of this machine."""
    server = Server(("127.0.0.1", 0), Handler)
    server.engine = engine = Engine()
    engine.address = f"http://127.0.0.1:{server.server_port}"
    engine.stop = lambda: (server.shutdown(), server.server_close())
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    ).start()
    try:
        yield engine
    finally:
        engine.stop()
