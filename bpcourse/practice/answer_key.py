"""The right and the wrong answers to the exercises, each with what is said to it, as tables for who teaches."""

from collections import defaultdict
from collections.abc import Iterator

from ..tables import count, minus, plain
from .content import EXERCISES
from .content.exercise import Exercise
from .doctor.posterior import ROUNDED
from .doctor.verdicts import SAY
from .kinds import Asked, Choice, Function, Open, Program, Value
from .words import MOST_TOLD, explain, say

MOST = 6  # wrong functions of an exercise that are shown
FIGURES = 6  # of a number, where no decimals are asked for, or so few say something
LEAST, ZERO = 4, 1e-9  # digits that say something, and what may be the noise that rounding has left of a zero
FEW = 2  # lines of a wrong function that are shown
TURNED = "other convention"  # what is said to a delta with the other sign


def tables(lesson: str) -> str:
    """The exercises of a lesson, such as "3": of each a table, the right answer as its head."""
    lines = []
    for exercise in (exercise for id, exercise in EXERCISES.items() if id.split(".")[0] == lesson):
        lines += [f"#### {exercise.id} {exercise.title}", ""]
        if isinstance(exercise.kind, Open):
            lines += [f"To compare with: {exercise.kind.sample}", ""]
        else:
            right = row(right_answer(exercise), "right")
            lines += [right, "|---|---|", *(row(*each) for each in wrong_answers(exercise)), ""]
    return "\n".join(lines).strip()


def row(*cells: str) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def right_answer(exercise: Exercise) -> str:
    """As a learner writes it; of a longer function, where it stands."""
    kind = exercise.kind
    if isinstance(kind, (Asked, Value)):
        return number(kind, float(exercise.answer))
    if isinstance(kind, (Function, Program)):
        _, first, *more = kind.right.source.splitlines()
        return f'`bp.solution("{exercise.id}")`' if more else f"`{first.strip()}`"
    return f"{exercise.answer}: {kind.options[kind.right]}" if isinstance(kind, Choice) else f"{exercise.answer}"


def number(kind: Asked | Value, value: float) -> str:
    """With as many decimals or digits as are asked for; a small one with as many digits as the doctor needs."""
    shown = minus(f"{value:.{kind.decimals}f}")
    enough = len(shown.lstrip("−0.")) >= LEAST or abs(value) < ZERO
    return shown if kind.decimals and enough else plain(value, FIGURES)


def wrong_answers(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What comes in that is not right, and what is said to it, the likeliest first; what is said to several, once."""
    kind = exercise.kind
    if isinstance(kind, Asked):
        yield from _of_quantity(kind)
    elif isinstance(kind, Choice):
        yield from ((letter, said) for letter, said in kind.others.items())
    elif not isinstance(kind, Open):
        yield from _of_its_own(kind)


def _of_its_own(kind: Value | Function | Program) -> Iterator[tuple[str, str]]:
    """The mistakes that the exercise lists: numbers, or lines that differ from the right function, where these are few."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, wrong in kind.mistakes.items():
        shown = number(kind, float(wrong.answer())) if isinstance(kind, Value) else _changed(kind, wrong.answer().source)
        found[wrong.says or say(name, {})][shown or name] = None
    most = len(found) if isinstance(kind, Value) else MOST
    yield from ((", ".join(shown), said) for said, shown in list(found.items())[:most])
    if len(found) > most:
        yield "…", f"{len(found) - most} more stand in the lesson's Markdown file."


def _changed(kind: Function | Program, wrong: str) -> str:
    """The lines of a wrong function that are not those of the right one; nothing where these are many, or none."""
    right = kind.right.source.splitlines()
    lines = [f"`{line.strip()}`" for line in wrong.splitlines() if line not in right]
    return "; ".join(lines) if len(lines) <= FEW else ""


def _of_quantity(kind: Asked) -> Iterator[tuple[str, str]]:
    """Every number that one mistake makes, in each of the ways in which it can be made. Of those that make it, the doctor
    tells two."""
    case = kind.case
    known, right = case.singles, number(kind, float(case.right[0]))
    common: dict[str, float] = defaultdict(float)
    makers: dict[str, dict[str, float]] = defaultdict(dict)  # of each number
    for names, places, values, prior in zip(*known):
        shown = number(kind, float(values[0]))
        if names != ROUNDED and places is None and shown != right:
            common[names[0]] += prior
            makers[shown][names[0]] = makers[shown].get(names[0], 0) + prior
    rows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for shown, mistakes in makers.items():
        turned = case.asked.kind == "delta" and shown.strip("−") == right.strip("−")
        names = (TURNED,) if turned else tuple(sorted(mistakes, key=lambda name: -mistakes[name]))
        sure = max(mistakes.values()) >= SAY * sum(mistakes.values())
        rows[names[:1] if sure else names].append(shown)
    common[TURNED] = common["sign-flipped"]
    own = {name: wrong.says for name, wrong in kind.mistakes.items()}
    for together in sorted(rows, key=lambda names: -sum(common[name] for name in names)):
        said = explain([(name,) for name in together[:MOST_TOLD]], {"parameter": "weight", "p": "w"}, own)
        if more := len(together[MOST_TOLD:]):
            said.append(say("others", {"more": count(more, "other")}))
        yield ", ".join(rows[together]), " ".join(said)
