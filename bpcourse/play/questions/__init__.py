"""The boxes of the lessons: what is to be predicted, the answer, computed from the core, and the reason for it.

They stand here, and not in the lessons, so that nothing beside a box gives its answer away.
"""
from . import digits, early, failures, late

__all__ = ["QUESTIONS"]
QUESTIONS = early.QUESTIONS | digits.QUESTIONS | failures.QUESTIONS | late.QUESTIONS
