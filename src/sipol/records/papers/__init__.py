"""Papers: the documents of a filing, each kept in every version that a party ever sent of it.

A paper is known by its party, its cycle, its kind and the region it speaks for (empty = national).
"""
