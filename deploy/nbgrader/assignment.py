"""Write an nbgrader assignment: python deploy/nbgrader/assignment.py source/round/round.ipynb 3.1 3.4 4.5

Each exercise is as in its lesson. Behind it stands a locked cell of one point that asks bp.check, and says in the feedback
what the mistake doctor says. The answer stands in an ordinary cell, which nbgrader leaves as it was handed in.
"""

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from bpcourse.practice.content import EXERCISES, cells
from bpcourse.practice.kinds import Open

BEGIN = """import numpy as np

import bpcourse as bp

net, x, target = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET"""
POINT = {"grade": True, "points": 1, "locked": True, "solution": False, "task": False, "schema_version": 3}

path, *ids = sys.argv[1:] or sys.exit(__doc__)
if wrong := [id for id in ids if id not in EXERCISES or isinstance(EXERCISES[id].kind, Open)]:
    sys.exit(f"{', '.join(wrong)}: expected exercises such as 3.1, and none in words, which a person must grade")
notebook = new_notebook(cells=[new_code_cell(BEGIN, id="begin")])
for id in ids:
    name = f"point-{id.replace('.', '-')}"
    point = f'assert (reply := bp.check("{id}", {EXERCISES[id].name})), reply'
    metadata = {"nbgrader": POINT | {"grade_id": name}}
    notebook.cells += [*cells(EXERCISES[id]), new_code_cell(point, id=name, metadata=metadata)]
Path(path).parent.mkdir(parents=True, exist_ok=True)
nbformat.write(notebook, path)
