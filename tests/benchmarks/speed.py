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
from collections.abc import Callable  # noqa: E402
from importlib import metadata  # noqa: E402

import classifiers  # noqa: E402
import contestants  # noqa: E402

HANDS = {
    **dict.fromkeys(contestants.WORKLOADS, contestants.CONTESTANTS),
    **dict.fromkeys(classifiers.WORKLOADS, classifiers.CONTESTANTS),
}
WORKLOADS = contestants.WORKLOADS | classifiers.WORKLOADS
Workload = contestants.Workload | classifiers.Workload

NOTES = """× bp.train: how many times as long as bp.train. The goal ≥ 0.909: bp.train takes at most 1.1 × as long.
scalar autodiff is written in the style of micrograd. scikit-learn's MLPRegressor has no sigmoid outputs and no frozen
biases: a subclass adds them, so that it does the same training. fit makes all steps in one call; partial_fit makes one,
and checks its arguments each time. The bare matrix products are those of a training step, and nothing else: a floor."""


def timed(hand: Callable, work: Workload, steps: int) -> tuple[float, float | None]:
    """Seconds of one run, and the error it ends at; None for one that trains nothing."""
    start = time.perf_counter()
    error = hand(work, steps)
    return time.perf_counter() - start, None if error is None else float(error)


def race(work: Workload, hands: dict[str, Callable], steps: int, repeats: int) -> tuple[dict[str, float], float]:
    """Each contestant's best seconds, and the error all of them end at."""
    for hand in hands.values():
        hand(work, max(1, steps // 10))  # warm-up: imports and first-time work are not the point
    best, errors = dict.fromkeys(hands, math.inf), {}
    for _ in range(repeats):
        for name, hand in hands.items():
            seconds, errors[name] = timed(hand, work, steps)
            best[name] = min(best[name], seconds)
    return best, agreed(errors)


def agreed(errors: dict[str, float]) -> float:
    """bp.train's error, which everyone else's must equal but for rounding; else there is nothing to compare."""
    apart = [
        name
        for name, error in errors.items()
        if error is not None and not math.isclose(error, errors["bp.train"], rel_tol=1e-9)
    ]
    if apart:
        found = ", ".join(f"{name} {errors[name]!r}" for name in ["bp.train", *apart])
        raise SystemExit(f"No table: the contestants do not end at the same error: {found}.")
    return errors["bp.train"]


def verdict(ratio: float, goal: float | None) -> str:
    return "" if goal is None else f"≥ {goal:<5.3g} {'met' if ratio >= goal else 'missed'}"


def table(work: Workload, best: dict[str, float], steps: int) -> str:
    lines = [f"{'contestant':<26}{'best ms':>10}{f'µs per {work.unit}':>13}{'× bp.train':>12}   goal"]
    for name, seconds in best.items():
        ratio = seconds / best["bp.train"]
        lines.append(
            f"{name:<26}{seconds * 1e3:>10.1f}{seconds / steps * 1e6:>13.1f}{ratio:>12.2f}   "
            f"{verdict(ratio, work.goals.get(name))}".rstrip()
        )
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
    parser.add_argument("workloads", nargs="*", metavar="W1", help=f"which of {', '.join(WORKLOADS)} (all)")
    parser.add_argument("--steps", type=int, help="of each run, in place of the workload's own")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each contestant, of which the best counts")
    options = parser.parse_args(arguments)
    if min(options.steps or 1, options.repeats) < 1:
        parser.error("--steps and --repeats must be 1 or more")
    if unknown := set(options.workloads) - set(WORKLOADS):
        parser.error(f"there is no workload {', '.join(unknown)}, only {', '.join(WORKLOADS)}")
    print(versions())
    for name in contestants.MISSING:
        print(f"{name} is left out: there is no module {contestants.NEEDS[name]}.")
    for key in options.workloads or WORKLOADS:
        work, steps = WORKLOADS[key], options.steps or WORKLOADS[key].steps
        hands = {name: HANDS[key][name] for name in ("bp.train", *work.goals) if name not in contestants.MISSING}
        best, error = race(work, hands, steps, options.repeats)
        print(f"\n{key}: {work.title}. {steps:,} {work.unit}{'s' * (steps > 1)}, best of {options.repeats}.")
        print(table(work, best, steps))
        print(f"All end at the error {error:.10g}.", flush=True)
    print(f"\n{NOTES}")


if __name__ == "__main__":
    main()
