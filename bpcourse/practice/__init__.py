"""Practice: exercises, and what a wrong answer says about the step that went wrong."""

from .desk import check, hint, progress, solution
from .doctor import Diagnosis, diagnose

__all__ = ["Diagnosis", "check", "diagnose", "hint", "progress", "solution"]
