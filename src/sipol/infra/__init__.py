"""Machines: what every part of the house runs on and none of them knows elections.

Keys, the embedded database, the ledger, jobs and storage. A machine may use the kernel's words;
among themselves machines are blind, except that all may write to the ledger and use keys.
"""
