"""The table on the screen and the JSON file."""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import time
from datetime import datetime
from pathlib import Path

from tests.bench import goals
from tests.bench.cases import CASES
from tests.bench.ground import ROOT, VAR

TRUTH = (
    "no ratio to another program is told: it would be true only of one run of both on one machine"
)
HEAD = (
    "case",
    "CPU ms",
    "web+db",
    "c1 med",
    "p95",
    "c8 med",
    "p95",
    "req/s",
    "SQL",
    "KB gz",
    "goal",
    "",
)


def table(size: int, told: dict) -> str:
    """What one size of catalogue came to."""
    lines = [f"\n{size:,} products".replace(",", " "), _row(HEAD)]
    for case in CASES:
        if case.name in told["cases"]:
            lines.append(_row(_cells(case, size, told["cases"][case.name])))
    placing = told["cases"].get("checkout", {}).get("span_p95_ms")
    if placing:
        lines.append(f"  placing the order alone, p95 at 8 clients: {placing:.0f} ms")
    lines.append(
        f"  peak memory of each worker: {', '.join(f'{mb:.0f}' for mb in told['worker_mb'])} MB "
        f"(goal {goals.MEMORY_MB.limit(size):.0f}), of which "
        f"{', '.join(f'{mb:.0f}' for mb in told['worker_own_mb'])} MB are not its master's too"
    )
    lines += [_list(one) for one in told.get("console", ())]
    if loaded := told["loaded"]:
        lines.append(
            f"  loaded {loaded['products']} products in {loaded['seconds']:.1f} s"
            f" ({loaded['per_second']:.0f}/s), search index in {loaded['index_seconds']:.1f} s"
            f" ({loaded['index_per_second']:.0f}/s)"
        )
    return "\n".join(lines)


def growth(sizes: dict) -> str:
    """How the cost of each case grows with the catalogue: cost ~ products to that power, 0 is flat.

    Between the smallest and the largest catalogue of this run.
    """
    small, large = min(sizes), max(sizes)
    lines = [f"\nCPU ms by products; growth from {small} to {large} as a power of it"]
    for case in CASES:
        known = [sizes[size]["cases"].get(case.name) for size in sorted(sizes)]
        if all(known):
            costs = [figures["cpu_ms"] for figures in known]
            lines.append(_grown(case.name, costs, large / small))
    for one in sizes[small].get("console", ()):
        same = [
            other
            for size in sorted(sizes)
            for other in sizes[size].get("console", ())
            if other["name"] == one["name"]
        ]
        if len(same) == len(sizes):
            costs = [other["python_ms"] + other["database_ms"] for other in same]
            lines.append(_grown(f"console, {one['name']}", costs, large / small))
    return "\n".join(lines)


def place(machine: dict) -> str:
    """The machine in a line."""
    settings = ", ".join(f"{name} {value}" for name, value in machine["postgresql"].items())
    return (
        f"{machine['cores']} cores of {machine['processor']}, a sum of ten million squares in"
        f" {machine['sum_seconds']:.2f} s, load {machine['load'][0]}, Python {machine['python']},"
        f" {settings}, commit {machine['commit']}"
    )


def after(told: dict) -> str:
    """Import, overselling and the invariants."""
    lines = []
    for run in told.get("imports", ()):
        lines.append(
            f"import, {run['name']:16} {run['rows']:7} rows  {run['seconds']:6.1f} s  "
            f"{run['per_second']:6.0f} rows/s  {run['per_cpu_second']:6.0f} rows per CPU s  "
            f"refused {run['refused']}"
        )
    if told.get("imports"):
        speed = told["import_with_index_per_second"]
        lines.append(
            f"  new rows and their search index: {speed:.0f} rows/s; goal"
            f" {goals.IMPORT.limit(0):.0f}: {_word(goals.IMPORT.reached(speed))}"
        )
        again = told["import_again_per_second"]
        lines.append(
            f"  unchanged rows: {again:.0f} rows/s; goal {goals.IMPORT_AGAIN.limit(0):.0f}:"
            f" {_word(goals.IMPORT_AGAIN.reached(again))}; the import held"
            f" {told['import_peak_mb']:.0f} MB at most"
        )
    race = told.get("oversell")
    if race:
        lines.append(
            f"overselling: {race['runs']} runs of {race['buyers']} buyers ({race['at_once']} at"
            f" once) on {race['pieces']} pieces: {race['oversold']} oversold, {race['seconds']:.0f}"
            f" s: {_word(goals.OVERSOLD.reached(race['oversold']) and not race['wrong'])}"
        )
        lines += [f"  {wrong}" for wrong in race["wrong"]]
    if "violations" in told:
        lines.append(
            f"invariants after all this (manage.py verify): {len(told['violations'])} violations"
        )
        lines += [f"  {sentence}" for sentence in told["violations"][:20]]
    return "\n".join(lines)


def missed(told: dict) -> list[str]:
    """The goals that were not reached."""
    found = []
    for size, part in told["sizes"].items():
        for case in CASES:
            figures = part["cases"].get(case.name)
            if figures and not _reached(case, size, figures):
                found.append(
                    f"{case.name} at {size}: {figures['cpu_ms']:.1f} ms CPU, {figures['sql']}"
                    " statements"
                )
        found += [
            f"console, {one['name']} at {size}: {one['python_ms'] + one['database_ms']:.0f} ms CPU"
            for one in part.get("console", ())
            if not goals.CONSOLE.reached(one["python_ms"] + one["database_ms"], size)
        ]
    if told.get("imports") and not goals.IMPORT.reached(told["import_with_index_per_second"]):
        found.append(f"import: {told['import_with_index_per_second']:.0f} rows/s")
    if told.get("imports") and not goals.IMPORT_AGAIN.reached(told["import_again_per_second"]):
        found.append(f"import of the same file: {told['import_again_per_second']:.0f} rows/s")
    race = told.get("oversell")
    if race and (race["oversold"] or race["wrong"]):
        found.append("overselling")
    return found + [f"invariant: {sentence}" for sentence in told.get("violations", ())]


def keep(told: dict) -> Path:
    """Write the run beside the others."""
    folder = VAR / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now():%Y%m%d-%H%M%S}.json"  # noqa: DTZ005 - a file name
    text = json.dumps(told, indent=1, ensure_ascii=False)
    path.write_text(text)
    (folder / "latest.json").write_text(text)
    return path


def machine(link) -> dict:
    """Where these figures were taken."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    shown = {
        name: link.execute(f"SHOW {name}").fetchone()[0]
        for name in ("server_version", "shared_buffers", "work_mem", "fsync", "synchronous_commit")
    }
    return {
        "commit": commit.stdout.strip(),
        "processor": _processor(),
        "sum_seconds": _sum(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "kernel": platform.release(),
        "postgresql": shown,
    }


def _processor() -> str:
    with open("/proc/cpuinfo") as file:
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _sum() -> float:
    """How fast this machine is today: a fixed piece of Python, the best of three."""
    times = []
    for _turn in range(3):
        begun, total = time.process_time(), 0
        for number in range(10_000_000):
            total += number * number
        times.append(time.process_time() - begun)
    return round(min(times), 2)


def _grown(name: str, costs: list[float], times: float) -> str:
    power = math.log(costs[-1] / costs[0]) / math.log(times) if min(costs) > 0 else 0.0
    shown = "".join(f"{cost:9.1f}" for cost in costs)
    return f"  {name:32}{shown}   ^{power:.2f}"


def _list(one: dict) -> str:
    cost = one["python_ms"] + one["database_ms"]
    return (
        f"  console, {one['name']:28}{cost:7.0f} ms CPU ({one['python_ms']:.0f}"
        f"+{one['database_ms']:.0f})  {one['statements']} SQL  {one['kb']:.0f} kB"
        f"  {_word(goals.CONSOLE.reached(cost))}"
    )


def _cells(case, size: int, told: dict) -> tuple:
    goal = goals.CPU.get(case.name)
    return (
        case.name,
        f"{told['cpu_ms']:.1f}",
        f"{told['cpu_web_ms']:.1f}+{told['cpu_database_ms']:.1f}",
        f"{told['median_ms']:.0f}",
        f"{told['p95_ms']:.0f}",
        f"{told['crowd_median_ms']:.0f}",
        f"{told['crowd_p95_ms']:.0f}",
        f"{told['per_second']:.1f}",
        told["sql"],
        f"{told['bytes_gz'] / 1024:.1f}",
        f"{goal.limit(size):.3g}" if goal else "",
        _word(_reached(case, size, told)) if goal else "",
    )


def _reached(case, size: int, told: dict) -> bool:
    goal = goals.CPU.get(case.name)
    if goal is None:
        return True
    return goal.reached(told["cpu_ms"], size) and told["sql"] <= goal.statements * case.pages


def _row(cells) -> str:
    widths = (17, 7, 11, 7, 5, 7, 5, 7, 5, 6, 5, 8)
    first, *others = zip(cells, widths, strict=True)
    return (
        "  "
        + str(first[0]).ljust(first[1])
        + "".join(str(cell).rjust(width) for cell, width in others)
    )


def _word(reached: bool) -> str:  # noqa: FBT001
    return "reached" if reached else "MISSED"
