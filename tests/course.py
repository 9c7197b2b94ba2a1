"""What tests share: the project's folder and lessons, random networks, pictures compared."""

import io
import os
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

import bpcourse as bp
from bpcourse.practice.content import EXERCISES
from bpcourse.practice.doctor.explanations import evaluate
from bpcourse.practice.doctor.mistakes import MISTAKES, ways
from bpcourse.practice.doctor.quantities import parse
from bpcourse.practice.kinds import Asked, Value

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def posix(reason):
    """Leaves a test out on Windows, for a reason."""
    return pytest.mark.skipif(os.name == "nt", reason=reason)


def touching(figure, texts, by=0):
    """Pairs of texts of a figure whose boxes have at least so many pixels in common, both across and up."""
    renderer = figure.canvas.get_renderer()
    figure.draw(renderer)
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text()]
    return [
        (a, b)
        for k, (a, box) in enumerate(boxes)
        for b, other in boxes[k + 1 :]
        if min(min(box.x1, other.x1) - max(box.x0, other.x0), min(box.y1, other.y1) - max(box.y0, other.y0)) >= by
    ]


def lesson_cells(path):
    """The cells of a notebook as committed."""
    return nbformat.read(path, as_version=4).cells


def same_picture(stored, drawn):
    """Whether two PNGs show the same, pixel by pixel; where another matplotlib drew the stored one, whether sizes agree.

    Between 3.10 and 3.11 text moved further than a wrong number changes a picture, so no looser limit would tell them
    apart. What a picture says is compared beside it, as its caption, under every version.
    """
    old, new = (Image.open(io.BytesIO(png)) for png in (stored, drawn))
    if old.size != new.size or old.info["Software"] != new.info["Software"]:
        return old.size == new.size
    first, second = (np.asarray(image.convert("RGB"), float) for image in (old, new))
    return abs(second - first).mean() < 0.0005 * 255


def random_case(seed, smooth=True, layers=4, width=5, batch=False):
    """A random network with random biases, an input (or a batch of three) and a target that suits its loss."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(1, width + 1, draw.integers(2, layers + 2)).tolist()
    kinds = ["sigmoid", "tanh", "identity"] + ["relu"] * (not smooth)
    names = [str(name) for name in draw.choice(kinds, len(sizes) - 1)]
    loss = "squared_error"
    if draw.random() < 0.3:
        names[-1], loss = "softmax", "cross_entropy"
    net = bp.Network.random(sizes, seed, names, loss)
    net.biases = [draw.normal(0, 0.5, len(b)) for b in net.biases]
    rows = (3,) if batch else ()
    x, t = draw.normal(0, 1, (*rows, sizes[0])), draw.uniform(0.05, 0.95, (*rows, sizes[-1]))
    return net, x, t / t.sum(axis=-1, keepdims=True) if loss == "cross_entropy" else t


def at_hand(exercise):
    """The names that an answer may use: in lesson 06 its class Number, in 07 softmax and what was written in blank cells."""
    names = {"np": np, "bp": bp}
    if exercise.id.startswith("6."):
        names["Number"] = EXERCISES["6.10"].kind.right.__globals__["Number"]
    if exercise.id.startswith("7."):
        written = (EXERCISES[f"7.{k}"] for k in range(10, 15))
        names |= {"softmax": bp.functions.softmax} | {one.name: one.kind.right for one in written}
    return names


def right_answer(exercise):
    """The right answer to an exercise, as a learner types it: Python's text of a number, a letter, a function, a thought."""
    kind, answer = exercise.kind, exercise.answer
    if isinstance(kind, (Asked, Value)):
        return f"{float(answer):.{kind.digits + kind.decimals + 3 + isinstance(kind, Asked)}g}"
    return answer.source if exercise.start else repr(answer)


def wrong_answers(exercise):
    """{name of a mistake: the answer that it makes}, as a learner types it."""
    kind = exercise.kind
    if isinstance(kind, Asked):
        case = kind.case
        asked = parse(kind.quantity, case.setting.net.sizes)
        some = [way for way in ways(asked, case.setting, MISTAKES) if way.gives.rounds <= asked.rounds + 1]
        made = {way.names[0]: float(numbers[0]) for way, numbers in zip(some, evaluate(some, case.setting)[0])}
        return {name: repr(number) for name, number in made.items() if not np.isclose(number, case.right[0], 1e-12, 1e-15)}
    if exercise.start:
        return {name: wrong.answer().source for name, wrong in kind.mistakes.items()}
    if isinstance(kind, Value):
        return {name: repr(float(wrong.answer())) for name, wrong in kind.mistakes.items()}
    return {letter: repr(letter) for letter in getattr(kind, "others", {})}
