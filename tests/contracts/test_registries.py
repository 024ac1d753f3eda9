"""What is declared is complete: parameters, service types, sectors, instruments, events, indicators."""

import inspect
from collections import Counter
from types import ModuleType
from typing import Any

import pytest

from model import registry
from model.parameters import REGISTRY, WORLD, ParameterSpec, par
from model.traits import Indicator, Instrument, Lever, Sector, ServiceType
from model.year import YEAR

registry.load_parameters()

TRAITS = {
    "sectors": Sector,
    "services": ServiceType,
    "policies": Instrument,
    "events": Instrument,
    "indicators": Indicator,
}
SDG = {"4.3", "4.4", "8.3", "9.1", "9.c", "10.3", "11.1", "11.2", "11.3", "11.7", "11.a", "17.17"}
DESIGN_INDICATORS = {
    "population",
    "births",
    "deaths",
    "moves_in",
    "moves_out",
    "households",
    "employed",
    "unemployed",
    "jobs",
    "vacancies",
    "commuters_out",
    "commuters_in",
    "mean_commute_min",
    "jobs_within_45min",
    "dwellings",
    "vacant_dwellings",
    "dwellings_built",
    "dwelling_price_nok_m2",
    "price_to_cost",
    "service_units",
    "access_min",
    "policy_cost_mnok",
    "income_median_nok",
    "retail_turnover_mnok",
    "retail_share_centre",
    "municipal_net_result_mnok",
    "cost_per_resident_nok",
}
HAS_OUTSIDE = {"population", "jobs", "employed"}


def declared(folder: str) -> list[tuple[ModuleType, Any]]:
    """Every declaration of a folder with the module it is in, doubles included."""
    trait = TRAITS[folder]
    return [
        (module, value)
        for module in registry._modules(folder)
        for value in vars(module).values()
        if isinstance(value, trait)
    ]


ALL = [(folder, module, value) for folder in TRAITS for module, value in declared(folder)]
IDS = [f"{folder}/{value.id}" for folder, _, value in ALL]


@pytest.mark.parametrize("spec", REGISTRY.values(), ids=REGISTRY.keys())
def test_every_parameter_has_unit_range_and_source(spec: ParameterSpec) -> None:
    assert spec.unit.strip()
    assert spec.source.strip()
    assert spec.low <= spec.value <= spec.high
    assert spec.low < spec.high, "a range of no width cannot be swept"
    assert spec.module.startswith("model.")


def test_parameters_without_unit_source_or_range_are_refused() -> None:
    for wrong in ({"unit": ""}, {"source": ""}, {"low": 2.0}, {"high": 0.5}):
        with pytest.raises(ValueError):
            par(1.0, **{"unit": "x", "low": 0.0, "high": 2.0, "source": "assumption", **wrong})


def test_assumptions_about_the_world_are_complete() -> None:
    for spec in WORLD.values():
        assert spec.low < 1.0 < spec.high
        assert spec.unit and spec.source  # noqa: PT018
        assert has_both_languages(spec.label)


def has_both_languages(text: dict[str, str]) -> bool:
    return set(text) == {"nb", "en"} and all(words.strip() for words in text.values())


@pytest.mark.parametrize(("folder", "module", "value"), ALL, ids=IDS)
def test_every_declaration_has_labels_in_both_languages(folder: str, module: ModuleType, value: Any) -> None:
    assert has_both_languages(value.label)
    if isinstance(value, (Instrument, Indicator)):
        assert has_both_languages(value.description)
    if not isinstance(value, Indicator):
        assert value.source.strip()


@pytest.mark.parametrize("folder", TRAITS)
def test_ids_are_unique(folder: str) -> None:
    counted = Counter(value.id for _, value in declared(folder))
    assert [name for name, n in counted.items() if n > 1] == []


@pytest.mark.parametrize(("folder", "module", "value"), [one for one in ALL if one[0] != "indicators"])
def test_one_declaration_per_file_and_the_file_bears_its_id(folder: str, module: ModuleType, value: Any) -> None:
    assert module.__name__.rpartition(".")[2] == value.id
    assert [v.id for m, v in declared(folder) if m is module] == [value.id]


@pytest.mark.parametrize("value", [value for _, _, value in ALL if isinstance(value, Instrument)], ids=lambda v: v.id)
def test_instruments(value: Instrument) -> None:
    assert value.leaves_out.strip()
    assert value.area in {"1", "2", "3", "4", "5", "6", "7", "beyond", "event"}
    assert len({lever.name for lever in value.levers}) == len(value.levers)
    for lever in value.levers:
        check_lever(lever)


def check_lever(lever: Lever) -> None:
    assert has_both_languages(lever.label)
    assert lever.name not in {"id", "instrument", "from", "until", "phase_in_years"}
    if lever.kind in {"number", "integer"}:
        assert lever.unit.strip(), f"{lever.name} has no unit"
        assert lever.low < lever.high < float("inf"), f"{lever.name} has no range"
        for number in (lever.default, lever.neutral):
            assert number is None or lever.low <= number <= lever.high


@pytest.mark.parametrize(
    ("module", "value"), [*declared("policies"), *declared("events")], ids=lambda x: getattr(x, "id", "")
)
def test_an_instrument_that_is_phased_in_says_so_and_no_other(module: ModuleType, value: Instrument) -> None:
    assert value.can_phase_in == hasattr(module, "strength")


@pytest.mark.parametrize("value", [value for _, value in declared("indicators")], ids=lambda v: v.id)
def test_indicators(value: Indicator) -> None:
    assert value.unit.strip()
    assert set(value.sdg) <= SDG
    assert value.has_outside == (value.id in HAS_OUTSIDE)
    assert value.has_outside <= (value.kind == "sum" and not value.flow)


def test_the_indicators_of_the_design_exist() -> None:
    assert set(registry.indicators()) >= DESIGN_INDICATORS


@pytest.mark.parametrize("value", [value for _, value in declared("sectors")], ids=lambda v: v.id)
def test_sectors(value: Sector) -> None:
    assert sum(value.skill_mix) == pytest.approx(1.0)
    for share in (value.export_share, value.centre_seeking, value.home_workable, *value.skill_mix):
        assert 0.0 <= share <= 1.0


@pytest.mark.parametrize("value", [value for _, value in declared("services")], ids=lambda v: v.id)
def test_services(value: ServiceType) -> None:
    assert sum(value.skill_mix) == pytest.approx(1.0)
    assert value.sector in registry.sectors()
    assert value.need_age_from < value.need_age_to
    assert value.threshold_users <= value.opening_users


@pytest.mark.parametrize("submodel", YEAR, ids=lambda m: m.__name__.rpartition(".")[2])
def test_every_submodel_says_what_it_does_reads_and_writes(submodel: ModuleType) -> None:
    assert len((submodel.__doc__ or "").strip()) > 80
    for names in (submodel.READS, submodel.WRITES):
        assert isinstance(names, tuple)
        assert all(isinstance(name, str) for name in names)
    assert list(inspect.signature(submodel.step).parameters) == ["region", "year"]
