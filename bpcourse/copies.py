"""The learner's own copies of the lessons: made, completed, brought up to date, and never at the cost of what is theirs."""

import os
import re
from collections.abc import Callable, Collection
from itertools import count
from pathlib import Path
from typing import Any

from . import files, lessons, tables

LESSON = re.compile(r"(?P<number>\d+)_(?P<title>.+)\.ipynb")
Cells = list[tuple[Any, ...]]
WRITTEN = ".copied"  # in the learner's folder: each file as it was written there; to tell what was touched, and to merge


def course() -> Path:
    """Where the package's own lessons are: inside it where it was installed, beside it in the project's folder."""
    inside = Path(__file__).parent / "notebooks"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "notebooks"


def copy(source: Path, target: Path, say: Callable[[str], object] = print) -> None:
    """Give the learner every lesson with its outputs cleared, the newest version of it, and say what was done.

    A copy is touched where its cells say something else than they did when it was written here. Saved outputs, execution
    counts, empty cells and metadata do not count: running a lesson again brings its outputs back, and what was typed never
    comes back. The course has changed where its cells say something else, or have other tags or attached pictures.

    A lesson that is missing is copied, also one that the learner has deleted or given another name; one that nobody has
    touched is brought up to date. Of one that was touched, the new version is put beside it once, as `…_new.ipynb`; there,
    too, what nobody has touched makes way for what is newer. Where the record of what was written is lost, every copy that
    differs counts as touched. A lesson that the course has given another name is copied under it, and the old copy stays.

    Raises FileNotFoundError where source holds no notebook, ValueError where one is damaged, OSError, with the name of the
    file or folder, where something is in the way or cannot be written.
    """
    texts = {lesson.name: lessons.clear(lesson) for lesson in lessons.find(source)}  # all are read before any is written
    _check_place(source, target, texts)
    copies = _Copies(target, texts, say)
    copies.let_go()
    done = [copies.bring(name, text) for name, text in texts.items()]
    if new := done.count("copied"):
        say(f"{tables.count(new, 'lesson')} copied to {target}; nothing will overwrite what you write there")
    if updated := done.count("updated"):
        say(f"{tables.count(updated, 'lesson')} brought up to date in {target}, in which you had written nothing")


def _check_place(source: Path, target: Path, names: Collection[str]) -> None:
    """Raises OSError, in one sentence, where something else stands in the place of the folder, a lesson or the record."""
    written = target / WRITTEN
    there = next(path for path in (written, target, *target.absolute().parents) if os.path.lexists(path))
    if not there.is_dir():
        raise NotADirectoryError(f"{there} is {_kind(there)}, expected a folder; remove it, or name another folder")
    if target.exists() and target.samefile(source):
        raise FileExistsError(f"{target} is where the lessons come from, expected another folder for the copies")
    for path in (*(target / name for name in names), *written.glob("*.ipynb")):
        if os.path.lexists(path) and not path.is_file():
            raise FileExistsError(f"{path} is {_kind(path)}, expected a notebook; give it another name, and copy again")


def _kind(path: Path) -> str:
    if path.is_dir():
        return "a folder"
    return "a file" if path.exists() else "a link that leads nowhere"


class _Copies:
    """A learner's folder, and the record in it of what was written there."""

    def __init__(self, folder: Path, names: Collection[str], say: Callable[[str], object]) -> None:
        self.folder, self.written, self.names, self.say = folder, folder / WRITTEN, names, say
        self.written.mkdir(parents=True, exist_ok=True)

    def bring(self, name: str, text: str) -> str:
        """Bring the learner what the course has of a lesson; "copied" or "updated" where that is now the lesson itself."""
        version, given = _cells(text), _read(self.written / name)
        missing = not (self.folder / name).exists()
        if missing or version != given and self._is_untouched(name):
            self._drop_versions_beside(name)
            self._write(name, text)
            return "copied" if missing else "updated"
        if version == given or _said(version) == _said(_read(self.folder / name)):
            self._drop_versions_beside(name)
            self._note(name, text)
        elif version not in [_read(self.written / beside) for beside in self._names_beside(name)]:
            self._drop_versions_beside(name)
            self._put_beside(name, text)
        return ""

    def _put_beside(self, name: str, text: str) -> None:
        """Put a version beside the copy that the learner has changed, and say so."""
        version = _said(_cells(text))
        there = (beside for beside in self._names_beside(name) if _said(_read(self.folder / beside)) == version)
        place = next(there, None) or self._free_name(name)
        self._write(place, text)
        known = _read(self.written / name) is not None
        why = "has changed in the course, and you have changed it too" if known else "differs from the course's version"
        self.say(f"{name} {why}. Your copy stays as it is; the course's version is beside it: {self.folder / place}")
        others = [beside for beside in self._names_beside(name) if beside != place and (self.folder / beside).is_file()]
        if old := [] if known else [other for other in others if _read(self.written / other) is None]:
            self.say(f"By their names, these are older; you may delete those in which nothing is yours: {', '.join(old)}")

    def let_go(self) -> None:
        """Say which lessons have another name in the course now, their title or number being the same, and forget them."""
        present = list(filter(None, map(LESSON.fullmatch, self.names)))
        for old in filter(None, map(LESSON.fullmatch, sorted({*os.listdir(self.written)} - {*self.names}))):
            new = [now[0] for part in ("title", "number") for now in present if now[part] == old[part]]
            if new and not re.search(r"_new\d*$", old["title"]):
                if (self.folder / old[0]).exists():
                    self.say(f"{old[0]} is no longer in the course, which has {new[0]} instead. Your copy stays as it is")
                self._drop_versions_beside(old[0])
                (self.written / old[0]).unlink()

    def _is_untouched(self, name: str) -> bool:
        said = _said(_read(self.folder / name))
        return said is not None and said == _said(_read(self.written / name))

    def _names_beside(self, name: str) -> list[str]:
        """Names such as 01_one_weight_new.ipynb, of files that are there or once were written."""
        form = re.compile(rf"{re.escape(Path(name).stem)}_new\d*\.ipynb")
        there = {*os.listdir(self.folder), *os.listdir(self.written)} - {*self.names}
        return sorted(filter(form.fullmatch, there))

    def _free_name(self, name: str) -> str:
        names = (f"{Path(name).stem}_new{number if number > 1 else ''}.ipynb" for number in count(1))
        return next(free for free in names if free not in self.names and not os.path.lexists(self.folder / free))

    def _drop_versions_beside(self, name: str) -> None:
        """Drop what was put beside a lesson and nobody has touched; forget what is not there any more."""
        for beside in self._names_beside(name):
            if self._is_untouched(beside):
                (self.folder / beside).unlink()
            if not (self.folder / beside).exists():
                (self.written / beside).unlink(missing_ok=True)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        files.write(path.resolve() if path.is_symlink() else path, text.encode())
        self._note(name, text)

    def _note(self, name: str, text: str) -> None:
        """Write down what stands in a file now, at once, so that whoever stops in between finds the record true."""
        if _read(self.written / name) != _cells(text):
            files.write(self.written / name, text.encode())


def _read(path: Path) -> Cells | None:
    """The cells of a file; None where there is none, or it is no notebook."""
    return _cells(path.read_text("utf-8", "replace")) if path.is_file() else None


def _cells(text: str) -> Cells | None:
    """Kind, text, tags and attached pictures of a notebook's cells, but for empty ones; None for what is no notebook."""
    try:
        cells = lessons.parse(text).cells
    except ValueError:
        return None
    return [
        (cell.cell_type, cell.source, cell.metadata.get("tags") or [], cell.get("attachments") or {})
        for cell in cells
        if cell.source.strip()
    ]


def _said(cells: Cells | None) -> Cells | None:
    """What cells say, and their kinds, whatever else an editor has saved."""
    return cells and [cell[:2] for cell in cells]
