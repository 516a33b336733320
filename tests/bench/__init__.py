"""Benchmarks: `make bench`, or `python -m tests.bench --help`. pytest never collects this
folder.
"""
