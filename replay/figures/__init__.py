"""Figures of a ledger, a family a file: each a function from a ledger's path to an Altair chart.

They read views and queries and compute no score; how a chart becomes a file they do not know.
"""
