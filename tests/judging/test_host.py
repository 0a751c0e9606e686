"""The plugin host: each plugin in its own try, and what became of it."""

from __future__ import annotations

from datetime import date
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from ledger.bodies.body import CertifyingBody
from ledger.bodies.hookspecs import GROUP
from ledger.bodies.host import BLOCK_VARIABLE, Bodies, PluginReport, PluginState
from ledger.errors import BadInput
from ledger.judging.case import Case
from ledger.judging.history import History
from ledger.judging.judgement import Status
from tests.judging.made_up import credential, judging

DAY = date(2024, 7, 1)


def point(module: str, name: str = "guild") -> EntryPoint:
    """The entry point of one of the small plugins of these tests."""
    return EntryPoint(name, f"tests.judging.plugins.{module}", GROUP)


def report(module: str, name: str = "guild") -> PluginReport:
    """What became of that plugin."""
    (found,) = Bodies([point(module, name)]).reports
    return found


def why(bodies: Bodies, code: str) -> str:
    """Why a credential is undetermined."""
    verdict = Case(bodies.credential(code), History("reyes", ())).verdict(DAY)
    assert verdict.status is Status.UNDETERMINED
    assert list(verdict.pathways) == ["use-title"]
    return verdict.pathways["use-title"].finding.text


def test_a_good_plugin_is_loaded_with_its_credentials() -> None:
    found = report("good")
    assert (found.state, found.credentials, found.reason) == (
        PluginState.LOADED,
        ("guild/baker",),
        "",
    )


def test_a_loaded_credential_is_judged() -> None:
    case = Case(Bodies([point("good")]).credential("guild/baker"), History("reyes", ()))
    assert case.verdict(DAY).status is Status.CURRENT


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("misspelt", "there is no hook ledger_certifying_body; did you mean ledger_certifying_bod"),
        ("hookless", "implements no hook; mark its functions with ledger.plugin.hookimpl"),
        ("unimportable", "RuntimeError: the oven is cold"),
        ("raising", "FileNotFoundError: rules.toml"),
        ("foreign", "brought 'guild', which is not a CertifyingBody"),
        ("doubled", "brought the body guild twice"),
        ("demanding", "PluginValidationError"),
        ("unmarked", "ledger_certifying_bodies is not marked: put @ledger.plugin.hookimpl above"),
        ("good:GUILD", "its entry point names a CertifyingBody; name the module with the hooks"),
        (
            "absent",
            "its entry point names the module tests.judging.plugins.absent, which is not installed",
        ),
        ("importing", "ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
        ("good:nothing", "AttributeError"),
        ("exiting", "SystemExit: no bread today"),
        ("unspeakable", "UnspeakableError: an error that cannot be shown"),
        ("countless", "brought more than 1000 bodies"),
        ("judgeless", "guild/baker has no judge"),
        ("bodily", "ledger_certifying_bodies returned a CertifyingBody; return a list of bodies"),
    ],
)
def test_a_broken_plugin_is_failed_with_the_reason(module: str, reason: str) -> None:
    found = report(module)
    assert (found.state, found.credentials) == (PluginState.FAILED, ())
    assert reason in found.reason


@pytest.mark.parametrize(("returned", "what"), [("guild", "a str"), (5, "an int")])
def test_a_hook_that_returns_no_list_is_told_what_to_return(
    returned: object, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.judging.plugins.bodily.RETURNED", returned)
    assert f"returned {what}; return a list of bodies" in report("bodily").reason


def test_the_line_on_which_a_plugin_does_not_load_is_named() -> None:
    assert report("unimportable").reason.endswith("(unimportable.py, line 3)")


def test_a_plugin_whose_import_does_not_end_is_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.judging.watchdog.LONGEST", 0.05)
    found = report("endless")
    assert found.state is PluginState.FAILED
    assert found.reason == "did not answer within 0.3 seconds and was ended"


def test_a_module_installed_under_two_names_is_loaded_once() -> None:
    bodies = Bodies([point("good", "first"), point("good", "second")])
    assert [found.state for found in bodies.reports] == [PluginState.LOADED, PluginState.FAILED]
    assert bodies.reports[1].reason == "its module is loaded already, as the plugin first"
    assert list(bodies.credentials) == ["guild/baker"]


def test_a_module_installed_under_two_names_is_loaded_for_the_body_of_either_name() -> None:
    bodies = Bodies([point("good", "a"), point("good")])
    assert list(bodies.credentials) == ["guild/baker"]


@pytest.mark.parametrize("modules", [("good", "rival"), ("rival", "good")])
def test_of_two_plugins_of_one_name_none_is_taken(modules: tuple[str, str]) -> None:
    bodies = Bodies(map(point, modules))
    assert [found.state for found in bodies.reports] == [PluginState.FAILED, PluginState.FAILED]
    for found in bodies.reports:
        assert found.reason.startswith("two plugins are named guild, and nobody knows whose rules")
    assert bodies.reports[0].reason in why(bodies, "guild/baker")
    assert "two plugins are named guild" in why(bodies, "guild/cook")


def test_a_plugin_may_bring_no_body() -> None:
    found = report("empty")
    assert (found.state, found.credentials) == (PluginState.LOADED, ())


@pytest.mark.parametrize("module", ["misspelt", "hookless", "unimportable", "raising", "foreign"])
def test_the_credentials_of_a_failed_plugin_are_undetermined_with_the_reason(module: str) -> None:
    bodies = Bodies([point(module)])
    text = why(bodies, "guild/baker")
    assert "the plugin guild of unknown" in text
    assert bodies.reports[0].reason in text


@pytest.mark.parametrize("module", ["misspelt", "hookless", "unimportable", "raising", "foreign"])
def test_a_broken_plugin_leaves_the_others_as_they_are(module: str) -> None:
    bodies = Bodies([point(module, "a-broken"), point("good"), point(module, "z-broken")])
    assert [found.state for found in bodies.reports] == [
        PluginState.FAILED,
        PluginState.LOADED,
        PluginState.FAILED,
    ]
    assert list(bodies.credentials) == ["guild/baker"]


@pytest.mark.parametrize("other", ["a-guild", "z-guild"])
def test_a_body_belongs_to_the_plugin_of_its_name(other: str) -> None:
    bodies = Bodies([point("rival", other), point("good")])
    states = {found.name: found.state for found in bodies.reports}
    assert states == {"guild": PluginState.LOADED, other: PluginState.FAILED}
    (reason,) = (found.reason for found in bodies.reports if found.reason)
    assert reason == "it brought the body guild, which is that of the plugin named guild"
    assert list(bodies.credentials) == ["guild/baker"]
    with pytest.raises(BadInput, match="no installed body has the credential “guild/cook”"):
        bodies.credential("guild/cook")


@pytest.mark.parametrize("blocked", [[], ["guild"]])
def test_a_body_whose_own_plugin_is_not_there_is_nobody_elses(blocked: list[str]) -> None:
    bodies = Bodies([point("rival", "a-guild"), point("unimportable")], blocked)
    assert [found.credentials for found in bodies.reports] == [(), ()]
    assert "the plugin guild" in why(bodies, "guild/cook")


def test_of_two_bodies_with_one_code_and_other_names_none_is_taken() -> None:
    bodies = Bodies([point("rival", "later"), point("good", "first")])
    assert [(found.name, found.state) for found in bodies.reports] == [
        ("first", PluginState.FAILED),
        ("later", PluginState.FAILED),
    ]
    assert bodies.reports[0].reason == (
        "the body guild is brought by the plugin later of unknown as well, and nobody knows whose "
        "rules hold; name the entry point of the right one guild"
    )
    assert bodies.reports[0].reason in why(bodies, "guild/baker")
    assert "nobody knows whose rules hold" in why(bodies, "first/baker")


def test_plugins_are_loaded_in_order_of_name() -> None:
    bodies = Bodies([point("empty", "b"), point("empty", "a"), point("good", "c")])
    assert [found.name for found in bodies.reports] == ["a", "b", "c"]


def test_a_blocked_plugin_is_not_imported_and_says_so() -> None:
    bodies = Bodies([point("unimportable")], blocked=["guild"])
    assert bodies.reports[0].state is PluginState.BLOCKED
    assert BLOCK_VARIABLE in bodies.reports[0].reason
    assert "is blocked" in why(bodies, "guild/baker")


def test_plugins_named_in_the_environment_are_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BLOCK_VARIABLE, "nha, other")
    states = {found.name: found.state for found in Bodies.installed().reports}
    assert (states["nha"], states["aama"]) == (PluginState.BLOCKED, PluginState.LOADED)


def test_the_installed_bodies_are_found_with_distribution_and_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(BLOCK_VARIABLE, raising=False)
    found = {found.name: found for found in Bodies.installed().reports}
    assert found["aama"][1:5] == ("loaded", "credential-ledger-aama", "0.1.0", ("aama/cma",))
    assert found["nha"][1:5] == ("loaded", "credential-ledger-nha", "0.1.0", ("nha/ccma",))


def test_without_any_body_the_error_says_what_to_install() -> None:
    with pytest.raises(BadInput, match="no certifying body is installed that knows guild/baker"):
        Bodies([]).credential("guild/baker")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("guild/bakers", "did you mean guild/baker"),
        ("aama/cma", "there are guild/baker"),
        ("baker", "no installed body has the credential “baker”"),
    ],
)
def test_an_unknown_credential_is_an_error_that_names_those_there_are(
    code: str, problem: str
) -> None:
    with pytest.raises(BadInput) as caught:
        Bodies([point("good")]).credential(code)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("code", "pathway", "wrong"),
    [("Guild", "bake", "“Guild” is not"), ("guild", "Bake it", "“Bake it” is not")],
)
def test_a_body_with_a_wrong_code_cannot_be_built(code: str, pathway: str, wrong: str) -> None:
    baker = credential(judging(lambda record: True), pathways=[pathway])
    with pytest.raises(BadInput, match=wrong):
        CertifyingBody(code, "The Guild", [baker])


def test_a_credential_with_a_wrong_code_is_named_as_that() -> None:
    baker = credential(judging(lambda record: True), code="X Y")
    with pytest.raises(BadInput, match="“X Y” is not a credential code of guild, in lower case"):
        CertifyingBody("guild", "The Guild", [baker])


BAKER = credential(judging(lambda record: True))
BAKE = BAKER.pathways[0]


@pytest.mark.parametrize(
    ("credentials", "problem"),
    [
        (BAKER, "the credentials of guild are a Credential; give a list or a tuple of Credential"),
        (["baker"], "the credentials of guild hold “baker”, which is not a Credential"),
        ([BAKER._replace(pathways=BAKE)], "pathways of guild/baker are a Pathway; give a list"),  # type: ignore[arg-type]
        ([BAKER._replace(pathways=("bake",))], "guild/baker hold “bake”, which is not a Pathway"),  # type: ignore[arg-type]
        (
            [BAKER._replace(pathways=(BAKE._replace(renews="no"),))],  # type: ignore[arg-type]
            "renews of the pathway bake of guild/baker is “no”; give True or False",
        ),
    ],
)
def test_a_body_is_made_of_credentials_and_they_of_pathways(credentials: Any, problem: str) -> None:
    with pytest.raises(TypeError, match=problem):
        CertifyingBody("guild", "The Guild", credentials)


@pytest.mark.parametrize("pathways", [("bake", "bake"), ("bake", "use-title")])
def test_a_body_with_a_pathway_twice_cannot_be_built(pathways: tuple[str, ...]) -> None:
    baker = credential(judging(lambda record: True), pathways=pathways)
    with pytest.raises(ValueError, match="names a pathway twice, or use-title"):
        CertifyingBody("guild", "The Guild", [baker])


def test_a_body_with_one_credential_twice_cannot_be_built() -> None:
    baker = credential(judging(lambda record: True))
    with pytest.raises(ValueError, match="guild has the credential baker twice"):
        CertifyingBody("guild", "The Guild", [baker, baker])


def test_a_body_fills_in_the_full_codes_of_its_credentials() -> None:
    body = CertifyingBody("bakers", "Bakers", [credential(judging(lambda record: True))])
    assert body.credentials["baker"].full_code == "bakers/baker"
