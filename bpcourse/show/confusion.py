"""What is taken for what: a table of all classes against all guesses."""

from collections import Counter
from collections.abc import Sequence

from matplotlib.patches import Rectangle

from .picture import BLACK, GREY, ORANGE, Picture, chart, styled

MOST_CLASSES = 12  # that fit beside each other
SIDE = 0.36  # inches of height for a row
LETTER = 0.085  # inches of a letter
SHORT = 3  # letters that fit under a column
MOST_NAMED = 3  # mistakes that the caption names when they are equally frequent


@styled
def confusion(labels: Sequence, guesses: Sequence) -> Picture:
    """How often each class (a row) was taken for each (a column): right ones framed, mistakes orange by their number.

    labels: what each example is; guesses: what the network says. Raises ValueError for lists that do not go together.
    """
    if len(labels) != len(guesses) or not len(labels):
        raise ValueError(f"guesses has {len(guesses)} entries, expected one for each of {len(labels)} labels, 1 or more")
    counts = Counter(zip(labels, guesses))
    classes = sorted({name for pair in counts for name in pair})
    if len(classes) > MOST_CLASSES:
        raise ValueError(f"labels and guesses hold {len(classes)} classes, but at most {MOST_CLASSES} are shown")
    wrong = {pair: count for pair, count in counts.items() if pair[0] != pair[1]}
    caption = f"{len(labels) - sum(wrong.values())} of {len(labels)} guesses are right.{_most_frequent(wrong)}"
    longest = max(len(f"{name}") for name in classes)
    picture, axes = chart(caption, SIDE * (len(classes) + 2) + (LETTER * longest if longest > SHORT else 0))
    for row, label in enumerate(classes):
        for column, guess in enumerate(classes):
            count, right = counts[label, guess], row == column
            shade = 0.15 + 0.5 * count / max(wrong.values(), default=1) if count and not right else 0
            axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=(ORANGE, shade), edgecolor="#dddddd"))
            if right:
                axes.add_patch(Rectangle((column - 0.46, row - 0.46), 0.92, 0.92, fill=False, edgecolor=GREY, zorder=3))
            if count:
                axes.text(column, row, f"{count}", ha="center", va="center", color=BLACK,
                          fontweight="normal" if right else "bold")
    places = range(len(classes))
    axes.set(xlim=(-0.5, len(classes) - 0.5), ylim=(len(classes) - 0.5, -0.5), aspect="equal", xlabel="taken for",
             ylabel="what it is", xticks=places, yticks=places, xticklabels=classes, yticklabels=classes)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.tick_params(axis="x", rotation=90 if longest > SHORT else 0)
    return picture


def _most_frequent(wrong: dict) -> str:
    """The mistakes that happen most often, in words."""
    if not wrong:
        return ""
    most = max(wrong.values())
    pairs = [f"{label} taken for {guess}" for (label, guess), count in sorted(wrong.items()) if count == most]
    named = ", ".join(pairs[:MOST_NAMED])
    if len(pairs) == 1:
        return f" Most frequent mistake: {named}, {most} time{'s' * (most > 1)}."
    more = f" and {len(pairs) - MOST_NAMED} more" if len(pairs) > MOST_NAMED else ""
    return f" Most frequent mistakes: {named}{more}, each {most} time{'s' * (most > 1)}."
