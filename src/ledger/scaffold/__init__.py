"""A new certifying body as files: a complete distribution that passes its own tests at once.

The templates are real files in ``templates``; in them ``@NAME@`` stands for the body's code,
``@MODULE@`` for its module and ``@TITLE@`` for its name.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, suppress
from importlib.resources import files
from pathlib import Path

from ledger.errors import BadInput
from ledger.facts.fields import quoted
from ledger.newfile import write_new

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 30

FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "module/__init__.py": "src/@MODULE@/__init__.py",
    "module/member.py": "src/@MODULE@/member.py",
    "module/rules.toml": "src/@MODULE@/rules.toml",
    "module/py.typed": "src/@MODULE@/py.typed",
    "tests/test_contract.py": "tests/test_contract.py",
    "scenarios/scenarios.toml": "scenarios/@NAME@.toml",
}
"""Template → the file of the distribution that is made of it."""


def write_body(name: str, folder: Path) -> list[Path]:
    """Writes the distribution of a new body and returns its files.

    Args:
        name: The body's code, for example ``acme``.
        folder: Where to; made when it does not exist. Nothing in it is ever overwritten.

    Raises:
        BadInput: for a name that is no code, a folder that holds something, or one that cannot be
            written to; then nothing is left that was not there before.
    """
    check_name(name)
    values = {
        "@NAME@": name,
        "@MODULE@": f"ledger_{name.replace('-', '_')}",
        "@TITLE@": name.replace("-", " ").title(),
    }
    templates = files("ledger.scaffold") / "templates"
    written = []
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput(f"{folder} is there already; name another one", field="--folder")
        with ExitStack() as undo:
            for template, target in FILES.items():
                text = (templates / f"{template}.template").read_text(encoding="utf-8")
                path = folder / _filled(target, values)
                _make_folder(path.parent, undo)
                write_new(path, _filled(text, values))
                undo.callback(_remove, path)
                written.append(path)
            undo.pop_all()
    except OSError as error:
        problem = f"{folder} cannot be written: {error.strerror}"
        raise BadInput(problem, field="--folder") from None
    return written


def check_name(name: str) -> None:
    """Raises BadInput for what cannot be the code of a body and part of a module's name."""
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise BadInput(
            f"{quoted(name)} is not the code of a body: lower-case letters and digits that begin "
            f"with a letter, parts joined by hyphens, at most {_LONGEST}, like acme or acme-board",
            field="NAME",
        )


def _make_folder(folder: Path, undo: ExitStack) -> None:
    """Makes a folder and those it is in, each to be removed when that is undone."""
    if not folder.exists():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.callback(_remove, folder)


def _remove(path: Path) -> None:
    with suppress(OSError):  # of somebody who put something into the folder meanwhile
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def _filled(text: str, values: dict[str, str]) -> str:
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text
