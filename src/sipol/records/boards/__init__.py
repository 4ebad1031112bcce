"""Boards: who leads a party in the nation, a province, a regency or a district, by which decree.

Officers' identity numbers stand here sealed and by an index of their own, as members' do.
"""
