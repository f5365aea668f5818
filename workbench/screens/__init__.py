"""One folder per screen: routes, forms, presenter, templates."""
