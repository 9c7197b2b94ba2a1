"""What every test shares: steady numbers, the reference figures, random networks."""
import os

# Before numpy is loaded, here and in the notebooks.
os.environ.update(OPENBLAS_NUM_THREADS="1", TQDM_DISABLE="1", BPCOURSE_PROGRESS="off")

import importlib.util  # noqa: E402
import io  # noqa: E402
from pathlib import Path  # noqa: E402

import nbformat  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402
from PIL import Image  # noqa: E402

import bpcourse as bp  # noqa: E402

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture
def worked():
    """The 2-2-2 network with its input and target."""
    return bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET


def needs(module):
    """Leaves a test out where this module is not installed, but never in CI: there it fails."""
    return pytest.mark.skipif(importlib.util.find_spec(module) is None and not os.environ.get("CI"),
                              reason=f"{module} is not installed here: make frameworks")


def touching(figure, texts, by=0):
    """Pairs of texts of a figure whose boxes have at least so many pixels in common, both across and up."""
    renderer = figure.canvas.get_renderer()
    figure.draw(renderer)
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text()]
    return [(a, b) for k, (a, box) in enumerate(boxes) for b, other in boxes[k + 1:] if min(
        min(box.x1, other.x1) - max(box.x0, other.x0), min(box.y1, other.y1) - max(box.y0, other.y0)) >= by]


def lesson_cells(path):
    """The cells of a notebook as committed."""
    return nbformat.read(path, as_version=4).cells


def same_picture(stored, drawn):
    """Whether two PNGs show the same, pixel by pixel; where another matplotlib drew the stored one, only their size."""
    (old, new), (by, now) = zip(*((Image.open(io.BytesIO(png)).convert("RGB"), Image.open(io.BytesIO(png)).info["Software"])
                                  for png in (stored, drawn)))
    if by != now or old.size != new.size:
        return old.size == new.size
    return abs(np.asarray(old, float) - np.asarray(new, float)).mean() < 0.0005 * 255


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
