"""The mistake doctor: which wrong step makes exactly this number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from ... import checks, worked
from ...functions import Array
from ...network import Network
from ...tables import count, short
from ...training import BIAS_RULES
from ..typed import VALUE, Answer, Unreadable, read_answer
from ..words import RIGHTLY, Diagnosis, Names, Precision, Verdict, code
from .explanations import Explanations, evaluate_exactly, explain
from .mistakes import COMMON, MISTAKES, RIGHT, SLIPS, TO_PLACES, UNROUNDED, Way, pairs, ways
from .posterior import ROUNDED
from .programs import examine
from .quantities import FUNCTIONS, Quantity, parse, where_to_look, which_of
from .rounds import Setting
from .verdicts import decide

ANY = Precision()  # where nobody asks for so many digits
BY_HAND_ROUNDS, BY_HAND_WEIGHTS = 3, 200  # up to which somebody may round every result on the way
MOST_WRITTEN = 4  # numbers of an input
PAIRS_UNTIL, PAIRS_WEIGHTS = 20, 1000  # rounds and weights; beyond these, two mistakes at once would take too long


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
    """One quantity of one round: its right value, and what every mistake makes of it, each computed once.

    own: mistakes that only this exercise invites, by their names, and what each gives. called: the network, as code.
    """

    setting: Setting
    quantity: str
    own: Mapping[str, float] = field(default_factory=dict)
    called: str = "net"

    @cached_property
    def asked(self) -> Quantity:
        """What the quantity's name means in this network."""
        return parse(self.quantity, self.setting.net.sizes)

    @cached_property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shapes of the arrays of which the right value consists."""
        net, x = self.setting.net, self.setting.x
        if self.asked.name in ("W", "b"):
            return [array.shape for array in (net.weights if self.asked.name == "W" else net.biases)]
        return [x.shape[:-1] if self.asked.kind in ("net", "out", "delta") else ()]

    @cached_property
    def right(self) -> Array:
        """All numbers of the right value in a row. Raises ValueError where the training to it diverges."""
        right: Array = evaluate_exactly([Way((), {}, self.asked)], self.setting)[0, 0]
        if not np.isfinite(right).all():
            raise ValueError(
                f"quantity is '{self.quantity}', but at learning rate {short(self.setting.learning_rate)} the "
                "training diverges on the way there, expected fewer rounds or a smaller learning rate"
            )
        return right

    @cached_property
    def singles(self) -> Explanations:
        """What each mistake and slip gives, also where somebody rounds on the way, where it differs from the right value."""
        asked, setting = self.asked, self.setting
        by_hand = asked.rounds <= BY_HAND_ROUNDS and sum(w.size for w in setting.net.weights) <= BY_HAND_WEIGHTS
        known = [Way(ROUNDED, {}, asked, prior=RIGHT), *ways(asked, setting, [*MISTAKES, *SLIPS])]
        found = explain(known, setting, self.right, TO_PLACES if by_hand else UNROUNDED)
        own: dict[Names, float] = {(name,): number for name, number in self.own.items() if number != self.right[0]}
        return Explanations.known(own, COMMON) + found if own else found

    @cached_property
    def pairs(self) -> Explanations:
        """What two mistakes in different rules give together, where it differs from the right value."""
        few = self.asked.rounds <= PAIRS_UNTIL and sum(w.size for w in self.setting.net.weights) <= PAIRS_WEIGHTS
        some = pairs(ways(self.asked, self.setting, MISTAKES), self.asked) if few else []
        return explain(some, self.setting, self.right)

    def judge(self, value: Any, wanted: Precision = ANY, argument: str = VALUE) -> Diagnosis:
        """The diagnosis of a value; wanted: the digits asked for; argument: its name in what is said of a bad one."""
        given = self._read(value, argument)
        found = decide(given, self.right, wanted, lambda: self.singles, lambda: self.pairs)
        if found == RIGHTLY:
            misshapen = _misshapen(given.shapes, self.shapes)
            wrong = Diagnosis(Verdict.NOT_RECOGNISED, sayings=("right in another shape",), facts=misshapen)
            return wrong if misshapen else found
        turned = self._turned(given, wanted, found) if self.asked.kind == "delta" else None
        if turned or found.verdict != Verdict.NOT_RECOGNISED:
            of_bias = {"parameter": "bias", "p": "b"} if self.asked.name.startswith("b") else {}
            return turned or replace(found, facts={**found.facts, **of_bias})
        saying, steps = where_to_look(self.asked, self.setting.net.sizes, self.setting.biases)
        call = {"steps": ", ".join(steps), "call": self._call(steps[0]) if steps else ""}
        sayings = ("not recognised", saying, *(["check a step"] if steps else []))
        return replace(found, sayings=sayings, facts={**found.facts, **call})

    def _read(self, value: Any, argument: str) -> Answer:
        """As many numbers as were asked for. Raises Unreadable."""
        if place := which_of(value, self.asked, self.setting.net.sizes):
            kind = code(type(value).__name__)
            raise Unreadable(f"{argument} is a {kind}, expected the one number of it that was asked for: its {code(place)}")
        given = read_answer(value, argument)
        if len(given.values) != len(self.right):
            kind = "shape" if len(self.shapes) == 1 else "shapes"
            expected = f"{len(self.right)}: {kind} {', '.join(map(str, self.shapes))}" if any(self.shapes) else "one"
            raise Unreadable(f"{argument} holds {count(len(given.values), 'number')}, but {self.quantity} has {expected}")
        return given

    def _call(self, step: str) -> str:
        """How to ask about a step in a line of code; what is as in the worked example goes by its name."""
        setting = self.setting
        x, t = (
            name if np.array_equal(given, known) or given.size > MOST_WRITTEN else str(given.tolist())
            for name, given, known in (("x", setting.x, worked.INPUT), ("target", setting.t, worked.TARGET))
        )
        rate = "" if setting.learning_rate == worked.LEARNING_RATE else f", learning_rate={setting.learning_rate:g}"
        return code(f'bp.diagnose({self.called}, {x}, {t}, "{step.partition(" to ")[0]}", …{rate})')

    def _turned(self, given: Answer, wanted: Precision, found: Diagnosis) -> Diagnosis | None:
        """What there is to say to a delta in the other sign convention, held to the same digits."""
        turned = decide(given._replace(values=-given.values), self.right, wanted)
        if turned == RIGHTLY:
            return Diagnosis(Verdict.RIGHT, found.mistakes or (("sign-flipped",),), ("right, turned",))
        if turned.verdict != Verdict.FEWER_DIGITS:
            return None
        return replace(turned, sayings=(f"{turned.sayings[0]}, turned",))


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
