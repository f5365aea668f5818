"""The settings of who is worked, what the rule is asked about a few customers, and what other settings would do."""
