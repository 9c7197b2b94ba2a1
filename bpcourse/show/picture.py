"""A picture: a matplotlib figure with a caption, and the style that all pictures share."""

import base64
import html
import io
import textwrap
from dataclasses import dataclass
from typing import Any

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from PIL import Image, PngImagePlugin  # matplotlib draws its own PNGs with it

from ..tables import minus

BLACK, BLUE, ORANGE, GREEN, PINK = "#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7"
RUST = "#8a3d00"  # orange dark enough for text
GREY = "#777777"  # for lines that stay in the background
FAR = 1e6  # where a path of gradient descent has diverged for all to see
WIDTH = 7.5  # inches; every picture is this wide, so that pictures line up
SCREEN = 96  # pixels per inch as shown
SHARPNESS = 2  # pixels of the file for each of these, across and up
COLOURS = 128  # of a stored picture: a third of the bytes, and no pixel visibly off
LINE = 0.23  # inches of height for a line of the caption
COLUMNS = 92  # characters of the caption on a line
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "lines.linewidth": 2.2,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "figure.facecolor": "white",
    "mathtext.fontset": "dejavusans",
}
# A decorator: draw in the course's style, whatever the user's own matplotlib settings are, and leave those alone.
styled = matplotlib.style.context(["default", STYLE])


@dataclass(frozen=True)
class Picture:
    """A figure and a caption computed from its data. Shows as a PNG with the caption drawn under it.

    Its bundle holds the PNG twice: in HTML, where JupyterLab, nbconvert and a book keep the caption as its description,
    and by itself for those who show no HTML: print through LaTeX, and editors that do not trust the notebook yet.
    """

    figure: Figure
    caption: str

    def png(self) -> bytes:
        """The picture as the bytes of a PNG file with a palette, the same for the same data."""
        drawn = io.BytesIO()
        self.figure.savefig(drawn, format="png", dpi=SCREEN * SHARPNESS, pil_kwargs={"compress_level": 0})
        image = Image.open(drawn)
        software = PngImagePlugin.PngInfo()
        software.add_text("Software", image.info["Software"])
        stored = io.BytesIO()
        palette = image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
        palette.save(stored, "PNG", optimize=True, dpi=image.info["dpi"], pnginfo=software)
        return stored.getvalue()

    def __repr__(self) -> str:
        return self.caption

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        width, height = self.figure.get_size_inches()
        size = {"width": round(width * SCREEN), "height": round(height * SCREEN)}
        png = self.png()
        image = (
            f'<img alt="{html.escape(self.caption)}" width="{size["width"]}" height="{size["height"]}" '
            f'src="data:image/png;base64,{base64.b64encode(png).decode()}">'
        )
        return {"text/html": image, "image/png": png, "text/plain": self.caption}, {"image/png": size}


def canvas(caption: str, height: float) -> tuple[Picture, SubFigure]:
    """A picture with its caption set under it, and the part above the caption to draw in, `height` inches high."""
    caption = minus(caption)
    lines = textwrap.wrap(caption.replace(" = ", "\u00a0=\u00a0"), COLUMNS)
    room = LINE * len(lines) + 0.1
    figure = Figure(figsize=(WIDTH, height + room), layout="constrained")
    FigureCanvasAgg(figure)
    [drawing], [below] = figure.subfigures(2, 1, squeeze=False, height_ratios=[height, room])
    below.text(0.02, 0.95, "\n".join(lines), va="top", fontsize=10, linespacing=1.35, color="#222222")
    return Picture(figure, caption), drawing


def chart(caption: str, height: float) -> tuple[Picture, Axes]:
    """A picture with one pair of axes above its caption, still empty."""
    picture, drawing = canvas(caption, height)
    return picture, drawing.subplots()
