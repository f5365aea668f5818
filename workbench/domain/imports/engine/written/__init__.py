"""How people and programs write days, amounts and truths, turned into the one form that kinds read."""
