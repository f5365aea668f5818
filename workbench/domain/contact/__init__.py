"""The contact gate: may this person be contacted, on this channel, for this purpose, at this instant?

`gate.may_contact` decides and knows no database; `people` reads what it needs to know of customers. The law itself is
data in `presets.toml`. docs/contact-policy.md says what is enforced and what is not.
"""
