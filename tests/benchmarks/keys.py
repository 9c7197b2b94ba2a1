"""How long from a key press to the changed picture, in JupyterLab and Chromium, and what Python's share of it is.

Prints a table; the goals are a median of at most 60 ms, a 95th percentile of at most 120 ms, and after 20 presses in a
second the last picture at most 130 ms after the last readout. Browser, server and kernel share this machine's cores.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from lab import browser, open_and_run, open_page, server, write  # noqa: E402

import bpcourse as bp  # noqa: E402

PRESSES, BURST = 60, 20
KEYS = {
    "tweak": "W",
    "neuron": "b",
    "forward": "w5",
    "chain": "weight or bias",
    "rounds": "1 round",
    "surface": "w1",
    "playground": "Step",
}  # the control whose key is pressed; the playground last
GOALS = {"tweak", "neuron", "forward", "chain"}
# In every frame: when, which picture, what the number box says, where the panel's end lies.
WATCH = """() => {
    const panel = document.querySelector('.bpcourse .panel'), box = () => document.activeElement.closest('.slider');
    window.frames_seen = [];
    window.presses = [];
    document.addEventListener('keydown', () => window.presses.push(performance.now()), true);
    const look = () => {
        window.frames_seen.push([performance.now(), panel.querySelector('.picture svg desc')?.textContent ?? null,
            box()?.querySelector('.box').value ?? '', panel.getBoundingClientRect().height]);
        requestAnimationFrame(look);
    };
    look();
}"""


def watched(page):
    """What was seen since the last call: presses, frames."""
    return page.evaluate("() => [window.presses.splice(0), window.frames_seen.splice(0)]")


def key(control, k):
    """A key that moves on, and one that moves back."""
    back = k // 5 % 2  # five there, five back
    return {"button": ("Enter", "Enter"), "choice": ("ArrowUp", "ArrowDown")}.get(
        control["kind"], ("ArrowRight", "ArrowLeft")
    )[back]


def measure(page, control):
    """Milliseconds for each press, milliseconds after a burst, frames without a picture, heights of the page."""
    page.locator(f".bpcourse :is(input, button, select)[data-name='{control['name']}']").first.focus()
    page.evaluate(WATCH)
    took, missing, heights = [], 0, set()
    for k in range(PRESSES):
        page.wait_for_timeout(60 + k % 7 * 5)  # not in step with the frames
        before = watched(page)[1][-1][1]
        page.keyboard.press(key(control, k))
        page.wait_for_timeout(250)
        (pressed, *_), frames = watched(page)
        took += [next((at - pressed for at, picture, _, _ in frames if at > pressed and picture != before), float("nan"))]
        missing += sum(picture is None for _, picture, _, _ in frames)
        heights |= {height for *_, height in frames}
    for k in range(BURST):
        page.keyboard.press(key(control, k))
        page.wait_for_timeout(1000 / BURST - 8)
    page.wait_for_timeout(600)
    presses, frames = watched(page)
    last_readout = max(
        (at for (at, _, now, _), (_, _, then, _) in zip(frames[1:], frames) if now != then), default=presses[-1]
    )
    last_picture = max((at for (at, now, *_), (_, then, *_) in zip(frames[1:], frames) if now != then), default=presses[-1])
    missing += sum(picture is None for _, picture, _, _ in frames)
    return took, max(0.0, last_picture - last_readout), missing, heights | {height for *_, height in frames}


def running(page, seconds=10):
    """Milliseconds between the pictures of a playground that trains."""
    page.evaluate("""() => {
        window.changed = [];
        new MutationObserver(() => window.changed.push(performance.now())).observe(
            document.querySelector('.bpcourse .picture'), { childList: true });
    }""")
    button = page.locator(".bpcourse button:text-is('Run or pause')")
    button.press("Enter")
    page.wait_for_timeout(1000 * seconds)
    button.press("Enter")
    changed = page.evaluate("window.changed")
    return sorted(after - before for before, after in zip(changed, changed[1:]))


def in_python(name, control):
    """Milliseconds of one update in Python alone: state, render, caption."""
    panel, took = getattr(bp.play, name)(), []
    for k in range(PRESSES):
        value = control["options"][k % len(control["options"])] if control["kind"] == "choice" else None
        if control["kind"] == "slider":
            value = control["least"] + (control["most"] - control["least"]) * (k + 1) / (PRESSES + 1)
        start = time.perf_counter()
        panel.set(control["name"], value)
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


def main():
    """One server and one browser for all; a notebook for each widget."""
    print(f"{'widget':>12}  {'control':>14}  Python  median  95 %  burst  frames without picture  heights  goal")
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder)) as address,
        browser() as chromium,
        open_page(chromium) as page,
    ):
        for name, label in KEYS.items():
            control = next(c for c in getattr(bp.play, name)().controls if c["name"] == label)
            open_and_run(page, address(write(Path(folder), f"{name}.ipynb", "import bpcourse as bp", f"bp.play.{name}()")))
            page.wait_for_selector(".bpcourse .picture svg")
            page.wait_for_timeout(1500)
            took, burst, missing, heights = measure(page, control)
            median, late = statistics.median(took), sorted(took)[int(0.95 * len(took))]
            met = "" if name not in GOALS else "met" if median <= 60 and late <= 120 and burst <= 130 else "missed"
            print(
                f"{name:>12}  {label:>14}  {in_python(name, control):6.1f}  {median:6.0f}  {late:4.0f}  {burst:5.0f}  "
                f"{missing:22}  {len(heights):7}  {met}",
                flush=True,
            )
        between = running(page)
        print(
            f"\nA running {name}: {statistics.median(between):.0f} ms from picture to picture, "
            f"95 % within {between[int(0.95 * len(between))]:.0f} ms."
        )


if __name__ == "__main__":
    main()
