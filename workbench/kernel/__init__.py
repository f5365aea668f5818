"""Rule primitives below everything that asks them: days, working days, money, states, errors, marked texts. Pure."""
