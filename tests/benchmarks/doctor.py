"""How long the mistake doctor takes for a number, from nothing: what is right, what every mistake gives, a judgement.

The number is one that no mistake makes, so that two mistakes at once are tried too.
"""

from __future__ import annotations

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", TQDM_DISABLE="1")  # before numpy is loaded

import argparse  # noqa: E402
import math  # noqa: E402
import time  # noqa: E402
from typing import NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

import bpcourse as bp  # noqa: E402
from bpcourse.practice.doctor import Case  # noqa: E402
from bpcourse.practice.doctor.rounds import Setting  # noqa: E402

OFF = 1.2345678  # times what is right


class Workload(NamedTuple):
    """A setting, and the seconds in which each quantity is to be diagnosed."""

    title: str
    setting: Setting
    goals: dict[str, float]


def batch() -> Setting:
    """100 examples for a 64-128-10 network."""
    draw = np.random.default_rng(0)
    return Setting(bp.Network.random([64, 128, 10], 0), draw.normal(size=(100, 64)), draw.uniform(size=(100, 10)))


ONE_ROUND = ("net_h1", "out_o1", "E", "delta_h1", "dE/dw5", "dE/dW", "dE/db_h1", "w1+", "W+", "E+")
WORKLOADS = {
    "D1": Workload(
        "one example, 2-2-2",
        Setting(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET),
        dict.fromkeys(ONE_ROUND, 0.05) | {"E+10": 0.3, "E+10000": 1.0},
    ),
    "D2": Workload(
        "100 examples, 64-128-10",
        batch(),
        dict.fromkeys(("out_h3", "E", "dE/dw5", "dE/dW", "w5+", "E+"), 1.0),
    ),
}


def diagnosed(setting: Setting, quantity: str) -> float:
    """Seconds of one diagnosis."""
    right = Case(setting, quantity)
    ends = np.cumsum([math.prod(shape) for shape in right.shapes])[:-1]
    typed = [part.reshape(shape) for part, shape in zip(np.split(OFF * right.right, ends), right.shapes)]
    start = time.perf_counter()
    case = Case(setting, quantity)
    case.singles, case.pairs
    case.judge(typed if len(typed) > 1 else typed[0])
    return time.perf_counter() - start


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("quantities", nargs="*", metavar="E+10", help="which ones (all)")
    parser.add_argument("--repeats", type=int, default=3, help="of each diagnosis, of which the best counts")
    options = parser.parse_args(arguments)
    if options.repeats < 1:
        parser.error("--repeats must be 1 or more")
    known = {quantity for work in WORKLOADS.values() for quantity in work.goals}
    if unknown := set(options.quantities) - known:
        parser.error(f"there is no quantity {', '.join(sorted(unknown))}, only {', '.join(sorted(known))}")
    for key, work in WORKLOADS.items():
        print(f"\n{key}: the mistake doctor, {work.title}. Best of {options.repeats}.")
        print(f"{'quantity':<26}{'best ms':>10}   goal")
        for quantity, goal in work.goals.items():
            if quantity in (options.quantities or known):
                best = min(diagnosed(work.setting, quantity) for _ in range(options.repeats))
                met = "met" if best <= goal else "missed"
                print(f"{quantity:<26}{best * 1e3:>10.1f}   ≤ {goal * 1e3:<5.0f} {met}", flush=True)


if __name__ == "__main__":
    main()
