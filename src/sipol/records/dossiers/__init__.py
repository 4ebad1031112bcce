"""Dossiers: one party's filing in one cycle: its life cycle and nothing else."""
