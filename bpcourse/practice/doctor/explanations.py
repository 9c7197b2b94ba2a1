"""What each mistake makes of a quantity: its numbers, and how common it is before anything is typed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import nan
from typing import NamedTuple

import numpy as np

from ...functions import Array
from ...network import Network
from ...training import run_epochs
from ..typed import NOISE
from ..words import Names
from .mistakes import UNROUNDED, Way
from .quantities import Quantity, read
from .rounds import Rule, Setting, Worlds

FROM_BEHIND = ("delta", "gradient", "turned", "step")  # kinds that a backward pass finds
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
    most = 1 + max((way.gives.rounds for way in ways if way.exchange), default=FEW)
    soon = [k for k, way in enumerate(ways) if way.gives.rounds <= most]
    later = [k for k, way in enumerate(ways) if way.gives.rounds > most]
    numbers = _evaluate_together([ways[k] for k in soon], setting, places)
    if later:  # nobody rounds there
        found = (evaluate if soon else _train)([ways[k] for k in later], setting)[0]
        numbers += [np.where([[n is None] for n in places], each, nan) for each in found]
    return np.stack([numbers[k] for k in np.argsort(soon + later)], axis=1)


def _evaluate_together(ways: Sequence[Way], setting: Setting, places: Sequence[int | None]) -> list[Array]:
    """The same, in worlds that go through the rounds together; a list of (places, numbers)."""
    worlds: dict[frozenset[tuple[str, Rule]], int] = {frozenset(): 0}  # the first is for all ways that exchange nothing
    wanted: dict[int, dict[Quantity, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for k, way in enumerate(ways):
        world = worlds.setdefault(frozenset(way.exchange.items()), len(worlds))
        wanted[way.gives.rounds][way.gives].append((k, world))
    last = max(wanted, default=-1)
    and_back = any(gives.kind in FROM_BEHIND for gives in wanted[last])
    together = Worlds(setting, [dict(exchange) for exchange in worlds], places)
    numbers: dict[int, Array] = {}
    for number, layers in enumerate(together.rounds(last, and_back)):
        if number in wanted:
            together.measure(layers[-1])
        for gives, which in wanted.get(number, {}).items():
            rows = [array.reshape(len(worlds), len(places), -1) for array in read(gives, layers, setting.net.sizes)]
            found = np.concatenate(rows, axis=-1)
            numbers |= {k: ways[k].factor * found[world] for k, world in which}
    return [numbers[k] for k in range(len(ways))]


def _train(ways: Sequence[Way], setting: Setting) -> Array:
    """The numbers of ways that exchange nothing, after many rounds: the package's own training goes there faster."""
    net, x, t, rate, biases = setting
    net = Network(net.weights, net.biases, net.activations, net.loss)
    x, t = np.atleast_2d(x), np.atleast_2d(t)
    last = max(way.gives.rounds for way in ways)
    found: dict[int, Array] = {}
    for number, _ in enumerate(run_epochs(net, x, t, rate, last, len(x), 0.0, biases, False, 0), 1):
        for k, way in enumerate(ways):
            if way.gives.rounds == number:
                now = way._replace(gives=way.gives._replace(rounds=0))
                found[k] = evaluate([now], setting._replace(net=net))[:, 0]
    return np.stack([found[k] for k in range(len(ways))], axis=1)


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
