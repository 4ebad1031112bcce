"""Writing what is filed for places: who may, one version more, and whole batches by one rule."""
