"""The SQL of the ledger: views, canned queries and audits, read through importlib.resources."""
