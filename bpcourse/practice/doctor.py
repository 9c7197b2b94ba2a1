"""The mistake doctor: which wrong step makes exactly this number."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from .. import checks
from ..functions import Array
from ..network import Network
from ..tables import short
from ..training import BIAS_RULES
from .answers import MOST_DIGITS, Answer, answer
from .compare import where_to_look
from .evidence import NOISE, agreement, exactly, fits, improbable, rounded, sharpened, with_a_zero
from .mistakes import MISTAKES
from .programs import examine
from .quantities import FUNCTIONS, Quantity, parse, read
from .rounds import RIGHT, Rules, Setting
from .verdicts import ASKED, LONG, RIGHTLY, Diagnosis, Names, graded, told

SHORT_CHANCE, PAIR_CHANCE = 0.025, 0.002  # of a short number that is a mistake's in full; of two mistakes at once
TINY = 1e-13  # below this, a number may be what rounding has left of a zero
PAIRS_UNTIL = 20  # rounds; beyond these, two mistakes at once would take too long


def diagnose(net: Network, x: Array, t: Array, quantity: str, value: Any, learning_rate: float = 0.5,
             biases: str = "frozen", digits: int | None = None) -> Diagnosis:
    """Is `value` right for this quantity of a round, and if not, which mistake, or two, make exactly this value?

    x, t: one example or a batch. quantity: "net_h1" "out_h1" "E" "delta_h1" "dE/dw5" "dE/db_h1" "w5+" "E+" "E+10",
    "dE/dW" "W+" "dE/db" "b+" for lists of arrays, "forward" "backward" "round" for functions. value: number, text, list
    or array, or a function. digits: significant digits asked for. Raises ValueError or TypeError for what does not fit.
    """
    x, t = checks.examples(net, x, t)
    rate = checks.number("learning_rate", learning_rate, least=0)
    setting = Setting(net, x, t, rate, checks.choice("biases", biases, BIAS_RULES))
    wanted = None if digits is None else checks.whole("digits", digits, 1)
    if isinstance(quantity, str) and quantity in FUNCTIONS:
        return examine(setting, quantity, value)
    return Case(setting, quantity).judge(value, wanted)


@dataclass(frozen=True)
class Case:
    """One quantity of one round: its right value, and what every mistake makes of it, each computed once."""

    setting: Setting
    quantity: str

    @cached_property
    def asked(self) -> Quantity:
        """What the quantity's name means in this network."""
        return parse(self.quantity, self.setting.net.sizes)

    @cached_property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of the arrays of which the right value consists."""
        return [np.shape(array) for array in _listed(read(self.asked, self.setting))]

    @cached_property
    def right(self) -> Array:
        """All numbers of the right value in a row. Raises ValueError where the training to it diverges."""
        right = self._value(self.asked, RIGHT)
        if not np.isfinite(right).all():
            raise ValueError(f"quantity is '{self.quantity}', but at learning rate {short(self.setting.learning_rate)} the "
                             "training diverges on the way there, expected fewer rounds or a smaller learning rate")
        return right

    @cached_property
    def singles(self) -> list[tuple[Names, Array]]:
        """What each mistake gives, in each of its variants, where it differs from the right value."""
        ways = [((name,), ask, rules) for name, ask, rules in _ways(self.asked)]
        return self._differing(ways)

    @cached_property
    def pairs(self) -> list[tuple[Names, Array]]:
        """What two mistakes in different steps give together, where it differs from the right value."""
        if self.asked.rounds > PAIRS_UNTIL:
            return []
        ways = [((one, two), ask_one or ask_two, first | second)
                for (one, ask_one, first), (two, ask_two, second) in combinations(_ways(self.asked), 2)
                if one != two and not first.keys() & second.keys() and not (ask_one and ask_two)]
        return self._differing(ways)

    def _differing(self, ways: list[tuple[Names, Any, dict]]) -> list[tuple[Names, Array]]:
        found = [(names, self._value(ask(self.asked) if ask else self.asked, RIGHT.with_(**rules)))
                 for names, ask, rules in ways]
        return [(names, number) for names, number in found if number.shape == self.right.shape
                and np.isfinite(number).all() and not _same(number, self.right)]

    def _value(self, asked: Quantity, rules: Rules) -> Array:
        def numbers(setting: Setting) -> Array:
            with np.errstate(all="ignore"):
                return np.concatenate([np.ravel(array) for array in _listed(read(asked, setting, rules))]).astype(float)
        value = numbers(self.setting)
        tiny = (value != 0) & (abs(value) < TINY)
        if tiny.any():  # a small number moves a little with the weights; what is left of a zero becomes another one
            net = self.setting.net.copy()
            net.weights = [weights * (1 + NOISE) for weights in net.weights]
            other = numbers(replace(self.setting, net=net))
            value[tiny & ~(abs(other - value) < 0.01 * abs(value))] = 0
        return value

    def judge(self, value: Any, wanted: int | None = None) -> Diagnosis:
        """The diagnosis of a value; wanted: the digits asked for."""
        given, right, shapes = answer(value), self.right, self.shapes
        if len(given.values) != len(right):
            raise ValueError(f"value holds {len(given.values)} number{'s' * (len(given.values) != 1)}, but {self.quantity} "
                             f"has {len(right)}: shape{'s' * (len(shapes) > 1)} {', '.join(map(str, shapes))}")
        (digits, whole), need = agreement(given, right), wanted or ASKED
        same, misshapen = exactly(given, right, right), _misshapen(given.shapes, shapes)
        if misshapen and (same or whole):
            return Diagnosis("not recognised", (), f"These are the right numbers, but in an array of {misshapen}.")
        if same:
            return RIGHTLY
        exact = [found for found in self.singles if exactly(given, found[1], right)]
        fitting = [found for found in self.singles if fits(given, found[1])]
        if turned := self._turned(given, exact or fitting, wanted):
            return turned
        if exact and (given.kinds == "computed").all():
            return told(exact, self.asked)
        if whole and digits and (not exact or digits >= need and (given.kinds == "text").all()):
            return RIGHTLY if len(right) == 1 and rounded(given, right, need) else graded(digits, whole, need)
        if exact and not (whole and digits >= need):
            sharp = sharpened(given)
            if improbable(sharp, right, exact, SHORT_CHANCE):
                return told([found for found in self.singles if found in exact or fits(sharp, found[1])], self.asked)
        said = self._mistaken(given, fitting, whole) or graded(digits, whole, need, self._enough(given, wanted))
        return said or Diagnosis(
            "not recognised", (), f"{_said(given)} is not right, and no mistake that I know makes it. "
            f"{where_to_look(self.asked, self.setting.net.sizes, self.setting.biases)}")

    def _mistaken(self, given: Answer, fitting: list[tuple[Names, Array]], whole: bool) -> Diagnosis | None:
        """What there is to say to a number as it was typed, where it is a mistake's, or that of two."""
        for typed in (given, with_a_zero(given)):
            sharper = [found for found in fitting if fits(typed, found[1])]
            if sharper and not whole and improbable(typed, self.right, self.singles):
                return told(sharper, self.asked)
        if fitting and not given.values.any():
            return Diagnosis("too few digits", (), "0 could be what a mistake leaves, or a first guess. Give the "
                             "number that your program prints, in full.")
        if fitting:
            return Diagnosis("too few digits", (), f"{_said(given)} could be the value of a mistake, but a number of "
                             "so few digits hits one by accident: give more digits, and I can tell.")
        fitting = [found for found in self.pairs if fits(given, found[1])]
        if fitting and improbable(given, self.right, self.pairs, PAIR_CHANCE):
            return told(fitting, self.asked)
        return None

    def _enough(self, given: Answer, wanted: int | None) -> int:
        """How many right digits make a longer number right; none do where it lies nearer to a mistake's."""
        off = abs(given.values - self.right).max()
        nearer = any(abs(given.values - number).max() < off for _, number in self.singles)
        return MOST_DIGITS + 1 if nearer else wanted or LONG

    def _turned(self, given: Answer, fitting: list[tuple[Names, Array]], wanted: int | None) -> Diagnosis | None:
        """What there is to say to a delta in the other sign convention, held to the same digits."""
        if self.asked.kind != "delta":
            return None
        alternatives = tuple(dict.fromkeys(names for names, _ in fitting)) or (("sign-flipped",),)
        digits, whole = agreement(given._replace(values=-given.values), self.right)
        found = graded(digits, whole, wanted or ASKED, wanted or LONG)
        if found is None or found.verdict == "too few digits" or not whole and fitting:
            return None
        lead = "Right" if found.verdict == "right" else f"{found.message} It is"
        return Diagnosis(found.verdict, alternatives if found.verdict == "right" else (), f"{lead} in the other sign "
                         "convention, δ = (t − out) · slope, whose update adds: w⁺ = w + η · δ · signal. In this course "
                         "δ = (out − t) · slope, so the sign turns.")


def _listed(value: Any) -> list:
    """A list of arrays, also where there is one."""
    return value if isinstance(value, list) else [value]


def _ways(asked: Quantity) -> list[tuple[str, Any, dict]]:
    """Every mistake in each of its variants: its name, how it reads the question, which rules it exchanges."""
    return [(mistake.name, mistake.asked, exchanged) for mistake in MISTAKES.values()
            if not mistake.asked or mistake.asked(asked) != asked and mistake.asked(asked).rounds >= 0
            for exchanged in (mistake.rules or {}, *mistake.variants)]


def _same(number: Array, right: Array) -> bool:
    return bool(np.allclose(number, right, rtol=1e-12, atol=1e-15 + 1e-12 * abs(right).max()))


def _misshapen(came: Sequence[tuple[int, ...]], expected: Sequence[tuple[int, ...]]) -> str:
    """The first matrix that has other rows and columns than expected, in words; a flat list is taken row by row."""
    pairs = zip(came, expected) if len(came) == len(expected) else ()
    return next((f"shape {one}, expected {other}" for one, other in pairs if one != other and len(one) == len(other) == 2
                 and min(one) > 1), "")


def _said(given: Answer) -> str:
    return short(given.values[0]).replace("-", "−") if len(given.values) == 1 else "This"
