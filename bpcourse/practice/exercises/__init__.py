"""All exercises, in reading order."""
from . import lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06, lesson_07, lesson_08, lesson_09
from .exercise import Exercise

__all__ = ["EXERCISES", "Exercise"]
LESSONS = (lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06, lesson_07, lesson_08, lesson_09)
EXERCISES = {exercise.id: exercise for lesson in LESSONS for exercise in lesson.EXERCISES}
