"""What the book and the slides tell of a prediction box: nobody can guess there."""

from bpcourse.practice.content import BOXES
from bpcourse.tables import as_text


def tell_answer(id: str) -> str:
    """The answer of a box, such as "3.a", and its reason, as Markdown."""
    box = BOXES[id]
    return f"**{as_text(box.answer())}**: {box.why}"
