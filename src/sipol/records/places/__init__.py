"""Places: what a party files for the nation, a province, a regency or a district, by version.

Boards, offices and bank accounts are such facts. Here stands what they share: levels, fields as
they are typed, who writes where and when, and that a change never takes the earlier version away.
"""
