"""The contact gate: may this person be contacted now, and when not, why and from when."""
