"""The doctor on a learner's function: run it on fresh random networks, name its bug, or show where it goes wrong."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor, inf, log10
from typing import Any

import numpy as np

from ...functions import Array
from ...network import Network
from ..calls import NotUsable, parameters, same_numbers, tell_apart
from ..typed import VALUE, Unreadable, quote
from ..words import Diagnosis, Verdict, name_mistakes
from .mistakes import RATES, Way, pairs, ways
from .quantities import Quantity, read
from .rounds import Rules, Setting, forward
from .runs import ORDER, run

TRIALS = 5
# How far off rough numbers may be, relative to an array's largest entry: single precision, most of all where out − t
# cancels in a slope, and slopes that were nudged to one side.
ROUGH = {"forward": 1e-5, "backward": 1e-4, "round": 1e-5}
IN_TURN = "layer by layer, weights and biases in turn"
Arrays = list[Array]
ORDERS: dict[str, Callable[[Arrays, Arrays], Arrays]] = {  # in which somebody may give the arrays of all layers
    "": lambda weights, biases: weights + biases,
    IN_TURN: lambda weights, biases: [array for layer in zip(weights, biases) for array in layer],
    "the last layer comes first": lambda weights, biases: weights[::-1] + biases[::-1],
    "the last layer comes first, weights and biases in turn": lambda weights, biases: ORDERS[IN_TURN](
        weights[::-1], biases[::-1]
    ),
    "the biases come first": lambda weights, biases: biases + weights,
}
RETURNED = {"forward": Quantity("out", "W"), "backward": Quantity("gradient", "W"), "round": Quantity("new", "W")}
RIGHT_WAY = Way()


def examine(
    setting: Setting, quantity: str, program: Callable[..., Any], argument: str = VALUE, order: Sequence[str] = ()
) -> Diagnosis:
    """A Diagnosis of a function: forward(weights, biases, x), backward(…, target) or round(…, target, learning_rate).

    Its parameters are filled by their names: net, or weights and biases, or W1, W2 … b1, b2 …; x, target, learning_rate.
    order: what *args gets, where that is something else than what stands in these brackets.
    """
    if not callable(program):
        raise Unreadable(f"{argument} is {quote(program)}, expected a function for {quantity}")
    fixed = any(re.fullmatch(r"[WwBb]\d", name) for name in (*order, *(parameters(program) or ())))
    trials = list(_trials(setting, any_depth=not fixed and len(set(setting.net.activations)) == 1))
    try:
        given, changed = zip(*[run(program, quantity, trial, order or ORDER[quantity].split()) for trial in trials])
    except NotUsable as stop:
        return Diagnosis(Verdict.NOT_RECOGNISED, sayings=stop.sayings, facts=stop.facts)
    with np.errstate(all="ignore"):  # a mistake may overflow, or what somebody gave
        found = _judge(Tried(quantity, trials, list(given)), _ways(quantity, setting))
    return found.noting_changes(dict.fromkeys(name for names in changed for name in names))


def _judge(tried: "Tried", known: list[Way]) -> Diagnosis:
    """The Diagnosis of what a function gave: which of these ways, or which two, it goes."""
    biases = len(tried.expected(0)) > len(tried.trials[0].net.weights)
    for order in ("", IN_TURN) if biases else ("",):
        taken = replace(tried, order=order)
        fitting = taken.fitting(known) or taken.fitting(pairs([way for way in known if way.names and not way.gives]))
        if RIGHT_WAY in fitting and not (taken.single or taken.wrong_at() is None):
            return Diagnosis(
                Verdict.FEWER_DIGITS,
                sayings=("nudged digits",),
                facts={"right": floor(-log10(2 * taken.off())), "unit": "digits"},
            )
        if RIGHT_WAY in fitting:
            return Diagnosis(Verdict.RIGHT, sayings=("right on networks",), facts={"count": len(tried.trials)})
        if fitting:
            return name_mistakes(
                [way.names for way in fitting], "exactly what your function gives", instead=tried.quantity == "round"
            )
    return tried.stumble()


def _ways(quantity: str, setting: Setting) -> list[Way]:
    """Nothing wrong, every mistake in a step, and what may be given instead of what was asked."""
    known = [RIGHT_WAY, *ways(RETURNED[quantity])]
    if quantity == "round":
        return [*known, Way(("step-for-gradient",), {}, Quantity("step", "W"))]
    own = [
        {"rate": lambda given, rate=rate: rate, "bias_rule": lambda given, rule=rule: rule}  # nobody gave it a rate
        for rate in (setting.learning_rate, *RATES)
        for rule in ("frozen", "own")
    ]
    return known + [way._replace(rules=rules) for way in known if way.gives for rules in own]


@dataclass(frozen=True)
class Tried:
    """What a function gave on each trial, all its numbers in a row, taken to be in one of the orders."""

    quantity: str
    trials: list[Setting]
    given: list[Array]
    order: str = ""

    def expected(self, k: int, way: Way = RIGHT_WAY) -> list[Array]:
        """What this way gives on a trial, in as many arrays as the function gave."""
        trial = self.trials[k]
        rules = Rules(**way.rules)
        asked = way.gives or RETURNED[self.quantity]
        if self.quantity == "forward":
            return [forward(trial, rules).out[-1]]
        weights = read(asked, trial, rules)
        more = len(self.given[k]) > sum(array.size for array in weights)
        return ORDERS[self.order](weights, read(asked._replace(name="b"), trial, rules) if more else [])

    def row(self, k: int, way: Way = RIGHT_WAY) -> Array:
        """The same, all numbers in a row."""
        return np.concatenate([[], *map(np.ravel, self.expected(k, way))])

    def wrong_at(self, way: Way = RIGHT_WAY) -> int | None:
        """The first trial on which the function does something else."""
        return next((k for k, given in enumerate(self.given) if not same_numbers(given, self.row(k, way))), None)

    @cached_property
    def single(self) -> bool:
        """Whether all numbers are such as single precision holds."""
        return all((given == given.astype(np.float32)).all() for given in self.given)

    def off(self, way: Way = RIGHT_WAY) -> float:
        """How far the function is from this way, relative to the largest entry of each array; inf where it is far."""
        most = 0.0
        for k, given in enumerate(self.given):
            arrays = self.expected(k, way)
            least = max(1e-9, 1e-3 * max(abs(array).max() for array in arrays))
            size = np.repeat([max(least, abs(array).max()) for array in arrays], [array.size for array in arrays])
            far = (abs(given - self.row(k, way)) / size).max()
            if not far <= ROUGH[self.quantity]:
                return inf
            most = max(most, float(far))
        return most

    def fitting(self, known: list[Way]) -> list[Way]:
        """The ways that give the same; where numbers are rough, in single precision or nudged, those that come nearest."""
        if exact := [way for way in known if self.wrong_at(way) is None]:
            return [RIGHT_WAY] if RIGHT_WAY in exact else exact
        if not self.single and self.quantity != "backward":
            return []
        near = [(way, off) for way in known if (off := self.off(way)) < inf]
        nearest = min((off for _, off in near), default=0.0)
        return [way for way, off in near if off <= 10 * nearest]

    def stumble(self) -> Diagnosis:
        """What there is to say where it does nothing known: right but for its order, or a network on which it goes wrong."""
        for order in ORDERS:
            if replace(self, order=order).wrong_at() is None:
                return Diagnosis(Verdict.NOT_RECOGNISED, sayings=("right in another order",), facts={"order": order})
        first = self.wrong_at() or 0
        return _counter_example(self.quantity, self.trials[first], self.given[first], self.row(first))


def _trials(setting: Setting, any_depth: bool) -> Iterator[Setting]:
    """Small networks with the activations and loss of the given one; the first can be followed by hand.

    As many layers as the given one has, or, where the function takes any, also one more and only one.
    """
    depth = len(setting.net.weights)
    draw = np.random.default_rng(0)
    sizes = [[1] * depth + [2 if setting.net.loss == "cross_entropy" else 1], list(setting.net.sizes)]
    sizes += [draw.integers(2, 5, depth + 1).tolist() for _ in range(TRIALS - 2)]
    sizes += [[2, 3], draw.integers(2, 5, depth + 2).tolist()] if any_depth else []
    for number, shape in enumerate(sizes):
        activations = setting.net.activations if len(shape) == depth + 1 else setting.net.activations[0]
        places = 1 if max(shape) < 3 else 3
        weights = [draw.uniform(-1, 1, (n, m)).round(places) for m, n in zip(shape, shape[1:])]
        biases = [draw.uniform(-0.5, 0.5, n).round(places) for n in shape[1:]]
        x, t = draw.uniform(0.1, 1, shape[0]).round(places), draw.uniform(0.1, 0.9, shape[-1]).round(places)
        x[1::2] *= -1  # a program that sees only their sizes must not pass
        t = t / t.sum() if setting.net.loss == "cross_entropy" else t
        net = Network(weights, biases, activations, setting.net.loss)
        yield Setting(net, x, t, setting.learning_rate * (1, 0.6, 1.4)[number % 3], setting.biases)


def _counter_example(quantity: str, trial: Setting, given: Array, right: Array) -> Diagnosis:
    """The smallest network on which the function goes wrong, to be followed by hand."""

    def entries(array: Array) -> str:
        return str(np.asarray(array).round(6).tolist())

    came, expected = tell_apart(given, right)
    parts = [
        f"weights {' and '.join(map(entries, trial.net.weights))}",
        f"biases {' and '.join(map(entries, trial.net.biases))}",
        f"x = {entries(trial.x)}",
        f"target = {entries(trial.t)}",
    ]
    if quantity == "round":
        parts.append(f"learning rate = {trial.learning_rate:.6g}")
    return Diagnosis(
        Verdict.NOT_RECOGNISED,
        sayings=("counter-example of a network",),
        facts={"given": ", ".join(parts), "came": came, "expected": expected},
    )
