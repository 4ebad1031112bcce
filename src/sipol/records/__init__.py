"""Nouns: the facts of record.

Each package holds one kind of thing that is registered, with its rules, tables, queries and
actions in rooms of the same names everywhere (see ARCHITECTURE.md). No package opens another's
tables; it asks that package's queries.
"""
