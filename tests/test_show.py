"""Pictures: captions that state true figures, PNGs that are the same twice, nothing left open."""

import base64
import gc
import io
import re
from itertools import pairwise

import matplotlib
import matplotlib.image
import matplotlib.pyplot as plt
import numpy as np
import pytest
from course import ROOT, random_case, same_picture, touching
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

import bpcourse as bp
from bpcourse.show import picture

NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
IMAGES = np.random.default_rng(0).integers(0, 17, (20, 64))
LABELS = [k % 10 for k in range(20)]
GUESSES = [3 if k == 15 else k % 10 for k in range(20)]


def numbers(text):
    return [float(found.replace("−", "-")) for found in re.findall(r"[-−+]?\d+\.?\d*", text)]


@pytest.mark.parametrize("weight", [3, 4, 2, 0.5, -1])
def test_tweak_table_states_the_squares_and_their_sum(weight):
    caption = bp.show.tweak_table(weight).caption
    squares = [(weight * a - b) ** 2 for a, b in [(0, 0), (1, 2), (2, 4)]]
    assert numbers(caption) == pytest.approx([weight, *squares, sum(squares)])


@pytest.mark.parametrize("weight, says", [(3, "+10, so W must shrink"), (1, "−10, so W must grow"), (2, "lowest point")])
def test_error_curve_says_which_way(weight, says):
    assert says in bp.show.error_curve(weight).caption


@pytest.mark.parametrize("rate, end", [(0.05, 2.125), (0.1, 2), (0.2, 4), (0.15, 2.125)])
def test_error_curve_states_error_slope_and_where_descent_ends(rate, end):
    caption = bp.show.error_curve(4, learning_rate=rate, steps=4).caption
    start, error, slope, eta, *path, final = numbers(caption)
    assert (start, error, slope, eta) == (4, 20, 20, rate)
    assert path[-1] == pytest.approx(end) and final == pytest.approx(5 * (end - 2) ** 2, abs=1e-4)


def test_error_curve_stops_drawing_where_it_has_diverged(recwarn):
    assert "it diverges" in bp.show.error_curve(3, learning_rate=0.3, steps=1000).caption
    assert not recwarn.list


def test_error_curve_shortens_a_long_path():
    assert "→ … →" in bp.show.error_curve(3, learning_rate=0.22, steps=8).caption


def test_sigmoid_states_out_and_slope():
    net, out, slope = numbers(bp.show.sigmoid(1.5).caption)
    assert (net, out) == (1.5, pytest.approx(1 / (1 + np.exp(-1.5)), abs=5e-5))
    assert slope == pytest.approx(np.exp(-1.5) / (1 + np.exp(-1.5)) ** 2, abs=5e-5)


def texts(shown):
    """All texts in a figure above its caption."""
    return [
        text
        for text in shown.figure.subfigs[0].findobj(matplotlib.text.Text)
        if text.get_text().strip() and text.get_visible()
    ]


def test_diagram_shows_every_name_and_value():
    said = "\n".join(text.get_text() for text in texts(bp.show.network(NET, X, T)))
    for k in range(1, 9):
        assert re.search(rf"w{k} = {NET[f'w{k}']:g}\b", said)
    for label in ("i1\n0.0500", "h1\n0.5933", "o2\n0.7729", "b = 0.35", "net = 1.1059", "target = 0.99"):
        assert label in said


@pytest.mark.parametrize(
    "shown",
    [
        lambda: bp.show.network(NET),
        lambda: bp.show.network(NET, X, T, "w1"),
        lambda: bp.show.chain(bp.derive(NET, X, T, "w5")),
        lambda: bp.show.chain(bp.derive(NET, X, T, "w1")),
        lambda: bp.show.network(NET, X, T, gradients=True),
        lambda: bp.show.network(bp.Network.random([3, 3, 3], 0), [1] * 3, [1] * 3, "w1"),
        lambda: bp.show.network(bp.train(NET, X, T, 0.5, 1).network, X, T, gradients=True),
        lambda: bp.show.network(bp.Network.random([3, 1], 0), [1] * 3, [1]),
        lambda: bp.show.network(bp.Network.random([2, 3, 2], 0), [1] * 2, [1] * 2),
        lambda: bp.show.network(bp.Network.random([1, 2, 2, 1], 0), [1], [1]),
        lambda: bp.show.network(bp.Network.random([1, 2, 2, 1], 0), [1], [1], gradients=True),
        lambda: bp.show.network(bp.Network.random([2, 3, 1], 0), [1] * 2, [1], gradients=True),
        lambda: bp.play.forward().scene(bp.play.forward().state).picture(),
        lambda: bp.play.chain().scene(bp.play.chain().state).picture(),
        lambda: bp.show.network(bp.Network.random([1] * 8, 0), [1], [1]),
        lambda: bp.show.network(bp.Network([NET.weights[0], [[-0.123456789] * 2] * 2], NET.biases), X, T),
        lambda: bp.show.images(IMAGES, ["trousers"] * 20, ["ankle boot"] * 20),
        lambda: bp.show.images(IMAGES, LABELS, GUESSES),
        lambda: bp.show.images(IMAGES - 8, LABELS, signed=True),
        lambda: bp.show.confusion(LABELS, GUESSES),
        lambda: bp.show.confusion(*[[100 * k for k in range(12)] * 999] * 2),
        lambda: bp.show.confusion(["ankle boot", "shirt", "coat"] * 999, ["shirt"] * 2997),
    ],
)
def test_no_two_labels_overlap(shown):
    drawn = shown()
    assert not touching(drawn.figure, texts(drawn))
    boxes = [text.get_window_extent() for text in texts(drawn)]
    assert all(drawn.figure.bbox.contains(*corner) for box in boxes for corner in (box.min, box.max))


@pytest.mark.parametrize("parameter, thick", [("w1", {"w1", "w5", "w7"}), ("w8", {"w8"}), ("b_h2", {"w6", "w8"})])
def test_the_way_of_a_parameter_is_drawn_thick(parameter, thick):
    drawn = texts(bp.show.network(NET, X, T, parameter))
    assert {text.get_text().split()[0] for text in drawn if text.get_fontweight() == "bold"} == thick


def test_chain_states_the_factors_and_their_product():
    *factors, product = numbers(bp.show.chain(bp.derive(NET, X, T, "w5")).caption.split("= ", 1)[1])
    assert np.prod(factors) == pytest.approx(product, rel=1e-5)
    first, second, total = numbers(bp.show.chain(bp.derive(NET, X, T, "w1")).caption.split("= ", 1)[1].replace("− ", "−"))
    assert first + second == pytest.approx(total, abs=2e-9)


@pytest.mark.parametrize("seed", range(12))
def test_any_network_can_be_drawn(seed):
    net, x, t = random_case(seed, smooth=False, layers=4, width=9)
    bp.show.network(net, x, t, net.names[0]).png()
    bp.show.chain(bp.derive(net, x, t, net.names[-1])).png()


@pytest.mark.parametrize("sizes", [[1] * 7, [2, 200], [5, 20], [64, 30, 20], [1, 1]])
def test_extreme_shapes_stay_on_a_page(sizes):
    net = bp.Network.random(sizes, 0)
    x, t = np.ones(sizes[0]), np.zeros(sizes[-1])
    for shown in (
        bp.show.network(net, x, t),
        bp.show.chain(bp.derive(net, x, t, "w1")),
        bp.show.chain(bp.derive(net, x, t, "b1")),
    ):
        assert max(shown.figure.get_size_inches()) < 10, shown.caption


XOR, WANTED = bp.datasets.xor()
LEARNT = bp.train(bp.Network.random([2, 2, 1], 3), XOR, WANTED, 2, 400, batch_size=4)


def test_learning_curve_states_where_the_error_starts_and_ends():
    assert numbers(bp.show.learning_curve(LEARNT).caption) == pytest.approx(
        [LEARNT.errors[0], LEARNT.errors[-1], 400], rel=1e-3
    )
    both = bp.show.learning_curve(LEARNT, bp.train(NET, X, T, 0.5, 1), labels=["XOR", "worked"])
    assert re.fullmatch(r"XOR: the error goes from .* in 400 epochs; worked: .* to 0\.2805 in 1 epoch\.", both.caption)


@pytest.mark.parametrize("epochs, scale", [(5, "linear"), (2000, "log")])
def test_learning_curve_counts_in_powers_of_ten_where_the_error_spans_many(epochs, scale):
    (axes,) = bp.show.learning_curve(bp.train(NET, X, T, 0.5, epochs)).figure.subfigs[0].axes
    assert axes.get_yscale() == scale


def test_learning_curve_takes_lists_of_errors_beside_runs():
    shown = bp.show.learning_curve(LEARNT, [0.5, 0.2, 0.25], labels=["XOR", "validation"])
    assert shown.caption.endswith("; validation: the error goes from 0.5 to 0.25 in 2 epochs.")
    assert list(shown.figure.subfigs[0].axes[0].lines[1].get_ydata()) == [0.5, 0.2, 0.25]


def test_learning_curve_gives_early_epochs_room_on_a_scale_of_powers_of_ten():
    (axes,) = bp.show.learning_curve([*range(2001)], marks={"lowest": 32}, scale="log").figure.subfigs[0].axes
    start, lowest, end = axes.transAxes.inverted().transform(axes.transData.transform([(0, 1), (32, 1), (2000, 1)]))[:, 0]
    assert start == pytest.approx(0) and lowest > 0.4 and 0.9 < end < 1


def test_learning_curve_counts_in_the_unit_that_it_is_told():
    shown = bp.show.learning_curve([0.5, 0.2, 0.25], [0.5, 0.1], unit="steps", marks={"lowest": 1})
    assert shown.caption == (
        "The error goes from 0.5 to 0.25 in 2 steps; the error goes from 0.5 to 0.1 in 1 step; marked: lowest, after 1 step."
    )
    assert shown.figure.subfigs[0].axes[0].get_xlabel() == "steps"


EVERYWHERE = "The network says less than 0.5 everywhere in this picture. 2 of 4 examples lie where they belong; "
BOTH_SIDES = "The network says more than 0.5 on the orange ground, less on the blue. 4 of 4 examples lie where they belong."


@pytest.mark.parametrize(
    "run, right, caption",
    [(bp.Network.random([2, 2, 1], 3), 2, EVERYWHERE + "a ring marks the others."), (LEARNT.network, 4, BOTH_SIDES)],
)
def test_decision_boundary_counts_the_examples_on_their_side(run, right, caption):
    assert bp.show.decision_boundary(run, XOR, WANTED).caption == caption
    assert right == ((run.forward(XOR).out[-1] > 0.5) == (WANTED > 0.5)).sum()


def test_an_example_on_the_wrong_side_is_hidden_by_none():
    line = bp.Network([[[9.0, 0]]], [[0.0]], "sigmoid")
    figure = bp.show.decision_boundary(line, [[1, 0], [-1, 0], [1, 0]], [[0], [0], [1]]).figure
    FigureCanvasAgg(figure).draw()
    (axes,) = figure.subfigs[0].axes
    across, up = axes.transData.transform((1, 0)).astype(int)
    red, _, blue = np.asarray(figure.canvas.buffer_rgba())[-up, across, :3]
    assert blue > red, "a circle of target 0, not the square of target 1 at the same place"


def test_decision_boundary_lies_where_the_output_is_halfway():
    (axes,) = bp.show.decision_boundary(LEARNT.network, XOR, WANTED).figure.subfigs[0].axes
    line = np.concatenate([path.vertices for path in axes.collections[-1].get_paths() if len(path.vertices)])
    assert abs(LEARNT.network.forward(line).out[-1] - 0.5).max() < 0.02


@pytest.mark.parametrize("names, steps", [(("w5", "w6"), 20), (("b_h1", "b2"), 3), (("w1", "w4"), 0)])
def test_error_surface_walks_down_in_two_parameters_alone(names, steps):
    walked = NET.copy()
    for _ in range(steps):
        slopes = bp.numerical_gradient(walked, X, T)
        for name in names:
            walked[name] -= 0.5 * slopes[name]
    caption = bp.show.error_surface(NET, X, T, names, 0.5, steps).caption
    stated = numbers(re.sub(r"[wb]_?[a-z]?\d =|\d+ steps|η = 0.5", "", caption))
    start = [NET[names[0]], NET[names[1]], NET.error(X, T)]
    assert stated == pytest.approx(start + [walked[names[0]], walked[names[1]], walked.error(X, T)] * (steps > 0), rel=2e-3)


def test_error_surface_says_when_descent_diverges(recwarn):
    line = bp.Network([[[3.0, 1.0]]], [[0.0]], "identity")
    shown = bp.show.error_surface(line, [[1, 2], [0, 1]], [[1], [2]], ("w1", "w2"), learning_rate=2, steps=1000)
    assert shown.caption.endswith("Gradient descent with η = 2 in these two alone diverges.")
    assert shown.png() and not recwarn.list


def test_surface_is_the_error_and_reaches_as_far_as_asked():
    axes, bar = bp.show.error_surface(NET, X, T, ("w5", "w7"), reach=3).figure.subfigs[0].axes
    assert axes.get_xlim() == pytest.approx((0.4 - 3, 0.4 + 3)) and axes.get_ylim() == pytest.approx((0.5 - 3, 0.5 + 3))
    line = np.concatenate([path.vertices for path in axes.collections[-1].get_paths() if len(path.vertices)])
    levels = [bp.Network([NET.weights[0], [[w5, 0.45], [w7, 0.55]]], NET.biases).error(X, T) for w5, w7 in line[::50]]
    assert min(abs(bar.get_yticks()[:, None] - levels).min(axis=0)) < 0.005


def mine(a, b):
    return a + b


def test_sources_stand_as_they_are_and_yours_come_first():
    shown = bp.show.sources(mine, bp.Network.pass_forward, bp.network.updated)
    assert "def mine(a, b):\n    return a + b\n" in repr(shown) and "\ndef pass_forward(self" in repr(shown)
    assert "\ndef updated(parameter" in repr(shown)
    page = shown._repr_html_()
    both = bp.show.sources((mine, in_values), bp.Network.pass_forward)
    yours, package = repr(both).split("\n\nbpcourse:\n\n")
    assert "def mine(a, b):" in yours and "def in_values():" in yours and package.startswith("def pass_forward(self")
    assert page.index("yours") < page.index("def mine") < page.index("def pass_forward") and "-&gt; Trace" in page


def test_pictures_are_the_same_twice_whatever_the_user_s_settings():
    first = bp.show.network(NET, X, T).png()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black", "lines.linewidth": 9}):
        assert bp.show.network(NET, X, T).png() == first
        assert matplotlib.rcParams["font.size"] == 30
    assert picture.STYLE["font.size"] == 11


def test_two_hundred_pictures_leave_no_figure_open():
    bp.play.tweak().set("W", 1)
    gc.collect()
    before, alive = plt.get_fignums(), sum(isinstance(thing, matplotlib.figure.Figure) for thing in gc.get_objects())
    panel = bp.play.tweak()
    for k in range(200):
        bp.show.sigmoid(k / 100)
        panel.set("W", k / 100)
    gc.collect()
    assert plt.get_fignums() == before
    assert sum(isinstance(thing, matplotlib.figure.Figure) for thing in gc.get_objects()) <= alive


@pytest.mark.parametrize(
    "shown",
    [
        lambda: bp.show.network(NET, X, T),
        lambda: bp.show.images(bp.datasets.digits()[0][:20]),
        lambda: bp.show.decision_boundary(bp.Network.random([2, 8, 1], 0), *bp.datasets.spirals(60)),
    ],
    ids=["network", "images", "decision boundary"],
)
def test_the_palette_of_a_stored_picture_changes_nothing_that_can_be_seen(shown):
    picture, drawn = shown(), io.BytesIO()
    picture.figure.savefig(drawn, format="png", dpi=192)
    stored = Image.open(io.BytesIO(picture.png()))
    difference = abs(np.asarray(stored.convert("RGB"), float) - np.asarray(Image.open(drawn).convert("RGB"), float)) / 255
    assert stored.mode == "P" and difference.mean() < 0.004 and difference.max() < 0.1


def test_bundle_is_png_and_caption():
    shown = bp.show.sigmoid(0.3775)
    data, metadata = shown._repr_mimebundle_()
    assert data["text/plain"] == shown.caption == repr(shown)
    assert f'<img alt="{shown.caption}"' in data["text/html"]
    assert base64.b64encode(data["image/png"]).decode() in data["text/html"]
    height, width, _ = matplotlib.image.imread(io.BytesIO(data["image/png"])).shape
    size = metadata["image/png"]
    assert (width, height) == pytest.approx((2 * size["width"], 2 * size["height"]), abs=2)


def test_caption_is_drawn_under_the_picture():
    below = bp.show.sigmoid(0.3775).figure.subfigs[1].texts[0].get_text()
    assert below.replace("\u00a0", " ").split() == bp.show.sigmoid(0.3775).caption.split()


def contrast_with_white(colour):
    channels = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


PALETTE = {
    "black": picture.BLACK,
    "blue": picture.BLUE,
    "orange": picture.ORANGE,
    "green": picture.GREEN,
    "pink": picture.PINK,
}


def test_colours_stand_out_from_white():
    assert all(contrast_with_white(colour) >= 3 for colour in [*PALETTE.values(), picture.RUST, picture.GREY])
    assert all(contrast_with_white(colour) >= 4.5 for colour in (picture.BLACK, picture.BLUE, picture.RUST)), "for text"


# Machado, Oliveira, Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.
SEEN_BY = {
    "everyone": np.eye(3),
    "protanopes": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopes": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopes": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(colour, eyes):
    """The colour in CIE L*a*b* (D65), where a distance of about 2 is the least that can be seen."""
    channels = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(eyes) @ linear, 0, 1)
    x, y, z = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x / 0.95047, y, z / 1.08883)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("people", SEEN_BY)
def test_no_two_colours_look_alike_to_anyone(people):
    seen = {name: lab(colour, SEEN_BY[people]) for name, colour in PALETTE.items()}
    near = {(a, b): round(float(np.linalg.norm(seen[a] - seen[b]))) for a in seen for b in seen if a < b}
    assert min(near.values()) > 15, near


@pytest.mark.parametrize("seed", range(6))
def test_gradients_in_the_diagram_name_the_largest_and_count_the_signs(seed):
    net, x, t = (NET, X, T) if not seed else random_case(seed, layers=2, width=3)
    slopes = bp.numerical_gradient(net, x, t)
    weights = {name: slopes[name] for name in net.names if name[0] == "w"}
    caption = bp.show.network(net, x, t, gradients=True).caption
    name, value = re.search(r"The thickest line is (w\d+): ∂E/∂w\d+ = (\S+)\. ", caption).groups()
    assert weights[name] == pytest.approx(float(value.replace("−", "-")), abs=1e-8)
    assert abs(weights[name]) == pytest.approx(max(map(abs, weights.values())))
    up = sum(slope > 0 for slope in weights.values())
    assert f"{up} of {len(weights)} weights have a positive gradient" in caption


def test_gradients_are_drawn_by_width_sign_and_number():
    (axes,) = bp.show.network(NET, X, T, gradients=True).figure.subfigs[0].axes
    lines = {(line.get_color(), line.get_linestyle() == "-"): line.get_linewidth() for line in axes.lines}
    assert set(lines) == {(picture.ORANGE, True), (picture.BLUE, False)}, "never colour alone"
    assert max(line.get_linewidth() for line in axes.lines) == pytest.approx(5.5)
    assert "w5 = 0.4\n∂ +0.0822" in [text.get_text() for text in axes.texts]


DEEP = {"small": bp.Network.random([2, 3, 3, 1], 0, "tanh"), "sigmoid": bp.Network.random([2, 4, 4, 4, 1], 1)}


def nudged_norms(net, x, t):
    """The norm of each layer's gradient, the slopes found by nudging."""
    slopes, sizes = bp.numerical_gradient(net, x, t), [W.size for W in net.weights]
    weights = [slopes[f"w{k + 1}"] for k in range(sum(sizes))]
    return [np.linalg.norm(layer) for layer in np.split(np.array(weights), np.cumsum(sizes)[:-1])]


def nudged_blame(net, x, t):
    """The norm of each layer's blame: ∂E/∂net is what nudging a bias gives, here for one example at a time."""
    found = [np.concatenate(bp.numerical_gradient(net, *example).biases) for example in zip(x, t)]
    return [np.linalg.norm(layer) for layer in np.split(np.array(found), np.cumsum(net.sizes[1:])[:-1], axis=1)]


def test_layer_norms_draw_blame_signals_and_the_share_of_a_step_from_nudged_slopes():
    panels = bp.show.layer_norms(DEEP, XOR, WANTED, 0.3).figure.subfigs[0].axes
    assert [axes.get_yscale() for axes in panels] == ["log"] * 3
    for k, (name, net) in enumerate(DEEP.items()):
        blame, signals, shares = (axes.lines[k] for axes in panels)
        assert blame.get_label() == name and list(blame.get_xdata()) == list(range(1, len(net.weights) + 1))
        weights = [np.linalg.norm(W) for W in net.weights]
        wanted = [0.3 * slopes / size for slopes, size in zip(nudged_norms(net, XOR, WANTED), weights)]
        assert shares.get_ydata() == pytest.approx(wanted, rel=1e-4)
        said = [np.linalg.norm([net.forward(x).out[layer] for x in XOR]) for layer in range(len(net.weights))]
        assert signals.get_ydata() == pytest.approx(said)
        assert blame.get_ydata() == pytest.approx(nudged_blame(net, XOR, WANTED), rel=1e-4)


def test_layer_norms_show_a_wrong_spread_that_the_slopes_of_relu_hide():
    """Weight times slope, added up, is the same in every layer; blame, signals and the share of a step are not."""
    net = bp.Network.random([8, *[20] * 6, 3], 0, [*["relu"] * 6, "softmax"], "cross_entropy")
    faint = bp.Network([*(W / 4 for W in net.weights[:-1]), net.weights[-1]], net.biases, net.activations, net.loss)
    x, t = np.random.default_rng(1).normal(0, 1, (30, 8)), np.eye(3)[np.arange(30) % 3]
    for each in (net, faint):
        sums = [(W * slopes).sum() for W, slopes in zip(each.weights, each.backward(each.forward(x), t).weights)]
        assert sums == pytest.approx([sums[0]] * 7)
    panels = bp.show.layer_norms({"right": net, "faint": faint}, x, t, 0.1).figure.subfigs[0].axes
    (right, blame), (_, signals), (good, shares) = ([line.get_ydata() for line in axes.lines] for axes in panels)
    assert blame[0] / blame[-1] < 0.01 < 0.1 < right[0] / right[-1] and signals[-1] / signals[0] < 0.01
    assert max(shares) < min(good) / 100


def test_layer_norms_compare_the_ends_in_one_digit():
    caption = bp.show.layer_norms(DEEP, XOR, WANTED, 0.3).caption
    blame = [norms[0] / norms[-1] for norms in (nudged_blame(net, XOR, WANTED) for net in DEEP.values())]
    outs = [[np.linalg.norm(out) for out in net.forward(XOR).out[:-1]] for net in DEEP.values()]
    shares = [0.3 * nudged_norms(net, XOR, WANTED)[0] / np.linalg.norm(net.weights[0]) for net in DEEP.values()]
    wanted = [*blame, *(out[-1] / out[0] for out in outs), *shares]
    assert numbers(caption) == pytest.approx([float(f"{number:.0e}") for number in wanted])
    assert all(caption.count(f"({name})") == 3 for name in DEEP)


def test_layer_norms_give_blame_and_signals_one_scale():
    blame, signals, _ = bp.show.layer_norms(DEEP, XOR, WANTED, 0.3).figure.subfigs[0].axes
    assert blame.get_ylim() == signals.get_ylim()
    for line in (*blame.lines, *signals.lines):
        assert blame.get_ylim()[0] < min(line.get_ydata()) and max(line.get_ydata()) < blame.get_ylim()[1]


def test_layer_norms_tell_networks_apart_without_colour():
    for axes in bp.show.layer_norms({f"{k}": NET for k in range(4)}, X, T, 0.5).figure.subfigs[0].axes:
        assert len({(line.get_marker(), line.get_linestyle(), line.get_color()) for line in axes.lines}) == 4
        assert len({line.get_marker() for line in axes.lines}) == len({line.get_linestyle() for line in axes.lines}) == 4


@pytest.mark.parametrize(
    "outgoing, target, blame, share",
    [(0, 1, "nothing (dead)", "nothing (dead)"), (1, 1, "none to compare with (dead)", "nothing (dead)")],
)
def test_layer_norms_say_where_nothing_is_left(outgoing, target, blame, share):
    net = bp.Network([[[1]], [[outgoing]]], [[0], [0]], "identity")
    shown = bp.show.layer_norms({"dead": net}, [1], [target], 0.1)
    assert f"with the last: {blame};" in shown.caption and shown.caption.endswith(f"changes: {share}.") and shown.png()


def test_gradient_check_finds_the_bottom_of_the_v():
    caption = bp.show.gradient_check(NET, X, T, "w5").caption
    exact = 0.741365069551 * 0.186815601803 * 0.593269992107
    off = {k: abs(bp.numerical_gradient(NET, X, T, 10.0**-k)["w5"] - exact) / exact for k in range(1, 13)}
    assert caption.startswith("∂E/∂w5 = 0.082167041. The central difference comes closest at h = 10⁻")
    assert min(off, key=off.get) == 5 and "closest at h = 10⁻⁵; at h = 10⁻¹ and h = 10⁻¹²" in caption
    assert off[1] > 1e6 * off[5] and off[12] > 1e6 * off[5]
    assert caption.endswith("it is more than a million times as far off.")


def test_gradient_check_compares_the_closest_with_the_others_only():
    caption = bp.show.gradient_check(bp.Network([[[2.0]]], [[0.0]], "identity"), [3], [1], "w1").caption
    assert caption.endswith("closest at h = 10⁻¹; at h = 10⁻¹² it is more than a million times as far off.")


def test_gradient_check_finds_the_shallower_valley_of_a_small_slope():
    exact = NET.backward(NET.forward(X), T)["w1"]
    off = {k: abs(bp.numerical_gradient(NET, X, T, 10.0**-k)["w1"] - exact) for k in (1, 3)}
    assert 1000 < off[1] / off[3] < 1e6
    assert "at h = 10⁻¹ it is more than a thousand times as far off" in bp.show.gradient_check(NET, X, T, "w1").caption


def in_values():
    """A small computation: y = a · b + a, its end and its two beginnings."""
    a, b = bp.Value(3, label="a"), bp.Value(-2, label="b")
    y = a * b + a
    y.label = "y"
    return y, a, b


def test_graph_counts_what_was_given_and_what_was_computed_and_says_the_end():
    y, *_ = in_values()
    assert bp.show.graph(y).caption == "4 values: 2 given, 2 computed from them. The last one, y, is −3.000000000."


def test_graph_shows_every_number_and_after_backward_every_slope():
    y, a, b = in_values()
    y.backward()
    shown = [text.get_text() for text in bp.show.graph(y).figure.subfigs[0].axes[0].texts]
    assert sorted(shown) == sorted(["a", "3", "−1", "b", "−2", "+3", "•", "−6", "+1", "+", "y", "−3", "+1"])
    assert (a.grad, b.grad) == (-1, 3)


def test_graph_of_the_worked_example_keeps_its_texts_apart_and_points_from_left_to_right():
    net = bp.worked.network()
    w = {name: bp.Value(net[name], label=name) for name in net.names}
    signals = [bp.Value(0.05, label="i1"), bp.Value(0.10, label="i2")]
    for a, b, c, d, p, q in (("w1", "w2", "w3", "w4", "b_h1", "b_h2"), ("w5", "w6", "w7", "w8", "b_o1", "b_o2")):
        signals = [
            (w[a] * signals[0] + w[b] * signals[1] + w[p]).sigmoid(),
            (w[c] * signals[0] + w[d] * signals[1] + w[q]).sigmoid(),
        ]
    end = 0.5 * (0.01 - signals[0]) ** 2 + 0.5 * (0.99 - signals[1]) ** 2
    end.backward()
    picture = bp.show.graph(end)
    assert picture.caption.startswith("45 values: 18 given, 27 computed from them. The last one, the result, is 0.2983711")
    texts = picture.figure.subfigs[0].axes[0].texts
    assert touching(picture.figure, texts, by=1.5) == []
    boxes = [text.get_window_extent() for text in texts]
    beside = [
        (max(a.x0, b.x0) - min(a.x1, b.x1))
        for k, a in enumerate(boxes)
        for b in boxes[k + 1 :]
        if min(a.y1, b.y1) - max(a.y0, b.y0) > (a.y1 - a.y0) / 2
    ]
    assert min(beside) > 3, "two numbers side by side do not run together"


def test_graph_leads_an_arrow_around_the_numbers_of_others():
    y, *_ = in_values()
    y.backward()
    figure = bp.show.graph(y).figure
    (axes,) = figure.subfigs[0].axes
    figure.draw(figure.canvas.get_renderer())
    crossed = [
        text.get_text()
        for text in axes.texts
        for line in axes.lines
        for one, other in pairwise(axes.transData.transform(line.get_xydata()))
        for share in np.linspace(0, 1, 200)
        if text.get_window_extent().contains(*(one + share * (other - one)))
    ]
    assert crossed == []


@pytest.mark.parametrize(
    "wrong, says",
    [
        (3, "end is 3, without data, grad, parents, op, label; expected a bp.Value"),
        (sum([bp.Value(1)] * 70), "end was made from 72 values, but at most 60 can be shown"),
    ],
)
def test_graph_says_what_it_cannot_show(wrong, says):
    with pytest.raises((TypeError, ValueError), match=re.escape(says)):
        bp.show.graph(wrong)


def test_images_are_counted_and_wrong_guesses_framed():
    shown = bp.show.images(IMAGES, LABELS, GUESSES)
    assert shown.caption == (
        "20 images of 8 × 8 pixels, from 0 (white) to 16 (black). 19 of 20 guesses are right; a frame marks the others."
    )
    (axes,) = shown.figure.subfigs[0].axes
    assert [text.get_text() for text in axes.texts][15] == "5,\nread as 3"
    assert [line.get_linewidth() > 1 for line in axes.lines] == [k == 15 for k in range(20)]
    assert np.array_equal(axes.images[7].get_array(), IMAGES[7].reshape(8, 8))


def test_signed_images_have_white_at_zero_and_dots_where_they_are_clearly_negative():
    weights = np.array([[0.0, 0.5, -0.5, -0.05], [-1.0, 1.0, 0.0, 0.2]])
    shown = bp.show.images(weights, ["h1", "h2"], signed=True)
    assert shown.caption == (
        "2 images of 2 × 2 pixels, orange above 0, blue with a dot below, white at 0; the strongest colour is 1."
    )
    (axes,) = shown.figure.subfigs[0].axes
    assert [image.to_rgba(np.array([0.0])).tolist() for image in axes.images] == [[[1, 1, 1, 1]]] * 2
    assert np.allclose(
        axes.images[1].to_rgba(np.array([1.0, -1.0]))[:, :3],
        [matplotlib.colors.to_rgb(colour) for colour in (picture.ORANGE, picture.BLUE)],
    )
    dots = [line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "o"]
    assert dots == [[[0.5, 1.5]], [[3.5, 0.5]]]


@pytest.mark.parametrize(
    "guesses, says", [(LABELS, "20 of 20 guesses are right."), (LABELS[1:] + [0], "No guess is right.")]
)
def test_images_say_when_all_or_no_guesses_are_right(guesses, says):
    assert bp.show.images(IMAGES, LABELS, guesses).caption.endswith(f"(black). {says}")


def test_confusion_counts_every_pair_and_names_the_most_frequent():
    draw = np.random.default_rng(1)
    labels, guesses = draw.integers(0, 4, 200), draw.integers(0, 4, 200)
    table = [[int(((labels == row) & (guesses == column)).sum()) for column in range(4)] for row in range(4)]
    shown = bp.show.confusion(labels, guesses)
    (axes,) = shown.figure.subfigs[0].axes
    assert [[int(text.get_text()) for text in axes.texts[4 * k : 4 * k + 4]] for k in range(4)] == table
    most = max(table[row][column] for row in range(4) for column in range(4) if row != column)
    assert shown.caption.startswith(f"{np.trace(table)} of 200 guesses are right. Most frequent mistake")
    row, column, times = numbers(shown.caption.split("mistake", 1)[1].replace("s: ", " "))[:2] + [most]
    assert table[int(row)][int(column)] == times and shown.caption.endswith(f"{most} times.")


@pytest.mark.parametrize(
    "labels, guesses, says",
    [
        ([1, 2], [1, 2], "2 of 2 guesses are right."),
        ([1, 2, 2], [1, 1, 2], "2 of 3 guesses are right. Most frequent mistake: 2 taken for 1, 1 time."),
        ([1, 2], [2, 1], "0 of 2 guesses are right. Most frequent mistakes: 1 taken for 2, 2 taken for 1, each 1 time."),
        (
            range(5),
            [1, 2, 3, 4, 0],
            "0 of 5 guesses are right. Most frequent mistakes: 0 taken for 1, 1 taken for 2, 2 taken "
            "for 3 and 2 more, each 1 time.",
        ),
    ],
)
def test_confusion_says_it_in_a_sentence(labels, guesses, says):
    assert bp.show.confusion(labels, guesses).caption == says


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: bp.show.confusion([1, 2], [1]), "guesses has 1 entries, expected one for each of 2 labels"),
        (lambda: bp.show.confusion(range(13), range(13)), "labels and guesses hold 13 classes, but at most 12 are shown"),
        (lambda: bp.show.images(np.zeros((3, 60))), "pixels has shape (3, 60), expected"),
        (lambda: bp.show.images(IMAGES, [1]), "labels has 1 entries, expected one for each of 20 images"),
        (lambda: bp.show.images(np.zeros((101, 4))), "pixels holds 101 images"),
        (lambda: bp.show.network(NET, X, gradients=True), "target is missing, expected numbers, since gradients is True"),
        (lambda: bp.show.gradient_check(NET, [0, 0.1], T, "w1"), "∂E/∂w1 is 0 here, so nothing can be compared"),
        (lambda: bp.show.network(bp.Network.random([1] * 9, 0)), "net has 9 layers of neurons, but at most 8 can be drawn"),
        (lambda: bp.show.gradient_check(bp.Network([[[1e160]]], [[0]], "identity"), [1], [0], "w1"), "overflows near w1"),
        (lambda: bp.show.gradient_check(NET, X, T, "w9"), "w9: this network has w1 to w8"),
        (lambda: bp.show.layer_norms({f"{k}": NET for k in range(5)}, X, T, 0.1), "nets holds 5 networks, expected 1 to 4"),
        (lambda: bp.show.layer_norms({"net": NET}, X, [1], 0.1), "t has shape (1,), but the network has 2 outputs"),
    ],
)
def test_what_cannot_be_drawn_is_said(call, says):
    with pytest.raises((ValueError, KeyError), match=re.escape(says)):
        call()


def test_picture_in_the_readme_is_the_package_s_own():
    assert same_picture((ROOT / ".github" / "network.png").read_bytes(), bp.show.network(NET, X, T, "w5").png())


def test_a_picture_of_something_else_is_noticed():
    other = NET.copy()
    other["w5"] = 0.41
    assert not same_picture(bp.show.network(other, X, T, "w5").png(), bp.show.network(NET, X, T, "w5").png())
