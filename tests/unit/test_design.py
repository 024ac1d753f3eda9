"""A scenario built in the app: its file, its link, its form; and what a hostile file or link can do (nothing)."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from experiments.texts import LANGUAGES
from model.registry import events, instruments
from model.traits import Lever
from scenarios.bundle import load_region
from scenarios.errors import BadInput
from scenarios.format import find_scenarios, load
from scenarios.resolve import resolve, scenario_path
from viz.design import (
    MOST_BYTES,
    Design,
    Part,
    compared_with,
    design_of,
    faults_of,
    from_link,
    opened,
    scenario,
    to_link,
    to_toml,
)
from viz.design_compute import kept_variants
from viz.design_fields import lever_field, part_fields, world_fields
from viz.design_page import catalogue_groups, read_upload
from viz.design_parts import changed
from viz.job_files import slug
from viz.texts_design import AREAS, OPTION_WORDS, TEXTS

JOBS = Part("jobs", "state_job_relocation", False, 2027, levers={"zone": "lyngdal-centre", "jobs": 150})
LISTER = load_region("lister")


# ---------------------------------------------------------------------------------------------------------- the file


@pytest.mark.parametrize("name", find_scenarios())
def test_a_scenario_of_the_library_opened_and_saved_gives_the_same_results(name: str) -> None:
    design = design_of(resolve(scenario_path(name)))
    assert scenario(design).hash == load(name).hash
    assert from_link(to_link(design)) == design


def test_a_saved_design_is_what_the_command_line_reads(tmp_path: Path) -> None:
    design = Design("lister", {"nb": "Mitt", "en": "Mine"}, world={"immigration": 0.8}, years=5, parts=(JOBS,))
    file = tmp_path / "mine.toml"
    file.write_text(to_toml(design), encoding="utf-8")
    loaded = load(file)
    assert (loaded.title, loaded.years) == ({"nb": "Mitt", "en": "Mine"}, 5)
    assert loaded.world["immigration"].at(2030) == 0.8
    assert loaded.policies[0].levers["jobs"] == 150
    assert loaded.hash == scenario(design).hash


def test_a_design_is_compared_with_the_same_world_without_its_measures() -> None:
    assert compared_with(Design("lister", parts=(JOBS,))) == "lister/baseline"
    other = compared_with(Design("lister", world={"fertility": 1.1}, parts=(JOBS,)))
    assert isinstance(other, tuple)
    base = scenario(opened(other[1], "base.toml"))
    assert base.policies == ()
    assert base.world["fertility"].at(2030) == 1.1
    assert compared_with(Design("lister", world={"fertility": 1.1})) == "lister/baseline"


def test_a_title_that_nobody_wrote_follows_the_measures() -> None:
    design = from_link(to_link(Design("lister", parts=(JOBS,))))
    assert design.title == {}
    both = design.with_part(Part("road", "road_maintenance", False, 2027))
    assert both.named("en") == "State jobs relocated: Lyngdal sentrum (Alleen), 150 posts and maintenance of roads"
    assert kept_variants(f"{to_link(design)}.broken.{to_link(both)}.{to_link(design)}") == [design, both]
    assert both.with_title("nb", "Pakken").named("en") == "Pakken"
    assert both.with_title("nb", "Pakken").with_title("en", "The package").named("nb") == "Pakken"


# ---------------------------------------------------------------------------------------------------------- the form


def test_every_instrument_has_a_form_in_both_languages() -> None:
    for known, is_event in ((instruments(), False), (events(), True)):
        for instrument in known.values():
            for language in LANGUAGES:
                fields = part_fields(Part("x", instrument.id, is_event, 2027), LISTER, 20, {}, language)
                named = {field["name"]: field for field in fields}
                for lever in instrument.levers:
                    field = named[lever.name]
                    assert field["label"] == lever.label[language]
                    assert field["kind"] in ("number", "choice")
                    assert field["kind"] == "number" or field["options"], f"{instrument.id}.{lever.name}"
    shown = {item["id"].removeprefix("event:") for group in catalogue_groups("nb") for item in group["items"]}
    assert shown == {*instruments(), *events()}


def test_a_lever_of_a_kind_that_the_form_does_not_know_is_a_text_field() -> None:
    strange = Lever("what", {"nb": "Hva", "en": "What"}, kind="unheard_of")  # type: ignore[arg-type]
    region = replace(LISTER, outside=LISTER.outside.iloc[:0])
    assert lever_field(strange, "abc", region, "nb")["kind"] == "text"


def test_zones_and_links_are_called_by_their_names() -> None:
    zone = lever_field(Lever("zone", {"nb": "Sone", "en": "Zone"}, kind="zone"), None, LISTER, "nb")
    assert {"id": "lyngdal-centre", "label": "Lyngdal sentrum (Alleen)", "group": "Lyngdal kommune"} in zone["options"]
    link = lever_field(Lever("link", {"nb": "Vei", "en": "Road"}, kind="link"), None, LISTER, "nb")
    assert "E39 Lyngdal–Lindesnes" in {option["label"] for option in link["options"]}


def test_a_slider_reaches_every_corner_and_has_round_steps() -> None:
    field = lever_field(Lever("jobs", {"nb": "", "en": ""}, "integer", low=0, high=2000), 100, LISTER, "en")
    assert (field["low"], field["high"], field["step"]) == (0, 2000, 20)
    share = lever_field(Lever("share", {"nb": "", "en": ""}, low=0, high=1), 0.5, LISTER, "en")
    assert share["step"] == pytest.approx(0.01)
    assert lever_field(Lever("sum", {"nb": "", "en": ""}), 1, LISTER, "en")["high"] is None


def test_what_is_wrong_stands_beside_its_field_in_the_readers_language() -> None:
    wrong = replace(JOBS, start=2001, until=1999, levers={"zone": "oslo", "jobs": 5000})
    design = Design("lister", world={"immigration": -3}, parts=(Part("ok", "road_maintenance", False, 2027), wrong))
    faults = faults_of(design)
    assert set(faults) == {("jobs", "from"), ("jobs", "zone"), ("jobs", "jobs"), ("world", "immigration")}
    errors = {f["name"]: f["error"] for f in part_fields(wrong, LISTER, 20, faults, "nb") if f["error"]}
    assert errors == {
        "from": "Tidligst 2025.",
        "zone": "Velg fra listen.",
        "jobs": "Skal være et helt tall, 0 til 2\u00a0000.",
    }
    (world,) = [f["error"] for f in world_fields(design, faults, "en") if f["error"]]
    assert world == "Must be a number, 0 to 100."
    assert faults_of(Design("lister", parts=(replace(JOBS, until=2026),))).keys() == {("jobs", "until")}
    assert faults_of(Design("lister", parts=(JOBS,))) == {}


def test_an_emptied_field_is_its_default_again() -> None:
    assert changed(JOBS, "jobs", None).levers == {"zone": "lyngdal-centre"}
    assert changed(JOBS, "jobs", 40.0).levers["jobs"] == 40
    assert changed(JOBS, "until", 2035).until == 2035
    assert changed(replace(JOBS, until=2035), "until", None).until is None
    assert changed(JOBS, "from", None) == JOBS
    assert changed(JOBS, "no_such_lever", 1) == JOBS
    assert changed(JOBS, "jobs", {"a": 1}) == JOBS


# ----------------------------------------------------------------------------------------------- what strangers send


@pytest.mark.parametrize(
    "text",
    [
        'format = 1\nextends = "../../../../../etc/passwd"',
        'format = 1\nextends = "/etc/passwd.toml"',
        'format = 1\nextends = "lister/../../regions/x"',
        'format = 1\nregion = "../../secret"\nyears = 3',
        'format = 1\nregion = "/tmp"\nyears = 3',
        'format = 1\nregion = "atlantis"\nyears = 3',
        "format = 1\nregion = [",
        "format = 2",
        "nothing",
        "",
        "\x00\x01",
        "x = " + "[" * 5000 + "]" * 5000,
        "format = 1\nx = " + "9" * 5000,
        "format = 1\nregion = 'lister'\nworld." + "a." * 3000 + "a = 1",
        'format = 1\nextends = "lister/baseline"\n'
        + '[[policy]]\ninstrument = "road_maintenance"\nfrom = 2027\n' * 41,
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_gets_one_message_and_no_path_is_followed(text: str) -> None:
    _, design, said = read_upload({"name": "x.toml", "size": len(text), "text": text}, "nb")
    if design is not None:  # what can be read is held against the region before anything runs
        assert faults_of(design)
        return
    assert said.startswith("Filen kan ikke åpnes, og ingenting er endret.")
    assert "Traceback" not in said
    assert len(said) < 2000


def test_no_file_of_this_machine_is_read_through_an_upload(tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text('format = 1\nextends = "lister/baseline"\n[title]\nnb = "hemmelig"\n', encoding="utf-8")
    for text in (f'format = 1\nextends = "{secret}"', f'format = 1\nextends = "{secret.with_suffix("")}"'):
        _, design, said = read_upload({"name": "x.toml", "size": 9, "text": text}, "nb")
        assert design is None
        assert "hemmelig" not in said


def test_too_large_a_file_is_refused_by_the_server_too() -> None:
    for file in (
        {"name": "a.toml", "size": 50_000_000, "text": None},
        {"name": "a.toml", "size": 1, "text": "#" * (MOST_BYTES + 1)},
    ):
        _, design, said = read_upload(file, "en")
        assert design is None
        assert "too large" in said
        assert "256 KB" in said
    assert read_upload({"name": "picture.png", "size": 10, "text": None}, "en")[2].startswith(
        "picture.png cannot be read"
    )
    assert read_upload({}, "en")[1] is None


def test_the_name_of_a_file_is_shown_and_never_a_path() -> None:
    text = to_toml(Design("lister", parts=(JOBS,)))
    for name in ("../../etc/passwd", "..\\..\\etc\\passwd", "/etc/passwd", "passwd\x00\n"):
        shown, design, _ = read_upload({"name": name, "size": len(text), "text": text}, "nb")
        assert shown == "passwd"
        assert design is not None
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("Ærlig talt: Åmot/Øy") == "aerlig-talt-amot-oy"
    assert slug("///") == "scenario"


def test_a_broken_link_says_so_and_a_bomb_is_not_unpacked() -> None:
    whole = to_link(Design("lister", parts=(JOBS,)))
    bomb = base64.urlsafe_b64encode(zlib.compress(b"#" * 200_000_000, 9)).decode()
    for link in (whole[:50], "hello", "!!!!", "a", bomb):
        with pytest.raises(BadInput):
            from_link(link)


# ------------------------------------------------------------------------------------------------------------- words


def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill_in() -> None:
    for words in (
        *TEXTS.values(),
        *AREAS.values(),
        *OPTION_WORDS.values(),
    ):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())
        fields = [{field for _, field, _, _ in Formatter().parse(words[language]) if field} for language in LANGUAGES]
        assert fields[0] == fields[1], words
