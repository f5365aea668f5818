"""A made-up company with a believable history. Every name, number and amount in it is invented."""
