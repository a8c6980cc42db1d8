"""Figures against the tools a user would pick today, in one run on one machine.

``python -m benchmarks`` (or ``make bench``) writes ``RESULTS.md`` and ``results.json`` in this
folder. The method is in ``README.md``.
"""
