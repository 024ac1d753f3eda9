"""Keyed draws: every random number is a pure function of (seed, stream, year, key, k).

No generator object, no order: two scenarios with the same seed draw the same numbers for the same agents, so what
differs between them was caused by the policy (common random numbers by construction).

The hash is the finaliser of splitmix64 (Steele, Lea and Flood 2014). `stream_base` is computed once per call of a
kernel; a draw then costs two finalisers. All arithmetic is `np.uint64`: numba turns a mix with int64 into float64.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numba import njit
from scipy.special import ndtri


class Stream(IntEnum):
    """What a draw is for. Numbers are permanent: a changed number changes every result."""

    SYNTHESIS = 1
    TASTE = 2
    ROUNDING = 3
    MORTALITY = 10
    FERTILITY = 11
    UNION = 12
    SEPARATION = 13
    LEAVING_HOME = 14
    STUDIES = 15
    DISABILITY = 16
    RETIREMENT = 17
    FIRM_EXIT = 20
    FIRM_ENTRY = 21
    FIRM_LOCATION = 22
    FIRM_SIZE = 23
    SERVICES = 24
    JOB_SEPARATION = 30
    JOB_SEARCH = 31
    JOB_CHOICE = 32
    JOB_PRIORITY = 33
    OUTSIDE_SEEKER = 34
    FOLLOW = 35
    REMOTE = 36
    BROADBAND = 37
    CAR = 38
    HOUSING_SUPPLY = 40
    SECOND_HOME = 41
    DEVELOPER = 42
    RELOCATION = 50
    LOCATION = 51
    NEST = 52
    QUEUE = 53
    RETURN = 54
    POOL = 55
    IMMIGRATION = 56
    POLICY = 60
    MARRIAGE = 70
    CARE = 71


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11, _S52 = (np.uint64(s) for s in (30, 27, 31, 11, 52))
_TO_UNIT = 2.0**-53
_HALF_ULP = 2.0**-54

# Quantiles of the standard Gumbel distribution at u = i / 4096; between them a draw is interpolated. In the outer 16
# cells on each side, where the quantile function bends, the exact formula is used. Error in the middle < 1e-3 of a
# standard deviation, and the two logarithms that made up half the cost of a choice are gone.
_N_CELLS = 4096
_EDGE = 16
_CELLS = -np.log(-np.log(np.clip(np.arange(_N_CELLS + 1) / _N_CELLS, 1e-300, 1 - 1e-16)))
_NORMAL_CELLS = ndtri(np.clip(np.arange(_N_CELLS + 1) / _N_CELLS, 1e-300, 1 - 1e-16))


@njit(cache=True, nogil=True)
def mix64(x: Any) -> Any:
    """Finaliser of splitmix64: a bijection of 64-bit words whose output looks random."""
    x = np.uint64(x)
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    return x ^ (x >> _S31)


@njit(cache=True, nogil=True)
def stream_base(seed: Any, stream: Any, year: Any) -> Any:
    """Word that all draws of one (seed, stream, year) share."""
    word = mix64(np.uint64(seed) + _GOLDEN)
    word = mix64(word ^ (np.uint64(stream) * _M1))
    return mix64(word + np.uint64(year) * _GOLDEN)


@njit(cache=True, nogil=True)
def draw(base: Any, key: Any, k: Any) -> Any:
    """64 random bits for agent `key` and alternative (or draw number) `k`."""
    return mix64(base ^ mix64(np.uint64(key) + np.uint64(k) * _GOLDEN))


@njit(cache=True, nogil=True)
def uniform(base: Any, key: Any, k: Any) -> Any:
    """Uniform in the open interval (0, 1)."""
    return np.float64(draw(base, key, k) >> _S11) * _TO_UNIT + _HALF_ULP


@njit(cache=True, nogil=True)
def exponential(base: Any, key: Any, k: Any) -> Any:
    """Standard exponential."""
    return -np.log(uniform(base, key, k))


@njit(cache=True, nogil=True)
def gumbel(base: Any, key: Any, k: Any) -> Any:
    """Standard Gumbel (location 0, scale 1)."""
    return gumbel_of(draw(base, key, k))


@njit(cache=True, nogil=True)
def gumbel_of(bits: Any) -> Any:
    """Standard Gumbel from 64 random bits; for a pair of agents `mix64(draw(base, one, 0) ^ other)` are such bits."""
    cell = np.int64(bits >> _S52)
    if cell < _EDGE or cell >= _N_CELLS - _EDGE:
        return -np.log(-np.log(np.float64(bits >> _S11) * _TO_UNIT + _HALF_ULP))
    rest = np.float64((bits << np.uint64(12)) >> np.uint64(12)) * 2.0**-52
    return _CELLS[cell] + rest * (_CELLS[cell + 1] - _CELLS[cell])


@njit(cache=True, nogil=True)
def normal(base: Any, key: Any, k: Any) -> Any:
    """Standard normal, by the quantile function: interpolated in the middle, Acklam's rational form in the tails."""
    bits = draw(base, key, k)
    cell = np.int64(bits >> _S52)
    if cell < _EDGE or cell >= _N_CELLS - _EDGE:
        u = np.float64(bits >> _S11) * _TO_UNIT + _HALF_ULP
        q = np.sqrt(-2.0 * np.log(min(u, 1.0 - u)))
        top = (
            (((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q
            + 4.374664141464968
        ) * q + 2.938163982698783
        bottom = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416
        ) * q + 1.0
        return top / bottom if u < 0.5 else -top / bottom
    rest = np.float64((bits << np.uint64(12)) >> np.uint64(12)) * 2.0**-52
    return _NORMAL_CELLS[cell] + rest * (_NORMAL_CELLS[cell + 1] - _NORMAL_CELLS[cell])


@njit(cache=True, nogil=True)
def nest_term(base: Any, key: Any, nest: Any, scale: Any) -> Any:
    """Return nu = scale·ln S with S positive stable of index `scale`, so that nu + scale·Gumbel is Gumbel.

    Cardell (1997) in the Chambers-Mallows-Stuck form; scale 1 gives 0. Added to every alternative of a nest it makes
    argmax reproduce nested-logit shares exactly, and keeps monotonicity, which drawing the nest first would not.
    """
    if scale >= 1.0:
        return 0.0
    word = draw(base, key, nest)
    u = np.float64(word >> _S11) * _TO_UNIT + _HALF_ULP
    e = -np.log(np.float64(mix64(word ^ _M1) >> _S11) * _TO_UNIT + _HALF_ULP)
    pu = np.pi * u
    log_s = np.log(np.sin(scale * pu)) - np.log(np.sin(pu)) / scale
    log_s += (1.0 - scale) / scale * (np.log(np.sin((1.0 - scale) * pu)) - np.log(e))
    return scale * log_s


@njit(cache=True, nogil=True)
def derive(key: Any, kind: Any, index: Any) -> Any:
    """Key of something that `key` brings about: a mother's birth number `index`, an employer's post."""
    return mix64(mix64(np.uint64(key) ^ (np.uint64(kind) * _M1)) + np.uint64(index) * _GOLDEN)


@njit(cache=True, nogil=True)
def derive_all(keys: Any, kind: Any, indices: Any) -> Any:
    """Array form of `derive`: keys uint64 [n], indices integer [n] -> uint64 [n]."""
    out = np.empty(keys.size, np.uint64)
    for i in range(keys.size):
        out[i] = derive(keys[i], kind, indices[i])
    return out


@njit(cache=True, nogil=True)
def uniforms(base: Any, keys: Any, k: Any) -> Any:
    """One uniform per key: uint64 [n] -> float64 [n]."""
    out = np.empty(keys.size)
    for i in range(keys.size):
        out[i] = uniform(base, keys[i], k)
    return out


@njit(cache=True, nogil=True)
def gumbels(base: Any, keys: Any, k: Any) -> Any:
    """One standard Gumbel per key: uint64 [n] -> float64 [n]."""
    out = np.empty(keys.size)
    for i in range(keys.size):
        out[i] = gumbel(base, keys[i], k)
    return out


@njit(cache=True, nogil=True)
def normals(base: Any, keys: Any, k: Any) -> Any:
    """One standard normal per key: uint64 [n] -> float64 [n]."""
    out = np.empty(keys.size)
    for i in range(keys.size):
        out[i] = normal(base, keys[i], k)
    return out


def text_key(text: str) -> int:
    """64-bit key of a permanent name (a zone id, a sector id): FNV-1a; whoever uses it mixes it."""
    word = 0xCBF29CE484222325
    for byte in text.encode():
        word = ((word ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return word


class Kind:
    """What a derived key is for (second argument of `derive`). Numbers are permanent.

    Plain integers: numba takes 30 times as long to see what an IntEnum member is as to derive a thousand keys.
    """

    FOUNDER_PERSON = 1
    FOUNDER_HOUSEHOLD = 2
    FOUNDER_DWELLING = 3
    FOUNDER_FIRM = 4
    FOUNDER_LEAVER = 5
    CHILD = 10
    HOUSEHOLD_LEAVING_HOME = 11
    HOUSEHOLD_SEPARATION = 12
    HOUSEHOLD_UNION = 13
    HOUSEHOLD_RETURN = 14
    HOUSEHOLD_MIGRATION = 15
    HOUSEHOLD_STUDENT = 16
    HOUSEHOLD_COLLECTIVE = 17
    HOUSEHOLD_CARE_ENDS = 18
    MIGRANT = 20
    PARTNER_OF_MIGRANT = 21
    CHILD_OF_MIGRANT = 22
    IMMIGRANT = 23
    IN_COMMUTER = 24
    DWELLING = 30
    SERVICE = 31
    FIRM = 32
    POST = 33
    PLACE = 34
