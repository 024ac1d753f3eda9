"""Finds what is there: a declaration is registered by lying in its folder.

`model/services`, `model/sectors`, `model/policies` and `model/events` hold one declaration per file, as a module-level
object of the right trait; folders named by `OMLAND_PLUGINS` (or `--plugins`), separated by the path separator, may hold
the same sub-folders and an `indicators` folder.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import os
import pkgutil
import sys
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from model.traits import Indicator, Instrument, Sector, ServiceType

_T = TypeVar("_T")


class PluginError(ImportError):
    """A declaration cannot be loaded or used; says which file, why and what would be right."""


def plugin_folders() -> list[Path]:
    """Folders named by the environment variable OMLAND_PLUGINS."""
    return [Path(p).absolute() for p in os.environ.get("OMLAND_PLUGINS", "").split(os.pathsep) if p]


def _modules(package: str) -> list[ModuleType]:
    found = []
    if importlib.util.find_spec(f"model.{package}") is not None:
        parent = importlib.import_module(f"model.{package}")
        names = sorted(m.name for m in pkgutil.iter_modules(parent.__path__)) if hasattr(parent, "__path__") else []
        found += [importlib.import_module(f"model.{package}.{name}") for name in names] or [parent]
    for folder in plugin_folders():
        for path in sorted((folder / package).glob("*.py")):
            found.append(_load(path))
    return found


def _load(path: Path) -> ModuleType:
    name = f"omland_plugin_{path.parent.name}_{path.stem}"
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) == str(path):
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load the plugin {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise PluginError(f"the plug-in {path} cannot be loaded: {type(error).__name__}: {error}") from error
    return module


def _declared(package: str, trait: type[_T]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for module in _modules(package):
        for value in vars(module).values():
            if isinstance(value, trait):
                found[value.id] = value  # type: ignore[attr-defined]
    return found


def sectors() -> dict[str, Sector]:
    """All sectors by id, in alphabetical order of id (the order of their index)."""
    return dict(sorted(_declared("sectors", Sector).items()))


def service_types() -> dict[str, ServiceType]:
    """All service types by id, in alphabetical order of id (the order of their index).

    Raises PluginError where one names no sector, would close what it opens, or has no skill mix.
    """
    found = dict(sorted(_declared("services", ServiceType).items()))
    known = sectors()
    for kind in found.values():
        if wrong := _wrong_with(kind, known):
            file = declared_in("services")[kind.id].__file__
            raise PluginError(f"{file}: the service type '{kind.id}': {wrong}")
    return found


def _wrong_with(kind: ServiceType, known: dict[str, Sector]) -> str:
    """Say what is wrong with a service type and what would be right; empty where nothing is."""
    if kind.sector not in known:
        near = difflib.get_close_matches(str(kind.sector), known, n=1)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        return f"there is no sector '{kind.sector}'; expected one of {', '.join(known)}{hint}"
    if not 0 <= kind.threshold_users <= kind.opening_users:
        return (
            f"opening_users {kind.opening_users:g} and threshold_users {kind.threshold_users:g}; expected "
            "threshold_users of 0 or more and opening_users not under it, or what opens closes again"
        )
    mix = kind.skill_mix
    if len(mix) != 3 or min(mix) < 0 or abs(sum(mix) - 1.0) > 1e-6:
        return f"skill_mix {mix}; expected three shares (basic, upper secondary, tertiary) that sum to 1"
    return ""


def instruments() -> dict[str, Instrument]:
    """All policy instruments by id."""
    return dict(sorted(_declared("policies", Instrument).items()))


def events() -> dict[str, Instrument]:
    """All events by id."""
    return dict(sorted(_declared("events", Instrument).items()))


def indicators() -> dict[str, Indicator]:
    """All indicators by id, in order of declaration."""
    return _declared("indicators", Indicator)


def declared_in(package: str) -> dict[str, ModuleType]:
    """Module that declares each id of a folder ("policies", "services" …): its docstring says more than the labels do."""
    traits = (Indicator, Instrument, Sector, ServiceType)
    return {v.id: module for module in _modules(package) for v in vars(module).values() if isinstance(v, traits)}


def load_parameters() -> None:
    """Import every submodel, instrument, event and indicator, and synthesis: so all parameters are registered."""
    importlib.import_module("model.synthesis.settings")
    _modules("submodels")
    _modules("policies")
    _modules("events")
    _modules("indicators")
