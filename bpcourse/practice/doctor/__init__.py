"""The mistake doctor: which wrong step makes exactly this number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ... import checks
from ...functions import Array
from ...network import Network
from ...tables import count, short
from ...training import BIAS_RULES
from ..typed import (
    MOST_DIGITS,
    NOISE,
    VALUE,
    Answer,
    Unreadable,
    agreement,
    exactly,
    fits,
    improbable,
    read_answer,
    rounded,
    sharpen,
)
from ..words import RIGHTLY, Diagnosis, Names, Precision, Verdict, name_mistakes
from .mistakes import Way, pairs, ways
from .programs import examine
from .quantities import FUNCTIONS, Quantity, parse, read, where_to_look
from .rounds import RIGHT, Rules, Setting

SHORT_CHANCE, PAIR_CHANCE = 0.025, 0.002  # of a short number that is a mistake's in full; of two mistakes at once
TINY = 1e-13  # below this, a number may be what rounding has left of a zero
ANY = Precision()  # where nobody asks for so many digits
PAIRS_UNTIL = 20  # rounds; beyond these, two mistakes at once would take too long


def diagnose(
    net: Network,
    x: Array,
    t: Array,
    quantity: str,
    value: Any,
    learning_rate: float = 0.5,
    biases: str = "frozen",
    digits: int | None = None,
) -> Diagnosis:
    """Is `value` right for this quantity of a round, and if not, which mistake, or two, make exactly this value?

    x, t: one example or a batch. quantity: "net_h1" "out_h1" "E" "delta_h1" "dE/dw5" "dE/db_h1" "w5+" "E+" "E+10",
    "dE/dW" "W+" "dE/db" "b+" for lists of arrays, "forward" "backward" "round" for functions. value: number, text, list
    or array, or a function. digits: significant digits asked for. Raises ValueError or TypeError for what does not fit.
    """
    x, t = checks.examples(net, x, t)
    rate = checks.number("learning_rate", learning_rate, least=0)
    setting = Setting(net, x, t, rate, checks.choice("biases", biases, BIAS_RULES))
    places = None if digits is None else checks.whole("digits", digits, 1)
    if isinstance(quantity, str) and quantity in FUNCTIONS:
        return examine(setting, quantity, value)
    return Case(setting, quantity).judge(value, Precision(places, places) if places else ANY)


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
        return [np.shape(array) for array in read(self.asked, self.setting)]

    @cached_property
    def right(self) -> Array:
        """All numbers of the right value in a row. Raises ValueError where the training to it diverges."""
        right = self._value(self.asked, RIGHT)
        if not np.isfinite(right).all():
            raise ValueError(
                f"quantity is '{self.quantity}', but at learning rate {short(self.setting.learning_rate)} the "
                "training diverges on the way there, expected fewer rounds or a smaller learning rate"
            )
        return right

    @cached_property
    def singles(self) -> list[tuple[Names, Array]]:
        """What each mistake gives, in each of its variants, where it differs from the right value."""
        return self._differing(ways(self.asked))

    @cached_property
    def pairs(self) -> list[tuple[Names, Array]]:
        """What two mistakes in different steps give together, where it differs from the right value."""
        return self._differing(pairs(ways(self.asked))) if self.asked.rounds <= PAIRS_UNTIL else []

    def _differing(self, some: list[Way]) -> list[tuple[Names, Array]]:
        found = [(way.names, self._value(way.gives or self.asked, Rules(**way.rules))) for way in some]
        noise = 1e-15 + 1e-12 * abs(self.right).max()
        return [
            (names, number)
            for names, number in found
            if number.shape == self.right.shape
            and np.isfinite(number).all()
            and not np.allclose(number, self.right, rtol=1e-12, atol=noise)
        ]

    def _value(self, asked: Quantity, rules: Rules) -> Array:
        def numbers(setting: Setting) -> Array:
            with np.errstate(all="ignore"):
                return np.concatenate([np.ravel(array) for array in read(asked, setting, rules)]).astype(float)

        value = numbers(self.setting)
        tiny = (value != 0) & (abs(value) < TINY)
        if tiny.any():  # a small number moves a little with the weights; what is left of a zero becomes another one
            net = self.setting.net.copy()
            net.weights = [weights * (1 + NOISE) for weights in net.weights]
            other = numbers(self.setting._replace(net=net))
            value[tiny & ~(abs(other - value) < 0.01 * abs(value))] = 0
        return value

    def judge(self, value: Any, wanted: Precision = ANY, argument: str = VALUE) -> Diagnosis:
        """The diagnosis of a value; wanted: the digits asked for; argument: its name in what is said of a bad one."""
        given = read_answer(value, argument)
        right, shapes = self.right, self.shapes
        if len(given.values) != len(right):
            kind = "shape" if len(shapes) == 1 else "shapes"
            expected = f"{len(right)}: {kind} {', '.join(map(str, shapes))}" if any(shapes) else "one"
            raise Unreadable(f"{argument} holds {count(len(given.values), 'number')}, but {self.quantity} has {expected}")
        digits, whole = agreement(given, right)
        same = exactly(given, right, right)
        misshapen = _misshapen(given.shapes, shapes)
        if misshapen and (same or whole):
            return Diagnosis(Verdict.NOT_RECOGNISED, sayings=("right in another shape",), facts=misshapen)
        if same:
            return RIGHTLY
        exact = [found for found in self.singles if exactly(given, found[1], right)]
        fitting = [found for found in self.singles if fits(given, found[1])]
        if turned := self._turned(given, exact or fitting, wanted):
            return turned
        if exact and (given.kinds == "computed").all():
            return self._name(exact)
        if whole and digits and (not exact or digits >= wanted.digits and (given.kinds == "text").all()):
            if len(right) == 1 and rounded(given, right, wanted.digits):
                return RIGHTLY
            if graded := wanted.grade(digits, whole):
                return graded
        if exact and not (whole and digits >= wanted.digits):
            sharp = sharpen(given)
            if improbable(sharp, right, exact, SHORT_CHANCE):
                return self._name([found for found in self.singles if found in exact or fits(sharp, found[1])])
        if said := self._mistaken(given, fitting, whole) or self._enough(given, wanted).grade(digits, whole):
            return said
        saying, steps = where_to_look(self.asked, self.setting.net.sizes, self.setting.biases)
        return Diagnosis(
            Verdict.NOT_RECOGNISED,
            sayings=("not recognised", saying),
            facts={"value": _subject(given), "steps": ", ".join(steps)},
        )

    def _mistaken(self, given: Answer, fitting: list[tuple[Names, Array]], whole: bool) -> Diagnosis | None:
        """What there is to say to a number as it was typed, where it is a mistake's, or that of two."""
        longer = given._replace(units=np.where(given.kinds == "text", given.units, given.units / 10))
        for typed in (given, longer):  # a float may have lost a zero
            sharper = [found for found in fitting if fits(typed, found[1])]
            if sharper and not whole and improbable(typed, self.right, self.singles):
                return self._name(sharper)
        if fitting:
            saying = "could be a mistake" if given.values.any() else "nothing typed"
            return Diagnosis(Verdict.TOO_FEW_DIGITS, sayings=(saying,), facts={"value": _subject(given)})
        fitting = [found for found in self.pairs if fits(given, found[1])]
        if fitting and improbable(given, self.right, self.pairs, PAIR_CHANCE):
            return self._name(fitting)
        return None

    def _name(self, fitting: list[tuple[Names, Array]]) -> Diagnosis:
        """The mistakes that make it, said of a bias where that was asked for."""
        return name_mistakes([names for names, _ in fitting], bias=self.asked.name.startswith("b"))

    def _enough(self, given: Answer, wanted: Precision) -> Precision:
        """A longer number is right with so many right digits; never where it lies nearer to a mistake's."""
        off = abs(given.values - self.right).max()
        nearer = any(abs(given.values - number).max() < off for _, number in self.singles)
        return wanted._replace(long=MOST_DIGITS + 1) if nearer else wanted

    def _turned(self, given: Answer, fitting: list[tuple[Names, Array]], wanted: Precision) -> Diagnosis | None:
        """What there is to say to a delta in the other sign convention, held to the same digits."""
        if self.asked.kind != "delta":
            return None
        alternatives = tuple(dict.fromkeys(names for names, _ in fitting)) or (("sign-flipped",),)
        digits, whole = agreement(given._replace(values=-given.values), self.right)
        found = wanted.grade(digits, whole)
        if found is None or found.verdict == Verdict.TOO_FEW_DIGITS or not whole and fitting:
            return None
        if found == RIGHTLY:
            return Diagnosis(Verdict.RIGHT, alternatives, ("right, turned",))
        return replace(found, sayings=(f"{found.sayings[0]}, turned",))


def _misshapen(came: Sequence[tuple[int, ...]], expected: Sequence[tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The first matrix that has other rows and columns than expected; a flat list is taken row by row."""
    pairs = zip(came, expected) if len(came) == len(expected) else ()
    return next(
        (
            {"came": one, "expected": other}
            for one, other in pairs
            if one != other and len(one) == len(other) == 2 and min(one) > 1
        ),
        {},
    )


def _subject(given: Answer) -> str:
    return short(given.values[0]).replace("-", "−") if len(given.values) == 1 else "This"
