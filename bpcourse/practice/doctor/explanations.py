"""What each mistake makes of a quantity: its numbers, and how common it is before anything is typed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from ...functions import Array
from ...network import Network, updated
from ...training import BIAS_RULES
from ..typed import NOISE
from ..words import Names
from .mistakes import COMMON, RIGHT, UNROUNDED, Way
from .quantities import Quantity, read
from .rounds import Rule, Setting, rounds

FEW = 20  # rounds without a mistake that are done one by one
TINY = 1e-13  # below this, a number may be what rounding has left of a zero


class Explanations(NamedTuple):
    """What may explain a number, a row for each: the mistakes, to how many places somebody rounded on the way, None where
    nobody did, the numbers that come of it, and how common it is."""

    names: list[Names]
    places: list[int | None]
    numbers: Array
    priors: Array

    def __add__(self, other: "Explanations") -> "Explanations":  # type: ignore[override]
        """Both, one behind the other."""
        return Explanations(
            self.names + other.names,
            self.places + other.places,
            np.concatenate([self.numbers, other.numbers]),
            np.concatenate([self.priors, other.priors]),
        )


def explain_right(right: Array) -> Explanations:
    """That nothing went wrong."""
    return Explanations([()], [None], right[None], np.array([RIGHT]))


def explain_own(numbers: Mapping[str, float], right: Array) -> Explanations:
    """Mistakes that only one exercise invites, and what each gives, where that is not the right value."""
    wrong = {(name,): number for name, number in numbers.items() if number != right[0]}
    return Explanations(
        list(wrong), [None] * len(wrong), np.reshape([*wrong.values()], (-1, 1)), np.full(len(wrong), COMMON)
    )


def explain(
    ways: Sequence[Way], setting: Setting, right: Array, places: Mapping[int | None, float] = UNROUNDED
) -> Explanations:
    """What each way gives where that is not the right value. places: to how many somebody rounds, and how common it is."""
    to = list(places)
    found = evaluate_exactly(ways, setting, to) if ways else np.empty((len(to), 0, len(right)))
    noise = 1e-15 + 1e-12 * abs(right).max() + 1e-12 * abs(right)
    differs = (abs(found - right) > noise).any(axis=-1) & np.isfinite(found).all(axis=-1)
    seen = differs[to.index(None)] | np.array([not way.exchange for way in ways], bool)  # what changes nothing is no mistake
    rows = np.argwhere(differs & seen)
    return Explanations(
        [ways[k].names for _, k in rows],
        [to[place] for place, _ in rows],
        found[rows[:, 0], rows[:, 1]],
        np.array([ways[k].prior * places[to[place]] for place, k in rows]),
    )


def evaluate(ways: Sequence[Way], setting: Setting, places: Sequence[int | None] = (None,)) -> Array:
    """The numbers of each way, for each number of places: an array of (places, ways, numbers)."""
    together = 1 + max((way.gives.rounds for way in ways if way.exchange), default=FEW)
    worlds: dict[frozenset[tuple[str, Rule]], int] = {frozenset(): 0}  # the first is for all ways that exchange nothing
    wanted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for k, way in enumerate(ways):
        wanted[way.gives.rounds].append((k, worlds.setdefault(frozenset(way.exchange.items()), len(worlds))))
    numbers: dict[int, Array] = {}
    last = max((n for n in wanted if n <= together), default=-1)
    for n, layers in enumerate(rounds(setting, [dict(exchange) for exchange in worlds], last, places)):
        found: dict[Quantity, Array] = {}
        for k, world in wanted.get(n, ()):
            if ways[k].gives not in found:
                arrays = read(ways[k].gives, layers, setting.net.sizes)
                found[ways[k].gives] = np.concatenate([a.reshape(len(places), len(worlds), -1) for a in arrays], axis=-1)
            numbers[k] = ways[k].factor * found[ways[k].gives][:, world]
    later = [n for n in wanted if n > together]
    for n, net in _train(setting, later) if later else ():
        now = [ways[k]._replace(gives=ways[k].gives._replace(rounds=0)) for k, _ in wanted[n]]
        exact = evaluate(now, setting._replace(net=net))[0]  # nobody rounds so often
        numbers |= {k: np.where([[n is None] for n in places], each, nan) for (k, _), each in zip(wanted[n], exact)}
    return np.stack([numbers[k] for k in range(len(ways))], axis=1)


def _train(setting: Setting, stops: Collection[int]) -> Iterator[tuple[int, Network]]:
    """The network after so many rounds, without a mistake."""
    net, x, t, rate, biases = setting
    net = net.copy()
    for n in range(1, max(stops) + 1):
        gradients = net.pass_backward(net.pass_forward(x), t)
        net.weights = [updated(*both, rate) for both in zip(net.weights, gradients.weights)]
        net.biases = [updated(*both, rate) for both in zip(net.biases, BIAS_RULES[biases](gradients.biases))] or net.biases
        if n in stops:
            yield n, net


def evaluate_exactly(ways: Sequence[Way], setting: Setting, places: Sequence[int | None] = (None,)) -> Array:
    """The same, with a zero for what rounding has left of one: when the weights move a little, that becomes another number,
    while a small number moves a little."""
    with np.errstate(all="ignore"):
        numbers = evaluate(ways, setting, places)
        doubtful = np.flatnonzero(((numbers != 0) & (abs(numbers) < TINY)).any(axis=(0, 2))).tolist()
        if doubtful:
            net = setting.net.copy()
            net.weights = [weights * (1 + NOISE) for weights in net.weights]
            other = evaluate([ways[k] for k in doubtful], setting._replace(net=net), places)
            found = numbers[:, doubtful]
            stays = (abs(found) >= TINY) | (abs(other - found) < 0.01 * abs(found)) | np.isnan(found)
            numbers[:, doubtful] = np.where(stays, found, 0)
    return numbers
