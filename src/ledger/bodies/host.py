"""The plugin host: finds certifying bodies, each in its own try, and says what became of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple, NoReturn

import pluggy

from ledger.bodies import hookspecs
from ledger.bodies.body import CertifyingBody, Credential
from ledger.errors import BadInput
from ledger.facts.intake import near
from ledger.judging.case import NotJudged
from ledger.judging.judgement import Judgement
from ledger.judging.record import Record
from ledger.judging.rules import RuleBook

BLOCK_VARIABLE = "LEDGER_BLOCK_PLUGINS"
"""Environment variable with the names of plugins not to load, separated by commas."""


class PluginState(StrEnum):
    """What became of a plugin."""

    LOADED = "loaded"
    BLOCKED = "blocked"
    FAILED = "failed"


class PluginReport(NamedTuple):
    """One plugin, what it brought or why it did not.

    Attributes:
        name: The name of its entry point.
        credentials: The full codes of the credentials it brought.
        reason: Why it is blocked or failed; empty when it is loaded.
    """

    name: str
    state: PluginState
    distribution: str
    version: str
    credentials: tuple[str, ...]
    reason: str


class Bodies:
    """The installed certifying bodies.

    Attributes:
        reports: What became of each plugin, in order of name.
    """

    def __init__(self, points: Iterable[EntryPoint], blocked: Iterable[str] = ()) -> None:
        self.reports: list[PluginReport] = []
        self._credentials: dict[str, Credential] = {}
        self._owners: dict[str, str] = {}
        self._failed: dict[str, str] = {}
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        blocked = set(blocked)
        for point in sorted(points, key=lambda point: point.name):
            self._load(point, blocked)

    @classmethod
    def installed(cls) -> Bodies:
        """The bodies of the installed plugins, except those `BLOCK_VARIABLE` names."""
        blocked = os.environ.get(BLOCK_VARIABLE, "").replace(",", " ").split()
        return cls(entry_points(group=hookspecs.GROUP), blocked)

    @property
    def credentials(self) -> Mapping[str, Credential]:
        """Full code → credential, of every body that is loaded."""
        return self._credentials

    def credential(self, code: str) -> Credential:
        """The credential with this full code.

        A credential of a plugin that failed can be asked about: its judge says why it failed.

        Raises:
            BadInput: when no installed body has it; the sentence names those there are.
        """
        credential = self._credentials.get(code)
        if credential is not None:
            return credential
        body, _, name = code.partition("/")
        if body in self._failed and name:
            return Credential(
                name, code, RuleBook(), (), _failing(self._failed[body]), full_code=code
            )
        if not self._credentials:
            raise BadInput(
                f"no certifying body is installed that knows {code}; install a plugin such as "
                "credential-ledger-aama"
            )
        raise BadInput(
            f"no installed body has the credential “{code}”{near(code, self._credentials)}"
        )

    def why_not(self, code: str) -> str:
        """Why the body of a credential is not loaded."""
        return self._failed[code.partition("/")[0]]

    def _load(self, point: EntryPoint, blocked: set[str]) -> None:
        distribution = point.dist.name if point.dist else "unknown"
        version = point.dist.version if point.dist else ""
        state, reason = PluginState.LOADED, ""
        credentials: tuple[str, ...] = ()
        if point.name in blocked:
            state, reason = PluginState.BLOCKED, f"{BLOCK_VARIABLE} names it"
            self._failed[point.name] = f"the plugin {point.name} is blocked: {reason}"
        else:
            try:
                credentials = self._register(point)
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
                state = PluginState.FAILED
                self._failed[point.name] = (
                    f"the plugin {point.name} of {distribution} {version} did not load: {reason}"
                )
        self.reports.append(
            PluginReport(point.name, state, distribution, version, credentials, reason)
        )

    def _register(self, point: EntryPoint) -> tuple[str, ...]:
        plugin = point.load()
        self._manager.register(plugin, name=point.name)
        try:
            self._check_hooks(plugin)
            bodies = self._bodies_of(plugin)
        except Exception:
            self._manager.unregister(plugin)
            raise
        added: list[str] = []
        for body in bodies:
            self._owners[body.code] = point.name
            for credential in body.credentials.values():
                self._credentials[credential.full_code] = credential
                added.append(credential.full_code)
        return tuple(added)

    def _check_hooks(self, plugin: object) -> None:
        known = [name for name in vars(hookspecs) if name.startswith("ledger_")]
        for name in dir(plugin):
            marked = getattr(getattr(plugin, name, None), f"{hookspecs.PROJECT}_impl", None)
            if marked is not None and name not in known:
                raise TypeError(f"there is no hook {name}{near(name, known)}")
        self._manager.check_pending()

    def _bodies_of(self, plugin: Any) -> list[CertifyingBody]:
        callers = self._manager.get_hookcallers(plugin) or []
        if not callers:
            raise TypeError("implements no hook; mark its functions with ledger.plugin.hookimpl")
        others = [other for other in self._manager.get_plugins() if other is not plugin]
        caller = self._manager.subset_hook_caller("ledger_certifying_bodies", others)
        bodies = [body for brought in caller() for body in brought or ()]
        for body in bodies:
            if not isinstance(body, CertifyingBody):
                raise TypeError(f"brought {body!r}, which is not a CertifyingBody")
            owner = self._owners.get(body.code)
            if owner is not None:
                raise ValueError(f"the body {body.code} is already brought by the plugin {owner}")
            if [other.code for other in bodies].count(body.code) > 1:
                raise ValueError(f"brought the body {body.code} twice")
        return bodies


def _failing(reason: str) -> Any:
    def judge(record: Record) -> Judgement:
        _raise(reason)

    return judge


def _raise(reason: str) -> NoReturn:
    raise NotJudged(reason)
