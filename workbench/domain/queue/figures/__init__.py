"""Figures of a portfolio's queue that screens show: the cost of chance, and when customers answer."""
