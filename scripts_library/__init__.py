"""Conversation scripts: their format, checks, choice and rendering, and the starter content in Spanish and English.

Pure functions over text and values; no database and no web framework. The format is described in docs/scripts.md.
What a collector finally reads is made by `render.render` from a parsed `script.Script` and the account's values.
"""
