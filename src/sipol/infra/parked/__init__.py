"""Forms that came in while nobody was signed in, kept for some days for whoever sent them.

A parked form belongs to a browser, known by a secret in its cookie; its fields are sealed. It is
never acted on here: it waits until somebody looks at it and sends it again.
"""
