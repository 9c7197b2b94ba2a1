"""A prediction box for a class: the question in large type, all votes, then the answer and what each option means."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap

from .. import checks
from ..practice.content import BOXES
from ..practice.content.exercise import Box
from ..show import marks as drawn
from ..show.marks import Dot, Line, Mark, Words
from ..show.picture import BLACK, BLUE, GREEN, GREY, WIDTH
from ..show.scene import Scene, page
from ..tables import as_text, count, plain
from .panel import Panel, State, button, number, slider

GUESS, ADD, TAKE_BACK, SHOW = "A guess", "Add the guess", "Take the guess back", "Show the answer"
MOST = 200  # votes for one option
SAID = 4  # options, or usual wrong numbers, that the picture explains: those with most votes; the caption explains all
LEFT = 0.15  # inches from the side, where words begin
Strip = tuple[float, Callable[[float], list[Mark]]]  # its height in inches, and what is drawn at a height of its middle


def poll(question: str) -> Panel:
    """A box of the lessons, such as "3.a", for a class: hands are counted, or numbers called; then comes the answer.

    Nothing is written down, and nobody's own guess is touched. Raises ValueError for what is no box, TypeError for no text.
    """
    box = BOXES[checks.choice("question", question, BOXES)]

    def act(state: State, name: str) -> State:
        guess, guesses = state[GUESS], list(state["guesses"])
        if name in (ADD, TAKE_BACK) and guess is None:
            raise ValueError(panel.problem or "Type a guess first: a number that somebody has called.")
        if name == ADD:
            guesses.append(guess)
        if name == TAKE_BACK:
            if guess not in guesses:
                raise ValueError(f"Nobody has called {plain(guess, 7)}. Type the guess that you want to take back.")
            guesses.remove(guess)
        return state | {"guesses": guesses} | ({"answer": box.answer()} if name == SHOW else {})

    def scene(state: State) -> Scene:
        right = None if state["answer"] is None else as_text(state["answer"])
        votes = {option: state[option] for option in box.choices}
        if box.choices:
            said = "Votes: " + ", ".join(f"{option} {number}" for option, number in votes.items()) + "."
            strips = _bars(votes, right)
        else:
            said, strips = _name_guesses(state["guesses"]), _stems(state["guesses"], state["answer"])
        answer, meant = ([], []) if right is None else ([f"The answer: {right}. {box.why}"], _explain(box, votes))
        strips = _write([box.question], 19, 40, bold=True) + _write(answer, 13, 64) + strips + _write(meant[:SAID], 12, 68)
        caption = " ".join([box.question, said, *answer, *meant])
        return Scene("Poll", caption, page(round(sum(height for height, _ in strips) + 0.2, 2)), [_stack(strips)])

    asks = [slider(option, 0, MOST, 1) for option in box.choices]
    guessed = [number(GUESS), button(ADD), button(TAKE_BACK)]
    first: State = {option: 0 for option in box.choices} | {GUESS: None, "guesses": (), "answer": None}
    panel = Panel([*(asks or guessed), button(SHOW)], first, scene, act, lines=2)
    return panel


def _explain(box: Box, votes: Mapping[str, int]) -> list[str]:
    """What it means to have chosen each option, most votes first, or to have guessed what a usual mistake makes."""
    usual = {plain(float(wrong.answer()), 7): wrong.says for wrong in box.mistakes.values()}
    means = sorted((box.choices or usual).items(), key=lambda item: -votes.get(item[0], 0))
    return [f"{option}: {says}" for option, says in means if says]


def _name_guesses(guesses: Sequence[float]) -> str:
    if not guesses:
        return "Call your guess."
    [(commonest, times)] = Counter(guesses).most_common(1)
    return (
        f"{count(len(guesses), 'number')}, from {plain(min(guesses), 7)} to {plain(max(guesses), 7)}; "
        f"most often {plain(commonest, 7)}, {count(times, 'time')}."
    )


def _write(texts: Sequence[str], size: float, columns: int, bold: bool = False) -> list[Strip]:
    """Texts in lines of so many characters."""

    def line(piece: str) -> Strip:
        return 1.5 * size / 72, lambda y: [Words(LEFT, y, piece, BLACK, size, "left", bold=bold)]

    return [line(piece) for text in texts for piece in wrap(text, columns)]


def _bars(votes: Mapping[str, int], right: str | None) -> list[Strip]:
    """A bar of votes for each option; with the answer, a green one and a tick for the right one."""
    most, begin = max(10, *votes.values()), 0.6 + 0.13 * max(map(len, votes))

    def row(option: str) -> Strip:
        known, end = option == right, begin + (WIDTH - 0.8 - begin) * votes[option] / most
        colour = GREEN if known else BLUE if right is None else GREY

        def draw(y: float) -> list[Mark]:
            return [
                Words(LEFT, y, f"✓ {option}" if known else option, BLACK, 15, "left", bold=known),
                drawn.Box((begin, y - 0.12), (end, y + 0.12), colour, colour),
                Words(end + 0.1, y, f"{votes[option]}", BLACK, 15, "left", bold=known),
            ]

        return min(0.46, 2.4 / len(votes)), draw  # many options stand closer, for a small screen

    return [row(option) for option in votes]


def _stems(guesses: Sequence[float], right: float | None) -> list[Strip]:
    """A stem on a line of numbers for each guess, as high as it is common; with the answer, a green diamond at it."""
    values = [*guesses, *([] if right is None else [right])]
    low, high = min(values, default=0), max(values, default=0)

    def place(value: float) -> float:
        return WIDTH / 2 if low == high else 0.8 + (value - low) / (high - low) * (WIDTH - 1.6)

    def draw(y: float) -> list[Mark]:
        ground = y - 0.45
        marks: list[Mark] = [Line([(0.3, ground), (WIDTH - 0.3, ground)], GREY, 1)]
        common = Counter(guesses).most_common()
        for value, times in common:
            top = ground + 0.25 + 0.75 * times / common[0][1]
            marks += [Line([(place(value), ground), (place(value), top)], BLUE, 3), Dot(place(value), top, BLUE, 11)]
            if times > 1:
                marks.append(Words(place(value) + 0.12, top, f"{times}", BLACK, 13, "left"))
        named: list[float] = []
        for value in [*([] if right is None else [right]), *(value for value, _ in common)]:
            if all(abs(place(value) - place(other)) > 1.3 for other in named):  # room for its digits
                named.append(value)
                marks.append(Words(place(value), ground - 0.25, plain(value, 7), BLACK, 13, bold=value == right))
        return [*marks, *([] if right is None else [Dot(place(right), ground, GREEN, 13, "D")])]

    return [(1.9, draw)]


def _stack(strips: Sequence[Strip]) -> list[Mark]:
    """The strips from the top down."""
    y = sum(height for height, _ in strips) + 0.1
    marks: list[Mark] = []
    for height, draw in strips:
        marks += draw(y - height / 2)
        y -= height
    return marks
