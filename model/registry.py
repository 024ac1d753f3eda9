"""Finds what is there: a declaration is registered by lying in its folder.

`model/services`, `model/sectors`, `model/policies` and `model/events` hold one declaration per file, as a module-level
object of the right trait; folders named by `OMLAND_PLUGINS` (or `--plugins`), separated by the path separator, may hold
the same sub-folders and an `indicators` folder.
"""

from __future__ import annotations

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
    """A file of a plug-in folder cannot be loaded; says which and why."""


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
    """All service types by id, in alphabetical order of id (the order of their index)."""
    return dict(sorted(_declared("services", ServiceType).items()))


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
    """Import every submodel and indicator, so that all parameters are registered."""
    _modules("submodels")
    _modules("policies")
    _modules("events")
    _modules("indicators")
