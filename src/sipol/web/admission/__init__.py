"""The admission layer: the outermost door, which decides who is served now and who waits.

An ASGI application around all others. It says which requests are important (`lanes`), whose turn
they count for (`flows`), and tells whoever has to wait where they stand (`waiting_page`).
"""
