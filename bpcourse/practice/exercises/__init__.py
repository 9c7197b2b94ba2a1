"""All exercises, in reading order."""
from . import lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_07
from .exercise import Exercise

__all__ = ["EXERCISES", "Exercise"]
EXERCISES = {exercise.id: exercise for lesson in (
    lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_07) for exercise in lesson.EXERCISES}
