"""What each mistake makes of a quantity: its numbers, and how common it is before anything is typed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import nan
from typing import Any, NamedTuple

import numpy as np

from ...functions import Array
from ...network import updated
from ...training import BIAS_RULES
from ..typed import NOISE
from ..words import Names
from .mistakes import UNROUNDED, Way
from .quantities import Quantity, read
from .rounds import Exchange, Layer, Setting, rounds

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

    @classmethod
    def known(cls, numbers: Mapping[Names, Any], prior: float) -> "Explanations":
        """The numbers of these mistakes, each as common, where nobody rounds."""
        rows = np.array([*numbers.values()]).reshape(len(numbers), -1)
        return cls([*numbers], [None] * len(rows), rows, np.full(len(rows), prior))


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
    worlds = {frozenset(exchange.items()): {**exchange} for exchange in ({}, *(way.exchange for way in ways))}
    number = {world: k for k, world in enumerate(worlds)}
    found: dict[int, Array] = {}
    for n, layers in _states(ways, setting, list(worlds.values()), places):

        @cache
        def values(gives: Quantity, layers: list[Layer] = layers) -> Array:
            arrays = read(gives, layers, setting.net.sizes)
            each = min(len(worlds), len(arrays[0]))
            return np.concatenate([array.reshape(-1, each, array[0].size) for array in arrays], axis=-1)

        for k, way in enumerate(ways):
            if way.gives.rounds == n:
                found[k] = way.factor * values(way.gives)[:, number[frozenset(way.exchange.items())]]
    numbers = np.full((len(places), len(ways), found[0].shape[-1]), nan)
    for k, rows in found.items():
        numbers[: len(rows), k] = rows
    return numbers


def _states(
    ways: Sequence[Way], setting: Setting, worlds: Sequence[Exchange], places: Sequence[int | None]
) -> Iterator[tuple[int, list[Layer]]]:
    """After which rounds something is read, and the layers then. Behind the last round in which anything is exchanged, the
    package's own training goes on faster, in the first world alone, where nothing is; nobody rounds so often."""
    stops = {way.gives.rounds for way in ways}
    together = 1 + max((way.gives.rounds for way in ways if way.exchange), default=FEW)
    last = max((n for n in stops if n <= together), default=-1)
    yield from ((n, layers) for n, layers in enumerate(rounds(setting, worlds, last, places)) if n in stops)
    if max(stops) > together:
        net, x, t, rate, biases = setting
        net = net.copy()
        for n in range(1, max(stops) + 1):
            gradients = net.pass_backward(net.pass_forward(x), t)
            net.weights = [updated(*both, rate) for both in zip(net.weights, gradients.weights)]
            net.biases = [
                updated(*both, rate) for both in zip(net.biases, BIAS_RULES[biases](gradients.biases))
            ] or net.biases
            if n in stops and n > together:
                yield n, next(rounds(setting._replace(net=net), [{}], 0))


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
