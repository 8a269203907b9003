"""The reference for tests of statistics: what SciPy and NumPy make of samples.

    scipy_reference.py wilcoxon FILE     a line a case: statistic, p value, matched-pairs rank-biserial correlation
    scipy_reference.py summary FILE      a line a case: mean, sample standard deviation, quartiles

A line of FILE is a case, tab-separated: method (auto, exact, approx, or signs: all signs, enumerated), whether the
continuity correction is on (0 or 1), the differences (separated by spaces). Statistics alone look at the differences.
"""

import itertools
import sys
import warnings

import numpy as np
from scipy import stats


def wilcoxon(method, correction, differences):
    kept = differences[differences != 0]
    ranks = stats.rankdata(abs(kept))
    plus, minus = ranks[kept > 0].sum(), ranks[kept < 0].sum()
    if method == "signs":
        statistic, p_value = min(plus, minus), enumerate_signs(ranks, min(plus, minus))
    else:
        statistic, p_value = stats.wilcoxon(differences, zero_method="wilcox", correction=correction, method=method)
    return statistic, p_value, (plus - minus) / (plus + minus)


def enumerate_signs(ranks, smaller):
    """The share of all signs whose sum of positive ranks is at least as far out, both tails."""
    signs = np.array(list(itertools.product([0, 1], repeat=len(ranks))))
    sums = signs @ ranks
    return min(1.0, 2 * np.mean(sums <= smaller))


def summary(differences):
    return np.mean(differences), np.std(differences, ddof=1), *np.quantile(differences, [0.25, 0.5, 0.75])


def main(what, path):
    warnings.simplefilter("ignore")
    for line in open(path, encoding="ascii"):
        method, correction, values = line.rstrip("\n").split("\t")
        differences = np.array([float(value) for value in values.split(" ")])
        figures = wilcoxon(method, correction == "1", differences) if what == "wilcoxon" else summary(differences)
        print(" ".join(repr(float(figure)) for figure in figures))


main(*sys.argv[1:])
