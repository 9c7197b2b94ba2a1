"""What bp.check says, in JupyterLab: nothing of a learner's is set as markup; an endless loop is ended by keyboard."""

from lab import NOTEBOOK, open_and_run, trouble, wait_for_kernel, write

pytest_plugins = "browser_fixtures"

FIRST = "import bpcourse as bp"
SPOKEN = "<script>document.title = 'taken'</script> <b>bold</b> $x^2$ __init__ **strong** `code`"
SHORT = "<b>$x^2$</b> __a__"  # no more is quoted of a value
ANSWERS = [
    f"class Spoken(Exception):\n    pass\n\ndef my_neuron(weights, inputs, bias):\n    raise Spoken({SPOKEN!r})\n",
    "my_neuron = lambda weights, inputs: 0",
    f"my_neuron = lambda weights, inputs, bias: {SHORT!r}",
]
ENDLESS = """def my_neuron(weights, inputs, bias):
    while True:
        bias = bias + 1

bp.check("2.3", my_neuron)"""


def test_what_a_learner_s_function_says_is_shown_letter_by_letter(lab, page):
    folder, address = lab
    cells = [f'{answer}\nbp.check("2.3", my_neuron)' for answer in ANSWERS] + [f'bp.check("3.1", {SHORT!r})']
    open_and_run(page, address(write(folder, "replies.ipynb", FIRST, *cells)))
    shown = page.locator(".jp-OutputArea-output")
    assert shown.count() == 4
    for k, says in enumerate(["Spoken: " + SPOKEN, "TypeError: <lambda>() takes 2 positional", SHORT, SHORT]):
        output = shown.nth(k)
        assert output.get_attribute("data-mime-type") == "text/markdown", "not the data for programs"
        assert " ".join(says.split()) in output.inner_text(), output.inner_text()
        assert output.locator("strong").count() == 1, "the verdict alone is bold"
        assert output.locator("b, script, mjx-container, .MathJax").count() == 0
    assert page.title() != "taken" and trouble(page) == []


def test_an_endless_loop_is_ended_by_keyboard_and_answered_with_its_line(lab, page):
    folder, address = lab
    page.goto(address(write(folder, "endless.ipynb", FIRST, ENDLESS, "6 * 7")))
    page.wait_for_selector(NOTEBOOK)
    wait_for_kernel(page)
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
    page.locator(".jp-CodeCell").nth(1).locator(".jp-InputPrompt:text-is('[*]:')").wait_for()
    page.wait_for_timeout(1500)
    for key in ("Escape", "i", "i"):  # as lesson 00 says
        page.keyboard.press(key)
    said = page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea-output")
    said.filter(has_text="You stopped your function at").wait_for()
    text = said.inner_text()
    assert "Traceback" not in text and ("at while True:" in text or "at bias = bias + 1" in text), text
