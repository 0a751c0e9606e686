"""What the screens must say, in every size, worked out by hand from the sample and the rulebook.

The texts in ``tests/tui/screens`` can be written anew; what is said here cannot.
"""

from __future__ import annotations

import pytest

from tests.tui.screen import Terminal
from tests.tui.views import SIZES, Gallery

NAMES = ("trail", "holders", "holder", "past", "rules", "plugins", "audit")


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    given: tuple[int, int] = request.param
    return given


@pytest.fixture(scope="module")
def views(gallery: Gallery, size: tuple[int, int]) -> dict[str, Terminal]:
    """Every view in one size."""
    return {name: gallery.shown(name, size) for name in NAMES}


def test_the_trail_begins_with_the_newest_fact(views: dict[str, Terminal]) -> None:
    words = views["trail"].line("▸         77").replace("▸", " ").replace("│", " ").split()
    assert words[0] == "77"
    assert "2025-10-06" in words
    assert words[words.index("fischer") : words.index("fischer") + 4] == [
        "fischer",
        "renewal-granted",
        "nha/ccma",
        "granted",
    ]


def test_the_trail_opens_the_fact_that_is_selected(views: dict[str, Terminal]) -> None:
    dossier = views["trail"].pane("#dossier")
    assert "fischer version 17 · renewal-granted" in dossier
    assert "2025-10-09T09:11:00.000000Z" in dossier
    assert "coordinator" in dossier


def test_the_trail_says_how_many_facts_there_are(views: dict[str, Terminal]) -> None:
    assert "77 facts, newest first · ● live" in views["trail"].text


@pytest.mark.parametrize(
    ("name", "credential", "status", "expires_on", "left"),
    [
        # 2023-06-10 and two years; 14 March to 10 June are 88 days.
        ("Samir Haddad", "nha/ccma", "● current", "2025-06-10", "88 d"),
        # Certified in March 2021: 60 months to the end of the month; 382 days.
        ("Samir Haddad", "aama/cma", "● current", "2026-03-31", "382 d"),
        # Certified in March 2015, so expired in March 2020, moved to 31 August 2020 by the
        # announcements of that spring; recertified on 2020-08-24: through 2025-08-31, 170 days.
        ("João Silva", "aama/cma", "● current", "2025-08-31", "170 d"),
        # Renewed for two years from 2023-11-02, whatever day the renewal was granted on.
        ("Klara Fischer", "nha/ccma", "● current", "2025-11-02", "233 d"),
        ("Ana Reyes", "aama/cma", "○ expired", "2025-02-28", "–"),
        ("Linh Trần", "nha/ccma", "○ expired", "2024-09-14", "–"),
        ("Daniel Okafor", "aama/cma", "○ expired", "2021-09-30", "–"),
        ("Petra Novák", "aama/cma", "○ expired", "2016-04-30", "–"),
    ],
)
def test_a_holder_has_status_expiry_and_days_left(
    views: dict[str, Terminal],
    name: str,
    credential: str,
    status: str,
    expires_on: str,
    left: str,
) -> None:
    rows = [line for line in views["holders"].lines if name in line and credential in line]
    assert len(rows) == 1
    rest = rows[0].split(credential, 1)[1].split()
    assert rest[:4] == [*status.split(), expires_on, left.split(maxsplit=1)[0]]


def test_who_lapses_next_comes_first(views: dict[str, Terminal]) -> None:
    lines = [line for line in views["holders"].lines if " d  " in line]
    names = [line.strip("│▸ ").split(" · ")[0] for line in lines[:4]]
    assert names == ["Samir Haddad", "João Silva", "Klara Fischer", "Samir Haddad"]


def test_the_holder_has_status_expiry_and_how_long_it_holds(views: dict[str, Terminal]) -> None:
    verdict = views["holder"].words("#verdict")
    assert "○ expired on 2025-02-28 holds from 2025-03-01 through 2025-03-19" in verdict
    assert "✓ recertify-ce: yes" in verdict
    assert "from 2025-01-20 through 2025-03-19" in verdict


def test_the_holder_s_facts_stand_above_and_below_the_day(views: dict[str, Terminal]) -> None:
    lines = views["holder"].pane("#facts").splitlines()
    at = next(number for number, line in enumerate(lines) if "after 2025-03-14" in line)
    assert any("2025-01-20" in line for line in lines[:at])
    assert any("2025-03-20" in line for line in lines[at:])


def test_the_band_says_when_it_is_current_and_when_not(views: dict[str, Terminal]) -> None:
    band = views["holder"].line("▸aama/cma").strip("│").split("aama/cma")[1]
    glyphs = [one for one in band if one in "●○"]
    assert glyphs == ["●", "○", "●", "○"]  # certified, expired, recertified, expired


def test_the_past_is_told_from_now(views: dict[str, Terminal]) -> None:
    terminal = views["past"]
    assert terminal.asked == ("2024-07-01", "2024-08-07")
    banner = terminal.words("#difference")
    assert banner.startswith("≠ as known now the answer is another: fact 5, recorded 2024-08-08")
    assert "The certificate says 1.0, not 10" in banner
    assert banner.endswith("renew yes → no")


def test_the_past_answer_is_the_one_given_then(views: dict[str, Terminal]) -> None:
    verdict = views["past"].words("#verdict")
    assert "● current, expires 2024-09-14" in verdict
    assert "✓ renew: yes" in verdict
    assert "✓ C-TOTAL 10 of 10 credits" in verdict


def test_the_past_facts_are_those_known_then(views: dict[str, Terminal]) -> None:
    facts = views["past"].pane("#facts")
    assert "⟲" not in facts
    assert "2023-03-03" in facts


def test_the_rules_have_their_sources(views: dict[str, Terminal]) -> None:
    rules = views["rules"].words("#rules")
    assert "Rules · aama/cma" in views["rules"].heading
    assert rules.find("Exam Application Steps · high") > rules.find("A-AWARD") > 0


def test_the_rules_say_what_changed_when(views: dict[str, Terminal]) -> None:
    changes = views["rules"].words("#changes")
    assert "2010-01-01 A-TERM unknown → 60" in changes


def test_the_plugins_are_loaded(views: dict[str, Terminal]) -> None:
    text = views["plugins"].text
    for name, code in (("aama", "aama/cma"), ("nha", "nha/ccma")):
        assert f"✓ loaded    {name}" in text
        assert code in text


def test_the_findings_are_those_of_chloe_dubois(views: dict[str, Terminal]) -> None:
    words = views["audit"].words("#audit")
    assert words.startswith("3 findings")
    # Certified in January 2019: 60 months to the end of the month.
    assert "the expiry printed is 2024-02-29; the rules give 2024-01-31" in words
    assert "R-TOTAL 48 of 60 points: 12 missing" in words
    assert "R-ADMIN 9.6 of 10 administrative points: 0.4 missing" in words
    assert "ce-completed of 2021-04-17 stands 2 times with the same content" in words


def test_help_and_leaving_are_always_in_the_last_line(views: dict[str, Terminal]) -> None:
    for terminal in views.values():
        assert terminal.keys.rstrip().endswith("? Help  q Quit")


def test_every_line_fits(views: dict[str, Terminal], size: tuple[int, int]) -> None:
    from rich.cells import cell_len

    for terminal in views.values():
        assert max(cell_len(line) for line in terminal.lines) <= size[0]
        assert len(terminal.lines) == size[1]
