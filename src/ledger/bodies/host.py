"""The plugin host: finds certifying bodies, each in its own try, and says what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple, NoReturn

import pluggy

from ledger.bodies import hookspecs
from ledger.bodies.body import CertifyingBody, Credential, Pathway
from ledger.bodies.brought import bodies_in, contested, hookless, namesake
from ledger.bodies.own import OwnAudit, OwnWording
from ledger.errors import BadInput
from ledger.facts.fields import CREDENTIAL, quoted
from ledger.facts.intake import near
from ledger.judging.case import Case, NotJudged
from ledger.judging.history import History
from ledger.judging.judgement import USE_TITLE
from ledger.judging.origin import Origin, located
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from ledger.judging.watchdog import TookTooLong, watched

BLOCK_VARIABLE = "LEDGER_BLOCK_PLUGINS"
"""Environment variable with the names of plugins not to load, separated by commas."""

LOADING = 6
"""How many times the usual limit a plugin may take to load: a disk may be slow."""


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
        troubles: What went wrong with a loaded one when it was asked, in this process.
    """

    name: str
    state: PluginState
    distribution: str
    version: str
    credentials: tuple[str, ...]
    reason: str
    troubles: tuple[str, ...] = ()


class Bodies:
    """The installed certifying bodies."""

    def __init__(self, points: Iterable[EntryPoint], blocked: Iterable[str] = ()) -> None:
        self._reports: list[tuple[PluginReport, Origin]] = []
        self._credentials: dict[str, Credential] = {}
        self._brought: dict[Origin, Sequence[CertifyingBody]] = {}
        self._namesakes: set[str] = set()
        self._failed: dict[str, str] = {}
        self._is_tried = False
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        blocked = set(blocked)
        for point in sorted(points, key=lambda point: point.name):
            self._load(point, blocked)
        self._settle()

    @classmethod
    def installed(cls) -> Bodies:
        """The bodies of the installed plugins, except those `BLOCK_VARIABLE` names."""
        blocked = os.environ.get(BLOCK_VARIABLE, "").replace(",", " ").split()
        return cls(entry_points(group=hookspecs.GROUP), blocked)

    @property
    def reports(self) -> list[PluginReport]:
        """What became of each plugin, in order of name."""
        return [report._replace(troubles=origin.troubles) for report, origin in self._reports]

    def try_out(self) -> None:
        """Asks every judge once about somebody of whom nothing is known.

        What raises, does not end or returns nonsense even then is listed in the reports.
        """
        if not self._is_tried:
            self._is_tried = True
            for credential in self._credentials.values():
                Case(credential, History("", ())).verdict(date.today())

    @cached_property
    def audits(self) -> Sequence[OwnAudit]:
        """The plugins with audit findings of their own, and the credentials of each."""
        return [
            OwnAudit(origin, caller, {code: self._credentials[code] for code in report.credentials})
            for report, origin in self._reports
            if (caller := self._caller("ledger_audit", report)) is not None
        ]

    @cached_property
    def wordings(self) -> Mapping[str, OwnWording]:
        """Body → the wording of its own that the plugin brings that brought it."""
        found: dict[str, OwnWording] = {}
        for report, origin in self._reports:
            caller = self._caller("ledger_wording", report)
            if caller is not None:
                wording = OwnWording(origin, caller)
                found |= dict.fromkeys((c.partition("/")[0] for c in report.credentials), wording)
        return found

    def _caller(self, hook: str, report: PluginReport) -> Callable[..., Any] | None:
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name == report.name and report.state is PluginState.LOADED:
                function, names = implementation.function, implementation.argnames
                return lambda **given: function(*(given[name] for name in names))
        return None

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
        if not isinstance(code, str):
            raise BadInput(f"{quoted(code)} is not {CREDENTIAL.expects}")
        credential = self._credentials.get(code)
        if credential is not None:
            return credential
        body, _, name = code.partition("/")
        if body in self._failed and name:
            return _unjudged(code, self._failed[body])
        if not self._credentials:
            raise BadInput(
                f"no certifying body is installed that knows {code}; install a plugin such as "
                "credential-ledger-aama"
            )
        raise BadInput(
            f"no installed body has the credential “{code}”{near(code, self._credentials)}"
        )

    def asked(self, code: str, pathway: str | None) -> Credential:
        """The credential with this full code and, where one is asked about, this pathway.

        One of a plugin that failed may have any: nobody knows.

        Raises:
            BadInput: as of `credential`, and when it has no such pathway.
        """
        judged = self.credential(code)
        codes = (*judged.pathway_codes, USE_TITLE)
        if pathway is None or pathway in codes:
            return judged
        if code not in self._credentials:
            return judged._replace(pathways=(Pathway(pathway, pathway),))
        raise BadInput(f"{code} has no pathway “{pathway}”{near(pathway, codes)}", field="--for")

    def as_named(self, code: str) -> Credential:
        """The credential that a fact names: nobody knows about one that no installed body has."""
        try:
            return self.credential(code)
        except BadInput as error:
            return _unjudged(code, error.problem)

    def why_not(self, code: str) -> str:
        """Why the body of a credential is not loaded."""
        return self._failed[code.partition("/")[0]]

    def _load(self, point: EntryPoint, blocked: set[str]) -> None:
        distribution = point.dist.name if point.dist else "unknown"
        origin = Origin(point.name, distribution, point.dist.version if point.dist else "")
        state, reason = PluginState.LOADED, ""
        if point.name in blocked:
            state, reason = PluginState.BLOCKED, f"{BLOCK_VARIABLE} names it"
            self._failed[point.name] = f"the plugin {point.name} is blocked: {reason}"
        else:
            try:
                self._brought[origin] = self._register(point)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # SystemExit too: a plugin does not end the program
                is_told = isinstance(error, (TookTooLong, _Refused))
                reason = str(error) if is_told else located(error)
                state = PluginState.FAILED
                if not isinstance(error, _LoadedBefore):
                    self._failed[point.name] = _not_loaded(origin, reason)
        report = PluginReport(point.name, state, distribution, origin.version, (), reason)
        self._reports.append((report, origin))

    def _register(self, point: EntryPoint) -> list[CertifyingBody]:
        plugin = watched(_loaded, point, times=LOADING)
        before = self._manager.get_name(plugin)
        if before is not None:
            raise _LoadedBefore(f"its module is loaded already, as the plugin {before}")
        if self._manager.has_plugin(point.name):
            self._namesakes.add(point.name)
            raise _Refused(namesake(point.name))
        self._manager.register(plugin, name=point.name)
        try:
            self._check_hooks(plugin)
            return watched(self._bodies_of, plugin, times=LOADING)
        except BaseException:
            self._manager.unregister(plugin)
            raise

    def _settle(self) -> None:
        """Takes the bodies of the plugins that loaded, except those that may be another's."""
        why = contested(self._brought, self._failed, self._namesakes)
        for number, (report, origin) in enumerate(self._reports):
            if origin in why:
                failed = report._replace(state=PluginState.FAILED, reason=why[origin])
                self._reports[number] = failed, origin
            elif origin in self._brought:
                codes = tuple(self._taken(self._brought[origin], origin))
                self._reports[number] = report._replace(credentials=codes), origin
        taken = {code.partition("/")[0] for code in self._credentials}
        for origin, reason in why.items():
            for code in {origin.name, *(body.code for body in self._brought[origin])} - taken:
                self._failed.setdefault(code, _not_loaded(origin, reason))

    def _taken(self, bodies: Iterable[CertifyingBody], origin: Origin) -> Iterator[str]:
        for body in bodies:
            for credential in body.credentials.values():
                self._credentials[credential.full_code] = credential._replace(origin=origin)
                yield credential.full_code

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
            raise TypeError(hookless(plugin))
        others = [other for other in self._manager.get_plugins() if other is not plugin]
        caller = self._manager.subset_hook_caller("ledger_certifying_bodies", others)
        return bodies_in(caller())


class _Refused(Exception):
    """A plugin that is not taken. The message says why, in a sentence."""


class _LoadedBefore(_Refused):
    """One module is named by two entry points; that of the first stands for both."""


def _not_loaded(origin: Origin, reason: str) -> str:
    return f"{origin} did not load: {reason}"


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except ModuleNotFoundError as error:
        if error.name != point.module:
            raise
        raise ModuleNotFoundError(
            f"its entry point names the module {point.module}, which is not installed"
        ) from None


def _unjudged(code: str, reason: str) -> Credential:
    """A credential about which nobody knows anything, and why."""

    def judge(record: Record) -> NoReturn:
        raise NotJudged(reason)

    return Credential(code.partition("/")[2], code, RuleBook(), (), judge, full_code=code)
