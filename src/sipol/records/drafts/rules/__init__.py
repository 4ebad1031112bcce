"""Which forms have drafts and for whom, and how a patch meets what is there."""
