"""The kinds of files: what rows of customers, invoices, payments and interactions mean. `table` lists them."""
