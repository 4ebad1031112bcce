"""Which post a title amounts to: the law says "chair, secretary, treasurer or equivalents"."""

from __future__ import annotations

import re
from enum import StrEnum


class Post(StrEnum):
    """What an officer is to the law, whatever the party's statutes call it."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    OTHER = "other"


CORE_POSTS = (Post.CHAIR, Post.SECRETARY, Post.TREASURER)

# The titles that parties use for each post; everything else is OTHER until somebody says so.
EQUIVALENT_TITLES: dict[Post, tuple[str, ...]] = {
    Post.CHAIR: ("ketua", "ketua umum", "presiden", "koordinator", "pimpinan", "ketua harian"),
    Post.SECRETARY: ("sekretaris", "sekretaris jenderal", "sekretaris umum", "sekjen", "sekum"),
    Post.TREASURER: ("bendahara", "bendahara umum", "bendahara jenderal", "bendum"),
}
_POST_OF_TITLE = {title: post for post, titles in EQUIVALENT_TITLES.items() for title in titles}

# Which board it is may stand behind the title: "Ketua DPC", "Sekretaris DPD Maluku".
_BOARD_WORDS = {
    *("dpp", "dpw", "dpd", "dpc", "dpac", "dpra", "pac", "dewan", "pengurus", "partai"),
    *("provinsi", "kabupaten", "kota", "kecamatan", "wilayah", "daerah", "cabang", "pusat"),
}


def post_of_title(title: str) -> Post:
    """The post of a title, OTHER where the table does not know it: "Wakil Ketua" is no chair."""
    words = re.sub(r"[^a-z ]+", " ", title.casefold()).split()
    cut = next((at for at, word in enumerate(words) if word in _BOARD_WORDS), len(words))
    return _POST_OF_TITLE.get(" ".join(words[:cut]), Post.OTHER)
