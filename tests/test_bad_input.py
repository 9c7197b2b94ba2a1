"""A plain slip gets one clear sentence: the argument, what came, what was expected."""

import re
import tracemalloc
import zipfile

import numpy as np
import pytest

import bpcourse as bp

NET, X, T = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
W, B = [np.ones((2, 2))] * 2, [[0, 0]] * 2
LINE = bp.Network([[[3.0]]], [[0.0]], "identity")
SOFT = bp.Network([[[1.0], [2.0]]], [[0, 0]], "softmax", "cross_entropy")
THREE = bp.Network.random([2, 3], 0)
FOUR_X, ONE_HOT = np.ones((4, 2)), np.eye(3)[[0, 1, 2, 1]]
KINDS = "sigmoid, tanh, relu, identity, softmax"
CRITERION = "a function of net, x, t, errors such as bp.training.all_correct"


def train(learning_rate=0.5, epochs=1, **options):
    return lambda: bp.train(NET, X, T, learning_rate, epochs, **options)


def assigned(name, value):
    """A network one part of which was changed by hand, on its way forward."""

    def slip():
        net = NET.copy()
        setattr(net, name, value)
        net.forward(X)

    return slip


OTHER_WEIGHTS = "trace is of another network, or of weights that have changed since; expected what net.forward(x) returns"
SLIPS = [
    (lambda: NET.forward([1, 2, 3]), ValueError, "x has shape (3,), but the network has 2 inputs"),
    (lambda: NET.forward([[1, 2, 3]]), ValueError, "x has shape (1, 3), but the network has 2 inputs"),
    (
        lambda: NET.forward(0.05),
        ValueError,
        "x is one number, expected shape (2,), or (n_examples, 2) for several examples",
    ),
    (
        lambda: LINE.forward(np.float64(1)),
        ValueError,
        "x is one number, expected shape (1,), or (n_examples, 1) for several examples",
    ),
    (
        lambda: LINE.error([1], 1),
        ValueError,
        "target is one number, expected shape (1,), or (n_examples, 1) for several examples",
    ),
    (lambda: NET.forward([[[1, 2]]]), ValueError, "x has shape (1, 1, 2), but the network has 2 inputs"),
    (
        lambda: LINE.forward([0, 1, 2]),
        ValueError,
        "x has shape (3,), but the network has 1 input; 3 examples of one number each have shape (3, 1)",
    ),
    (lambda: NET.forward([0.05, float("nan")]), ValueError, "x holds nan at position 1, expected finite numbers"),
    (
        lambda: NET.forward([[0, 1], [float("inf"), 1]]),
        ValueError,
        "x holds inf at position (1, 0), expected finite numbers",
    ),
    (lambda: NET.forward([]), ValueError, "x is empty (shape (0,)), expected at least one number"),
    (lambda: NET.forward("0.05, 0.1"), TypeError, "x is the text '0.05, 0.1', expected numbers"),
    (lambda: NET.forward([0.05, "a"]), TypeError, "x holds the text 'a', expected numbers"),
    (lambda: NET.forward(["0.05", "0.1"]), TypeError, "x holds the text '0.05', expected numbers"),
    (lambda: NET.forward([0.05, 0.1j]), TypeError, "x holds 0.1j, expected numbers"),
    (lambda: NET.forward([None, 1]), TypeError, "x holds None, expected numbers"),
    (lambda: NET.forward([[1, 2], [3]]), ValueError, "x has rows of different lengths, expected a rectangular array"),
    (lambda: NET.backward(NET.forward(X), [1, 2, 3]), ValueError, "target has shape (3,), but the network has 2 outputs"),
    (
        lambda: NET.backward(NET.forward([X, X]), T),
        ValueError,
        "target has shape (2,), expected (2, 2) to go with the inputs",
    ),
    (lambda: NET.backward(X, T), TypeError, "trace is ndarray, expected what net.forward(x) returned"),
    (lambda: NET.backward(LINE.forward([1]), T), ValueError, "trace is of a 1-1 network, but this one is 2-2-2"),
    (lambda: NET.backward(bp.Network.random([2, 2, 2], 0).forward(X), T), ValueError, OTHER_WEIGHTS),
    (lambda: bp.train(NET, X, T, 0.5, 1).network.backward(NET.forward(X), T), ValueError, OTHER_WEIGHTS),
    (lambda: NET.error([X, X, X], [T, T]), ValueError, "target has shape (2, 2), expected (3, 2) to go with the inputs"),
    (
        lambda: SOFT.error([1], [0.5, 0.6]),
        ValueError,
        "target has a row [0.5, 0.6], expected probabilities that add up to 1, as cross_entropy needs",
    ),
    (
        lambda: THREE.backward(THREE.forward(FOUR_X), [0, 1, 2, 1]),
        ValueError,
        "target holds a label for each example, expected 3 numbers for each: np.eye(3)[target]",
    ),
    (
        lambda: bp.train(SOFT, [[1], [2]], np.array([0, 1]), 0.5, 1),
        ValueError,
        "t holds a label for each example, expected 2 numbers for each: np.eye(2)[t]",
    ),
    (
        lambda: THREE.error(X, 2),
        ValueError,
        "target holds a label for each example, expected 3 numbers for each: np.eye(3)[target]",
    ),
    (lambda: THREE.error(FOUR_X, [1, 2, 3, 1]), ValueError, "target has shape (4,), but the network has 3 outputs"),
    (lambda: THREE.error(FOUR_X, [0.0, 0.5, 2, 1]), ValueError, "target has shape (4,), but the network has 3 outputs"),
    (lambda: NET.forward(np.array([0.05, "a"], dtype=object)), TypeError, "x holds the text 'a', expected numbers"),
    (lambda: NET.forward(np.array(["NaT", 0], "M8[ns]")), TypeError, "x holds None, expected numbers"),
    (lambda: NET.forward([10**400, 1]), TypeError, f"x holds {10**400}, expected numbers"),
    (lambda: NET.__setitem__("w5", -1e301), ValueError, "w5 is -1e+301, expected a number between -1e+300 and 1e+300"),
    (lambda: bp.Network(W, B, "sigmoyd"), ValueError, f"activations[0] is 'sigmoyd', expected one of {KINDS}"),
    (lambda: bp.Network(W, B, ["tanh"]), ValueError, "activations has 1 names, but the network has 2 layers of weights"),
    (lambda: bp.Network(W, B, 3), TypeError, "activations is 3, expected a name or one name per layer"),
    (
        lambda: bp.Network(W, B, "softmax", "cross_entropy"),
        ValueError,
        "activations is 'softmax' for all layers, but softmax belongs at the output only: give one name per layer",
    ),
    (
        lambda: bp.Network(W, B, ["softmax", "tanh"]),
        ValueError,
        "activations[0] is 'softmax', but softmax belongs at the output only",
    ),
    (
        lambda: bp.Network(W, B, ["tanh", "softmax"]),
        ValueError,
        "loss is 'squared_error' and the output's activation 'softmax', but softmax and cross_entropy belong together",
    ),
    (
        lambda: bp.Network(W, B, "sigmoid", "cross_entropy"),
        ValueError,
        "loss is 'cross_entropy' and the output's activation 'sigmoid', but softmax and cross_entropy belong together",
    ),
    (lambda: bp.Network(W, B, loss="hinge"), ValueError, "loss is 'hinge', expected one of squared_error, cross_entropy"),
    (assigned("activations", "sigmoyd"), ValueError, f"activations[0] is 'sigmoyd', expected one of {KINDS}"),
    (assigned("activations", ["tanh", "sgmoid"]), ValueError, f"activations[1] is 'sgmoid', expected one of {KINDS}"),
    (assigned("activations", ["tanh"]), ValueError, "activations has 1 names, but the network has 2 layers of weights"),
    (assigned("loss", "mse"), ValueError, "loss is 'mse', expected one of squared_error, cross_entropy"),
    (lambda: bp.Network([], []), ValueError, "weights is empty, expected one array per layer"),
    (lambda: bp.Network("w1", B), TypeError, "weights is 'w1', expected a list with one array per layer"),
    (lambda: bp.Network(W, B[:1]), ValueError, "biases has 1 layers, but weights has 2"),
    (lambda: bp.Network([[1, 2]], [[0]]), ValueError, "weights[0] has shape (2,), expected (n_out, n_in)"),
    (
        lambda: bp.Network([np.ones((3, 2)), np.ones((1, 2))], [[0] * 3, [0]]),
        ValueError,
        "weights[1] has shape (1, 2), but layer 1 has 3 neurons: expected (n_out, 3)",
    ),
    (lambda: bp.Network(W, [[0], [0, 0]]), ValueError, "biases[0] has shape (1,), but weights[0] has 2 rows: expected (2,)"),
    (
        lambda: bp.Network([[[float("nan")]]], [[0]]),
        ValueError,
        "weights[0] holds nan at position (0, 0), expected finite numbers",
    ),
    (lambda: bp.Network.random([2], 0), ValueError, "sizes is [2], expected at least an input and an output layer"),
    (lambda: bp.Network.random([2, 0], 0), ValueError, "sizes[1] is 0, expected 1 or more"),
    (lambda: bp.Network.random("2-2-2", 0), TypeError, "sizes is '2-2-2', expected neurons per layer such as [2, 2, 2]"),
    (lambda: bp.Network.random([2, 1], -1), ValueError, "seed is -1, expected 0 or more"),
    (lambda: NET["w9"], KeyError, "w9: this network has w1 to w8"),
    (lambda: NET["b3"], KeyError, "b3: this network has a shared bias for each layer, b1 to b2"),
    (
        lambda: NET["b_h3"],
        KeyError,
        "b_h3: this network has weights w1 to w8, biases b_h1 to b_o2, and b1 to b2 for a layer's shared bias",
    ),
    (lambda: NET[5], TypeError, "name is 5, expected text such as 'w1' or 'b_o1'"),
    (lambda: NET.__setitem__("w5", "0.4"), TypeError, "w5 is '0.4', expected a number"),
    (train(learning_rate=-0.5), ValueError, "learning_rate is -0.5, expected 0 or more"),
    (train(learning_rate="0.5"), TypeError, "learning_rate is '0.5', expected a number"),
    (train(learning_rate=float("nan")), ValueError, "learning_rate is nan, expected a finite number"),
    (train(epochs=-1), ValueError, "epochs is -1, expected 0 or more"),
    (train(epochs=1.5), TypeError, "epochs is 1.5, expected a whole number"),
    (train(batch_size=0), ValueError, "batch_size is 0, expected 1 or more"),
    (train(momentum=-1), ValueError, "momentum is -1, expected 0 or more"),
    (train(momentum=1.5), ValueError, "momentum is 1.5, expected a number between 0 and 1"),
    (train(learning_rate=10**400), ValueError, "learning_rate is beyond all bounds, expected a number between 0 and 1e+300"),
    (train(shuffle="no"), TypeError, "shuffle is 'no', expected True or False"),
    (train(in_place="no"), TypeError, "in_place is 'no', expected True or False"),
    (train(stop="all_correct"), TypeError, f"stop is 'all_correct', expected {CRITERION}"),
    (train(stop=bp.training.error_below), TypeError, "stop is error_below, expected it with its limit: error_below(…)"),
    (train(stop=lambda net, errors: None), TypeError, f"stop is <lambda>(net, errors), expected {CRITERION}"),
    (train(stop=[lambda: None]), TypeError, f"stop[0] is <lambda>(), expected {CRITERION}"),
    (
        train(stop=lambda net, x, t, errors: net.forward(x).out[-1] > 2),
        TypeError,
        "stop returned array([[False, False]]), expected why to stop, as text, or None",
    ),
    (
        train(stop=lambda *_: bp.training.all_correct),
        TypeError,
        f"stop returned {bp.training.all_correct!r}, expected why to stop, as text, or None",
    ),
    (
        lambda: bp.train(LINE, [[1], [2]], [[1], [1]], 0.1, 3, stop=bp.training.all_correct),
        ValueError,
        "t is 1 for every example, but all_correct needs two classes to tell apart",
    ),
    (train(biases="fixed"), ValueError, "biases is 'fixed', expected one of own, shared, frozen"),
    (train(stop=["all_correct"]), TypeError, f"stop[0] is 'all_correct', expected {CRITERION}"),
    (train(stop=3), TypeError, f"stop is 3, expected {CRITERION}"),
    (lambda: bp.train([NET], X, T, 0.5, 1), TypeError, "net is list, expected a bp.Network"),
    (lambda: bp.train(NET, [X, X], T, 0.5, 1), ValueError, "t has shape (2,), expected (2, 2) to go with the inputs"),
    (lambda: bp.derive(NET, X, T, "w9"), KeyError, "w9: this network has w1 to w8"),
    (
        lambda: bp.derive(NET, [X, X], [T, T], "w5"),
        ValueError,
        "x has shape (2, 2), but derive takes one example at a time: expected (2,)",
    ),
    (lambda: NET.save(None), TypeError, "path is None, expected the name of a file"),
    (lambda: NET.save("."), OSError, "path is '.', but that is no regular file; expected the name of a file"),
    (lambda: bp.Network.load("."), OSError, "path is '.', but that is no regular file; expected the name of a file"),
    (
        lambda: NET.save("~nobody-of-this-name/net.npz"),
        OSError,
        "path is '~nobody-of-this-name/net.npz', but there is no such home folder; expected the name of a file",
    ),
    (lambda: bp.check_gradients(NET, X, T, h=0), ValueError, "h is 0, expected a number above 0"),
    (lambda: bp.check_gradients(NET, X, T, h=1e-17), ValueError, "h is 1e-17, too small to change a weight of 0.15"),
    (lambda: bp.check_gradients(X, T, NET), TypeError, "net is ndarray, expected a bp.Network"),
    (lambda: bp.derive(X, T, NET, "w5"), TypeError, "net is ndarray, expected a bp.Network"),
    (lambda: bp.show.network("net"), TypeError, "net is str, expected a bp.Network"),
    (lambda: bp.show.network(NET, None, [1]), ValueError, "target has shape (1,), but the network has 2 outputs"),
    (lambda: bp.show.error_curve(3, steps=3), ValueError, "learning_rate is missing, expected a number, since steps is 3"),
    (lambda: bp.worked.table("3"), TypeError, "weight is '3', expected a number"),
    (lambda: bp.datasets.spirals(0), ValueError, "n is 0, expected 1 or more"),
    (lambda: bp.training.error_below(0), ValueError, "limit is 0, expected a number above 0"),
    (lambda: bp.show.chain("w5"), TypeError, "derivation is str, expected what bp.derive returned"),
    (
        lambda: bp.show.layer_norms(NET, X, T, 0.1),
        TypeError,
        "nets is Network, expected networks by their names, such as {'tanh': net}",
    ),
    (lambda: bp.show.layer_norms({"tanh": X}, X, T, 0.1), TypeError, "net is ndarray, expected a bp.Network"),
    (lambda: bp.show.layer_norms({"tanh": NET}, X, T, 0), ValueError, "learning_rate is 0, expected a number above 0"),
    (lambda: bp.show.learning_curve([1, 2], scale="square"), ValueError, "scale is 'square', expected one of linear, log"),
    (lambda: bp.show.learning_curve(), ValueError, "runs are 0, expected 1 to 4"),
    (
        lambda: bp.show.learning_curve(NET),
        TypeError,
        "runs[0] is Network, expected what bp.train returned, or a list of errors",
    ),
    (
        lambda: bp.show.learning_curve(bp.train(NET, X, T, 0.5, 1, record=False)),
        ValueError,
        "runs[0] has no errors: it was trained with record=False",
    ),
    (lambda: bp.show.learning_curve([0.5, 0.2], unit="miles"), ValueError, "unit is 'miles', expected one of epochs, steps"),
    (
        lambda: bp.show.learning_curve([[0.5, 0.2]]),
        ValueError,
        "runs[0] has shape (1, 2), expected one error for each epoch",
    ),
    (lambda: bp.show.learning_curve([0.5, "x"]), TypeError, "runs[0] holds the text 'x', expected numbers"),
    (
        lambda: bp.show.learning_curve(bp.train(NET, X, T, 0.5, 1), labels="ab"),
        ValueError,
        "labels is 'ab', expected one text for each of 1 runs",
    ),
    (
        lambda: bp.show.decision_boundary(NET, X, T),
        ValueError,
        "net has 2 inputs and 2 outputs, but a boundary is drawn for 2 and 1",
    ),
    (
        lambda: bp.show.decision_boundary(bp.Network.random([2, 1], 0), [[0, 1], [1, 0]], [[1], [1]]),
        ValueError,
        "t has 1 different values, but a boundary lies between 2",
    ),
    (lambda: bp.show.decision_boundary(X, NET, T), TypeError, "net is ndarray, expected a bp.Network"),
    (
        lambda: bp.show.error_surface(NET, X, T, "w5"),
        ValueError,
        "names is 'w5', expected two different parameters such as ('w5', 'w6')",
    ),
    (
        lambda: bp.show.error_surface(NET, X, T, ("w5", "w5")),
        ValueError,
        "names is ('w5', 'w5'), expected two different parameters such as ('w5', 'w6')",
    ),
    (
        lambda: bp.show.error_surface(NET, X, T, None),
        ValueError,
        "names is None, expected two different parameters such as ('w5', 'w6')",
    ),
    (lambda: bp.show.error_surface(NET, X, T, ("w5", "w9")), KeyError, "w9: this network has w1 to w8"),
    (lambda: bp.show.error_surface(NET, X, T, ("w5", "w6"), steps=-1), ValueError, "steps is -1, expected 0 or more"),
    (lambda: bp.show.error_surface(NET, X, T, ("w5", "w6"), reach=0), ValueError, "reach is 0, expected a number above 0"),
    (
        lambda: bp.show.sources(len, len),
        TypeError,
        "<built-in function len> has no Python source to show, expected a function (several in a tuple)",
    ),
    (
        lambda: bp.show.confusion(ONE_HOT, [0, 1, 2, 1]),
        ValueError,
        "labels has shape (4, 3), expected one label for each example; of one-hot rows these are labels.argmax(axis=-1)",
    ),
    (
        lambda: bp.show.confusion([0, 1, 2, 1], ONE_HOT),
        ValueError,
        "guesses has shape (4, 3), expected one label for each example; of one-hot rows these are guesses.argmax(axis=-1)",
    ),
    (
        lambda: bp.show.confusion([0, 1], None),
        ValueError,
        "guesses is None, expected one label for each example; of one-hot rows these are guesses.argmax(axis=-1)",
    ),
    (
        lambda: bp.show.images(np.ones((4, 9)), ONE_HOT),
        ValueError,
        "labels has shape (4, 3), expected one label for each example; of one-hot rows these are labels.argmax(axis=-1)",
    ),
    (lambda: bp.show.sources((), NET.copy), TypeError, "yours holds no function, expected at least one on each side"),
    (lambda: bp.show.sources(NET.copy), TypeError, "package holds no function, expected at least one on each side"),
]


@pytest.mark.parametrize(
    "slip, kind, message", SLIPS, ids=[re.sub("0x[0-9a-f]+", "0x", message)[:60] for _, _, message in SLIPS]
)
def test_a_slip_gets_one_clear_sentence(slip, kind, message):
    with pytest.raises(kind) as caught:
        slip()
    assert type(caught.value) is kind and caught.value.args == (message,)


def test_an_unknown_name_of_the_package_says_which_there_are():
    with pytest.raises(AttributeError, match="it has Network, Value, check, check_gradients, datasets"):
        bp.plot


def saved(**changes):
    """What a network's file holds, or a file like it."""
    return {"activations": ["sigmoid"], "loss": "squared_error", "weights_0": [[1.0]], "biases_0": [0.0]} | changes


FILES = {
    "text": lambda path: path.write_text("not a network"),
    "empty": lambda path: path.write_bytes(b""),
    "a pickle": lambda path: np.array([1, None]).dump(path),
    "one array": lambda path: path.write_bytes(
        b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': ()}"
    ),
    "other arrays": lambda path: np.savez(path, a=[1.0]),
    "objects": lambda path: np.savez(path, **saved(weights_0=np.array([[None]]))),
    "shapes that do not fit": lambda path: np.savez(path, **saved(biases_0=[0.0, 0.0])),
    "another zip": lambda path: zipfile.ZipFile(path, "w").close(),
    "text before a zip": lambda path: (np.savez(path, **saved()), path.write_bytes(b"text" + path.read_bytes())),
    "half a network": lambda path: (np.savez(path, **saved()), path.write_bytes(path.read_bytes()[:500])),
}


@pytest.mark.parametrize("write", FILES.values(), ids=FILES)
def test_a_file_of_something_else_is_said_to_be_none_of_ours_and_nobody_advises_to_unpickle_it(tmp_path, write):
    path = tmp_path / "net.npz"
    write(path)
    with pytest.raises(ValueError) as caught:
        bp.Network.load(path)
    assert caught.value.args == (f"{path} is no network saved by bpcourse, or it is damaged",)


def test_a_missing_file_is_named_with_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        bp.Network.load("net.npz")
    assert caught.value.filename == str(tmp_path.resolve() / "net.npz")


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_before_it_takes_memory(tmp_path):
    path = tmp_path / "net.npz"
    np.savez(path, **saved())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("weights_1.npy", "w") as zeros:
        for _ in range(100):
            zeros.write(bytes(10**6))
    tracemalloc.start()
    with pytest.raises(
        ValueError, match="is no network saved by bpcourse: it would unpack to 100,000,[0-9]{3} bytes, expected at most"
    ):
        bp.Network.load(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size < 200_000 and peak < 1_000_000


def test_a_network_of_any_size_that_was_saved_is_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(bp.network, "UNPACKED", 0)
    NET.save(tmp_path / "net.npz")
    assert bp.Network.load(tmp_path / "net.npz")["w5"] == NET["w5"]


def test_what_load_would_refuse_is_not_saved(tmp_path):
    net = NET.copy()
    net.weights[1] = net.weights[1] * np.nan
    with pytest.raises(ValueError, match="weights\\[1\\] holds nan at position"):
        net.save(tmp_path / "net.npz")
    assert not list(tmp_path.iterdir())
