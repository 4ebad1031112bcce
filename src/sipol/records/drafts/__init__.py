"""Drafts: what was typed into a form and not sent yet, kept sealed, one draft for all its editors.

Every field has a version of its own. A value leaves only by the hand of somebody who had seen it:
what two people typed over each other is kept side by side until one of them chooses.
"""
