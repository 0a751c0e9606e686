"""The questions the sample is made for, each with the command that answers it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.demo.people import CCMA, CMA


class Question(NamedTuple):
    """One question of the story.

    Attributes:
        text: The question, and what to look at in the answer.
        command: The words of the ``ledger`` command that answers it.
    """

    text: str
    command: tuple[str, ...]


class Chapter(NamedTuple):
    """Questions that belong together."""

    title: str
    questions: tuple[Question, ...]


def _ask(text: str, *command: str) -> Question:
    return Question(text, command)


STORY = (
    Chapter(
        "A lapse",
        (
            _ask(
                "Daniel Okafor signed an order on 15 October 2021. Was he a CMA that day?",
                "eligible",
                "okafor",
                CMA,
                "--for",
                "use-title",
                "--on",
                "2021-10-15",
            ),
            _ask(
                "Can he still recertify by continuing education, and what is missing?",
                "eligible",
                "okafor",
                CMA,
                "--for",
                "recertify-ce",
                "--on",
                "2021-10-15",
            ),
        ),
    ),
    Chapter(
        "A certificate handed in late",
        (
            _ask(
                "Ana Reyes, on the last day of her term, as known the day after: 2 points short.",
                "eligible",
                "reyes",
                CMA,
                "--for",
                "recertify-ce",
                "--on",
                "2025-02-28",
                "--known-at",
                "2025-03-01",
            ),
            _ask(
                "The same day as known now: the course of 20 January is on record.",
                "eligible",
                "reyes",
                CMA,
                "--for",
                "recertify-ce",
                "--on",
                "2025-02-28",
            ),
        ),
    ),
    Chapter(
        "A correction that changes a past answer",
        (
            _ask(
                "Linh Trần was told in July 2024 that she could renew. Why?",
                "eligible",
                "tran",
                CCMA,
                "--for",
                "renew",
                "--on",
                "2024-07-01",
                "--known-at",
                "2024-08-07",
            ),
            _ask(
                "A day later the course was corrected. The answer for the same day is another.",
                "eligible",
                "tran",
                CCMA,
                "--for",
                "renew",
                "--on",
                "2024-07-01",
            ),
            _ask("Nothing was overwritten: both are there.", "history", "tran"),
        ),
    ),
    Chapter(
        "A rule that changed",
        (
            _ask(
                "Petra Novák expired in April 2016. Until 2019 she had 60 months to recertify.",
                "eligible",
                "novak",
                CMA,
                "--for",
                "recertify-ce",
                "--on",
                "2019-12-31",
            ),
            _ask(
                "The rule of 2020 gave her until the printed date, 30 March, and not a day more.",
                "eligible",
                "novak",
                CMA,
                "--for",
                "recertify-ce",
                "--on",
                "2020-03-31",
            ),
            _ask(
                "João Silva's certificate expired, and then did not: known on 31 March 2020 …",
                "eligible",
                "silva",
                CMA,
                "--for",
                "use-title",
                "--on",
                "2020-04-15",
                "--known-at",
                "2020-03-31",
            ),
            _ask(
                "… and known now.",
                "eligible",
                "silva",
                CMA,
                "--for",
                "use-title",
                "--on",
                "2020-04-15",
            ),
        ),
    ),
    Chapter(
        "Two credentials, one course",
        (
            _ask(
                "Samir Haddad's phlebotomy course counts 12 points at AAMA …",
                "eligible",
                "haddad",
                CMA,
                "--for",
                "recertify-ce",
                "--on",
                "2025-03-01",
            ),
            _ask(
                "… and 12 credits at NHA.",
                "eligible",
                "haddad",
                CCMA,
                "--for",
                "renew",
                "--on",
                "2025-03-01",
            ),
        ),
    ),
    Chapter(
        "Nobody knows",
        (
            _ask(
                "Eleanor Marsh was certified on the last day of 2009, with no printed expiry.",
                "eligible",
                "marsh",
                CMA,
                "--for",
                "use-title",
                "--on",
                "2016-05-01",
            ),
            _ask(
                "Kim Ji-woo failed NHA's exam a fourth time. May she sit again?",
                "eligible",
                "kim",
                CCMA,
                "--for",
                "exam",
                "--on",
                "2025-06-01",
            ),
        ),
    ),
    Chapter(
        "Who may sit the exam",
        (
            _ask(
                "Lucía Moreno finishes school on 30 June 2025. May she sit on 31 May?",
                "eligible",
                "moreno",
                CMA,
                "--for",
                "exam",
                "--on",
                "2025-05-31",
            ),
            _ask(
                "Jo Lindqvist failed three times. Is the way back open after a second program?",
                "eligible",
                "lindqvist",
                CMA,
                "--for",
                "exam",
                "--on",
                "2025-06-01",
            ),
        ),
    ),
    Chapter(
        "Monday morning",
        (
            _ask(
                "Who is current on 3 March 2025, and who lapses next?",
                "census",
                CMA,
                "--on",
                "2025-03-03",
            ),
            _ask("What is Miriam Brandt's standing, over time?", "timeline", "brandt", CMA),
            _ask("And what does not fit together?", "audit"),
        ),
    ),
)

OPENING = ("tran", CCMA, date(2024, 7, 1), date(2024, 8, 7))
"""Holder, credential, day and knowledge time of the answer that a correction changed the day after:
what the browser opens on."""
