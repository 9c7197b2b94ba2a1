"""What is said to a number: what is likely enough, or that more digits are needed, or that nothing known makes it."""

from collections.abc import Callable
from dataclasses import replace

from ...functions import Array
from ...tables import short
from ..typed import Answer, agreement, exactly, length, rounded
from ..words import RIGHTLY, Diagnosis, Precision, Verdict, name_mistakes
from .explanations import Explanations
from .mistakes import RIGHT
from .posterior import ROUNDED, TELLING, Likely, weigh

SAY = 0.9  # how likely it must be that one of the mistakes was made that are spoken of
MAYBE = 0.2  # how likely, that more digits may tell
LEAST_ASKED = 4  # digits that a number is taken to be short of


def decide(given: Answer, right: Array, wanted: Precision, *stages: Callable[[], Explanations]) -> Diagnosis:
    """The diagnosis of a number, or of an array. stages: what may explain it; of these the later ones are looked at only
    where those before are not likely."""
    digits, whole = agreement(given, right)
    graded = wanted.grade(digits, whole)
    as_asked = graded == RIGHTLY or len(right) == 1 and rounded(given, right, wanted.digits)
    if exactly(given, right, right) or whole and as_asked:
        return RIGHTLY
    found: list[Likely] = []
    explanations = Explanations.known({(): right}, RIGHT)
    for stage in stages[:1] if graded or not given.values.any() else stages:
        explanations += stage()
        found = weigh(given, explanations, max(wanted.digits, LEAST_ASKED))
        if sum(one.share for one in found) >= SAY:
            break
    return _say(given, found, graded)


def _say(given: Answer, found: list[Likely], graded: Diagnosis | None) -> Diagnosis:
    """What is likely enough. graded: what there is to say to the digits that are right."""
    wrong = sum(one.share for one in found if one.names != ROUNDED)
    known = sum(one.share for one in found)
    if wrong >= SAY or known >= SAY and graded != RIGHTLY:
        return _name(found)
    if graded and (graded == RIGHTLY or wrong < MAYBE):
        return graded
    if graded or known >= MAYBE or known and (length(given) < TELLING or not given.values.any()):
        saying = "could be a mistake" if given.values.any() else "nothing typed"
        return Diagnosis(Verdict.TOO_FEW_DIGITS, sayings=(saying,), facts={"value": _in_words(given)})
    return Diagnosis(Verdict.NOT_RECOGNISED, facts={"value": _in_words(given)})


def _name(found: list[Likely]) -> Diagnosis:
    """The mistakes that make it; or that it is right but for rounding."""
    first = found[0]
    sure = first.share >= SAY
    said = name_mistakes([one.names for one in found], posterior=[one.share for one in found], sure=sure)
    said = replace(said, facts={**said.facts, "places": first.places})
    if sure and first.names == ROUNDED:
        return replace(said, verdict=Verdict.FEWER_DIGITS, sayings=ROUNDED)
    return replace(said, notes=(*said.notes, "rounded as well")) if sure and first.places is not None else said


def _in_words(given: Answer) -> str:
    """What is said of it: the number, or that it is this."""
    return short(given.values[0]).replace("-", "−") if len(given.values) == 1 else "This"
