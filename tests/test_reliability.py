"""What must hold when things are cut short: a hundred interrupts, and the same numbers from the same seed."""

import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
from course import ROOT, posix

import bpcourse as bp

INTERRUPTS = 100
TRAINS = """
import sys
import bpcourse as bp
x, t = bp.datasets.xor()
for k in range(int(sys.argv[1])):
    start = bp.Network.random([2, 4, 1], k)
    print("training", flush=True)
    run = bp.train(start, x, t, 0.5, 10_000_000, batch_size=(1, 4)[k % 2], shuffle=k % 3 == 0)
    print("ended", run.epochs, len(run.errors) - 1, run.network.error(x, t) == run.errors[-1], flush=True)
"""


@posix("there, another process cannot be sent Ctrl-C alone")
def test_a_hundred_interrupts_leave_a_network_whose_error_is_the_history_s_last():
    """Real signals to a real process, each at a random moment of another run."""
    draw, ended = random.Random(0), []
    process = subprocess.Popen([sys.executable, "-c", TRAINS, str(INTERRUPTS)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        for line in process.stdout:
            if line == "training\n":
                time.sleep(0.005 + 0.045 * draw.random())
                os.kill(process.pid, signal.SIGINT)
            elif line.startswith("ended"):
                ended.append(line.split()[1:])
    finally:
        process.kill()
        process.wait()
    assert len(ended) == INTERRUPTS
    assert all(epochs == errors and same == "True" for epochs, errors, same in ended)
    assert len({epochs for epochs, *_ in ended}) > INTERRUPTS / 2, "they hit at many different moments"


def test_another_process_gets_the_same_numbers_from_the_same_seed():
    """Start, order of the examples and data come from seeds alone, not from the process or its hashes."""
    program = (
        "import bpcourse as bp; x, t = bp.datasets.spirals(20, seed=3); "
        "run = bp.train(bp.Network.random([2, 5, 1], 3), x, t, 0.5, 20, 4, shuffle=True, seed=3); "
        "print(run.network.weights[0].tobytes().hex(), run.errors[-1])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    x, t = bp.datasets.spirals(20, seed=3)
    run = bp.train(bp.Network.random([2, 5, 1], 3), x, t, 0.5, 20, 4, shuffle=True, seed=3)
    weights, error = outputs.pop().split()
    assert not outputs and np.frombuffer(bytes.fromhex(weights)).tolist() == run.network.weights[0].ravel().tolist()
    assert float(error) == run.errors[-1]
