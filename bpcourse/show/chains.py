"""The chain of factors that leads from the error to a weight."""

from ..derivation import PATHS_SHOWN, Derivation, Path
from ..tables import digits
from .diagrams import brief
from .marks import Mark, Words, arrow
from .picture import BLACK, BLUE, GREY, ORANGE, RUST, WIDTH, Picture
from .scene import Scene, page

MOST_LINKS = 7  # factors of a path that fit on a line
ROW = 1.3  # inches of height for one path


def chain(derivation: Derivation) -> Picture:
    """The links from the error to the parameter, one row a path: what answers to what, at which rate, and the product."""
    if not isinstance(derivation, Derivation):
        raise TypeError(f"derivation is {type(derivation).__name__}, expected what bp.derive returned")
    paths = derivation.shown if len(derivation.shown[0].factors) <= MOST_LINKS else derivation.layer_form
    more = f" (and {len(paths) - PATHS_SHOWN} more)" if len(paths) > PATHS_SHOWN else ""
    paths = paths[:PATHS_SHOWN]
    products = " + ".join(digits(path.product) for path in paths).replace("+ -", "− ")
    if len(paths) == 1:
        products = " · ".join(f"{factor.number:.6f}" for factor in paths[0].factors)
    caption = f"∂E/∂{derivation.name} = {products}{more} = {digits(derivation.gradient)}."
    marks = [mark for row, path in enumerate(paths) for mark in links(path, ROW * (len(paths) - row - 0.52))]
    return Scene(f"The chain for {derivation.name}", caption, page(ROW * len(paths)), [marks]).picture()


def links(path: Path, y: float, known: int | None = None) -> list[Mark]:
    """E ← out ← net ← …: boxes for what changes, arrows for the factors; those from `known` on still pale."""
    stops = ["E", *(factor.by for factor in path.factors)]
    places = [0.45 + k * (WIDTH - 0.9) / (len(stops) - 1) for k in range(len(stops))]
    newest, made = known, []
    known = len(path.factors) if known is None else known
    for k, (stop, x) in enumerate(zip(stops, places)):
        made.append(Words(x, y, stop, BLACK if k <= known else GREY, 10.5, framed=BLUE if k <= known else GREY))
        if k:
            factor, middle = path.factors[k - 1], (places[k - 1] + x) / 2
            head, tail = places[k - 1] + _half_width(stops[k - 1]), x - _half_width(stop)
            made += arrow((tail, y), (head, y), ORANGE if k <= known else GREY, 1.8 if k <= known else 1)
            if k <= known:
                made.append(Words(middle, y + 0.3, f"× {brief(factor.number)}", RUST, up="bottom", bold=k == newest))
            formula = factor.formula.replace("-", "−")
            made.append(Words(middle, y - 0.3, formula, BLACK if k <= known else GREY, 8.5, up="top"))
    return made


def _half_width(text: str) -> float:
    """Half the width, in inches, of a box around a text of the chain."""
    return 0.045 * len(text) + 0.1
