"""The first answer to each request that changed something, kept so that a repeat gets it again.

A request is known by who asks and by a key of their own. Effect and answer are committed together;
what was asked under a key cannot become something else later. Answers may hold names: they are
sealed. Nothing here knows HTTP beyond status, headers and bytes.
"""
