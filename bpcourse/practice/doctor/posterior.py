"""How likely each explanation of a number is, by Bayes' rule, with a slip that nobody knows among the explanations.

posterior = prior · likelihood / Σ (prior · likelihood). The likelihood of an explanation is that of typing just these
digits: 1 where its number, rounded, is what was typed, less where it was cut off, else 0. An unknown slip may give any
number, so only the share of its numbers that begin with these digits counts; half of it is spread over all sizes, the other
half around the right value, where small slips of arithmetic lie.
"""

from math import log
from typing import NamedTuple

import numpy as np

from ...functions import Array
from ..typed import Answer, cut_off, fits, length
from ..words import Names
from .explanations import Explanations
from .mistakes import RARE, RIGHT

UNKNOWN = 2.5  # how common an unknown slip is, where all that is known, the right value too, is 1
SIZES = log(1e8)  # powers of e over which an unknown slip is spread: sizes
NEAREST = 1e-3  # and distances from the right value, relative; nearer to it, numbers differ by rounding, which is known
NEAR = log(1 / NEAREST)
CUT = 0.15  # cut off in place of rounded
SHORT = 0.05  # one digit less than was asked for
ALIKE = 0.1  # of the likelihood of what fits best: what is less likely does not fit the number as it was typed
ROUNDED, MISTYPED = ("rounded",), ("digits-exchanged",)
TELLING = 3  # digits of a single number that say something
FEWEST = 4  # digits in which a wrong one can be told from another number


class Posterior(NamedTuple):
    """mistakes: which fit the number, the likeliest first, and how likely each is; places: to how many somebody rounded on
    the way to them; right, unknown: how likely the right value is, and an unknown slip."""

    mistakes: dict[Names, float]
    places: dict[Names, int | None]
    right: float
    unknown: float

    @property
    def known(self) -> float:
        """How likely it is that one of them was made."""
        return sum(self.mistakes.values())

    @property
    def rounded(self) -> float:
        """How likely it is that all is right, but rounded on the way."""
        return self.mistakes.get(ROUNDED, 0.0)


def weigh(given: Answer, right: Array, explanations: Explanations, digits: int) -> Posterior:
    """How likely each explanation is. digits: how many are asked for."""
    names, places, numbers, priors = explanations
    missing = max(0, digits - length(given)) if len(right) == 1 else 0
    short = SHORT**missing
    exact = np.array([place is None for place in places])
    readings = [(short, given)]
    if missing and (given.kinds == "number").all():  # as many as were asked for, of which the last are zeros
        readings.append((1 - short, given._replace(units=given.units / 10.0**missing)))
    likelihoods = np.zeros(len(priors) + 1)
    as_right = as_unknown = 0.0
    for share, reading in readings:
        fitting = likelihood(reading, numbers) * (exact if missing else 1)  # a short number is rounded at its end
        likelihoods += share * np.append(fitting, mistyped(reading, right))
        as_right += share * float(likelihood(reading, right[None])[0])
        as_unknown += share * likelihood_of_unknown(reading, right)
    weights = np.append(priors, RARE) * likelihoods
    of_right, of_unknown = RIGHT * as_right, UNKNOWN * (RIGHT + priors.sum()) * as_unknown
    total = max(weights.sum() + of_right + of_unknown, 1e-300)
    likely = np.flatnonzero((likelihoods > 0) & (likelihoods >= ALIKE * likelihoods[:-1].max(initial=0.0)))
    shares: dict[Names, float] = {}
    likeliest: dict[Names, int | None] = {}
    for k in sorted(likely, key=lambda k: -weights[k]):
        name = names[k] if k < len(names) else MISTYPED
        shares[name] = shares.get(name, 0.0) + float(weights[k] / total)
        likeliest.setdefault(name, places[k] if k < len(names) else None)
    in_order = dict(sorted(shares.items(), key=lambda item: -item[1]))
    return Posterior(in_order, likeliest, float(of_right / total), float(of_unknown / total))


def likelihood(given: Answer, numbers: Array) -> Array:
    """Of typing this, for each row of numbers."""
    return np.where(fits(given, numbers), 1.0, CUT * cut_off(given, numbers))


def likelihood_of_unknown(given: Answer, right: Array) -> float:
    """Of typing this after an unknown slip. Digits that are the right value's show none; a zero says nothing, nor do two
    digits, which are often those of one slip or another."""
    if len(right) == 1 and length(given) < TELLING:
        return 1.0
    size = abs(given.values)
    off = abs(given.values - right)
    seen = off > given.units / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        far = given.units / (2 * size * SIZES)
        near = np.where(off <= abs(right), given.units / (2 * np.maximum(off, NEAREST * abs(right)) * NEAR), 0)
        each = np.where(seen & (size > 0), np.minimum(1, (far + near) / 2), 1)
    return float(np.prod(each)) if seen.any() else 0.0


def mistyped(given: Answer, right: Array) -> float:
    """The likelihood of typing this where two digits of the right value are exchanged, one is missing, or one is wrong."""
    if len(right) > 1 or given.kinds[0] not in ("text", "number") or given.values[0] * right[0] <= 0:
        return 0.0
    typed, meant, longer = (
        str(round(abs(float(value / unit))))
        for value, unit in ((given.values[0], given.units[0]), (right[0], given.units[0]), (right[0], given.units[0] / 10))
    )
    if len(typed) < FEWEST:
        return 0.0
    missing = typed in [longer[:k] + longer[k + 1 :] for k in range(len(longer))]
    exchanged = typed in [meant[:k] + meant[k + 1] + meant[k] + meant[k + 2 :] for k in range(len(meant) - 1)]
    wrong = len(typed) == len(meant) and sum(map(str.__ne__, typed, meant)) == 1
    return (missing / len(longer) + exchanged / len(meant) + wrong / (9 * len(meant))) / 3
