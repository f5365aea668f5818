"""The visible names of features: one for each of the catalogue, known without loading arrays."""

import subprocess
import sys

from scoring.features import CATALOGUE
from scoring.words import WORDS
from tests.environment import clean_environment


def test_words_name_every_feature_and_nothing_else():
    assert sorted(WORDS) == sorted(feature.name for feature in CATALOGUE)


def test_features_carry_their_words():
    assert [(one.es, one.en) for one in CATALOGUE] == [WORDS[one.name] for one in CATALOGUE]


def test_words_load_no_arrays():
    script = "import sys, scoring.words; print([one for one in ('numpy', 'sklearn') if one in sys.modules])"

    printed = subprocess.run(
        [sys.executable, "-c", script], env=clean_environment(), capture_output=True, text=True, check=True
    ).stdout

    assert printed.strip() == "[]"
