"""Pictures of a classification: images with their labels and guesses, and the confusion matrix."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from math import isqrt
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from .. import checks
from ..functions import Array
from ..tables import count, plain, short
from .picture import BLACK, BLUE, GREY, ORANGE, RUST, WIDTH, Picture, chart, styled

MOST_IMAGES = 100
SPACE = 0.3  # of an image's side, for the words below it
SIGNED = LinearSegmentedColormap.from_list("signed", [BLUE, "white", ORANGE], N=257)  # 0 has a colour of its own
DOTTED = 0.2  # of the largest value: as blue as this, a pixel has a dot, so that no sign is told by colour alone
MOST_CLASSES = 12  # that fit beside each other
CELL = 0.36  # inches of height for a row
LETTER = 0.085  # inches of a letter
SHORT_NAME = 3  # letters that fit under a column
MOST_NAMED = 3  # mistakes that the caption names when they are equally frequent


@styled
def images(
    pixels: ArrayLike,
    labels: Sequence[Any] | None = None,
    guesses: Sequence[Any] | None = None,
    columns: int = 10,
    signed: bool = False,
) -> Picture:
    """Images in rows of `columns`, the larger a value the darker; labels below, wrong guesses in a frame.

    pixels (n, height, width), or (n, side²) for square ones; labels, guesses: one for each image. signed: white is 0,
    values above it are orange, those below it blue with a dot, as for the weights of a neuron. Raises ValueError.
    """
    grid = _grid(pixels)
    n, height, width = grid.shape
    columns = checks.whole("columns", columns, 1)
    for name, given in (("labels", labels), ("guesses", guesses)):
        if given is not None and _length(name, given) != n:
            raise ValueError(f"{name} has {len(given)} entries, expected one for each of {n} images")
    low, high = grid.min(), grid.max()
    shades = f"from {short(low)} (white) to {short(high)} (black)"
    if signed:
        low, high = -abs(grid).max(), abs(grid).max()
        shades = f"orange above 0, blue with a dot below, white at 0; the strongest colour is {plain(high, 2)}"
    caption = f"{count(n, 'image')} of {height} × {width} pixels, {shades}."
    texts = [] if labels is None else [[f"{label}"] for label in labels]
    wrong: list[int] = []
    if guesses is not None:
        if labels is None:
            raise ValueError("labels is missing, expected what the images are, since there are guesses")
        wrong = [k for k in range(n) if guesses[k] != labels[k]]
        for k in wrong:
            texts[k] = [f"{labels[k]},", f"read as {guesses[k]}"]
        right = f"{n - len(wrong)} of {n} guesses are right" if len(wrong) < n else "No guess is right"
        caption += f" {right}{'; a frame marks the others' if 0 < len(wrong) < n else ''}."
    across, down = min(columns, n), -(-n // columns)
    lines = 2 if wrong else 1
    picture, axes = chart(caption, min(9.0, down * (height / width + SPACE * lines) * WIDTH / max(across, 6)))
    room = SPACE * height * lines if texts else 0
    most = max(9, round(85 / max(across, 6)))  # letters below an image
    axes.axis("off")
    for k, image in enumerate(grid):
        x, y = k % columns * (width + 1), k // columns * (height + 1 + room)
        axes.imshow(
            image,
            cmap=SIGNED if signed else "Greys",
            vmin=low,
            vmax=max(high, low + 1e-12),
            extent=(x, x + width, y + height, y),
        )
        if signed:
            below, along = np.nonzero(image < -DOTTED * high)
            axes.plot(x + along + 0.5, y + below + 0.5, "o", color="white", markersize=2, zorder=2)
        axes.plot(
            [x, x, x + width, x + width, x],
            [y, y + height, y + height, y, y],
            linewidth=2.4 if k in wrong else 0.5,
            color=ORANGE if k in wrong else GREY,
            zorder=3,
        )
        if texts:
            axes.text(
                x + width / 2,
                y + height * 1.05,
                "\n".join(textwrap.shorten(line, most, placeholder="…") for line in texts[k]),
                ha="center",
                va="top",
                fontsize=9,
                color=RUST if k in wrong else BLACK,
            )
    axes.set(xlim=(-0.5, across * (width + 1) - 0.5), ylim=(down * (height + 1 + room) - 0.5, -0.7))
    return picture


def _length(name: str, labels: Sequence[Any]) -> int:
    """How many labels there are. Raises ValueError for what is no list of them, such as one-hot rows."""
    if np.ndim(labels) != 1:
        came = f"{name} has shape {np.shape(labels)}" if np.ndim(labels) else f"{name} is {labels!r}"
        raise ValueError(f"{came}, expected one label for each example; of one-hot rows these are {name}.argmax(axis=-1)")
    return len(labels)


def _grid(pixels: ArrayLike) -> Array:
    """The images as (n, height, width)."""
    array = checks.array("pixels", pixels)
    if array.ndim == 2 and isqrt(array.shape[1]) ** 2 == array.shape[1]:
        array = array.reshape(len(array), isqrt(array.shape[1]), -1)
    if array.ndim != 3:
        raise ValueError(f"pixels has shape {array.shape}, expected (n, height, width), or (n, side²) for square images")
    if len(array) > MOST_IMAGES:
        raise ValueError(f"pixels holds {len(array)} images, but at most {MOST_IMAGES} are shown; choose some: pixels[:20]")
    return array


@styled
def confusion(labels: Sequence[Any], guesses: Sequence[Any]) -> Picture:
    """The confusion matrix: how often each class (a row) was taken for each (a column).

    Right ones are framed, mistakes orange by their number. labels: what each example is; guesses: what the network says.
    Raises ValueError for lists that do not go together.
    """
    if _length("labels", labels) != _length("guesses", guesses) or not len(labels):
        raise ValueError(f"guesses has {len(guesses)} entries, expected one for each of {len(labels)} labels, 1 or more")
    counts = Counter(zip(labels, guesses))
    classes = sorted({name for pair in counts for name in pair})
    if len(classes) > MOST_CLASSES:
        raise ValueError(f"labels and guesses hold {len(classes)} classes, but at most {MOST_CLASSES} are shown")
    wrong = {pair: times for pair, times in counts.items() if pair[0] != pair[1]}
    caption = f"{len(labels) - sum(wrong.values())} of {len(labels)} guesses are right.{_most_frequent(wrong)}"
    longest = max(len(f"{name}") for name in classes)
    picture, axes = chart(caption, CELL * (len(classes) + 2) + (LETTER * longest if longest > SHORT_NAME else 0))
    for row, label in enumerate(classes):
        for column, guess in enumerate(classes):
            times = counts[label, guess]
            right = row == column
            shade = 0.15 + 0.5 * times / max(wrong.values(), default=1) if times and not right else 0
            axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=(ORANGE, shade), edgecolor="#dddddd"))
            if right:
                axes.add_patch(Rectangle((column - 0.46, row - 0.46), 0.92, 0.92, fill=False, edgecolor=GREY, zorder=3))
            if times:
                axes.text(
                    column, row, f"{times}", ha="center", va="center", color=BLACK, fontweight="normal" if right else "bold"
                )
    places = range(len(classes))
    axes.set(
        xlim=(-0.5, len(classes) - 0.5),
        ylim=(len(classes) - 0.5, -0.5),
        aspect="equal",
        xlabel="taken for",
        ylabel="what it is",
        xticks=places,
        yticks=places,
        xticklabels=classes,
        yticklabels=classes,
    )
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.tick_params(axis="x", rotation=90 if longest > SHORT_NAME else 0)
    return picture


def _most_frequent(wrong: dict[tuple[Any, Any], int]) -> str:
    """A sentence about the mistakes that happen most often; nothing where there are none."""
    if not wrong:
        return ""
    most = max(wrong.values())
    pairs = [f"{label} taken for {guess}" for (label, guess), n in sorted(wrong.items()) if n == most]
    if len(pairs) == 1:
        return f" Most frequent mistake: {pairs[0]}, {count(most, 'time')}."
    more = f" and {len(pairs) - MOST_NAMED} more" if len(pairs) > MOST_NAMED else ""
    return f" Most frequent mistakes: {', '.join(pairs[:MOST_NAMED])}{more}, each {count(most, 'time')}."
