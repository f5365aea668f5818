"""Whose facts are and which stored facts they speak of: customers and accounts, portfolios, known numbers."""
