"""Moving the day asked about and the knowledge time; the days are worked out by hand.

Ana Reyes was certified on 2015-02-10, had 62 points on 2019-06-08, was recertified on 2020-02-11,
so through 2025-02-28; had 60 points again on 2025-01-20; was recertified on 2025-03-20, so through
2030-03-31. Linh Trần's facts were learned on 2022-09-26, 2023-03-06, 2024-06-04 and 2024-08-08.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.ledger import Ledger
from tests.tui.conftest import Opening
from tests.tui.uses import REYES, TRAN
from tests.tui.views import PAST

CHANGES = [
    "2015-02-10",  # certified
    "2019-06-08",  # 60 points: may recertify
    "2020-02-11",  # recertified: none of the points counts again
    "2025-01-20",  # 60 points again
    "2025-03-01",  # expired
    "2025-03-20",  # recertified
    "2030-04-01",  # expired
]


def test_the_next_change_goes_from_one_change_to_the_next(browse: Opening) -> None:
    terminal = browse(**REYES, on="2015-02-10")
    days = [terminal.asked[0]]
    for _ in CHANGES[1:]:
        terminal.press("}")
        days.append(terminal.asked[0])
    assert days == CHANGES


def test_the_change_before_goes_the_same_way_back(browse: Opening) -> None:
    terminal = browse(**REYES, on="2030-04-01")
    days = [terminal.asked[0]]
    for _ in CHANGES[1:]:
        terminal.press("{")
        days.append(terminal.asked[0])
    assert days == CHANGES[::-1]


def test_the_changes_are_those_of_the_timeline(sample: Path) -> None:
    with Ledger.open(str(sample)) as ledger:
        intervals = ledger.timeline("reyes", "aama/cma")
    assert [interval.since.isoformat() for interval in intervals] == CHANGES


def test_after_the_last_change_there_is_none(browse: Opening) -> None:
    terminal = browse(**REYES, on="2030-04-01")
    terminal.press("}")
    assert "the answer does not change after 2030-04-01" in terminal.text
    assert terminal.asked == ("2030-04-01", "now")


@pytest.mark.parametrize(
    ("start", "key", "day"),
    [
        ("2025-03-01", "[", "2025-02-28"),
        ("2024-02-28", "]", "2024-02-29"),
        ("2025-01-03", "(", "2024-12-27"),
        ("2024-12-27", ")", "2025-01-03"),
        ("2025-03-31", "<", "2025-02-28"),  # a month has no 31st: its last day
        ("2024-01-31", ">", "2024-02-29"),
        ("2025-01-20", ",", "2024-06-22"),
        ("2025-01-20", ".", "2025-03-20"),
        ("2025-03-15", ".", "2025-03-20"),
    ],
)
def test_a_step_ends_on_the_day_worked_out_by_hand(
    start: str, key: str, day: str, browse: Opening
) -> None:
    terminal = browse(**REYES, on=start, size=(80, 24))
    terminal.press(key)
    assert terminal.asked == (day, "now")


def test_after_the_last_fact_there_is_none(browse: Opening) -> None:
    terminal = browse(**REYES, on="2025-03-20", size=(80, 24))
    terminal.press(".")
    assert "no fact after 2025-03-20" in terminal.text


def test_the_answer_follows_the_day(browse: Opening) -> None:
    terminal = browse(**REYES)
    assert "○ expired on 2025-02-28" in terminal.pane("#verdict")
    terminal.press(".")
    assert "● current, expires 2030-03-31" in terminal.pane("#verdict")


def test_a_day_is_typed(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.press("g")
    terminal.enter("2020-02-10")
    assert terminal.asked == ("2020-02-10", "now")
    assert "● current, expires 2020-02-29" in terminal.pane("#verdict")


def test_a_wrong_date_is_told_in_the_prompt_and_nothing_moves(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.press("g")
    terminal.enter("2025-02-30")
    assert "✗ “2025-02-30” is not a date like 2024-05-01" in terminal.pane("#prompt")
    terminal.press("escape")
    assert terminal.asked == ("2025-03-14", "now")


def test_a_wrong_knowledge_time_is_told_in_the_prompt(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.press("K")
    terminal.enter("yesterday-ish")
    assert "✗ “yesterday-ish” is neither a date like 2024-05-01 nor an instant" in terminal.pane(
        "#prompt"
    )


def test_a_knowledge_time_that_is_typed_changes_the_answer(browse: Opening) -> None:
    terminal = browse(**TRAN)
    assert "✗ renew: no" in terminal.pane("#verdict")
    terminal.press("K")
    terminal.enter("2024-08-07")
    assert terminal.asked == ("2024-07-01", "2024-08-07")
    assert "✓ renew: yes" in terminal.pane("#verdict")
    assert "fact 5, recorded 2024-08-08" in terminal.pane("#difference")


def test_now_is_typed_as_a_knowledge_time(browse: Opening) -> None:
    terminal = browse(**PAST)
    terminal.press("K")
    terminal.enter("now")
    assert terminal.asked == ("2024-07-01", "now")
    assert "as known now the answer" not in terminal.text


def test_the_knowledge_goes_back_and_on_from_learning_to_learning(browse: Opening) -> None:
    terminal = browse(**TRAN)
    known = []
    for key in "pppnnn":
        terminal.press(key)
        known.append(terminal.asked[1][:10])
    back = ["2024-06-04", "2023-03-06", "2022-09-26"]
    assert known == [*back, "2023-03-06", "2024-06-04", "now"]


def test_before_the_first_learning_there_is_nothing(browse: Opening) -> None:
    terminal = browse(**TRAN, known_at="2022-09-01")
    terminal.press("p")
    assert "nothing was known before that" in terminal.text


def test_after_what_is_known_now_there_is_nothing(browse: Opening) -> None:
    terminal = browse(**TRAN)
    terminal.press("n")
    assert "this is what is known now" in terminal.text


def test_the_day_stays_when_another_screen_is_shown(browse: Opening) -> None:
    terminal = browse(**PAST)
    terminal.press("2")
    assert terminal.asked == ("2024-07-01", "2024-08-07")


def test_closer_and_wider_keep_the_cursor_in_sight(browse: Opening) -> None:
    terminal = browse(**REYES)
    for key in "++++++":
        terminal.press(key)
        assert "◆" in terminal.line("│ facts") or "▲" in terminal.line("│ facts")
    assert "2025-03" in terminal.lines[2]
    terminal.press(*"--------")
    assert "2016" in terminal.lines[2]
