"""The shipped timelines: data only, read through importlib.resources."""
