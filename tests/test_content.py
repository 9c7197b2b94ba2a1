"""What a teacher writes: one Markdown file a lesson, slips said with file and line, cells made of it, files of one's own."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from course import LESSONS, ROOT
from markdown_it import MarkdownIt

import bpcourse as bp
from bpcourse import __main__ as main
from bpcourse.practice import content
from bpcourse.practice.content.exercise import Box, Exercise

NUMBER = """# A lesson

```python
W = 5.0
```

## 1.91 Twice W

How much is twice W? Two decimals.

```python answer, 2 decimals
2 * W
```

- half: `W / 2`
  That is {{ W / 2:.1f }}, the half of it.
- three-times: `right * 1.5`
  Once too often.

1. How much is W?
2. 2 · W

> It is {{ 2 * W:g }}.

### Solution

2 · 5 = **{{ 2 * W:.0f }}**
"""
CHOICE = """## 1.92 Which one?

This one or that one?

- [ ] this one
  Not this one.
- [x] that one

1. Look.
"""
FUNCTION = """## 1.93 Write double
Twice x.
```python answer
def double(x):
    two = 2
    return two * x
```

```python cases
cases = [(1.0,), (2.5,)]
```

- three-times: `two = 3`
  That is three times x.
- a-sum:

  ```python
  def double(x):
      return x + 2
  ```

  That adds 2.

1. 2 · x
"""
BOX = """## 1.z

Is 3 more than 2?

```python answer
compared(3, 2, "the same", "yes", "no")
```

- yes
- no

> Count.
"""


@pytest.fixture
def write(tmp_path):
    """Writes a file of a lesson; reads its exercises and its boxes."""

    def write(text):
        (tmp_path / "01.md").write_text(text, encoding="utf-8")
        made = [make() for make in content.read(tmp_path / "01.md")]
        return [{part.id: part for part in made if isinstance(part, kind)} for kind in (Exercise, Box)]

    return write


def test_a_number_its_mistakes_and_its_computed_texts(write):
    exercise = write(NUMBER)[0]["1.91"]
    kind = exercise.kind
    assert exercise.title == "Twice W" and exercise.question == "How much is twice W? Two decimals."
    assert kind.judge("10.00").verdict == "right" and kind.judge("2.50").message == "That is 2.5, the half of it."
    assert kind.judge(15.0).mistakes == (("three-times",),), "right stands for the right number"
    computed = write(NUMBER.replace("2 * W\n", 'quantity("dE/dw5").case.right[0]\n'))[0]["1.91"].kind
    assert computed.judge(0.08216704).verdict == "right", "what begins with a quantity may go on"
    assert (exercise.hints, exercise.why) == (("How much is W?", "2 · W"), "It is 10.")
    assert exercise.solution() == "2 · 5 = **10**"


def test_options_get_their_letters_in_order(write):
    kind = write(CHOICE)[0]["1.92"].kind
    assert kind.options == {"a": "this one", "b": "that one"}
    assert kind.right == "b" and kind.others == {"a": "Not this one."}


def test_a_wrong_line_or_a_wrong_body_of_a_function(write):
    exercise = write(FUNCTION)[0]["1.93"]
    kind = exercise.kind
    assert kind.judge(lambda x: 2 * x).verdict == "right" and exercise.cell.startswith("def double(x):\n    ...\n")
    assert kind.judge(lambda x: 3 * x).message == "That is three times x."
    assert kind.judge(lambda x: x + 2).message == "That adds 2."
    assert exercise.solution() == "```python\ndef double(x):\n    two = 2\n    return two * x\n```"


def test_a_fence_may_say_how_a_function_is_used_and_what_is_compared(write):
    """What takes or leaves something that is no number: here a list to which the function adds."""
    used = "cases = [(1.0,), (2.5,)]\ndef use(function, x):\n    made = []\n    function(made, x)\n    return made\n"
    text = FUNCTION.replace(
        "def double(x):\n    two = 2\n    return two * x", "def double(made, x):\n    made.append(2 * x)"
    )
    text = text.replace("cases = [(1.0,), (2.5,)]\n", used).replace("`two = 3`", "`made.append(3 * x)`")
    text = text.replace("  def double(x):\n      return x + 2\n", "  def double(made, x):\n      made.append(x + 2)\n")
    kind = write(text)[0]["1.93"].kind
    assert kind.judge(lambda made, x: made.append(x + x)).verdict == "right"
    assert kind.judge(lambda made, x: made.append(3 * x)).message == "That is three times x."
    assert "For x = 1.0 it gives [5.0]; right is [2.0]." in kind.judge(lambda made, x: made.append(5 * x)).message
    assert "takes 1 positional argument but 2 were given" in kind.judge(lambda x: 2 * x).message


def test_a_prediction_box(write):
    box = write(BOX)[1]["1.z"]
    assert (box.question, box.answer(), [*box.choices], box.why) == ("Is 3 more than 2?", "yes", ["yes", "no"], "Count.")


@pytest.mark.parametrize(
    "text, old, new, line, says",
    [
        (NUMBER, "W = 5.0", "W = 5.0 +", 4, "expected Python"),
        (NUMBER, "2 * W\n```", "2 * \n```", 12, "expected Python"),
        (NUMBER, "`W / 2`", "`W /`", 15, "expected Python"),
        (NUMBER, "```python answer", "```python result", 11, "expected ```python answer, ```python cases"),
        (NUMBER, "### Solution", "### Way", 25, "expected a heading that is one of Solution, Sample answer"),
        (NUMBER, "1. How much is W?\n2. 2 · W", "", 7, "expected numbered hints"),
        (NUMBER, "> It is", "It is", 23, "expected no text of this kind after the numbered hints"),
        (NUMBER, "2 decimals", "two decimals", 11, "expected `6 decimals`, `4 digits` or one of forward, backward, round"),
        (NUMBER, "half: `W / 2`", "half", 15, "expected - name: `wrong code`, or a fence under the name;"),
        (NUMBER, "  Once too often.\n", "", 17, "then, indented, what to say"),
        (NUMBER, "W = 5.0", "W = unknown", 3, "expected code that runs, but NameError: name 'unknown' is not defined"),
        (NUMBER, "## 1.91", "## 1.9x", 7, "expected a number of its own, such as 3.2 or 3.a, in place of 1.9x"),
        (NUMBER, "2 * W\n```", 'quantity("dE/dw99", y=1)\n```', 11, "expected code that runs, but TypeError: Asked"),
        (BOX, "```python answer", "```python", 1, "expected a fence `python answer`, an expression"),
        (NUMBER, "It is {{ 2 * W", "It is {{ 2 * V", 23, "expected code that runs, but NameError: name 'V' is not defined"),
        (CHOICE, "[x]", "[ ]", 1, "expected one option that is right"),
        (CHOICE, "- [ ]", "- [x]", 1, "expected one option that is right"),
        (CHOICE, "- [ ] this", "- this", 5, "expected - [ ] or - [x] in front of an option"),
        (CHOICE, "  Not this one.\n", "", 1, "under each other one what is said to it"),
        (FUNCTION, "`two = 3`", "`three = 3`", 13, "that replaces one line of the answer; 0 begin like it"),
        (FUNCTION, "    two = 2\n", "    two = 1\n    two = 2\n", 14, "of the answer; 2 begin like it"),
        (
            CHOICE,
            "## 1.92 Which one?",
            "### 1.92 Which one?",
            1,
            "a title and code alone in front of the first heading such as",
        ),
        (
            NUMBER,
            "## 1.91 Twice W",
            "##1.91 Twice W",
            7,
            "a title and code alone in front of the first heading such as ## 3.8",
        ),
        (NUMBER, "W = 5.0", "exit()", 3, "expected code that runs, but SystemExit"),
        (NUMBER, "- half: `W / 2`", "- a: `W`\n  No.\n-\n- half: `W / 2`", 17, "expected text in this item of the list"),
        (CHOICE, "- [ ] this", "-\n- [ ] this", 5, "expected text in this item of the list"),
        (FUNCTION, "    two = 2\n", "    two = 2\n\n    two = 2\n", 15, "of the answer; 2 begin like it"),
        (NUMBER, "- half:", "- half: `W`\n  One.\n- half:", 17, "expected another name, since 'half' is taken"),
        (NUMBER, "How much is twice W? Two decimals.\n", "", 7, "expected a question under the heading"),
        (BOX, "> Count.", "1. Count.\n\n> Count.", 12, "expected no numbered hints here, since nothing would use it"),
        (CHOICE, "- [ ] this", "```python cases\ncases = []\n```\n\n- [ ] this", 5, "expected no cases here"),
        (FUNCTION, "cases = [", "case = [", 9, "expected `cases = …`"),
        (FUNCTION, "```python cases\ncases = [(1.0,), (2.5,)]\n```\n", "", 3, "expected a fence `python cases` too"),
    ],
)
def test_a_slip_names_file_and_line(write, tmp_path, text, old, new, line, says):
    assert text.count(old) >= 1
    with pytest.raises(ValueError) as slip:
        write(text.replace(old, new, 1))
    assert str(slip.value).startswith(f"{tmp_path / '01.md'}, line {line}: ") and says in str(slip.value)


def test_a_traceback_points_into_the_file(write, tmp_path):
    kind = write(NUMBER.replace("2 * W\n```", "2 * missing\n```"))[0]["1.91"].kind
    with pytest.raises(NameError) as wrong:
        kind.right()
    last = wrong.traceback[-1]
    assert str(last.path) == str(tmp_path / "01.md") and last.lineno + 1 == 12


def test_the_course_has_none_of_these_faults():
    every = (*content.EXERCISES.values(), *content.BOXES.values())
    assert [fault for made in every for fault in content.faults(made)] == []


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("`W / 2`", "`W + W`", "line 15: expected a wrong answer, but the mistake 'half' gives the right one"),
        ("`W / 2`", "`W / 0`", "line 15: expected code that runs, but ZeroDivisionError: float division by zero"),
        ("`right * 1.5`", "`[][0]`", "line 17: expected code that runs, but IndexError: list index out of range"),
        ("2 * W\n```", "2 * V\n```", "line 12: expected code that runs, but NameError: name 'V' is not defined"),
        (
            "2 * W\n```",
            "float('nan')\n```",
            "line 7: expected code that runs, but Unreadable: The answer is `nan`, expected",
        ),
        ("2 * W\n```", "exit()\n```", "line 12: expected code that runs, but SystemExit"),
        ("2 * W:.0f }}**", "2 * V:.0f }}**", "line 7: expected code that runs, but NameError: name 'V' is not defined"),
        ("two * x", "two * y", "line 1: expected code that runs, but ValueError: the answer itself stops with NameError"),
        ("[(1.0,), (2.5,)]", "[]", "line 1: expected code that runs, but ValueError: there are no cases"),
        ("cases = [", "if x: cases = [", "line 9: expected code that runs, but NameError"),
        ("- yes", "- maybe", "line 1: expected an answer that is one of the choices"),
        ("compared(3, 2,", "compared(3, [],", "line 6: expected code that runs, but TypeError"),
        ("- yes\n- no\n", "", "line 1: expected code that runs, but TypeError: must be real number, not str"),
    ],
)
def test_make_notebooks_says_what_is_wrong_once_code_runs(write, monkeypatch, capsys, old, new, says):
    (text,) = (text for text in (NUMBER, FUNCTION, BOX) if old in text)
    exercises, boxes = write(text.replace(old, new))
    monkeypatch.setattr(content, "EXERCISES", exercises)
    monkeypatch.setattr(content, "BOXES", boxes)
    assert main.main(["notebooks", "01_no_notebook.ipynb"]) == 1
    said = capsys.readouterr().err
    assert f"01.md, {says}" in said and len(said.splitlines()) == 1


def test_the_exercise_in_contributing_works(write):
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    exercise = write(re.search(r"^````markdown\n(.*?)^````", page, re.M | re.S)[1])[0]["3.8"]
    right = 0.5 * bp.numerical_gradient(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET)["b_o1"]
    assert exercise.kind.judge(f"{right:.6f}").verdict == "right"
    assert exercise.kind.judge(f"{2 * right:.6f}").mistakes == (("rate-forgotten",),)


# Cells


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_make_notebooks_has_written_every_exercise(path):
    lesson = nbformat.read(path, 4)
    before = [(cell.id, cell.source) for cell in lesson.cells]
    content.write_cells(lesson, str(int(path.stem[:2])))
    assert [(cell.id, cell.source) for cell in lesson.cells] == before
    assert path.stem == "00_start_here" or sum(id.startswith("exercise-") for id, _ in before) >= 5


def test_a_changed_a_new_and_a_lost_exercise_reach_the_notebook(monkeypatch, write):
    lesson = nbformat.read(LESSONS[1], 4)
    exercises = {id: exercise for id, exercise in content.EXERCISES.items() if id.startswith("1.") and id != "1.3"}
    exercises |= write(NUMBER + CHOICE)[0]
    monkeypatch.setattr(content, "EXERCISES", exercises)
    before = [cell.id for cell in lesson.cells]
    content.write_cells(lesson, "1")
    after = [cell.id for cell in lesson.cells]
    assert not {"exercise-1-3", "answer-1-3"} & set(after)
    last = after.index("answer-1-7")
    assert after[last : last + 5] == ["answer-1-7", "exercise-1-91", "answer-1-91", "exercise-1-92", "answer-1-92"]
    assert [id for id in after if id in before] == [id for id in before if id not in ("exercise-1-3", "answer-1-3")]
    assert "- **a**: this one" in lesson.cells[last + 3].source


def test_a_new_and_a_lost_box_reach_the_notebook(monkeypatch, write):
    lesson = nbformat.read(LESSONS[1], 4)
    boxes = {id: box for id, box in content.BOXES.items() if id in ("1.a", "1.b")} | write(BOX)[1]
    monkeypatch.setattr(content, "BOXES", boxes)
    before = [cell.source for cell in lesson.cells if cell.source.startswith("bp.play.predict")]
    assert before == [f'bp.play.predict("1.{letter}")' for letter in "abc"]
    at = [cell.id for cell in lesson.cells].index("one-step-predict")
    content.write_cells(lesson, "1")
    assert [cell.source for cell in lesson.cells if cell.source.startswith("bp.play.predict")] == [
        'bp.play.predict("1.a")',
        'bp.play.predict("1.b")',
        'bp.play.predict("1.z")',
    ]
    assert [cell.id for cell in lesson.cells[at : at + 2]] == ["one-step-predict", "predict-1-z"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_box_of_a_lesson_is_shown_in_it_once(path):
    sources = "\n".join(cell.source for cell in nbformat.read(path, 4).cells)
    called = re.findall(r'bp\.play\.predict\("(\d+\.[a-z])"\)', sources)
    assert sorted(called) == [id for id in content.BOXES if int(id.split(".")[0]) == int(path.stem[:2])]


# A teacher's own files, over ours

OWN = (
    "import bpcourse as bp; print(bp.hint('1.2')); print(bp.check('1.91', 10)); print(bp.check('1.1', 45).verdict); "
    "print(bp.play.predict('1.a').caption)"
)


def test_files_of_one_s_own_come_in_the_place_of_ours(tmp_path, monkeypatch):
    ours = (content.OURS / "01.md").read_text(encoding="utf-8")
    section = ours[ours.index("## 1.2 ") : ours.index("## 1.3 ")]
    section = section.replace("table_slope(W)", "30.0").replace("The error is 5", "My own hint: 5")
    (tmp_path / "01.md").write_text(f"{NUMBER}\n{section}", encoding="utf-8")
    top, number = NUMBER[: NUMBER.index("## ")], NUMBER[NUMBER.index("## ") :]
    slips = [CHOICE.replace("[x]", "[ ]"), number.replace("1.91", "1.94").replace("`W / 2`", "`right`")]
    (tmp_path / "02.md").write_text("\n".join([top, *slips]), encoding="utf-8")
    (tmp_path / "03.md").write_text("```python\n1 +\n```\n", encoding="utf-8")
    monkeypatch.setenv(content.VARIABLE, str(tmp_path))
    ran = subprocess.run([sys.executable, "-c", OWN], capture_output=True, text=True, check=True, cwd=ROOT)
    hint, check, verdict, caption = ran.stdout.splitlines()
    assert "My own hint: 5" in hint and check == "1.91: right. It is 10." and verdict == "right" and "W = 3" in caption
    slips = ran.stderr.splitlines()
    assert slips[0].startswith(f"{tmp_path / '02.md'}, line 8: expected one option that is right")
    assert slips[0].endswith("This section of BPCOURSE_LESSONS is left out.")
    assert "02.md, line 26: expected a wrong answer, but the mistake 'half' gives the right one" in slips[1]
    assert "03.md, line 2: expected Python" in slips[-1] and "This file of BPCOURSE_LESSONS is left out." in slips[-1]


def load(folder, monkeypatch, capsys):
    """The exercises with this folder's files, and what is said of it."""
    monkeypatch.setenv(content.VARIABLE, str(folder))
    return content.load()[0], capsys.readouterr().err


def test_files_from_windows_are_read_and_what_is_no_text_is_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "01.md").write_bytes(b"\xef\xbb\xbf" + CHOICE.replace("\n", "\r\n").encode())
    (tmp_path / "02.md").write_bytes(b"## 2.95 Ein \xfc\n")
    (tmp_path / "README.md").write_text("# What this is\n\nMy exercises.\n")
    exercises, said = load(tmp_path, monkeypatch, capsys)
    assert exercises["1.92"].kind.right == "b" and exercises["1.92"].question == "This one or that one?"
    assert f"{tmp_path / '02.md'}: expected text in UTF-8, but" in said and len(said.splitlines()) == 1


def test_only_lessons_are_read_and_what_cannot_be_read_costs_no_more_than_itself(tmp_path, monkeypatch, capsys):
    (tmp_path / "01.md").write_text(NUMBER, encoding="utf-8")
    (tmp_path / "02.md").mkdir()
    (tmp_path / "03.md").symlink_to(tmp_path / "gone.md")
    (tmp_path / ".#04.md").symlink_to("somebody@somewhere")
    (tmp_path / "README.md").write_text("# Mine\n\n```python\n1 / 0\n```\n", encoding="utf-8")
    exercises, said = load(tmp_path, monkeypatch, capsys)
    assert exercises["1.91"].title == "Twice W"
    assert [line.partition(":")[0] for line in said.splitlines()] == [f"{tmp_path / name}" for name in ("02.md", "03.md")]


def test_an_exercise_of_one_s_own_is_tried_before_a_learner_meets_it(tmp_path, monkeypatch, capsys):
    slips = FUNCTION.replace("two * x", "two * y"), BOX.replace("- yes", "- maybe")
    (tmp_path / "01.md").write_text("\n".join([*slips, CHOICE]))
    exercises, said = load(tmp_path, monkeypatch, capsys)
    assert "1.92" in exercises and "1.93" not in exercises
    assert "the answer itself stops with NameError" in said and "one of the choices" in said and len(said.splitlines()) == 2


def test_a_folder_that_is_not_there_is_said(tmp_path, monkeypatch, capsys):
    exercises, said = load(tmp_path / "nowhere", monkeypatch, capsys)
    assert said == f"BPCOURSE_LESSONS is '{tmp_path / 'nowhere'}', expected a folder.\n"
    assert exercises.keys() == content.EXERCISES.keys()


@pytest.mark.thorough
def test_files_of_one_s_own_are_read_by_an_installed_package_too(tmp_path):
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", ROOT, "--no-deps", "--no-build-isolation", "-w", tmp_path], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([*pip, "install", wheel, "--no-deps", "--target", tmp_path / "installed"], check=True)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "01.md").write_text(NUMBER, encoding="utf-8")
    code = "import bpcourse as bp; print(bp.__file__); print(bp.check('1.91', 10)); print(bp.check('1.1', 45).verdict)"
    own = {content.VARIABLE: str(tmp_path / "own"), "PYTHONPATH": str(tmp_path / "installed")}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=os.environ | own
    )
    file, check, verdict = ran.stdout.splitlines()
    assert file.startswith(str(tmp_path)) and check == "1.91: right. It is 10." and verdict == "right"


def test_the_code_in_the_files_is_clean(tmp_path):
    """The fences that are run, and what texts compute, each at its own line, so that what ruff says leads into the file."""
    defined = ["quantity", "compared", "either", "worked", "right"]
    for path in content.OURS.glob("*.md"):
        text, setup = path.read_text(encoding="utf-8"), True
        tokens = MarkdownIt().parse(text)
        code = [", ".join(f'f"{{{piece.split("}}")[0]}}}"' for piece in line.split("{{")[1:]) for line in text.splitlines()]
        for token in tokens:
            setup = setup and token.tag != "h2"
            if token.type == "fence" and (setup or token.level or token.info != "python"):
                code[token.map[0] + 1 : token.map[1] - 1] = token.content.splitlines()
                defined += re.findall(r"^def (\w+)", token.content, re.M)
        (tmp_path / f"{path.stem}.py").write_text("\n".join(code), encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--config",
            f"builtins={json.dumps(defined)}",
            "--ignore",
            "D,F811,I001,E402,E501,E302,E303,E305,W391",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout
