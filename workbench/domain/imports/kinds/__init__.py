"""The kinds of files: customers, invoices, payments, interactions."""
