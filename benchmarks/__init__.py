"""Benchmarks of Sipol: each measures one promise against the machine's own limit and against peers.

They run from a source checkout, through `sipol bench NAME`, on a database of their own. All
figures of one run are taken in turn in that run, so that their ratios hold on any machine.
"""
