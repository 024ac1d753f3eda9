"""Every outcome: one function each, read-only, found by lying here or in the folder `indicators` of a plug-in.

`measure` puts all of them into rows (indicator, place, group, unit, value); `gauge` is the same without a data frame.
"""

from model.indicators.gauge import Measured, Series, gauge, measure

__all__ = ["Measured", "Series", "gauge", "measure"]
