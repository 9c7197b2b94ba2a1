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
from ..typed import VALUE, Answer, Unreadable, agreement, exactly, length, read_answer, rounded
from ..words import RIGHTLY, Diagnosis, Precision, Verdict, code, name_mistakes
from .explanations import Explanations, evaluate_exactly, explain
from .mistakes import COMMON, MISTAKES, RIGHT, SLIPS, TO_PLACES, UNROUNDED, Way, pairs, ways
from .posterior import ROUNDED, TELLING, Posterior, weigh
from .programs import examine
from .quantities import FUNCTIONS, Quantity, parse, where_to_look, which_of
from .rounds import Setting

SAY = 0.9  # how likely it must be that one of the mistakes was made that are spoken of
MAYBE = 0.2  # how likely, that more digits may tell
ANY = Precision()  # where nobody asks for so many digits
ASKED = 4  # digits that a number is taken to be short of
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

    own: mistakes that only this exercise invites, by their names, and what each gives.
    """

    setting: Setting
    quantity: str
    own: Mapping[str, float] = field(default_factory=dict)

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
        known = [Way(("rounded",), {}, asked, prior=RIGHT), *ways(asked, setting, [*MISTAKES, *SLIPS])]
        found = explain(known, setting, self.right, TO_PLACES if by_hand else UNROUNDED)
        own = {name: number for name, number in self.own.items() if number != self.right[0]}
        numbers = np.reshape(list(own.values()), (len(own), len(self.right)))
        return Explanations([(name,) for name in own], [None] * len(own), numbers, np.full(len(own), COMMON)) + found

    @cached_property
    def pairs(self) -> Explanations:
        """What two mistakes in different lines give together, where it differs from the right value."""
        few = self.asked.rounds <= PAIRS_UNTIL and sum(w.size for w in self.setting.net.weights) <= PAIRS_WEIGHTS
        some = pairs(ways(self.asked, self.setting, MISTAKES), self.asked) if few else []
        return explain(some, self.setting, self.right)

    def judge(self, value: Any, wanted: Precision = ANY, argument: str = VALUE) -> Diagnosis:
        """The diagnosis of a value; wanted: the digits asked for; argument: its name in what is said of a bad one."""
        if place := which_of(value, self.asked, self.setting.net.sizes):
            kind = code(type(value).__name__)
            raise Unreadable(f"{argument} is a {kind}, expected the one number of it that was asked for: its {code(place)}")
        given = read_answer(value, argument)
        right, shapes = self.right, self.shapes
        if len(given.values) != len(right):
            kind = "shape" if len(shapes) == 1 else "shapes"
            expected = f"{len(right)}: {kind} {', '.join(map(str, shapes))}" if any(shapes) else "one"
            raise Unreadable(f"{argument} holds {count(len(given.values), 'number')}, but {self.quantity} has {expected}")
        digits, whole = agreement(given, right)
        graded = wanted.grade(digits, whole)
        same = exactly(given, right, right)
        misshapen = _misshapen(given.shapes, shapes)
        if misshapen and (same or whole):
            return Diagnosis(Verdict.NOT_RECOGNISED, sayings=("right in another shape",), facts=misshapen)
        if same or whole and (graded == RIGHTLY or len(right) == 1 and rounded(given, right, wanted.digits)):
            return RIGHTLY
        return self._turned(given, wanted) or self._decide(given, wanted, graded, whole)

    def _decide(self, given: Answer, wanted: Precision, graded: Diagnosis | None, whole: bool) -> Diagnosis:
        """What is likely enough to be said. graded: what there is to say to the digits that are right."""
        digits = max(wanted.digits, ASKED)
        found = weigh(given, self.right, self.singles, digits)
        if found.known < SAY and (given.values.any() and not graded):
            found = weigh(given, self.right, self.singles + self.pairs, digits)
        wrong = found.known - found.rounded
        if wrong >= SAY:
            return self._name(found)
        if graded == RIGHTLY:  # a long number of which the first digits are right
            return graded
        if found.known >= SAY:
            return self._name(found)
        if graded and wrong <= MAYBE * (found.right + found.rounded if whole else found.unknown):
            return graded
        says_nothing = not given.values.any() or length(given) < TELLING
        if graded or found.known >= MAYBE or found.known and says_nothing:
            saying = "could be a mistake" if given.values.any() else "nothing typed"
            return Diagnosis(Verdict.TOO_FEW_DIGITS, sayings=(saying,), facts={"value": _subject(given)})
        return self._unknown(given)

    def _name(self, found: Posterior) -> Diagnosis:
        """The mistakes that make it, said of a bias where one was asked for; or that it is right but for rounding."""
        names = list(found.mistakes)
        sure = found.mistakes[names[0]] >= SAY
        said = name_mistakes(names, bias=self.asked.name.startswith("b"), posterior=list(found.mistakes.values()), sure=sure)
        places = found.places[names[0]]
        facts = {**said.facts, "places": places}
        if sure and names[0] == ROUNDED:
            return replace(said, verdict=Verdict.FEWER_DIGITS, sayings=("rounded",), facts=facts)
        return replace(
            said, facts=facts, notes=(*said.notes, "rounded as well") if sure and places is not None else said.notes
        )

    def _unknown(self, given: Answer) -> Diagnosis:
        """That nothing known makes it, and where to look."""
        saying, steps = where_to_look(self.asked, self.setting.net.sizes, self.setting.biases)
        return Diagnosis(
            Verdict.NOT_RECOGNISED,
            sayings=("not recognised", saying, *(["check a step"] if steps else [])),
            facts={"value": _subject(given), "steps": ", ".join(steps), "call": self._call(steps[0]) if steps else ""},
        )

    def _call(self, step: str) -> str:
        """How to ask about a step in a line of code; what is as in the worked example goes by its name."""
        setting = self.setting
        x, t = (
            name if np.array_equal(given, known) or given.size > MOST_WRITTEN else str(given.tolist())
            for name, given, known in (("x", setting.x, worked.INPUT), ("target", setting.t, worked.TARGET))
        )
        rate = "" if setting.learning_rate == worked.LEARNING_RATE else f", learning_rate={setting.learning_rate:g}"
        return code(f'bp.diagnose(net, {x}, {t}, "{step.partition(" to ")[0]}", …{rate})')

    def _turned(self, given: Answer, wanted: Precision) -> Diagnosis | None:
        """What there is to say to a delta in the other sign convention, held to the same digits."""
        if self.asked.kind != "delta":
            return None
        digits, whole = agreement(given._replace(values=-given.values), self.right)
        found = wanted.grade(digits, whole)
        if found is None or found.verdict == Verdict.TOO_FEW_DIGITS or not whole and found != RIGHTLY:
            return None
        if found == RIGHTLY:
            fitting = weigh(given, self.right, self.singles, wanted.digits).mistakes
            return Diagnosis(Verdict.RIGHT, tuple(fitting) or (("sign-flipped",),), ("right, turned",))
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
