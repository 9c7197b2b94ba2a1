"""A guess that is committed before the answer shows: prediction boxes."""

from collections.abc import Callable, Collection, Sequence

from .. import checks
from ..practice import record
from ..practice.content import BOXES
from ..practice.content.exercise import Box
from ..show import marks as drawn
from ..show.marks import Dot, Line, Mark, Words
from ..show.picture import BLACK, GREEN, GREY, ORANGE, RUST, WIDTH
from ..show.scene import Scene, page
from ..tables import as_text
from .panel import Panel, State, button, choice, number

GUESS, COMMIT = "Your guess", "Commit the guess"
NOTHING = "choose …"


def predict(
    question: str, answer: Callable[[], object] | str | float | None = None, choices: Sequence[str] = (), why: str = ""
) -> Panel:
    """A question that keeps its answer until a guess is committed; the first guess stays, also when the lesson is reopened.

    question: the id of a box of the lessons, such as "3.a", or a text of your own. With the latter, answer: a number,
    one of the choices, or a function without arguments that computes it. why: said with the answer.
    Raises ValueError or TypeError for an answer that is neither.
    """
    box = _box(question, answer, choices, why)

    def act(state: State, name: str) -> State:
        if name != COMMIT or state["committed"] is not None:
            return state
        guess = state[GUESS]
        if guess in (None, NOTHING):  # what was wrong with the last one, if there was one, has been said
            raise ValueError(panel.problem or "First a guess: it need not be right, it has to be yours.")
        after = commit(state, guess)
        said = record.add_guess(box.id, guess) if box.id else []
        return after | {"problem": " ".join(said)}

    def commit(state: State, guess: str | float) -> State:
        return state | {GUESS: guess, "locked": True, "committed": guess, "answer": _answer(box.answer(), box.choices)}

    def scene(state: State) -> Scene:
        guess, right = state["committed"], state["answer"]
        caption = f"{box.question} Commit a guess, then the answer shows."
        if guess is not None:
            verdict = "Right." if as_text(guess) == as_text(right) else f"The answer: {as_text(right)}."
            said = [box.question, f"You said: {as_text(guess)}. {verdict}", box.reply(guess), box.why]
            caption = " ".join(filter(None, said))
        marks = _options(list(box.choices), guess, right) if box.choices else _line(guess, right)
        return Scene("Predict", caption, page(0.8), [marks])

    controls = [choice(GUESS, [NOTHING, *box.choices]) if box.choices else number(GUESS), button(COMMIT)]
    first: State = {GUESS: NOTHING if box.choices else None, "committed": None, "answer": None}
    earlier = record.guess(box.id) if box.id else None
    if earlier is not None and (earlier in box.choices if box.choices else isinstance(earlier, (int, float))):
        first = commit(first, earlier)
    panel = Panel(controls, first, scene, act, lines=2)
    return panel


def _box(question: str, answer: Callable[[], object] | str | float | None, choices: Sequence[str], why: str) -> Box:
    """A box of the lessons by its id, or one of the caller's own. Raises as predict does."""
    if not isinstance(question, str) or not question:
        raise TypeError(f"question is {question!r}, expected text")
    if answer is None:
        if question not in BOXES:
            raise ValueError(f"question is '{question}' and answer is missing, expected both, or one of {', '.join(BOXES)}")
        return BOXES[question]
    if isinstance(choices, str) or not all(isinstance(option, str) and option != NOTHING for option in choices):
        raise TypeError(f"choices is {choices!r}, expected a list of texts")
    if not isinstance(why, str):
        raise TypeError(f"why is {why!r}, expected text")
    if not callable(answer):
        _answer(answer, choices)
    return Box("", question, answer if callable(answer) else lambda: answer, dict.fromkeys(choices, ""), {}, why, "")


def _answer(value: object, choices: Collection[str]) -> str | float:
    return checks.choice("answer", value, choices) if choices else checks.number("answer", value)


def _options(choices: Sequence[str], guess: str | None, right: str | None) -> list[Mark]:
    """The choices in a line, so that nobody clicks on them; once there is a guess, side by side: it has a dot, and the right
    one a green frame."""
    if guess is None:
        line = "  ·  ".join(choices)
        return [Words(WIDTH / 2, 0.4, line, GREY, min(10.0, 95 * (WIDTH - 0.2) / len(line)))]
    marks: list[Mark] = []
    width = (WIDTH - 0.2) / len(choices)
    size = max(6.0, min(10.0, 95 * width / max(map(len, choices))))  # small enough to stand beside each other
    for k, option in enumerate(choices):
        x = 0.1 + k * width
        known = option == right
        if known:
            marks.append(drawn.Box((x + 0.06, 0.12), (x + width - 0.06, 0.68), GREEN, width=3))
        marks.append(Words(x + width / 2, 0.4, option, BLACK if known else GREY, size, bold=known))
        if option == guess:
            marks.append(Dot(x + width / 2, 0.21, GREEN if known else ORANGE, 9, "o" if known else "s"))
    return marks


def _line(guess: float | None, right: float | None) -> list[Mark]:
    """Guess and answer on a line of numbers."""
    marks: list[Mark] = [Line([(0.3, 0.35), (WIDTH - 0.3, 0.35)], GREY, 1)]
    if guess is None or right is None:
        return [*marks, Words(WIDTH / 2, 0.35, "?", GREY, 16)]
    low, high = min(guess, right, 0.0), max(guess, right, 0.0)
    width = (high - low) or 1.0
    zero, yours, known = (0.8 + (value - low) / width * (WIDTH - 1.6) for value in (0.0, guess, right))
    same = as_text(guess) == as_text(right)
    return [
        *marks,
        Line([(zero, 0.28), (zero, 0.42)], GREY, 1),
        Line([(yours, 0.35), (known, 0.35)], ORANGE, 3),
        Dot(yours, 0.35, ORANGE, 10, "s"),
        Dot(known, 0.35, GREEN, 10),
        Words(yours, 0.64, "you are right", BLACK, 9) if same else Words(yours, 0.64, f"you: {as_text(guess)}", RUST, 9),
        Words(known, 0.1, as_text(right), BLACK, 9, bold=True),
        *([Words(zero, 0.1, "0", GREY, 8)] if abs(zero - known) > 0.6 else []),
    ]
