"""The doctor on a learner's function: run it on fresh random networks, name its bug, or show where it goes wrong."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import floor, inf, log10, nan
from typing import Any

import numpy as np

from ...functions import Array
from ...network import Network
from ..calls import Outcome, parameters, run_all, same_numbers, tell_apart
from ..typed import VALUE, Unreadable, quote
from ..words import Diagnosis, Verdict, name_mistakes
from .explanations import evaluate
from .mistakes import MISTAKES, RATES, SLIPS, Way, moved_by, pairs, ways
from .quantities import Quantity
from .rounds import Setting
from .runs import ORDER, run

TRIALS = 5
WHAT_IT_GIVES = "exactly what your function gives"
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
RETURNED = {"forward": Quantity("out", "all"), "backward": Quantity("gradient", "all"), "round": Quantity("new", "all", 1)}
KEPT_OR_MOVED = [moved_by("frozen"), moved_by("own")]


def examine(
    setting: Setting,
    quantity: str,
    program: Callable[..., Any],
    argument: str = VALUE,
    order: Sequence[str] = (),
    own: Mapping[str, Callable[[], Any]] = {},
) -> Diagnosis:
    """A Diagnosis of a function: forward(weights, biases, x), backward(…, target) or round(…, target, learning_rate).

    Its parameters are filled by their names: net, or weights and biases, or W1, W2 … b1, b2 …; x, target, learning_rate.
    order: what *args gets, where that is something else than what stands in these brackets. own: what makes the wrong
    functions of an exercise, by their names; they are compared where the doctor knows nothing.
    """
    if not callable(program):
        raise Unreadable(f"{argument} is {quote(program)}, expected a function for {quantity}")
    fixed = any(re.fullmatch(r"[WwBb]\d", name) for name in (*order, *(parameters(program) or ())))
    trials = list(_trials(setting, any_depth=not fixed and len(set(setting.net.activations)) == 1))
    theirs = _outcome(program, quantity, trials, order)
    if theirs.stop:
        found = Diagnosis(Verdict.NOT_RECOGNISED, sayings=theirs.stop.sayings, facts=theirs.stop.facts)
    else:
        with np.errstate(all="ignore"):  # a mistake may overflow, or what somebody gave
            found = _judge(Tried(quantity, trials, theirs.results), trials[1])
    if found.verdict == Verdict.NOT_RECOGNISED:
        named = [(name,) for name, make in own.items() if theirs.same_as(_outcome(make(), quantity, trials, order))]
        found = name_mistakes(named, WHAT_IT_GIVES) if named else found
    return found.noting_changes(theirs.changed)


def _outcome(program: Callable[..., Any], quantity: str, trials: Iterable[Setting], order: Sequence[str]) -> Outcome:
    """The numbers that a function gives on one network after the other."""
    return run_all(partial(run, program, quantity, trial, order or ORDER[quantity].split()) for trial in trials)


def _judge(tried: "Tried", like: Setting) -> Diagnosis:
    """The Diagnosis of what a function gave: which way it goes, or which two. like: a network of the size it is for."""
    asked = RETURNED[tried.quantity]
    right = Way((), {}, asked)
    known = [right, *_ways(asked, like)]
    for order in ("", IN_TURN) if tried.has_biases else ("",):
        taken = replace(tried, order=order)
        fitting, off = taken.fitting(known)
        if not fitting:
            fitting, off = taken.fitting(pairs([way for way in ways(asked, like, MISTAKES) if way.gives == asked], asked))
        if right in fitting and off and not taken.single:
            facts = {"right": floor(-log10(2 * off)), "unit": "digits"}
            return Diagnosis(Verdict.FEWER_DIGITS, sayings=("nudged digits",), facts=facts)
        if right in fitting:
            return Diagnosis(Verdict.RIGHT, sayings=("right on networks",), facts={"count": len(tried.trials)})
        if fitting:
            names = dict.fromkeys(way.names for way in sorted(fitting, key=lambda way: -way.prior))
            return name_mistakes(list(names), WHAT_IT_GIVES)
    return tried.stumble(right)


def _ways(asked: Quantity, like: Setting) -> list[Way]:
    """Every mistake and slip in a round; where nobody gave a rate, it may be any."""
    found = [way for way in ways(asked, like._replace(learning_rate=nan), [*MISTAKES, *SLIPS]) if way.factor == 1]
    if asked.kind != "gradient":
        return [way for way in found if way.gives.rounds <= 2]
    with_rate = [way for way in found if way.gives.kind in ("new", "step")]
    exchanges = [{"rate": rate, "sharing": rule} for rate in (like.learning_rate, *RATES) for rule in KEPT_OR_MOVED]
    return [way for way in found if way not in with_rate] + [
        way._replace(exchange=exchange) for way in with_rate for exchange in exchanges
    ]


@dataclass(frozen=True)
class Tried:
    """What a function gave on each trial, all its numbers in a row, taken to be in one of the orders."""

    quantity: str
    trials: list[Setting]
    given: list[Array]
    order: str = ""

    @property
    def has_biases(self) -> bool:
        """Whether it gave the biases' numbers, too."""
        return self.quantity != "forward" and len(self.given[0]) > sum(W.size for W in self.trials[0].net.weights)

    def arrays(self, k: int) -> list[Array]:
        """Where the numbers of a trial's arrays stand in a row of all weights, then all biases; in the order given."""
        net = self.trials[k].net
        sizes = [array.size for array in (*net.weights, *net.biases)] if self.quantity != "forward" else [net.sizes[-1]]
        places = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:-1])
        if self.quantity == "forward":
            return places
        depth = len(net.weights)
        return ORDERS[self.order](places[:depth], places[depth:] if self.has_biases else [])

    def off(self, k: int, known: list[Way]) -> Array:
        """How far each way is from what was given on a trial, relative to the largest entry of each array; 0 is the same."""
        arrays = self.arrays(k)
        rows = evaluate(known, self.trials[k])[0][:, np.concatenate(arrays)]
        sizes = [array.size for array in arrays]
        largest = np.maximum.reduceat(abs(rows), np.cumsum([0, *sizes[:-1]]), axis=1)
        largest = np.maximum(largest, np.maximum(1e-9, 1e-3 * largest.max(axis=1, keepdims=True)))
        far = (abs(rows - self.given[k]) / np.repeat(largest, sizes, axis=1)).max(axis=1)
        return np.where([same_numbers(self.given[k], row) for row in rows], 0, far)

    @cached_property
    def single(self) -> bool:
        """Whether all numbers are such as single precision holds."""
        return all((given == given.astype(np.float32)).all() for given in self.given)

    def fitting(self, known: list[Way]) -> tuple[list[Way], float]:
        """The ways that give the same, or where numbers are rough, in single precision or nudged, come nearest; how near."""
        off = np.max([self.off(k, known) for k in range(len(self.given))], axis=0) if known else np.array([])
        nearest = float(off.min(initial=inf))
        limit = ROUGH[self.quantity] if self.single or self.quantity == "backward" else 0.0
        near = off <= min(10 * nearest, limit)
        return [way for way, fits in zip(known, near) if fits], nearest

    def stumble(self, right: Way) -> Diagnosis:
        """What there is to say where it does nothing known: right but for its order, or a network on which it goes wrong."""
        for order in ORDERS:
            taken = replace(self, order=order)
            if taken.arrays(0) and not taken.fitting([right])[1]:
                return Diagnosis(Verdict.NOT_RECOGNISED, sayings=("right in another order",), facts={"order": order})
        first = next(k for k in range(len(self.given)) if self.off(k, [right])[0])
        expected = evaluate([right], self.trials[first])[0, 0][np.concatenate(self.arrays(first))]
        return _counter_example(self.quantity, self.trials[first], self.given[first], expected)


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
