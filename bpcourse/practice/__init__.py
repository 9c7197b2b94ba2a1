"""Practice: what a wrong answer says about the step that went wrong."""
from .doctor import Diagnosis, diagnose

__all__ = ["Diagnosis", "diagnose"]
