"""The mistake doctor: which wrong step makes exactly this number."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from math import floor, log10
from typing import Any

import numpy as np

from .. import checks
from ..functions import Array
from ..names import neuron_names
from ..network import Network
from ..tables import short
from ..training import BIAS_RULES
from .answers import Answer, answer
from .mistakes import MISTAKES
from .quantities import FUNCTIONS, Quantity, parse, read
from .rounds import RIGHT, Rules, Setting

CHANCE = 0.01  # a mistake is named only where a random number hits one less often than this
NEARBY, NEARBY_PAIR = 0.02, 0.002  # and one that lies as near to the right value as the typed one
ASKED = 3  # significant digits that an answer needs where nobody says how many
CLOSE = 1e-7  # relative; nudging finds a slope no better
PAIRS_UNTIL = 20  # rounds; beyond these, two mistakes at once would take too long
Names = tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """verdict: right, mistake, tie, two mistakes, fewer digits, too few digits or not recognised. mistakes: the
    alternatives, each a tuple of one or two names. message: what a tutor would say."""

    verdict: str
    mistakes: tuple[Names, ...] = field(default=())
    message: str = ""

    def __repr__(self) -> str:
        return self.message

    def _repr_markdown_(self) -> str:
        return f"**{self.verdict.capitalize()}.** {self.message.removeprefix('Right.')}".strip()


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
    if quantity in FUNCTIONS:
        from .programs import examine
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
        """All numbers of the right value in a row."""
        return self._value(self.asked, RIGHT)

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
        with np.errstate(all="ignore"):
            return np.concatenate([np.ravel(array) for array in _listed(read(asked, self.setting, rules))]).astype(float)

    def judge(self, value: Any, wanted: int | None = None) -> Diagnosis:
        """The diagnosis of a value; wanted: the digits asked for."""
        given, right, shapes = answer(value), self.right, self.shapes
        if len(given.values) != len(right):
            raise ValueError(f"value holds {len(given.values)} number{'s' * (len(given.values) != 1)}, but {self.quantity} "
                             f"has {len(right)}: shape{'s' * (len(shapes) > 1)} {', '.join(map(str, shapes))}")
        given = _upright(given, shapes)
        if exactly(given, right):
            return Diagnosis("right", (), "Right.")
        fitting = [found for found in self.singles if fits(given, found[1])]
        precise = [found for found in fitting if exactly(given, found[1]) and wanted is None]
        if (fits(given, right) or _cut_off(given, right)) and not precise:
            return _right(given, right, wanted)
        if precise or fitting and improbable(given, right, self.singles):
            return _told(precise or fitting, self.asked)
        if fitting:
            return Diagnosis("too few digits", (), f"{_said(given)} does not fit the right value. A number of so few digits "
                             "hits the value of some mistake by accident: give more digits, and I can tell.")
        if _near(given, right):
            return _right(given, right, wanted)
        fitting = [found for found in self.pairs if fits(given, found[1])]
        if fitting and improbable(given, right, self.pairs, NEARBY_PAIR):
            return _told(fitting, self.asked)
        return Diagnosis("not recognised", (), f"{_said(given)} is not right, and no mistake that I know makes it. "
                         f"{_where_to_look(self.asked, self.setting)}")


def _listed(value: Any) -> list:
    """A list of arrays, also where there is one."""
    return value if isinstance(value, list) else [value]


def _ways(asked: Quantity) -> list[tuple[str, Any, dict]]:
    """Every mistake in each of its variants: its name, how it reads the question, which rules it exchanges."""
    return [(mistake.name, mistake.asked, exchanged) for mistake in MISTAKES.values()
            if not mistake.asked or mistake.asked(asked) != asked and mistake.asked(asked).rounds >= 0
            for exchanged in (mistake.rules or {}, *mistake.variants)]


def improbable(given: Answer, right: Array, found: list[tuple[Any, Array]], nearby: float = NEARBY) -> bool:
    """Whether a random number would hardly ever hit one of these values at the digits typed.

    The values near the right one, each as wide as its last digit, over the room there is: at most CHANCE within the
    distance that wrong values usually have, and at most `nearby` within the distance of this one. For several numbers at
    once the widths multiply.
    """
    off = np.array([abs(number - right) for _, number in found])
    cells = np.array([np.round(number / given.units) for _, number in found])

    def chance(reach: Array) -> float:
        inside = np.unique(cells[(off <= 1.01 * reach).all(axis=1)], axis=0)
        return len(inside) * float(np.prod(np.minimum(1, given.units / (2 * reach))))
    here = np.maximum(abs(given.values - right), given.units / 2)
    return chance(np.maximum(np.median(off, axis=0), here)) < CHANCE and chance(here) < nearby


def fits(given: Answer, number: Array) -> bool:
    """Whether the number, rounded as typed, is what was typed."""
    return bool((abs(given.values - number) <= given.units / 2 * (1 + 1e-6)).all())


def _cut_off(given: Answer, number: Array) -> bool:
    """Whether the number, cut off instead of rounded, is what was typed."""
    rest = (number - given.values) * np.sign(number)
    return bool(((rest >= 0) & (rest < given.units)).all())


def exactly(given: Answer, number: Array) -> bool:
    """Whether it is this very number, in all its digits."""
    return bool(np.allclose(given.values, number, rtol=1e-11, atol=1e-15))


def _same(number: Array, right: Array) -> bool:
    return bool(np.allclose(number, right, rtol=1e-12, atol=1e-15 + 1e-12 * abs(right).max()))


def _near(given: Answer, right: Array) -> bool:
    return bool((abs(given.values - right) <= CLOSE * abs(right)).all())


def _upright(given: Answer, shapes: list[tuple[int, ...]]) -> Answer:
    """A single matrix that came with rows and columns exchanged, where that is no other matrix's shape, turned."""
    if len(shapes) == len(given.shapes) == 1 and len(shapes[0]) == 2 and given.shapes[0] == shapes[0][::-1] != shapes[0]:
        order = np.arange(len(given.values)).reshape(given.shapes[0]).T.ravel()
        return given._replace(values=given.values[order], units=given.units[order])
    return given


def _right(given: Answer, right: Array, wanted: int | None) -> Diagnosis:
    off, size = abs(given.values - right).max(), abs(right).max()
    agree = given.digits if off <= given.units.max() else max(1, floor(-log10(2 * off / size)))
    if agree < (wanted or ASKED):
        return Diagnosis("fewer digits", (), f"Right to {agree} digit{'s' * (agree != 1)}; {wanted or ASKED} are asked for.")
    return Diagnosis("right", (), "Right.")


def _told(fitting: list[tuple[Names, Any]], asked: Quantity | None = None, made: str = "exactly this number") -> Diagnosis:
    """One mistake, a tie, or two mistakes together, in the words of a tutor. made: what the mistakes make."""
    alternatives = tuple(dict.fromkeys(names for names, _ in fitting))
    if asked and asked.kind == "delta" and ("sign-flipped",) in alternatives:
        return Diagnosis("right", alternatives, "Right in the other sign convention, δ = (t − out) · slope, whose "
                         "update adds: w⁺ = w + η · δ · signal. In this course δ = (out − t) · slope, so the sign turns.")
    texts = [" And: ".join(f"{MISTAKES[name].says} Look at {MISTAKES[name].look}." for name in names)
             for names in alternatives]
    pairs = len(alternatives[0]) == 2
    if len(alternatives) == 1:
        lead = f"Two mistakes together make {made}. " if pairs else ""
        return Diagnosis("two mistakes" if pairs else "mistake", alternatives, lead + texts[0])
    return Diagnosis("two mistakes" if pairs else "tie", alternatives, " ".join(
        [f"More than one {'pair of mistakes' if pairs else 'mistake'} makes {made}, so it does not tell them apart.",
         *(f"({k}) {text}" for k, text in enumerate(texts, 1))]))


def _said(given: Answer) -> str:
    return short(given.values[0]).replace("-", "−") if len(given.values) == 1 else "This"


def _where_to_look(asked: Quantity, setting: Setting) -> str:
    """The steps on the way to a quantity, in order, as places to compare."""
    names = neuron_names(setting.net.sizes)
    layer = next((layer for layer in names[1:] if asked.name in layer), names[1])
    here = asked.name if asked.name in layer else layer[0]
    forward = list(dict.fromkeys([f"net_{here}", f"out_{here}", *(f"out_{name}" for name in names[-1][:2])]))
    outputs = [f"delta_{name}" for name in names[-1][:2] if name != here]
    steps = {"net": [], "out": forward[:1], "error": forward, "delta": [*forward, *outputs]}.get(
        asked.kind, [*forward, f"delta_{names[-1][0]}", f"delta_{names[1][0]}"])
    if asked.rounds:
        steps = [*steps, "dE/dw1", "w1+"][-5:]
    if not steps:
        return "Write down each weight times its input, then add them and the bias."
    return f"Compare step by step, and stop where the first differs: {', '.join(dict.fromkeys(steps))}."
