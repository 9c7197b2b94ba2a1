"""Live widgets without a browser: what each state shows, what each control does, what a saved notebook keeps."""

import base64
import io
import re
import threading
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import matplotlib
import nbformat
import numpy as np
import pytest
from course import LESSONS, lesson_cells, touching
from PIL import Image

import bpcourse as bp
from bpcourse.play.panel import Panel, slider
from bpcourse.practice import record
from bpcourse.practice.content import BOXES
from bpcourse.show.marks import Box

NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
MAKE = {
    "tweak": bp.play.tweak,
    "neuron": bp.play.neuron,
    "forward": bp.play.forward,
    "chain": bp.play.chain,
    "rounds": bp.play.rounds,
    "surface": bp.play.surface,
    "train_xor": bp.play.train_xor,
    "playground": bp.play.playground,
    "nudge": bp.play.nudge,
    "softmax": bp.play.softmax,
    "depth": bp.play.depth,
    "predict": lambda: bp.play.predict("Larger or smaller?", "larger", ["larger", "smaller"]),
    "poll": lambda: bp.play.poll("3.a"),
    "poll of numbers": lambda: bp.play.poll("7.b"),
}
every_widget = pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)


def after(panel, *moves):
    """The panel once these controls were moved (name, value) or pressed (name)."""
    for move in moves:
        panel.set(*((move,) if isinstance(move, str) else move))
        assert panel.problem == ""
    return panel


def texts(svg):
    return [text.strip() for text in ElementTree.fromstring(svg).itertext() if text.strip()]


def stated(panel):
    return [
        float(found.replace("−", "-").replace(",", ""))
        for found in re.findall(r"(?<![A-Za-z_])[-−+]?\d[\d,]*(?:\.\d+)?", panel.caption)
    ]


@every_widget
def test_picture_has_a_role_a_title_and_says_its_caption(make):
    panel = make()
    svg = ElementTree.fromstring(panel.render(panel.state))
    assert svg.get("role") == "img"
    title, description = (child.text for child in list(svg)[:2])
    assert title and description == panel.caption
    assert panel.render(panel.state) == panel.render(panel.state) == panel.picture


@every_widget
def test_picture_is_fit_to_stand_in_a_page_with_others(make):
    panel = make()
    assert not re.search(r"<style|<script|clip-path|<metadata|http://(?!www\.w3\.org)", panel.picture)


@every_widget
def test_bundle_holds_the_live_widget_a_picture_and_a_text_that_stays(make):
    panel = make()
    first = panel.caption
    for control in panel.controls:
        if control["kind"] == "slider":
            panel.set(control["name"], control["most"])
    data, metadata = panel._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"}
    assert data["text/plain"] == first and data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["width"] == 720


@every_widget
def test_render_draws_in_a_few_milliseconds_only_what_moves(make):
    """The ground is drawn once; a second picture reuses it, character by character."""
    panel = make()
    common = re.search(r"</desc>(.*?)<svg x=", panel.picture, re.S)[1]
    for control in panel.controls:
        if control["kind"] == "slider" and control["name"] not in ("seed",):
            panel.set(control["name"], (control["least"] + control["most"]) / 2)
    assert common in panel.picture


@every_widget
def test_still_picture_and_live_picture_show_the_same_words_at_the_same_places(make):
    scene = make().scene(make().state)
    still = scene.picture()
    still.figure.draw_without_rendering()
    inches = still.figure.get_size_inches()
    drawn = [
        (text.get_text(), text.get_transform().transform(text.get_position()))
        for axes in still.figure.subfigs[0].axes
        for text in axes.texts
    ]
    marks = [node for node in ElementTree.fromstring(scene.svg()).iter() if node.get("paint-order")]
    live = [(node.text or "\n".join(part.text for part in node), float(node.get("x"))) for node in marks]
    at = {text: 72 * x / still.figure.dpi for text, (x, _) in drawn}
    assert {text for text, _ in live} <= set(at) and inches[0] == 7.5
    assert all(at[text] == pytest.approx(x, abs=4) for text, x in live if [t for t, _ in live].count(text) == 1)


def test_tweak_states_error_and_slope_and_steps_downhill():
    panel = bp.play.tweak()
    assert stated(after(panel, ("W", 4))) == [4, 20, 20]
    after(panel, ("η", 0.05), "One step of gradient descent")
    assert stated(panel)[:3] == [3, 5, 10] and "1 step from W = 4" in panel.caption
    assert stated(after(panel, ("W", -1)))[:3] == [-1, 45, -30]


@pytest.mark.parametrize("weight", [-2, 0, 1.5, 3, 6])
def test_tweak_shows_the_table_of_its_weight(weight):
    cells = texts(after(bp.play.tweak(), ("W", weight)).picture)
    for value in [2 * weight, *((weight * a - 2 * a) ** 2 for a in (0, 1, 2)), 5 * (weight - 2) ** 2]:
        assert f"{value:.4g}".replace("-", "−") in cells


def overlapping(scene):
    """The texts of a scene's first axes that touch each other."""
    figure = scene.picture().figure
    return touching(figure, figure.subfigs[0].axes[0].texts)


@pytest.mark.parametrize("weight", [-1.95, -1.35, -0.2442, 0.15, 1.0, 5.85, 5.95])
def test_numbers_of_the_tweaking_table_keep_apart(weight):
    assert not overlapping(bp.play.tweak().scene({"W": weight, "η": 0.22, "path": (weight,)}))


@pytest.mark.parametrize("moves", [(), ["1 round"], [("biases", "own"), *["1,000 rounds"] * 4]])
def test_numbers_of_the_table_of_rounds_keep_apart(moves):
    panel = after(bp.play.rounds(), *moves)
    assert not overlapping(panel.scene(panel.state))


def test_tweak_says_when_the_weight_runs_away():
    panel = after(bp.play.tweak(), ("η", 0.25))
    for _ in range(60):
        panel.set("One step of gradient descent")
    assert "W has left the picture" in panel.caption and "each step is too long" in panel.problem


def test_neuron_computes_net_out_and_slope():
    panel = after(bp.play.neuron(), ("w1", 2), ("i1", -0.5), ("b", 1))
    net = 2 * -0.5 + 0.2 * 0.1 + 1
    out = 1 / (1 + np.exp(-net))
    assert stated(panel) == pytest.approx([net, out, out * (1 - out)], abs=5e-5)


def test_forward_marks_what_changed_and_states_the_error():
    panel = after(bp.play.forward(), ("w5", -1), ("i1", 0.5))
    moved = NET.copy()
    moved["w5"] = -1
    assert stated(panel)[-2:] == pytest.approx([moved.error([0.5, 0.1], T), 0.298371109], abs=1e-9)
    bold = {
        node.text or node[0].text
        for node in ElementTree.fromstring(panel.picture).iter()
        if node.get("font-weight") == "bold"
    }
    assert {"w5 = −1", "i1", "h1", "o1"} <= bold and not {"w6 = 0.45", "i2"} & bold
    assert stated(after(panel, "Back to the start")) == [0.298371109]


def shared_decimals(one, other):
    """How many decimals of two numbers between 0 and 1 are the same, of sixteen."""
    return next(n for n in range(16, -1, -1) if int(one * 10**n) == int(other * 10**n))


@pytest.mark.parametrize(
    "k, why", [(1, "truncation"), (3, "truncation"), (5, "no other h comes closer"), (8, "rounding"), (12, "rounding")]
)
def test_nudge_counts_the_digits_that_are_shared_and_those_that_are_right(k, why):
    panel = after(bp.play.nudge(), ("k", k))
    errors = [
        bp.Network([NET.weights[0], [[0.4 + h, 0.45], [0.5, 0.55]]], NET.biases).error(X, T) for h in (10**-k, -(10**-k))
    ]
    shared, right = map(int, re.findall(r"(\d+|no) decimal", panel.caption.replace("no dec", "0 dec")))
    assert shared == shared_decimals(*errors) and why in panel.caption
    off = abs((errors[0] - errors[1]) / 2 / 10**-k - 0.08216704056423)
    assert off <= 0.5 * 10**-right and off > 0.5 * 10 ** -(right + 1)


@pytest.mark.parametrize(
    "weight, x, t, k, says",
    [
        (1, 1, 12, 1, "right to 13 decimals"),
        (0.001, 0.001, 0, 1, "all that are shown"),
        (1, 1, 0.5, 12, "rounding"),
        (3000, 3, 1, 6, "right to 1 decimal;"),
    ],
)
def test_nudge_measures_by_distance_and_keeps_its_numbers_apart(weight, x, t, k, says):
    panel = after(bp.play.nudge(bp.Network([[[weight]]], [[0]], "identity"), [x], [t]), ("k", k))
    assert says in panel.caption and not overlapping(panel.scene(panel.state))


def test_nudge_says_when_two_errors_do_not_differ():
    panel = after(bp.play.nudge(bp.Network([[[30, -20]]], [[5]]), [1, 0.5], [0]), ("k", 6))
    assert "the two errors do not differ at all" in panel.caption


def test_nudge_finds_the_valley_of_w1_farther_right():
    def closest(name):
        return next(k for k in range(1, 13) if "no other h" in after(panel, ("weight or bias", name), ("k", k)).caption)

    panel = bp.play.nudge()
    assert closest("w1") < closest("w5")


@pytest.mark.parametrize(
    "nets, right, said",
    [
        ((2, 1, 0), 2, "wrong"),
        ((2, 1, 0), 1, "right"),
        ((8, -8, 0), 1, "sure and right"),
        ((-3, 3, -3), 3, "sure and wrong"),
        ((1, 1, -2), 1, "undecided"),
    ],
)
def test_softmax_states_error_and_blame(nets, right, said):
    panel = after(bp.play.softmax(), *zip(("net1", "net2", "net3"), nets), ("the right one", f"{right}"))
    p = np.exp(nets)[right - 1] / np.exp(nets).sum()
    assert stated(panel)[:4] == pytest.approx([p, -np.log(p), p - 1, 1 - p], abs=5.1e-5) and f": {said}. " in panel.caption


@pytest.mark.parametrize("nets", [(2, 1, 0), (8, -8, 0), (-8, -7.9, 8)])
def test_numbers_of_softmax_keep_apart(nets):
    panel = after(bp.play.softmax(), *zip(("net1", "net2", "net3"), nets))
    figure = panel.scene(panel.state).picture().figure
    assert not touching(figure, figure.subfigs[0].axes[1].texts)


@pytest.mark.parametrize(
    "kind, s, layers, blame, signals",
    [
        ("sigmoid", 1, 8, "vanishing", "before"),
        ("relu", 3, 8, "exploding", "exploding"),
        ("tanh", 1, 8, "before", "before"),
        ("relu", 0.5, 8, "vanishing", "vanishing"),
        ("tanh", 4, 12, "exploding", "before"),
        ("sigmoid", 1, 1, "before", "before"),
    ],
)
def test_depth_says_what_becomes_of_blame_and_signals(kind, s, layers, blame, signals):
    panel = after(bp.play.depth(), ("kind", kind), ("s", s), ("hidden layers", layers))
    back, there = re.search(r"the blame is (.*?)\. The signals .* are (.*?)\. A layer", panel.caption).groups()
    assert blame in back and signals in there


def test_depth_measures_the_blame_that_backward_finds():
    """Sigmoid neurons near 0 pass a quarter of it on, eight times; other random weights of 1/√n keep its size otherwise."""
    share = float(re.search(r"blame is ([\d.]+) times", bp.play.depth().caption)[1])
    draw, blame = np.random.default_rng(1), np.ones(10)
    for n in [10] + 8 * [30]:
        blame = draw.normal(0, 1 / 30**0.5, (n, 30)).T @ blame / 4
    assert 0.1 < share / (np.linalg.norm(blame) / 10**0.5) < 10


@pytest.mark.parametrize("name", NET.names)
def test_chain_ends_at_the_gradient_and_the_new_value(name):
    panel = after(bp.play.chain(), ("weight or bias", name), "To the end")
    gradient = bp.numerical_gradient(NET, X, T)[name]
    assert stated(panel)[-2:] == pytest.approx([gradient, NET[name] - 0.5 * gradient], abs=2e-9)
    assert panel.text.splitlines()[-1] == panel.caption


def test_chain_walks_forward_and_back_and_multiplies():
    panel = after(bp.play.chain(), "Next link", "Next link")
    factors = [float(line.split("= ")[-1].split(". The")[0]) for line in panel.text.splitlines()]
    products = [float(line.rstrip(".").split(" is ")[-1]) for line in panel.text.splitlines()]
    assert products == pytest.approx(np.cumprod(factors), abs=2e-9) and products[-1] == 0.082167041
    assert "link 2 of 3" in after(panel, "Previous link").caption
    assert "link 1 of 3" in after(panel, *["Previous link"] * 3).caption
    after(panel, *["Next link"] * 9)
    assert "0.358916480" in panel.caption
    assert "∂E/∂w5 = 0.082167041, so the new w5 is 0.358916480" in texts(panel.picture)


def test_chain_lights_one_path_at_a_time():
    panel = bp.play.chain(NET, X, T, "w1")

    def lit():
        return {
            node.text.split()[0]
            for node in ElementTree.fromstring(panel.picture).iter()
            if node.get("font-weight") == "bold" and re.match(r"w\d = ", node.text or "")
        }

    assert lit() == {"w1", "w5"}
    after(panel, *["Next link"] * 5)
    assert "h1 → o2" in panel.caption and lit() == {"w1", "w7"}


@pytest.mark.parametrize("biases, expected", [("frozen", 0.291027774), ("shared", 0.285750887), ("own", 0.280471447)])
def test_rounds_follow_the_rule_for_the_biases(biases, expected):
    panel = after(bp.play.rounds(), ("biases", biases) if biases != "frozen" else "Back to the start", "1 round")
    assert stated(panel)[:3] == [1, expected, 0.298371109]


def test_rounds_add_up_to_ten_thousand():
    panel = after(bp.play.rounds(), *["1,000 rounds"] * 10)
    assert stated(panel)[:2] == pytest.approx([10_000, 0.0000351019], abs=1e-9)
    assert f"{panel.state['now']['w5']:.6f}".replace("-", "−") in texts(panel.picture)


def test_a_ball_that_has_run_away_says_so():
    panel = after(bp.play.surface(), ("η", 0.75), *["Ten steps"] * 8)
    panel.set("One step")
    assert "run away beyond 1,000,000" in panel.problem
    assert after(panel, "Back to the start").caption == "At w1 = −1, w2 = 3 the error is 2.25."


@pytest.mark.parametrize("weight", [-12345.6, 3.2e5, 9.9e5])
def test_numbers_of_a_table_that_runs_away_keep_apart(weight):
    assert not overlapping(bp.play.tweak().scene({"W": weight, "η": 0.25, "path": (weight,)}))


def test_surface_rolls_down_and_diverges():
    panel = after(bp.play.surface(), "Ten steps")
    x, t, w = np.array([[1, 1], [0.5, 2]]), np.array([2, 2.5]), np.array([-1.0, 3.0])
    for _ in range(10):
        w = w - 0.3 * ((x @ w - t) @ x / 2)
    assert stated(panel)[:3] == pytest.approx([*w, ((x @ w - t) ** 2).sum() / 4], rel=1e-3)
    after(panel, "Back to the start", ("η", 0.75), *["Ten steps"] * 2)
    assert "it diverges" in panel.caption and len(panel.state["path"]) == 21


@pytest.mark.parametrize("data, batch", [("xor", "all"), ("spirals", "4"), ("blobs", "1")])
def test_playground_is_bp_train(data, batch):
    panel = after(bp.play.playground(data, "4", "tanh", 0.5, batch), ("epochs per picture", "10"), "Step", "Step")
    x, t = {"xor": bp.datasets.xor, "spirals": lambda: bp.datasets.spirals(60, 1.0), "blobs": bp.datasets.blobs}[data]()
    start = bp.Network.random([2, 4, 1], 1, ["tanh", "sigmoid"])
    run = bp.train(start, x, t, 0.5, 20, len(x) if batch == "all" else int(batch))
    right = int(((run.network.forward(x).out[-1] > 0.5) == (t > 0.5)).sum())
    assert stated(panel)[:4] == [20, pytest.approx(run.network.error(x, t), rel=5e-4), right, len(x)]
    assert panel.state["errors"] == pytest.approx(run.errors), "two pieces of ten epochs are one run of twenty"


def images(panel):
    """The images in a panel's picture: their pixels, the first row at the top, and their place on the page."""
    found = [node for node in ElementTree.fromstring(panel.picture).iter() if node.tag.endswith("}image")]
    return [
        (
            np.asarray(Image.open(io.BytesIO(base64.b64decode(node.get("href").split(",")[1]))).convert("RGB")) / 255,
            [float(node.get(name)) for name in ("x", "y", "width", "height")],
        )
        for node in found
    ]


def colour(says):
    """Blue for 0, white for a half, orange for 1."""
    blue, orange = (np.array(matplotlib.colors.to_rgb(text)) for text in ("#9ccbe8", "#f6b98c"))
    return 1 + (blue - 1) * max(0, 1 - 2 * says) + (orange - 1) * max(0, 2 * says - 1)


def test_playground_shades_what_the_network_and_each_hidden_neuron_say():
    panel = after(bp.play.train_xor(), ("epochs per picture", "100"), "Step", "Step")
    net, ((plane, _), (tiles, _)) = panel.state["net"], images(panel)
    low, size = -0.25, 1.5 / len(plane)
    for row, column in [(0, 0), (10, 50), (30, 30), (59, 7)]:
        place = [low + size * (column + 0.5), 1.25 - size * (row + 0.5)]
        assert plane[row, column] == pytest.approx(colour(net.forward(place).out[2][0]), abs=0.01)
    for k in range(4):
        place = [low + size * 1.5, 1.25 - size * (len(plane) - 0.5 - 1)]  # the tile's lower left corner
        assert tiles[-1, k * tiles.shape[1] // 4] == pytest.approx(colour(net.forward(place).out[1][k]), abs=0.01)


@pytest.mark.parametrize("activation, silent", [("tanh", 0.0), ("relu", 0.0), ("sigmoid", 0.5)])
def test_a_hidden_neuron_that_says_nothing_stays_white(activation, silent):
    panel = bp.play.playground("xor", "2", activation)
    for weights in panel.state["net"].weights:
        weights[:] = 0
    panel.set("η", 0.5)
    assert panel.state["net"].forward([0, 0]).out[1] == pytest.approx(silent) and (images(panel)[1][0] == 1).all()


def test_boundary_is_where_the_network_says_one_half():
    panel = after(bp.play.train_xor(), ("epochs per picture", "100"), "Step", "Step", "Step")
    (_, (x, y, width, height)), _ = images(panel)
    lines = [node for node in ElementTree.fromstring(panel.picture).iter() if node.get("stroke-width") == "1.60"]
    points = np.array([point.split(",") for line in lines for point in line.get("points").split()], float)
    places = (points - [x, y + height]) / [width, -height] * 1.5 - 0.25
    assert len(lines) == 2 and abs(panel.state["net"].forward(places).out[-1] - 0.5).max() < 0.02


def test_training_that_overflows_is_said_and_the_last_finite_network_stays():
    panel = bp.play.rounds(bp.Network([[[3.0]]], [[0.0]], "identity"), [10], [1], learning_rate=1)
    panel.set("1,000 rounds")
    assert "the numbers overflowed" in panel.problem and "Try a smaller learning rate" in panel.problem
    assert np.isfinite(panel.state["errors"]).all() and stated(panel)[0] == len(panel.state["errors"]) - 1
    assert after(panel, "Back to the start").caption.startswith("Before the first round")


def test_an_interrupt_inside_training_pauses_it_and_keeps_what_was_trained(monkeypatch):
    panel = after(bp.play.train_xor(), "Run or pause")

    def interrupted(*args, **kwargs):
        epochs = run_epochs(*args, **kwargs)
        yield next(epochs)
        yield next(epochs)
        raise KeyboardInterrupt

    run_epochs = bp.training.run_epochs
    monkeypatch.setattr(bp.training, "run_epochs", interrupted)
    panel.set("tick")
    assert panel.problem.startswith("Training interrupted by hand after 2 epochs")
    assert not panel.running and panel.caption.startswith("2 epochs: ")


def test_rounds_keep_the_start_and_what_each_rule_has_left_to_compare():
    panel = after(bp.play.rounds(), "1,000 rounds", ("biases", "own"), "1,000 rounds", "1,000 rounds")
    shown = texts(panel.picture)
    for name in ("w5", "b_o1"):
        assert float(shown[shown.index(name) + 1]) == NET[name]
    frozen = bp.train(NET, X, T, 0.5, 1000, biases="frozen").errors[-1]
    assert f"To compare: frozen left {frozen:.3g} after 1,000 rounds." in panel.caption


def test_rounds_with_shared_biases_show_the_gradient_that_led_from_before_to_after():
    panel = after(bp.play.rounds(), ("biases", "shared"), "1 round")
    shown = texts(panel.picture)
    rows = {name: shown[shown.index(name) + 2 : shown.index(name) + 5] for name in ("w5", "b1", "b2")}
    for name, row in rows.items():
        slope = bp.numerical_gradient(NET, X, T)[name]
        assert sorted(float(text.replace("−", "-")) for text in row) == pytest.approx(
            sorted([NET[name], slope, NET[name] - 0.5 * slope]), abs=6e-7
        )
    assert "b_h1" not in shown


@pytest.mark.parametrize("rounds, epochs", [("1 round", 1), ("10 rounds", 10)])
def test_rounds_show_the_last_round(rounds, epochs):
    panel = after(bp.play.rounds(), rounds)
    for name, after_epochs in (("before", epochs - 1), ("now", epochs)):
        trained = bp.train(NET, X, T, 0.5, after_epochs, biases="frozen").network
        assert [panel.state[name][w] for w in NET.names] == [trained[w] for w in NET.names]


@every_widget
def test_no_number_is_minus_nothing_nor_has_a_hyphen_for_a_minus(make):
    panel, draw = make(), np.random.default_rng(0)
    for _ in range(150):
        control = panel.controls[draw.integers(len(panel.controls))]
        value = {
            "slider": lambda c: draw.choice([c["least"], c["least"] / 2, 0, -0.0, c["most"]]),
            "number": lambda c: -0.0,
            "choice": lambda c: str(draw.choice(c["options"])),
        }.get(control["kind"], lambda c: None)(control)
        panel.set(control["name"], value)
        assert not re.search(
            r"(?<![\w.)])-[\d.]|−0(?:\.0+)?(?![\d.])|\de[-+]\d|nan|inf\b", " ".join([panel.caption, *texts(panel.picture)])
        ), (control["name"], value)
        ElementTree.fromstring(panel.picture)


def test_a_sentence_about_a_wrong_number_stays_while_training_goes_on():
    panel = after(bp.play.train_xor(), "Run or pause")
    panel.set("η", 12)
    assert panel.running and panel.problem == "η is 12, expected a number between 0 and 10"
    panel.set("tick")
    assert panel.running and panel.problem and panel.caption.startswith("10 epochs")
    assert after(panel, ("η", 1)).state["η"] == 1


def test_a_scene_that_cannot_be_drawn_leaves_the_state_alone():
    panel = bp.play.tweak()
    before, panel.scene = panel.state, lambda state: 1 / 0
    panel.set("W", 1)
    assert panel.state == before and "ZeroDivisionError" in panel.problem


def test_training_stops_running_when_something_fails():
    panel = after(bp.play.train_xor(), "Run or pause")
    assert panel.running
    panel._act = lambda state, name: 1 / 0
    panel.set("tick")
    assert not panel.running and not panel.state["running"] and "ZeroDivisionError" in panel.problem


def test_interrupting_the_kernel_pauses_training():
    panel = after(bp.play.train_xor(), "Run or pause")

    def interrupted(state, name):
        raise KeyboardInterrupt

    panel._act, act = interrupted, panel._act
    panel.set("tick")
    assert panel.problem == "Interrupted." and not panel.running
    panel._act = act
    assert after(panel, "Run or pause").running


@pytest.fixture
def heard(monkeypatch):
    """A panel that trains, and what it has sent to the browser."""
    panel, sent = after(bp.play.train_xor(), "Run or pause"), []
    monkeypatch.setattr(panel, "send", sent.append)
    return panel, sent


def test_the_browser_is_answered_even_when_a_number_is_wrong(heard):
    panel, sent = heard
    panel._handle_custom_msg({"name": "η", "value": 1}, [])
    panel._handle_custom_msg({"name": "η", "value": 12}, [])
    assert panel.state["η"] == 1 and panel.problem == "η is 12, expected a number between 0 and 10"
    assert sent == [{"done": "η"}, {"done": "η"}]


def test_an_interrupt_while_an_answer_is_on_its_way_pauses_training_and_the_browser_goes_on(heard, monkeypatch):
    panel, sent = heard

    def interrupted(name, value):
        raise KeyboardInterrupt

    monkeypatch.setattr(panel, "set", interrupted)
    panel._handle_custom_msg({"name": "tick"}, [])
    assert not panel.running and not panel.state["running"] and sent == [{"done": "tick"}]


def test_what_another_thread_hears_waits_for_the_one_that_runs_the_cells(heard, monkeypatch):
    panel, sent = heard
    waiting = []
    loop = SimpleNamespace(add_callback=lambda *call: waiting.append(call))
    kernel = SimpleNamespace(kernel=SimpleNamespace(io_loop=loop))
    monkeypatch.setattr("bpcourse.play.panel.get_ipython", lambda: kernel)
    listener = threading.Thread(target=panel._handle_custom_msg, args=({"name": "η", "value": 1}, []))
    listener.start()
    listener.join()
    assert panel.state["η"] != 1 and sent == []
    for function, *arguments in waiting:
        function(*arguments)
    assert panel.state["η"] == 1 and sent == [{"done": "η"}]


def test_predict_keeps_its_answer_until_a_guess_is_committed():
    asked = []
    panel = bp.play.predict("How large?", lambda: asked.append(1) or 0.25)
    panel.set("Commit the guess")
    assert "First a guess" in panel.problem and not asked and "0.25" not in panel.picture + panel.caption
    for move in (("Your guess", "about 0.5"), ("Commit the guess",)):  # the second one says again what was wrong
        panel.set(*move)
        assert panel.problem == "Your guess is 'about 0.5', expected a number"
    after(panel, ("Your guess", 0.5), "Commit the guess")
    assert panel.caption == "How large? You said: 0.5. The answer: 0.25."
    after(panel, ("Your guess", 0.25), "Commit the guess")
    assert "You said: 0.5" in panel.caption and panel.locked, "the first guess stays"


@pytest.mark.parametrize(
    "guess, says",
    [("larger", "You said: larger. Right. Look at w5."), ("smaller", "You said: smaller. The answer: larger. Look at w5.")],
)
def test_predict_with_choices(guess, says):
    panel = bp.play.predict("And now?", "larger", ["larger", "smaller"], why="Look at w5.")
    assert after(panel, ("Your guess", guess), "Commit the guess").caption == f"And now? {says}"


@pytest.mark.parametrize(
    "box, guess, says",
    [
        ("1.b", -7.0, "You said: −7. The answer: 2. That is the whole slope, without η. W − 0.1"),
        ("1.b", 4.0, "You said: 4. The answer: 2. That is with the slope, uphill. W − 0.1"),
        ("1.b", 0.5, "You said: 0.5. The answer: 2. W − 0.1"),
        ("3.c", "zero", "You said: zero. The answer: negative. A product is 0 only if a factor is. Here"),
        ("3.c", "negative", "You said: negative. Right. o2 says too little"),
        ("7.b", 3.32, "You said: 3.32. The answer: 2.303. That is the logarithm to base 2. Here ln is to base e. Whichever"),
    ],
)
def test_a_box_answers_the_guess_that_was_given(box, guess, says, fresh):
    assert says in after(bp.play.predict(box), ("Your guess", guess), "Commit the guess").caption


@pytest.mark.parametrize("box, guess", [("1.b", 3.0), ("3.a", "shrinks")])
def test_a_committed_guess_is_there_when_the_lesson_is_opened_again(box, guess, fresh):
    first = after(bp.play.predict(box), ("Your guess", guess), "Commit the guess")
    record._here.clear()  # another day
    again = bp.play.predict(box)
    assert (again.caption, again.locked, again.values) == (first.caption, True, {"Your guess": guess})
    assert again.caption in again._repr_mimebundle_()[0]["text/plain"], "in the saved picture, too"


def test_a_guess_from_a_box_that_asked_something_else_is_left_alone(fresh):
    for box, guess in (("1.b", "grows"), ("3.a", "more"), ("3.c", 1.0)):
        record.add_guess(box, guess)
        assert "Commit a guess" in bp.play.predict(box).caption


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("W", 7, "W is 7, expected a number between -2 and 6"),
        ("W", "3", "W is '3', expected a number"),
        ("W", float("nan"), "W is nan, expected a finite number"),
        ("w9", 1, "KeyError('w9')"),
    ],
)
def test_a_wrong_number_is_answered_in_a_sentence_and_the_state_stays(name, value, says):
    panel = bp.play.tweak()
    before = panel.state
    panel.set(name, value)
    assert panel.problem == says and panel.state == before
    assert after(panel, ("W", 1)).caption.startswith("At W = 1")


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: bp.play.forward(bp.Network.random([3, 2], 0)), "x is missing, expected 3 numbers for this network"),
        (lambda: bp.play.forward(bp.Network.random([9, 9], 0), [1] * 9, [1] * 9), "net has 90 parameters, but at most 30"),
        (
            lambda: bp.play.nudge(bp.Network([[[1e6]]], [[0]], "identity"), [1], [0]),
            "the error of this network is 5e+11, too",
        ),
        (lambda: bp.play.nudge(bp.Network([[[0.0]]], [[0.0]], "relu"), [0], [1]), "every slope of this network is 0 here"),
        (lambda: bp.play.chain(parameter="w9"), "parameter is 'w9', expected one of w1, w2"),
        (lambda: bp.play.chain(NET, [X, X], [T, T]), "x has shape (2, 2), but this shows one example"),
        (lambda: bp.play.surface(NET, X, T, ("w5", "w5")), "expected two different parameters"),
        (lambda: bp.play.playground("moons"), "data is 'moons', expected one of xor, spirals, blobs"),
        (lambda: bp.play.predict("?", "no", ["no", "choose …"]), "expected a list of texts"),
        (lambda: bp.play.predict("?", 1, why=5), "why is 5, expected text"),
        (lambda: bp.play.predict("9.z"), "question is '9.z' and answer is missing, expected both, or one of 0.a, 1.a"),
        (lambda: bp.play.surface(x=X, t=T), "net is missing"),
        (lambda: bp.play.forward(bp.Network), "net is a class, expected a bp.Network"),
        (
            lambda: bp.play.rounds(bp.Network([[[1e200]]], [[0]], "identity"), [1e200], [1]),
            "the error of this network is inf",
        ),
        (lambda: bp.play.chain(bp.Network.random([1] * 10, 0), [1], [1]), "net has 10 layers of neurons, but at most 8"),
        (lambda: bp.play.predict("?", "yes", ["no", "perhaps"]), "answer is 'yes', expected one of no, perhaps"),
    ],
)
def test_bad_arguments_are_named(make, says):
    with pytest.raises((ValueError, TypeError), match=re.escape(says)):
        make()


def test_other_networks_can_be_played_with():
    net = bp.Network.random([3, 2, 2, 1], 0, ["tanh", "relu", "identity"])
    for make in (bp.play.forward, bp.play.chain, bp.play.rounds, bp.play.nudge):
        assert texts(after(make(net, [1, 0, -1], [0.5])).picture)
    assert "b_h2_1" in [control["name"] for control in bp.play.forward(net, [1, 0, -1], [0.5]).controls]


def test_a_surface_of_ones_own_is_centred_on_its_weights_and_may_be_flat():
    own = bp.play.surface(bp.Network([[[10.0, -7.0]]], [[0.0]], "identity"), [[1, 1], [0.5, 2]], [[2], [2.5]])
    assert "has left" not in own.caption and own.controls[0]["least"] < 10 < own.controls[0]["most"]
    flat = bp.play.surface(bp.Network([[[1.0, 1.0]]], [[0.0]], "identity"), [0, 0], [1000])
    assert stated(flat)[-1] == 500_000


def test_a_seed_is_a_whole_number_and_may_lie_beyond_the_slider_s_usual_end():
    panel = bp.play.playground(seed=25)
    assert next(c["most"] for c in panel.controls if c["name"] == "seed") == 25
    panel.set("seed", 2.5)
    assert "seed is 2.5, expected a whole number" in panel.problem


def test_a_callback_s_error_is_shown():
    def scene(state):
        return bp.play.tweak().scene({"W": 1 / state["W"], "path": (1,)})

    panel = Panel([slider("W", -1, 1, 0.5)], {"W": 1.0}, scene)
    panel.set("W", 0)
    assert "ZeroDivisionError" in panel.problem


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lessons_keep_each_widget_s_first_picture_and_no_dead_widget(path):
    cells = [cell for cell in lesson_cells(path) if "bp.play." in cell.source and cell.cell_type == "code"]
    assert cells
    for cell in cells:
        (output,) = cell.outputs
        assert set(output.data) == {"text/html", "image/png", "text/plain"} and len(output.data["text/plain"]) > 20
    assert "widgets" not in nbformat.read(path, 4).metadata


def written(panel):
    """All words of a panel's picture, as they read from the top down."""
    return " ".join(texts(panel.picture)[2:])


def test_a_poll_asks_its_box_counts_hands_and_keeps_its_answer_until_it_is_asked_for(fresh):
    panel = after(bp.play.poll("3.a"), ("grows", 12), ("shrinks", 5), ("grows", 11))
    assert written(panel).startswith("A little more w5: what does the error do? grows 11 stays the same 0 shrinks 5")
    assert "grows 11, stays the same 0, shrinks 5." in panel.caption
    assert "answer" not in panel.caption + written(panel) and "✓" not in written(panel)
    after(panel, "Show the answer")
    assert "✓ grows 11" in written(panel) and f"The answer: grows. {BOXES['3.a'].why}" in panel.caption
    assert not fresh.exists() and bp.play.predict("3.a").state["committed"] is None, "nobody's own guess is touched"


def test_bars_of_a_poll_are_as_long_as_their_votes():
    panel = after(bp.play.poll("3.a"), ("grows", 40), ("shrinks", 10))
    widths = [float(node.get("width")) for node in ElementTree.fromstring(panel.picture).iter() if node.tag.endswith("rect")]
    assert widths[0] == pytest.approx(4 * widths[2], rel=0.01) and widths[1] == 0


@pytest.mark.parametrize("id", [id for id, box in BOXES.items() if box.choices])
def test_every_wrong_choice_of_a_box_has_a_sentence_of_its_own_and_the_right_one_has_the_reason(id):
    box = BOXES[id]
    said = {option: box.reply(option) for option in box.choices}
    assert [option for option, says in said.items() if not says] == [box.answer()]
    assert len({*said.values()}) == len(said) and all(len(says.split()) <= 25 for says in said.values())


def test_a_poll_says_its_answer_first_and_below_the_bars_what_the_commonest_choices_mean():
    panel = after(bp.play.poll("2.b"), ("w1", 2), ("w8", 5), ("w4", 3), "Show the answer")
    says, words = BOXES["2.b"].choices, " ".join(written(panel).split())
    order = [
        "The answer: w6.",
        "w1 2",
        "✓ w6 0",
        "w8 5",
        *(f"{option}: {says[option]}" for option in ("w8", "w4", "w1", "w2")),
    ]
    assert [*map(words.index, order)] == sorted(map(words.index, order))
    assert says["w3"] not in words and f"w3: {says['w3']}" in panel.caption, "what the picture has no room for"


@pytest.mark.parametrize("id", BOXES)
def test_a_poll_with_its_answer_fits_a_window_of_1000_pixels(id):
    """And one of 720 up to its last bar: the picture begins 275 pixels down, and 30 are the status bar's; 96 are an inch."""
    panel = after(bp.play.poll(id), *((option, 9) for option in BOXES[id].choices), "Show the answer")
    scene = panel.scene(panel.state)
    bars = [mark for mark in scene.layers[0] if isinstance(mark, Box)]
    assert 96 * scene.ground.height <= 1000 - 275 - 30
    assert all(96 * (scene.ground.height - mark.corner[1]) <= 720 - 275 - 30 for mark in bars)


def test_a_poll_of_numbers_says_which_is_the_commonest_and_what_usual_wrong_ones_come_from():
    panel = bp.play.poll("7.b")
    panel.set("Add the guess")
    assert panel.problem == "Type a guess first: a number that somebody has called."
    for guess in (1, 0.1, 1, 5):
        after(panel, ("A guess", guess), "Add the guess")
    assert "4 numbers, from 0.1 to 5; most often 1, 2 times." in panel.caption
    assert "3 numbers, from 0.1 to 1; most often 1, 2 times." in after(panel, "Take the guess back").caption
    after(panel, "Show the answer")
    assert (
        f"The answer: {np.log(10):.3f}. " in panel.caption
        and f"0.1: {BOXES['7.b'].mistakes['one-share'].says}" in panel.caption
    )
    assert not overlapping(panel.scene(panel.state))


def test_any_guess_of_a_poll_can_be_taken_back_by_typing_it():
    panel = bp.play.poll("7.b")
    for guess in (-1e9, 1, 2, 1):
        after(panel, ("A guess", guess), "Add the guess")
    after(panel, ("A guess", -1e9), "Take the guess back")
    assert "3 numbers, from 1 to 2; most often 1, 2 times." in panel.caption
    panel.set("Take the guess back")
    assert panel.problem.startswith("Nobody has called −1") and "3 numbers" in panel.caption
    assert "2 numbers, from 1 to 2; " in after(panel, ("A guess", 1), "Take the guess back").caption


@pytest.mark.parametrize("id", BOXES)
def test_words_of_a_poll_stay_on_the_page_and_apart(id):
    """With many votes, and the answer shown."""
    panel = bp.play.poll(id)
    moves = [(option, 200) for option in BOXES[id].choices] or [("A guess", 1e-7), *["Add the guess"] * 12]
    scene = after(panel, *moves, "Show the answer").scene(panel.state)
    assert not overlapping(scene)
    figure = scene.picture().figure
    figure.draw_without_rendering()
    for text in figure.subfigs[0].axes[0].texts:
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.x1 <= figure.bbox.width, text.get_text()


@pytest.mark.parametrize("id, error", [("3.z", ValueError), (3, TypeError)])
def test_a_poll_of_what_is_no_box_says_which_there_are(id, error):
    with pytest.raises(error, match=f"question is {id!r}, expected one of 0.a, 1.a, "):
        bp.play.poll(id)
