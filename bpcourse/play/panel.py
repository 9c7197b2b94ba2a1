"""The live widget that all others are made with: controls, a state, and a pure function from it to the picture."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython import get_ipython

from .. import checks
from ..show.scene import Scene

State = dict[str, Any]
Control = dict[str, Any]  # as the browser gets it
BACK_TO_START = "Back to the start"  # a button that several widgets have
TICK = "tick"  # no control: what the browser sends again and again while a panel is running


def slider(name: str, least: float, most: float, step: float) -> Control:
    """A slider with a number box beside it, for the entry `name` of the state; it reaches at least to its first value."""
    return {"kind": "slider", "name": name, "least": least, "most": most, "step": step}


def choice(name: str, options: Sequence[str]) -> Control:
    """A list to choose one text from."""
    return {"kind": "choice", "name": name, "options": list(options)}


def button(name: str) -> Control:
    """A button; pressing it calls `act(state, name)`."""
    return {"kind": "button", "name": name}


def toggle(name: str) -> Control:
    """A button that looks pressed while state["running"] is true."""
    return button(name) | {"kind": "toggle"}


def number(name: str) -> Control:
    """A number box alone; empty until something is typed."""
    return {"kind": "number", "name": name}


class Panel(anywidget.AnyWidget):
    """Controls above a picture and its caption. Whatever is moved or pressed, `act` makes the next state from the last.

    scene(state) says what is seen; act(state, name) follows after the control `name` was moved or pressed;
    transcript(state) is the same as text. A wrong number is answered in a sentence, and the state stays; what `act` leaves
    in state["problem"] is said once. While state["running"] is true, the browser sends TICK again and again, each time
    after the last picture is there.
    """

    _esm = Path(__file__).with_name("panel.js")
    _css = Path(__file__).with_name("panel.css")
    title = traitlets.Unicode().tag(sync=True)
    controls: "traitlets.List[Control]" = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    lines = traitlets.Int(3).tag(sync=True)  # of the caption, for which there is always room, so that the page stays still
    running = traitlets.Bool(False).tag(sync=True)
    locked = traitlets.Bool(False).tag(sync=True)  # nothing is to be moved any more

    def __init__(
        self,
        controls: Sequence[Control],
        state: State,
        scene: Callable[[State], Scene],
        act: Callable[[State, str], State] = lambda state, name: state,
        transcript: Callable[[State], str] = lambda state: "",
        lines: int = 3,
    ) -> None:
        self.state = dict(state)
        self.scene, self._act, self._transcript = scene, act, transcript
        for control in controls:
            if control["kind"] == "slider":
                first = state[control["name"]]
                control["least"], control["most"] = min(control["least"], first), max(control["most"], first)
        self._known = {control["name"]: control for control in [*controls, button(TICK)]}
        self._first = scene(self.state)
        super().__init__(controls=list(controls), lines=lines, **self._shown(self.state, self._first))
        self.on_msg(self._hear)

    def render(self, state: State) -> str:
        """The picture of a state as the text of an SVG element. The same state gives the same text."""
        return self.scene(state).svg()

    def _shown(self, state: State, scene: Scene) -> dict[str, Any]:
        return {
            "title": scene.title,
            "values": {
                name: state["running" if control["kind"] == "toggle" else name]
                for name, control in self._known.items()
                if control["kind"] != "button"
            },
            "picture": scene.svg(),
            "caption": scene.caption,
            "text": self._transcript(state),
            "running": state.get("running", False),
            "locked": state.get("locked", False),
        }

    def set(self, name: str, value: Any = None) -> None:
        """What moving the control `name` to `value`, or pressing the button `name`, does."""
        try:
            state = self._act(self.state | self._moved(name, value), name)
            problem = state.pop("problem", "") or (self.problem if name == TICK else "")  # a tick wipes no sentence away
            shown = {**self._shown(state, self.scene(state)), "problem": problem}
            self.state = state
        except KeyboardInterrupt:
            shown = self._stop("Interrupted.")
        except Exception as failed:  # shown to the learner: what a callback raises would vanish otherwise
            sentence = f"{failed}" if isinstance(failed, (ValueError, TypeError)) and f"{failed}" else repr(failed)
            shown = {"problem": sentence} if self.running and name != TICK else self._stop(sentence)
        with self.hold_sync():
            for trait, new in shown.items():
                setattr(self, trait, new)

    def _moved(self, name: str, value: Any) -> State:
        """The entry of the state that a control sets, its value checked; nothing for a button."""
        control = self._known[name]
        if control["kind"] == "slider":
            number = checks.number(name, value, control["least"], most=control["most"]) + 0.0  # no −0
            return {name: checks.whole(name, number, 0) if control["step"] == 1 else number}
        if control["kind"] == "number":
            return {name: None if value is None else checks.number(name, value)}
        return {name: checks.choice(name, value, control["options"])} if control["kind"] == "choice" else {}

    def _stop(self, problem: str) -> dict[str, Any]:
        self.state = self.state | ({"running": False} if "running" in self.state else {})
        return {"problem": problem, "running": False}

    def _hear(self, _: Any, message: dict[str, Any], buffers: Any) -> None:
        """Answer in the thread that runs the cells: never beside one of them, and an interrupt arrives.

        Newer kernels hear widgets in a thread of their own. Outside a kernel there is no loop to hand them to.
        """
        loop = getattr(getattr(get_ipython(), "kernel", None), "io_loop", None)
        if loop is None or threading.current_thread() is threading.main_thread():
            self._answer(message)
        else:
            loop.add_callback(self._answer, message)

    def _answer(self, message: dict[str, Any]) -> None:
        try:
            self.set(message["name"], message.get("value"))
        except KeyboardInterrupt:  # while the answer was on its way
            self._stop("")
            self.set_trait("running", False)
        finally:
            self.send({"done": message["name"]})  # the browser waits for it before it sends what was moved next

    def __repr__(self) -> str:
        return self._first.caption

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, _ = super()._repr_mimebundle_(**kwargs) or ({}, {})
        still, metadata = self._first.picture()._repr_mimebundle_()
        return live | still, metadata
