"""Offices: the permanent office of a party in the nation, a province or a regency.

It must be usable until the last stage of the cycle.
"""
