"""Practice: exercises, and what a wrong answer says about the step that went wrong.

The way of an answer: `desk` looks the exercise up, which `content` has read from lessons/*.md. Its kind (`kinds`) judges the
answer: a number, read by `typed`, against the right value or by the `doctor`, who knows what every mistake would give; a
function by calling it (`calls`) beside the right one. Either way a Diagnosis comes back: verdict, mistakes, facts. `words`
makes the sentences of it, from doctor.md, and `record` writes the try down.
"""

from .desk import check, hint, progress, solution
from .doctor import diagnose
from .personal import personal
from .words import Diagnosis

__all__ = ["Diagnosis", "check", "diagnose", "hint", "personal", "progress", "solution"]
