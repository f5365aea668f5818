"""Payment propensity: the points rule, the models that replace it, and how both are trained and tested."""
