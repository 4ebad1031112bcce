"""Second factors: codes of an app, passkeys, and the codes for a day on which both are lost.

Kept in the tables of `allauth.mfa`, with secrets sealed. Nothing here knows who must use one.
"""
