"""The administrative regions of the nation, their codes and history, and thresholds per regency.

Here belong: region codes, official lists and how they are loaded, the links from a vanished code
to its successor, and each cycle's table of member minima. What a party has to show in a region,
and whether it does, belongs to `flow`.
"""
