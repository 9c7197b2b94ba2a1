"""How long bp.train takes beside other ways to do the same training, all of them in one run.

Contestants take turns, so that a slow minute of the machine meets them all, and the best turn counts. No table is
printed unless all of them end at the same error.
"""
from __future__ import annotations

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", TQDM_DISABLE="1")  # before numpy is loaded

import argparse  # noqa: E402
import math  # noqa: E402
import platform  # noqa: E402
import time  # noqa: E402
from importlib import metadata  # noqa: E402

from contestants import CONTESTANTS, MISSING, NEEDS, WORKLOADS, Workload  # noqa: E402

NOTES = """× bp.train: how many times as long as bp.train. The goal ≥ 0.909: bp.train takes at most 1.1 × as long.
scalar autodiff is written in the style of micrograd. scikit-learn's MLPRegressor has no sigmoid outputs and no frozen
biases: a subclass adds them, so that it does the same training. fit makes all steps in one call; partial_fit makes one,
and checks its arguments each time."""


def timed(name: str, work: Workload, steps: int) -> tuple[float, float]:
    """Seconds of one run, and the error it ends at."""
    start = time.perf_counter()
    error = CONTESTANTS[name](work, steps)
    return time.perf_counter() - start, float(error)


def race(work: Workload, names: list[str], steps: int, repeats: int) -> tuple[dict[str, float], float]:
    """Each contestant's best seconds, and the error all of them end at."""
    for name in names:
        CONTESTANTS[name](work, max(1, steps // 10))  # warm-up: imports and first-time work are not the point
    best, errors = dict.fromkeys(names, math.inf), {}
    for _ in range(repeats):
        for name in names:
            seconds, errors[name] = timed(name, work, steps)
            best[name] = min(best[name], seconds)
    return best, agreed(errors)


def agreed(errors: dict[str, float]) -> float:
    """bp.train's error, which everyone else's must equal but for rounding; else there is nothing to compare."""
    apart = [name for name, error in errors.items() if not math.isclose(error, errors["bp.train"], rel_tol=1e-9)]
    if apart:
        found = ", ".join(f"{name} {errors[name]!r}" for name in ["bp.train", *apart])
        raise SystemExit(f"No table: the contestants do not end at the same error: {found}.")
    return errors["bp.train"]


def verdict(ratio: float, goal: float | None) -> str:
    return "" if goal is None else f"≥ {goal:<5.3g} {'met' if ratio >= goal else 'missed'}"


def table(work: Workload, best: dict[str, float], steps: int) -> str:
    lines = [f"{'contestant':<26}{'best ms':>10}{'µs per step':>13}{'× bp.train':>12}   goal"]
    for name, seconds in best.items():
        ratio = seconds / best["bp.train"]
        lines.append(f"{name:<26}{seconds * 1e3:>10.1f}{seconds / steps * 1e6:>13.1f}{ratio:>12.2f}   "
                     f"{verdict(ratio, work.goals.get(name))}".rstrip())
    return "\n".join(lines)


def versions() -> str:
    installed = [f"Python {platform.python_version()}"]
    for name in ("numpy", "torch", "scikit-learn"):
        try:
            installed.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            installed.append(f"no {name}")
    return f"{', '.join(installed)}; {os.cpu_count()} CPUs, of which each contestant uses one."


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=10_000, help="updates in each run")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each contestant, of which the best counts")
    options = parser.parse_args(arguments)
    if min(options.steps, options.repeats) < 1:
        parser.error("--steps and --repeats must be 1 or more")
    print(versions())
    for name in MISSING:
        print(f"{name} is left out: there is no module {NEEDS[name]}.")
    for key, work in WORKLOADS.items():
        names = ["bp.train", *(name for name in work.goals if name not in MISSING)]
        best, error = race(work, names, options.steps, options.repeats)
        print(f"\n{key}: {work.title}. {options.steps:,} steps, best of {options.repeats}.")
        print(table(work, best, options.steps))
        print(f"All end at the error {error:.10g}.", flush=True)
    print(f"\n{NOTES}")


if __name__ == "__main__":
    main()
