"""A right scenario file loads as it says; a wrong one says file, line, value, what would be right, nearest name."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from model.inputs import Scenario
from scenarios import format as scenario_format
from scenarios.errors import BadInput
from scenarios.format import faults, find_scenarios, load, scenario_files, with_years
from scenarios.resolve import resolve_source
from scenarios.toml_source import parse_toml

TINY = Path(__file__).resolve().parents[1] / "regions" / "tiny"

INSTRUMENT = '''
"""An instrument for tests: it does nothing."""
from model.traits import Instrument, Lever

NAMES = {"nb": "Prøve", "en": "Trial"}
TRIAL = Instrument(
    id="trial_jobs",
    label=NAMES,
    description=NAMES,
    area="4",
    levers=(
        Lever("zone", NAMES, "zone"),
        Lever("jobs", NAMES, "integer", unit="jobs", neutral=0),
        Lever("share", NAMES, default=0.2, high=1.0, unit="share"),
        Lever("origin", NAMES, "outside", default="city"),
        Lever("municipality", NAMES, "municipality", default="A"),
        Lever("mode", NAMES, "option", default="slow", options=("slow", "fast")),
    ),
    payers=("state",),
    act=lambda region, spec, year: None,
    leaves_out="everything",
)
'''
EVENT = INSTRUMENT.replace("trial_jobs", "trial_shock").replace('area="4"', 'area="event"')

BASE = f"""\
format = 1
region = "{TINY}"
years = 10
[title]
nb = "Null"
en = "Null"
"""


@pytest.fixture(autouse=True)
def _trial_instruments(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins = tmp_path_factory.mktemp("plugins")
    for folder, text in (("policies", INSTRUMENT), ("events", EVENT)):
        (plugins / folder).mkdir()
        (plugins / folder / "trial.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("OMLAND_PLUGINS", str(plugins))


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def loaded(folder: Path, text: str, name: str = "mine.toml") -> Scenario:
    return load(write(folder, text, name))


def refused(folder: Path, text: str, name: str = "mine.toml") -> BadInput:
    with pytest.raises(BadInput) as caught:
        load(write(folder, text, name))
    return caught.value


# ------------------------------------------------------------------------------------------------------ what is right


def test_a_policy_has_its_levers_as_given_and_the_others_at_their_default(tmp_path: Path) -> None:
    scenario = loaded(
        tmp_path, BASE + '[[policy]]\ninstrument = "trial_jobs"\nfrom = 2027\nzone = "a-town"\njobs = 5\n'
    )
    (policy,) = scenario.policies
    assert (policy.id, policy.instrument, policy.start, policy.until, policy.phase_in_years) == (
        "trial_jobs", "trial_jobs", 2027, None, 0,
    )  # fmt: skip
    assert policy.levers == {
        "zone": "a-town", "jobs": 5, "share": 0.2, "origin": "city", "municipality": "A", "mode": "slow",
    }  # fmt: skip


def test_an_event_acts_in_its_year_only(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, BASE + '[[event]]\nkind = "trial_shock"\nyear = 2030\nzone = "b-far"\njobs = 5\n')
    (event,) = scenario.events
    assert (event.instrument, event.start, event.until) == ("trial_shock", 2030, 2031)
    assert not scenario.policies


def test_a_world_value_is_a_number_a_level_or_a_path_that_is_linear_between_its_years(tmp_path: Path) -> None:
    world = loaded(
        tmp_path,
        BASE + '[world]\nimmigration = 0.8\nfertility = "low"\nmortality = "reference"\n'
        "export_demand = { 2040 = 1.2, 2030 = 1.0 }\n",
    ).world
    assert world["immigration"].at(2030) == 0.8
    assert world["fertility"].at(2030) == 0.85
    assert world["mortality"].at(2030) == 1.0
    assert [world["export_demand"].at(y) for y in (2025, 2035, 2050)] == pytest.approx([1.0, 1.1, 1.2])


def test_a_child_keeps_what_it_does_not_say_and_wins_where_it_does(tmp_path: Path) -> None:
    write(tmp_path, BASE + "[world]\nimmigration = 0.8\nfertility = { 2025 = 1.0, 2040 = 0.9 }\n", "parent.toml")
    child = loaded(
        tmp_path,
        'format = 1\nextends = "parent.toml"\nyears = 5\n[title]\nen = "Child"\n[world]\nfertility = { 2030 = 1.1 }\n',
    )
    assert (child.years, child.region.id) == (5, "tiny")
    assert child.title == {"nb": "Null", "en": "Child"}
    assert child.world["immigration"].at(2030) == 0.8
    assert child.world["fertility"].years == (2030,), "a table of years replaces the parent's, it does not mix with it"


ABOUT = '[description]\nnb = "Ingenting nytt."\nen = "Nothing new."\n'


def test_a_description_is_read_in_both_languages_and_is_no_part_of_the_results(tmp_path: Path) -> None:
    plain, told = loaded(tmp_path, BASE, "plain.toml"), loaded(tmp_path, BASE + ABOUT, "told.toml")
    assert plain.description == {}
    assert told.description == {"nb": "Ingenting nytt.", "en": "Nothing new."}
    assert told.hash == plain.hash
    one = loaded(tmp_path, BASE + '[description]\nen = "Nothing."\n', "one.toml")
    assert one.description == {"nb": "Nothing.", "en": "Nothing."}, "better in the other language than not at all"


def test_a_description_is_inherited_until_a_child_has_a_title_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, BASE + ABOUT, "parent.toml")
    child = 'format = 1\nextends = "parent.toml"\n'
    assert loaded(tmp_path, child).description["en"] == "Nothing new."
    titled = child + '[title]\nen = "Another"\n'
    assert loaded(tmp_path, titled).description == {}
    assert loaded(tmp_path, titled + '[description]\nen = "Mine."\n').description["nb"] == "Mine."


def test_only_an_instrument_that_can_be_phased_in_may_be(tmp_path: Path) -> None:
    road = '[[policy]]\ninstrument = "county_road_grant"\nfrom = 2027\nphase_in_years = {}\n'
    jobs = (
        '[[policy]]\ninstrument = "state_job_relocation"\nfrom = 2027\nphase_in_years = 3\n'
        'zone = "a-town"\norigin = "city"\n'
    )
    assert loaded(tmp_path, BASE + jobs).policies[0].phase_in_years == 3
    assert loaded(tmp_path, BASE + road.format(0)).policies[0].phase_in_years == 0
    error = refused(tmp_path, BASE + road.format(3))
    assert (error.line, error.value) == (10, 3)
    assert "'county_road_grant' cannot be phased in" in str(error)


POLICY = '[[policy]]\ninstrument = "trial_jobs"\nfrom = {year}\nzone = "a-town"\njobs = {jobs}\n'


def test_policies_append_and_the_same_id_replaces_in_place_and_remove_drops(tmp_path: Path) -> None:
    write(
        tmp_path,
        BASE
        + POLICY.format(year=2026, jobs=1)
        + 'id = "one"\n'
        + POLICY.format(year=2027, jobs=2)
        + 'id = "two"\n'
        + POLICY.format(year=2028, jobs=3),
        "parent.toml",
    )
    child = loaded(
        tmp_path,
        'format = 1\nextends = "parent.toml"\nremove = ["two"]\n'
        + POLICY.format(year=2029, jobs=4)
        + 'id = "one"\n'
        + POLICY.format(year=2030, jobs=5),
    )
    assert [(p.id, p.levers["jobs"]) for p in child.policies] == [("one", 4), ("trial_jobs", 3), ("trial_jobs-2", 5)]


def test_the_hash_depends_on_what_is_said_and_not_on_how(tmp_path: Path) -> None:
    one = loaded(tmp_path, BASE + POLICY.format(year=2026, jobs=1), "one.toml")
    same = loaded(
        tmp_path,
        BASE + '# words\n[[policy]]\njobs = 1\nzone = "a-town"\nshare = 0.2\nfrom = 2026\ninstrument = "trial_jobs"\n',
        "same.toml",
    )
    other = loaded(tmp_path, BASE + POLICY.format(year=2026, jobs=2), "other.toml")
    assert one.hash == same.hash != other.hash
    assert with_years(one, 5).hash != one.hash
    assert with_years(one, one.years).hash == one.hash


def test_the_files_of_a_scenario_are_those_it_extends_and_itself(tmp_path: Path) -> None:
    write(tmp_path, BASE, "parent.toml")
    child = write(tmp_path, 'format = 1\nextends = "parent.toml"\n')
    assert [p.name for p in scenario_files(child)] == ["parent.toml", "mine.toml"]
    assert [p.name for p in scenario_files("lister/county_roads")] == ["baseline.toml", "county_roads.toml"]


@pytest.mark.parametrize("name", find_scenarios())
def test_every_scenario_of_the_library_loads_and_has_a_title_in_both_languages(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert set(scenario.title) == {"nb", "en"}
    assert all(text and text != name for text in scenario.title.values())


@pytest.mark.parametrize("extends", ["baseline", "lister/baseline"])
def test_a_file_of_ones_own_extends_a_library_scenario_by_bare_or_full_name(tmp_path: Path, extends: str) -> None:
    assert loaded(tmp_path, f'format = 1\nregion = "lister"\nextends = "{extends}"\nyears = 3\n').years == 3


# ------------------------------------------------------------------------------------------------------ what is wrong

_P = '[[policy]]\ninstrument = "trial_jobs"\nfrom = 2027\nzone = "a-town"\njobs = 5\n'  # lines 7 to 11

WRONG: dict[str, tuple[str, int | None, object, list[str]]] = {
    # what is wrong: (text, line, offending value, parts of the message)
    "unknown key": (
        BASE.replace("years", "yeers"), 3, "yeers",
        ["unknown key 'yeers'", "expected one of the keys format, region", "did you mean 'years'?"],
    ),
    "unknown key of the title": (
        BASE + 'english = "Null"\n', 7, "english", ["unknown key 'english'", "one of the keys nb, en"],
    ),
    "unknown key of the description": (
        BASE + '[description]\ntext = "x"\n', 8, "text", ["unknown key 'text'", "one of the keys nb, en"],
    ),
    "policy key before its heading": (
        BASE.replace("years", "instrument = 'x'\nyears"), 3, "instrument",
        ["unknown key 'instrument'", "belongs in a [[policy]]"],
    ),
    "wrong type": (
        BASE.replace("10", '"ten"'), 3, "ten", ["'years' is of the wrong type: 'ten'", "expected a whole number"],
    ),
    "fraction of a year": (
        BASE.replace("10", "1.5"), 3, 1.5,
        ["'years' is of the wrong type: '1.5'", "a whole number"],
    ),
    "true is no number": (BASE.replace("10", "true"), 3, True, ["'years' is of the wrong type", "a whole number"]),
    "negative years": (BASE.replace("10", "-3"), 3, -3, ["'years' is negative: '-3'", "expected 1 or more"]),
    "too many years": (BASE.replace("10", "500"), 3, 500, ["'years' is too large: '500'", "expected 100 or less"]),
    "table where a text belongs": (
        BASE.replace('nb = "Null"', "nb = { a = 1 }"), 5, "a table",
        ["'title.nb' is of the wrong type", "a text in quotes"],
    ),
    "no format": (BASE.replace("format = 1\n", ""), None, None, ["the key 'format' is missing", "format = 1"]),
    "another format": (BASE.replace("format = 1", "format = 2"), 1, 2, ["unknown format: '2'", "expected format = 1"]),
    "no TOML": (
        BASE.replace('nb = "Null"', "nb = Null"), 5, None, ["not readable as TOML", "expected lines like"],
    ),
    "no region": (BASE.replace("region", "#"), None, None, ["names no region", "a line `region = …` or `extends = …`"]),
    "unknown region": (
        BASE.replace(str(TINY), "listar"), 2, "listar", ["there is no region 'listar'", "did you mean 'lister'?"],
    ),
    "start that is no base year": (
        BASE.replace("years", "start = 2020\nyears"), 3, 2020,
        ["'start' is no base year", "2025, the base year of tiny"],
    ),
    "no years": (BASE.replace("years = 10\n", ""), None, None, ["the key 'years' is missing", "years = 20"]),
    "unknown instrument": (
        BASE + _P.replace("trial_jobs", "trail_jobs"), 8, "trail_jobs",
        ["there is no instrument 'trail_jobs'", "expected one of", "did you mean 'trial_jobs'?"],
    ),
    "unknown event": (
        BASE + '[[event]]\nkind = "trial_shok"\nyear = 2030\n', 8, "trial_shok",
        ["there is no event 'trial_shok'", "did you mean 'trial_shock'?"],
    ),
    "no instrument": (
        BASE + _P.replace('instrument = "trial_jobs"', "#"), 7, None, ["the key 'instrument' is missing"],
    ),
    "policy without a first year": (BASE + _P.replace("from", "#"), 7, None, ["the key 'from' is missing"]),
    "year before the start": (
        BASE + _P.replace("2027", "2020"), 9, 2020,
        ["'from' is before the start of the scenario: '2020'", "expected 2025 or later"],
    ),
    "event before the start": (
        BASE + '[[event]]\nkind = "trial_shock"\nyear = 2020\nzone = "a-town"\njobs = 5\n', 9, 2020,
        ["'year' is before the start", "2025 or later"],
    ),
    "until that is not after from": (
        BASE + _P + "until = 2027\n", 12, 2027, ["'until' is not after 'from': '2027'", "expected 2028 or later"],
    ),
    "negative phase-in": (
        BASE + _P + "phase_in_years = -1\n", 12, -1, ["'phase_in_years' of policy 1 is negative: '-1'", "0 or more"],
    ),
    "unknown lever": (
        BASE + _P + "sher = 0.5\n", 12, "sher",
        ["'trial_jobs' has no lever 'sher'", "one of zone, jobs, share", "did you mean 'share'?"],
    ),
    "misspelt reserved key": (
        BASE + _P + "untill = 2030\n", 12, "untill", ["no lever 'untill'", "did you mean 'until'?"],
    ),
    "missing lever": (
        BASE + _P.replace("jobs = 5", "#"), 7, None,
        ["the lever 'jobs' of 'trial_jobs' is missing", "a line `jobs = …` with a whole number of 0 or more (jobs)"],
    ),
    "lever of the wrong type": (
        BASE + _P.replace("jobs = 5", 'jobs = "many"'), 11, "many",
        ["'jobs' is of the wrong type: 'many'", "a whole number of 0 or more (jobs)"],
    ),
    "half a job": (
        BASE + _P.replace("jobs = 5", "jobs = 5.5"), 11, 5.5, ["'jobs' is of the wrong type: '5.5'", "a whole number"],
    ),
    "true as a number": (
        BASE + _P + "share = true\n", 12, True,
        ["'share' is of the wrong type", "a number from 0 to 1"],
    ),
    "negative lever": (
        BASE + _P.replace("jobs = 5", "jobs = -5"), 11, -5,
        ["'jobs' is negative: '-5'", "expected a whole number of 0 or more"],
    ),
    "lever out of range": (
        BASE + _P + "share = 1.5\n", 12, 1.5,
        ["'share' is out of range: '1.5'", "expected a number from 0 to 1 (share)"],
    ),
    "lever without a finite value": (BASE + _P + "share = nan\n", 12, None, ["'share' is of the wrong type", "'nan'"]),
    "unknown zone": (
        BASE + _P.replace("a-town", "a-twn"), 10, "a-twn",
        ["'zone': there is no zone 'a-twn'", "one of the 6 zones of tiny", "did you mean 'a-town'?"],
    ),
    "a number for a zone": (
        BASE + _P.replace('"a-town"', "4"), 10, 4,
        ["'zone' is of the wrong type", "zones of tiny"],
    ),
    "unknown municipality": (
        BASE + _P + 'municipality = "C"\n', 12, "C", ["there is no municipality 'C'", "A (Alpha), B (Beta)"],
    ),
    "unknown place outside": (
        BASE + _P + 'origin = "ciy"\n', 12, "ciy",
        ["no place outside 'ciy'", "one of city, rest", "did you mean 'city'?"],
    ),
    "default that the region does not have": (
        BASE.replace(str(TINY), "lister") + _P.replace("a-town", "lyngdal-town") + 'municipality = "4225"\n', 7, None,
        ["the lever 'origin' of 'trial_jobs' is missing", "its default 'city' is not in lister", "oslo"],
    ),
    "unknown option": (
        BASE + _P + 'mode = "fats"\n', 12, "fats", ["no option 'fats'", "one of slow, fast", "did you mean 'fast'?"],
    ),
    "bad id": (BASE + _P + 'id = "my policy"\n', 12, "my policy", ["'id' of policy 1 is no id", "letters, digits"]),
    "the same id twice": (
        BASE + _P + 'id = "x"\n' + _P + 'id = "x"\n', 18, "x", ["the id 'x' is given twice", "each id once"],
    ),
    "unknown world assumption": (
        BASE + "[world]\nimigration = 1.0\n", 8, "imigration",
        ["there is no world assumption 'imigration'", "did you mean 'immigration'?"],
    ),
    "key of the file under a heading": (
        BASE + "[world]\nstart = 2025\n", 8, "start", ["no world assumption 'start'", "belongs at the top of the file"],
    ),
    "unknown level": (
        BASE + '[world]\nimmigration = "hi"\n', 8, "hi",
        ["'immigration' is of the wrong type: 'hi'", '"low", "reference"'],
    ),
    "negative factor": (
        BASE + "[world]\nimmigration = -0.5\n", 8, -0.5,
        ["'immigration' is negative: '-0.5'", "a factor on the reference path"],
    ),
    "negative factor in a path": (
        BASE + "[world.immigration]\n2025 = 1.0\n2030 = -1.0\n", 9, -1.0, ["'immigration' in 2030 is negative"],
    ),
    "no year in a path": (
        BASE + "[world]\nimmigration = { later = 1.0 }\n", 8, "later", ["'later' is no year", "a year as 2030"],
    ),
    "unknown parameter": (
        BASE + '[parameters]\n"no.such_number" = 1.0\n', 8, "no.such_number",
        ["there is no parameter 'no.such_number'", "omland list parameters"],
    ),
    "parameter without quotes": (
        BASE + "[parameters]\nno.such_number = 1.0\n", 8, None,
        ["'no' is a table", "the whole name in quotes", 'write `"no.such_number" = …`'],
    ),
    "remove without a parent": (
        BASE.replace("years", "remove = ['x']\nyears"), 3, None, ["'remove' without 'extends'"],
    ),
    "unknown parent": (
        BASE.replace(str(TINY), "lister").replace("years", "extends = 'basline'\nyears"), 3, "basline",
        ["there is no scenario 'basline' to extend", "lister/baseline", "did you mean 'baseline'?"],
    ),
    "bare parent without a region": (
        'format = 1\nextends = "baseline"\n', 2, "baseline",
        ["no scenario 'baseline' to extend", "write 'region/baseline'"],
    ),
    "unknown parent file": (
        BASE.replace("years", "extends = 'gone.toml'\nyears"), 3, "gone.toml",
        ["there is no scenario file 'gone.toml'"],
    ),
    "parent of another region": (
        BASE.replace("years", "extends = 'lister/baseline'\nyears"), 2, str(TINY),
        ["a scenario of the region", "cannot extend one of 'lister'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_bad_input_says_file_line_value_and_what_would_be_right(tmp_path: Path, what: str) -> None:
    text, line, value, parts = WRONG[what]
    error = refused(tmp_path, text)
    message = str(error)
    assert error.file == tmp_path / "mine.toml", message
    assert error.line == line, message
    if value is not None:
        assert error.value == value, message
    for part in parts:
        assert part in message
    assert error.expected, f"the message says what would be right: {message}"
    assert "\n" not in message


def test_a_parameter_out_of_its_range_is_refused(tmp_path: Path) -> None:
    from model.parameters import REGISTRY
    from model.registry import load_parameters

    load_parameters()
    spec = next(s for s in REGISTRY.values() if s.low >= 0)
    low = refused(tmp_path, BASE + f'[parameters]\n"{spec.name}" = -1.0\n')
    high = refused(tmp_path, BASE + f'[parameters]\n"{spec.name}" = {spec.high + 1}\n')
    assert f"'{spec.name}' is negative: '-1.0'; expected a number from {spec.low:g} to {spec.high:g}" in str(low)
    assert f"'{spec.name}' is out of range" in str(high)
    assert low.line == high.line == 8
    assert loaded(tmp_path, BASE + f'[parameters]\n"{spec.name}" = {spec.high}\n').parameters == {spec.name: spec.high}


def test_a_parameter_of_the_founders_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, BASE + '[parameters]\n"synthesis.couple_age_gap" = 3.0\n')
    assert error.line == 8
    assert "'synthesis.couple_age_gap' cannot be set by a scenario" in str(error)


def test_a_circle_of_extends_names_every_file_in_it(tmp_path: Path) -> None:
    write(tmp_path, 'format = 1\nextends = "b.toml"\n', "a.toml")
    write(tmp_path, 'format = 1\nextends = "c.toml"\n', "b.toml")
    error = refused(tmp_path, 'format = 1\nextends = "a.toml"\n', "c.toml")
    assert "the scenarios extend each other in a circle: c → a → b → c" in str(error)
    assert (error.file, error.line) == (tmp_path / "b.toml", 2)


def test_a_scenario_that_extends_itself_is_a_circle(tmp_path: Path) -> None:
    error = refused(tmp_path, 'format = 1\nextends = "mine.toml"\n')
    assert "in a circle: mine → mine" in str(error)


def test_remove_of_an_unknown_id_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, BASE + _P + 'id = "first"\n', "parent.toml")
    error = refused(tmp_path, 'format = 1\nextends = "parent.toml"\nremove = ["frist"]\n')
    assert (error.line, error.value) == (3, "frist")
    assert "which 'parent.toml' does not have" in str(error)
    assert "did you mean 'first'?" in str(error)


def test_a_fault_in_a_parent_is_reported_in_the_parents_file(tmp_path: Path) -> None:
    parent = write(tmp_path, BASE + _P.replace("a-town", "a-twn"), "parent.toml")
    error = refused(tmp_path, 'format = 1\nextends = "parent.toml"\n')
    assert (error.file, error.line) == (parent, 10)


def test_an_unknown_scenario_name_gives_the_nearest() -> None:
    for name, hint in (
        ("lister/basline", "did you mean 'lister/baseline'?"),
        ("county_roads", "did you mean 'lister/county_roads'?"),
        ("baseline", "did you mean one of lister/baseline, notodden/baseline, rana/baseline"),
    ):
        with pytest.raises(BadInput) as caught:
            load(name)
        assert f"there is no scenario '{name}'" in str(caught.value)
        assert hint in str(caught.value)


def test_a_file_that_is_missing_binary_or_huge_is_refused(tmp_path: Path) -> None:
    binary, huge = tmp_path / "binary.toml", tmp_path / "huge.toml"
    binary.write_bytes(b"format = 1\n\xff\xfe")
    huge.write_bytes(b"#" * 2_000_000)
    for path, words in ((tmp_path / "gone.toml", "no scenario file"), (binary, "not UTF-8"), (huge, "too large")):
        with pytest.raises(BadInput, match=words):
            load(path)


def test_a_line_is_found_behind_long_strings_and_lists(tmp_path: Path) -> None:
    text = (
        'format = 1\nextends = """lister/baseline"""\nremove = [\n  # years = 3\n]\n'
        '[title]\nnb = """\nyears = "x"\n[world]\n"""\n'
        "[world]\nimmigration = -1\n"
    )
    error = refused(tmp_path, text)
    assert (error.line, error.value) == (12, -1)


def test_a_region_with_a_missing_file_is_refused_when_the_scenario_loads(tmp_path: Path) -> None:
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(TINY, broken)
    (broken / "jobs.csv").unlink()
    error = refused(tmp_path, BASE.replace(str(TINY), "./broken"))
    assert error.file is not None
    assert error.file.name == "jobs.csv"
    assert "missing" in str(error) or "no such file" in str(error)


def test_years_of_the_command_line_must_be_in_range(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="expected 1 to 100"):
        scenario_format.with_years(loaded(tmp_path, BASE), 0)


def test_a_form_gets_every_fault_with_its_place() -> None:
    source = parse_toml(
        """
format = 1
region = "lister"
years = 20
[world]
immigration = -1
[[policy]]
instrument = "state_job_relocation"
from = 2020
jobs = 5000
[[policy]]
instrument = "no_such_thing"
from = 2027
""",
        Path("design.toml"),
    )
    found = {fault.key: fault.message for fault in faults(resolve_source(source))}
    assert set(found) == {
        ("world", "immigration"),
        ("policy", 0, "from"),
        ("policy", 0, "zone"),
        ("policy", 0, "jobs"),
        ("policy", 1, "instrument"),
    }
    assert found["policy", 0, "jobs"] == "'jobs' is out of range"
