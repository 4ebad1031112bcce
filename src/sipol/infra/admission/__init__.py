"""Admission: who is served now, who waits and how long, when more is asked for than can be done.

Plain Python and asyncio. Callers say what the lanes are and to which flow a request belongs; flows
take turns inside a lane, lanes share a pool of slots, and how many slots are good to use is found
from measured latency. Nothing here knows HTTP, a party or a page.
"""
