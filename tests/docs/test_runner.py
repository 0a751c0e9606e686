"""The runner bites: documentation that is not true fails."""

from __future__ import annotations

import pytest

from tests.docs.blocks import ROOT, Block, blocks_in
from tests.docs.shell import Shell, matches, steps_of
from tests.docs.test_blocks import check_diff, check_json, check_sql, run_python

HERE = ROOT / "docs" / "here.md"
pytestmark = pytest.mark.usefixtures("home")


def problems_of(text: str) -> list[str]:
    """What is wrong with a console block of this text."""
    shell = Shell()
    steps = steps_of(Block(HERE, 1, "console", text))
    return [problem for step in steps if (problem := shell.problem_of(step))]


def test_a_true_console_block_has_no_problem() -> None:
    assert not problems_of("$ ledger init\nmade an empty ledger at my.ledger\n$ echo $?\n0\n")


def test_a_wrong_line_of_output_is_a_problem() -> None:
    (problem,) = problems_of("$ ledger init\nmade an empty ledger at your.ledger\n")
    assert "line 1: $ ledger init" in problem
    assert "my.ledger" in problem


@pytest.mark.parametrize("shown", ["", "made an empty ledger at my.ledger\nand more\n"])
def test_a_line_too_few_or_too_many_is_a_problem(shown: str) -> None:
    assert problems_of(f"$ ledger init\n{shown}")


def test_a_wrong_exit_code_is_a_problem() -> None:
    assert problems_of("$ ledger audit\n…\n$ echo $?\n0\n")


def test_a_redirected_output_is_not_shown_but_narration_is() -> None:
    assert not problems_of(
        "$ ledger init\n…\n$ ledger export > all.jsonl\nexported 0 facts\n$ cat all.jsonl\n"
    )


def test_a_variable_set_before_a_command_is_set_for_it_alone() -> None:
    assert not problems_of(
        "$ LEDGER_STORE=other.ledger ledger init\nmade an empty ledger at other.ledger\n"
        "$ ledger init\nmade an empty ledger at my.ledger\n"
    )


def test_a_command_goes_on_over_lines_and_takes_a_document() -> None:
    text = "$ cat \\\n    > note.txt <<'END'\none\ntwo\nEND\n$ cat note.txt\none\ntwo\n"
    assert not problems_of(text)


def test_a_command_the_shell_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not know"):
        problems_of("$ rm -rf /\n")


def test_output_without_a_command_is_an_error() -> None:
    with pytest.raises(ValueError, match="begins with"):
        problems_of("no prompt\n")


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (["a", "…", "d"], ["a", "b", "c", "d"], True),
        (["a", "…", "d"], ["a", "d"], True),
        (["a", "…"], ["b"], False),
        (["…", "d"], ["a", "e"], False),
        (["on … it"], ["on 2024-05-01 it"], True),
        (["on … it"], ["on 2024-05-01"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_an_ellipsis_stands_for_any_lines_or_any_text(
    expected: list[str], got: list[str], same: bool
) -> None:
    assert matches(expected, got) is same


def test_a_failing_python_block_fails() -> None:
    with pytest.raises(AssertionError):
        run_python(Block(HERE, 1, "python", "assert 1 == 2\n"), {})


def test_a_python_block_with_wrong_output_is_a_problem() -> None:
    (problem,) = run_python(Block(HERE, 7, "python", ">>> 1 + 1\n3\n"), {})
    assert "Expected:\n    3\nGot:\n    2" in problem


def test_python_blocks_share_their_names() -> None:
    names: dict[str, object] = {}
    run_python(Block(HERE, 1, "python", "a = 1\n"), names)
    run_python(Block(HERE, 3, "python", ">>> b = a + 1\n"), names)
    assert not run_python(Block(HERE, 5, "python", ">>> a + b\n3\n"), names)


def test_json_that_is_none_fails() -> None:
    with pytest.raises(ValueError, match="delimiter"):
        check_json(Block(HERE, 1, "json", '{"a": 1\n"b": 2}\n'))


def test_sql_that_is_not_the_schema_fails() -> None:
    with pytest.raises(AssertionError):
        check_sql(Block(HERE, 1, "sql", "CREATE TABLE facts (a);\n"))


def test_a_diff_that_does_not_apply_fails() -> None:
    readme = ROOT / "plugins" / "nha" / "README.md"
    with pytest.raises(AssertionError, match="does not apply"):
        check_diff(Block(readme, 1, "diff", " [C-TOTAL]\n-says = 'else'\n"))


def test_a_block_that_is_never_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="never closed"):
        blocks_in("```python\n1\n", HERE)


def test_blocks_know_their_line_and_are_dedented() -> None:
    (block,) = blocks_in("# Title\n\n- item\n\n  ```json\n  {}\n  ```\n", HERE)
    assert block == (HERE, 6, "json", "{}\n")


def test_a_block_of_more_ticks_may_show_fences() -> None:
    (block,) = blocks_in("````text\n```python\n```\n````\n", HERE)
    assert block.text == "```python\n```\n"
