"""Reads: every list and every fetch starts from what this person may see. No Flask, no writes."""
