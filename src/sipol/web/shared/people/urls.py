"""The addresses of these pages, to stand in the list of each door."""

from __future__ import annotations

from django.urls import URLPattern, path

from sipol.web.shared.people import changing, inviting, listing


def people_urls() -> list[URLPattern]:
    """People, invitations and the history of rights."""
    person, invitation = "pengguna/<int:user_id>/", "undangan/<uuid:invitation_id>/"
    return [
        path("pengguna/", listing.people, name="people"),
        path("pengguna/undang/", inviting.invite, name="invite"),
        path("pengguna/undang-berkas/", inviting.invite_file, name="invite_file"),
        path("pengguna/riwayat/", listing.grants, name="grants"),
        path(person, listing.person, name="person"),
        path(f"{person}ubah/", changing.change_person, name="change_person"),
        path(invitation, inviting.invitation, name="invitation"),
        path(f"{invitation}ubah/", inviting.change_invitation, name="change_invitation"),
    ]


def narrowing_urls() -> list[URLPattern]:
    """Proposals to take rights from a supervisor, for the offices that decide them."""
    one = "usul-pengawas/<uuid:narrowing_id>/"
    return [
        path(one, changing.narrowing, name="narrowing"),
        path(f"{one}putusan/", changing.answer_narrowing, name="answer_narrowing"),
    ]
