"""Rules and actions: a pure decision first, then the action that asks it. No Flask, no commit, `now` is an argument."""
