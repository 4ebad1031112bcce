"""Jobs: work that is promised now and done soon, on the same PostgreSQL.

A job is enqueued in the transaction of the fact it follows from, takes ids, and calls one action.
procrastinate keeps the queue; what is ours is the sweeper, for jobs whose worker was killed.
"""
