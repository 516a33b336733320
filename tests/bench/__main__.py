"""`python -m tests.bench [--quick]`: load, serve, measure, print, keep."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from tests.bench import ground as places

SIZES = (10_000, 100_000)
A_MILLION = 1_000_000


def main() -> int:
    """Measure what is asked; 1 when a goal is missed."""
    asked = arguments()
    with places.prepared(base=asked.database, keep=asked.keep, again=asked.again) as ground:
        import django

        django.setup()
        missed = measure(asked, ground)
    if asked.only or asked.again or asked.profile:
        return missed
    # money at size has a database of its own, and so a program of its own
    part = ["--quick"] if asked.quick else []
    again = [sys.executable, "-m", "tests.bench", "--only", "money", *part]
    return subprocess.call([*again, "--database", asked.database]) or missed


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10 000 products and fewer requests")
    parser.add_argument(
        "--full", action="store_true", help="a million products too, and a file of as many rows"
    )
    parser.add_argument(
        "--size", type=int, action="append", help="products in the catalogue (may be repeated)"
    )
    parser.add_argument(
        "--only",
        action="append",
        help="only these cases, or console, imports, race or money (may be repeated)",
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the scratch database and its folder"
    )
    parser.add_argument(
        "--again", metavar="NAME", default="", help="measure in a database that --keep left"
    )
    parser.add_argument(
        "--profile", metavar="CASE", help="print where a case spends its time, and its statements"
    )
    parser.add_argument(
        "--database",
        default=os.environ.get("DATABASE_URL") or places.BASE,
        help="a PostgreSQL where databases may be created",
    )
    asked = parser.parse_args()
    sizes = SIZES[:1] if asked.quick else [*SIZES, *([A_MILLION] if asked.full else [])]
    asked.sizes = sorted(asked.size or sizes)
    asked.part = 0.4 if asked.quick else 1.0
    asked.rows = 1_000_000 if asked.full else 2000 if asked.quick else 10_000
    return asked


def measure(asked: argparse.Namespace, ground: places.Ground) -> int:
    """The whole run."""
    from tests.bench import report, stages

    begun = time.monotonic()
    link = ground.link()
    told: dict = {"quick": asked.quick, "machine": report.machine(link), "sizes": {}}
    if asked.again:
        stages.furnish()
    else:
        told["migrate_seconds"] = stages.build(link)
        print(f"migrated in {told['migrate_seconds']:.1f} s", flush=True)
    if asked.only == ["money"]:
        told["money"] = stages.money(link, part=0.01 if asked.quick else 1)
        print(f"on {report.place(told['machine'])}\nwritten to {report.keep(told)}")
        return 0
    shop = None
    for size in asked.sizes:
        loaded = stages.load(link, size)
        shop = stages.shop(size)
        if asked.profile:
            stages.profile(asked.profile, ground, shop)
            return 0
        told["sizes"][size] = {
            "loaded": loaded,
            **stages.cases(ground, shop, part=asked.part, only=asked.only),
        }
        if not asked.only or "console" in asked.only:
            told["sizes"][size]["console"] = stages.console()
        print(report.table(size, told["sizes"][size]), flush=True)
    if len(told["sizes"]) > 1:
        print(report.growth(told["sizes"]), flush=True)
    parts = asked.only or ["imports", "race"]
    if "imports" in parts:
        told |= stages.imports(ground, rows=asked.rows)
    if "race" in parts:
        told |= stages.race(ground, runs=4 if asked.quick else 20)
    if "imports" in parts or "race" in parts:
        told |= stages.prove()
        print("\n" + report.after(told), flush=True)
    told["seconds"] = round(time.monotonic() - begun, 1)
    link.close()
    missed = report.missed(told)
    print(f"\n{told['seconds']:.0f} s on {report.place(told['machine'])}")
    print(f"written to {report.keep(told)}; {report.TRUTH}")
    print("\n".join(["Missed:", *missed]) if missed else "Every goal of this landing is reached.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
