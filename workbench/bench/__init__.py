"""Benchmarks: what we do beside the least that could do it, measured in the same run on made-up data.

A figure counts as a ratio to its floor and with the rest of the machine quiet; the other load is printed beside it.
Nothing here is asserted by a test. docs/operations.md tells what each floor is and what we aim at.
"""
