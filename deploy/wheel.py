"""What the build adds to the package: the lessons, cleared, and a description whose links lead somewhere on an index's page.

hatchling loads this file (pyproject.toml names it); it runs in the project's folder, or in an unpacked source distribution.
"""

import re
import runpy
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class Lessons(BuildHookInterface):
    """The lessons as a learner meets them, inside the package; `pip install -e` leaves them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Clear each lesson into a folder for the time of the build, and name it to hatchling."""
        if version == "editable":
            return
        lessons = runpy.run_path(f"{self.root}/bpcourse/lessons.py")  # alone: the package would load NumPy
        self.folder = TemporaryDirectory()
        for path in lessons["find"](Path(self.root, "notebooks")):
            cleared = Path(self.folder.name, path.name)
            cleared.write_text(lessons["clear"](path), encoding="utf-8", newline="\n")
            build_data["force_include"][f"{cleared}"] = f"bpcourse/notebooks/{path.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove that folder."""
        if version != "editable":
            self.folder.cleanup()


class Description(MetadataHookInterface):
    """README.md, with links into the repository where it has links to files beside it."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set what an index shows as the project's description."""
        settings = tomllib.loads(Path(self.root, "pyproject.toml").read_text(encoding="utf-8"))
        repository, ref = metadata["urls"]["Repository"], settings["tool"]["bpcourse"]["ref"]

        def absolute(link: re.Match[str]) -> str:
            how = "raw" if link["picture"] else "blob"
            page = "README.md" if link["to"].startswith("#") else ""
            return f"{link['picture']}[{link['text']}]({repository}/{how}/{ref}/{page}{link['to']})"

        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = re.sub(r"(?P<picture>!?)\[(?P<text>[^]]*)\]\((?P<to>(?!https?:)[^)]+)\)", absolute, text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
