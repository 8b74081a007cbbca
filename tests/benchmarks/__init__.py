"""Benchmarks: ratios measured side by side in one run, since machines differ; `make bench` prints them."""
