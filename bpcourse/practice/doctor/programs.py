"""The doctor on a learner's function: run it on fresh random networks, name its bug, or show where it goes wrong."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor, inf, log10, nan
from typing import Any

import numpy as np

from ...functions import Array
from ...network import Network
from ..calls import NotUsable, Outcome, parameters, same_numbers, tell_apart
from ..typed import VALUE, Unreadable, quote
from ..words import Diagnosis, Verdict, name_mistakes
from .explanations import evaluate
from .mistakes import MISTAKES, RATES, SLIPS, Way, pairs, ways
from .quantities import Quantity
from .rounds import Rule, Setting
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
RETURNED = {"forward": Quantity("out", "all"), "backward": Quantity("gradient", "W"), "round": Quantity("new", "W", 1)}

BIASES_KEPT_OR_MOVED: list[Rule] = [0.0, lambda sharing: np.eye(sharing.shape[-1])]


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
    """The numbers that a function gives on one network after the other, up to the one on which they are of no use."""
    done = Outcome([], None, [])
    for trial in trials:
        try:
            numbers, changed = run(program, quantity, trial, order or ORDER[quantity].split())
        except NotUsable as stop:
            return done._replace(stop=stop)
        done.results.append(numbers)
        done.changed.extend(name for name in changed if name not in done.changed)
    return done


def _judge(tried: "Tried", like: Setting) -> Diagnosis:
    """The Diagnosis of what a function gave: which way it goes, or which two. like: a network of the size it is for."""
    asked = RETURNED[tried.quantity]
    right = Way((), {}, asked)
    known = [right, *_ways(asked, like)]
    two = pairs([way for way in ways(asked, like, MISTAKES) if way.gives == asked], asked)
    for order in ("", IN_TURN) if tried.has_biases else ("",):
        taken = replace(tried, order=order)
        fitting = taken.fitting(known) or taken.fitting(two)
        if right in fitting and not (taken.single or taken.wrong_at(right) is None):
            return Diagnosis(
                Verdict.FEWER_DIGITS,
                sayings=("nudged digits",),
                facts={"right": floor(-log10(2 * taken.off(right))), "unit": "digits"},
            )
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
    return [way for way in found if way.gives.kind not in ("new", "step")] + [
        way._replace(exchange={"rate": rate, "sharing": rule})
        for way in found
        if way.gives.kind in ("new", "step")
        for rate in (like.learning_rate, *RATES)
        for rule in BIASES_KEPT_OR_MOVED
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

    def rows(self, k: int, known: list[Way]) -> Array:
        """What these ways give on a trial, a row of numbers each."""
        found = evaluate(known, self.trials[k])[0]
        if self.has_biases:
            of_biases = [way._replace(gives=way.gives._replace(name="b")) for way in known]
            found = np.concatenate([found, evaluate(of_biases, self.trials[k])[0]], axis=1)
        return found[:, np.concatenate([np.arange(0), *self.arrays(k)])]

    def wrong_at(self, way: Way) -> int | None:
        """The first trial on which the function does something else."""
        return next((k for k, given in enumerate(self.given) if not same_numbers(given, self.rows(k, [way])[0])), None)

    @cached_property
    def single(self) -> bool:
        """Whether all numbers are such as single precision holds."""
        return all((given == given.astype(np.float32)).all() for given in self.given)

    def off(self, way: Way) -> float:
        """How far the function is from this way, relative to the largest entry of each array; inf where it is far."""
        most = 0.0
        for k, given in enumerate(self.given):
            row = self.rows(k, [way])[0]
            arrays = np.split(row, np.cumsum([array.size for array in self.arrays(k)])[:-1])
            least = max(1e-9, 1e-3 * max(abs(array).max() for array in arrays))
            size = np.repeat([max(least, abs(array).max()) for array in arrays], [array.size for array in arrays])
            far = (abs(given - row) / size).max()
            if not far <= ROUGH[self.quantity]:
                return inf
            most = max(most, float(far))
        return most

    def fitting(self, known: list[Way]) -> list[Way]:
        """The ways that give the same; where numbers are rough, in single precision or nudged, those that come nearest."""
        exact = list(range(len(known)))
        for k, given in enumerate(self.given):
            rows = self.rows(k, known)
            exact = [number for number in exact if same_numbers(given, rows[number])]
        if exact:
            return [known[number] for number in exact]
        if not self.single and self.quantity != "backward":
            return []
        near = [(way, off) for way in known if (off := self.off(way)) < inf]
        nearest = min((off for _, off in near), default=0.0)
        return [way for way, off in near if off <= 10 * nearest]

    def stumble(self, right: Way) -> Diagnosis:
        """What there is to say where it does nothing known: right but for its order, or a network on which it goes wrong."""
        for order in ORDERS:
            if replace(self, order=order).wrong_at(right) is None:
                return Diagnosis(Verdict.NOT_RECOGNISED, sayings=("right in another order",), facts={"order": order})
        first = self.wrong_at(right) or 0
        return _counter_example(self.quantity, self.trials[first], self.given[first], self.rows(first, [right])[0])


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
