"""Tests: a file for each part, a sentence for each behaviour."""
