"""Colours of the map: fewer–more for differences, pale–dark for levels; both ColorBrewer’s, safe for the colour-blind."""

from __future__ import annotations

FEWER_MORE = ("#542788", "#8073ac", "#b2abd2", "#d8daeb", "#f7f7f7", "#fee0b6", "#fdb863", "#e08214", "#b35806")
LEVEL = ("#f7fcf0", "#ccebc5", "#7bccc4", "#2b8cbe", "#084081")
UNKNOWN = "#ffffff"


def mixed(colours: tuple[str, ...], share: float) -> str:
    """Return the colour at a share (0–1) of a scale, linear between its steps."""
    at = min(max(share, 0.0), 1.0) * (len(colours) - 1)
    n = min(int(at), len(colours) - 2)
    pairs = zip(_parts(colours[n]), _parts(colours[n + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (at - n)):02x}" for a, b in pairs)


def paler(colour: str) -> str:
    """Return a colour mixed with as much white: a hint, not a statement."""
    return "#" + "".join(f"{round((part + 255) / 2):02x}" for part in _parts(colour))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
