"""The law of contact as data: presets, their terms and words."""
