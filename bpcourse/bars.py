"""A progress bar for what takes long."""

import os
import time
from collections.abc import Iterator

BAR_AFTER = 2.0  # seconds


def counted(updates: int) -> Iterator[int]:
    """0, 1, 2 …; a run that lasts longer than two seconds grows a progress bar (TQDM_DISABLE=1 turns it off)."""
    deadline = time.perf_counter() + BAR_AFTER
    for done in range(updates):
        if time.perf_counter() > deadline and not os.environ.get("TQDM_DISABLE"):  # tqdm's notebook bar ignores it
            yield from _shown(done, updates)
            return
        yield done


def _shown(done: int, updates: int) -> Iterator[int]:
    """The rest of them, on a bar. It ends full where a criterion ends the run early: any other would turn red."""
    from tqdm.auto import tqdm

    bar = tqdm(initial=done, total=updates, unit="update")
    try:
        for update in range(done, updates):
            yield update
            bar.update()
    finally:
        bar.total = bar.n
        bar.close()
