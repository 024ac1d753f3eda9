"""Colours of places in figures and in the app: three that the colour-blind tell apart (Okabe and Ito), and grey."""

from __future__ import annotations

COLOUR = {"town": "#0072B2", "hinterland": "#D55E00", "outside": "#7F7F7F", "region": "#000000"}
