"""Keyed draws have the distributions they claim, and are pure functions of their keys."""

import numpy as np
import pytest
from scipy import stats

from model.rng import (
    Stream,
    derive,
    derive_all,
    exponential,
    gumbel,
    gumbels,
    nest_term,
    normals,
    stream_base,
    text_key,
    uniform,
    uniforms,
)

N = 200_000
KEYS = derive_all(np.full(N, 12345, np.uint64), 1, np.arange(N))
BASE = np.uint64(stream_base(7, Stream.LOCATION, 2027))


@pytest.mark.parametrize(
    ("draws", "law"),
    [(uniforms, "uniform"), (gumbels, "gumbel_r"), (normals, "norm")],
    ids=["uniform", "gumbel", "normal"],
)
def test_draws_follow_their_distribution(draws, law):
    for k in (0, 3, 99):
        assert stats.kstest(draws(BASE, KEYS, k), law).pvalue > 1e-3, f"{law} draws do not look like {law}"


def test_exponential_draws_follow_their_distribution():
    sample = [exponential(BASE, key, np.uint64(0)) for key in KEYS[:20_000]]
    assert stats.kstest(sample, "expon").pvalue > 1e-3


@pytest.mark.parametrize("scale", [0.4, 0.6, 0.8])
def test_a_nest_term_plus_scaled_gumbel_is_again_a_standard_gumbel(scale):
    """Cardell (1997): that is what makes keyed argmax reproduce nested-logit shares."""
    sample = [
        nest_term(BASE, key, np.uint64(1), scale) + scale * gumbel(BASE, key, np.uint64(77)) for key in KEYS[:50_000]
    ]
    assert stats.kstest(sample, "gumbel_r").pvalue > 1e-3


def test_scale_one_is_no_nest():
    assert nest_term(BASE, KEYS[0], np.uint64(1), 1.0) == 0.0


def test_draws_that_differ_in_one_key_only_are_uncorrelated():
    by_k = [uniforms(BASE, KEYS, k) for k in range(4)]
    by_year = [uniforms(np.uint64(stream_base(7, Stream.LOCATION, year)), KEYS, 0) for year in (2026, 2027, 2028)]
    by_seed = [uniforms(np.uint64(stream_base(seed, Stream.LOCATION, 2027)), KEYS, 0) for seed in (6, 7, 8)]
    by_stream = [uniforms(np.uint64(stream_base(7, s, 2027)), KEYS, 0) for s in (Stream.QUEUE, Stream.RETURN)]
    for family in (by_k, by_year, by_seed, by_stream):
        correlation = np.corrcoef(family)
        off = correlation[~np.eye(len(family), dtype=bool)]
        assert np.abs(off).max() < 4.0 / np.sqrt(N), "draws of neighbouring keys are correlated"


def test_neighbouring_agents_draw_independently():
    u = uniforms(BASE, np.arange(N).astype(np.uint64), 0)
    for lag in (1, 2, 64):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4.0 / np.sqrt(N)


def test_a_draw_is_the_same_alone_and_in_an_array_in_any_order():
    shuffled = KEYS[::-1]
    assert np.array_equal(uniforms(BASE, shuffled, 5)[::-1], uniforms(BASE, KEYS, 5))
    assert uniform(BASE, KEYS[17], np.uint64(5)) == uniforms(BASE, KEYS, 5)[17]


def test_first_words_of_the_stream_are_pinned():
    """Change the hash and every published result changes: then say so in CHANGELOG and here."""
    assert int(stream_base(7, Stream.LOCATION, 2027)) == 3986811888850300404
    assert int(derive(np.uint64(1), 10, 2)) == 4694147768804737930
    assert text_key("lyngdal-centre") == 1194637103639926546


def test_derived_keys_do_not_collide():
    mothers = derive_all(np.full(50_000, 9, np.uint64), 1, np.arange(50_000))
    children = np.concatenate([derive_all(mothers, 10, np.full(50_000, order)) for order in range(4)])
    assert np.unique(np.concatenate([mothers, children])).size == 250_000
