"""Work: who loses, leaves and finds a job."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Share of residents of an age who are outside the labour force before pension age (health or home duties). Levels so
# that about 80 % of those aged 25-61 work, as in the region's 2022 figures (SSB 11618); shape: assumption.
_DISABLED_AGES = (17.0, 18.0, 25.0, 35.0, 45.0, 55.0, 61.0, 66.0, 67.0)
_DISABLED_SHARES = (0.0, 0.07, 0.09, 0.11, 0.13, 0.18, 0.25, 0.29, 0.0)
# Share of those not disabled who are retired by an age: pension from 62, most by 67, all by 75 (assumption).
_RETIRED_AGES = (61.0, 62.0, 64.0, 66.0, 67.0, 70.0, 75.0)
_RETIRED_SHARES = (0.0, 0.08, 0.22, 0.36, 0.60, 0.86, 1.0)


def disabled_share(age: Any) -> NDArray[np.float64]:
    """Share of an age outside the labour force before pension age; from 67 they count as retired."""
    return np.asarray(np.interp(age, _DISABLED_AGES, _DISABLED_SHARES))


def retired_share(age: Any) -> NDArray[np.float64]:
    """Share of an age, among those not disabled, who are retired."""
    return np.asarray(np.interp(age, _RETIRED_AGES, _RETIRED_SHARES))
