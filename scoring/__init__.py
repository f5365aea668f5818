"""Payment propensity. Until a model has been trained this holds the transparent points rule that ranks instead."""
