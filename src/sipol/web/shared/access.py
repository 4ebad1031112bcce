"""The one access list: each address of Sipol stands here exactly once, and who writes where.

The gate refuses what is not listed. A test walks all addresses and fails for one that is missing,
listed twice, or open to somebody it should not be open to.
"""

from __future__ import annotations

from sipol.kernel.actors import COMMISSION_ROLES, PARTY_ROLES, Role

ANYBODY = "anybody"
SIGNED_IN = "signed_in"
PROGRAMS = "programs"
PARTY = "party"
PARTY_LEADERS = "party_leaders"
COMMISSION = "commission"
COMMISSION_DECIDERS = "commission_deciders"
SUPERVISOR = "supervisor"

ROLES: dict[str, frozenset[Role]] = {
    PARTY: PARTY_ROLES,
    PARTY_LEADERS: frozenset({Role.PARTY_ADMIN}),
    COMMISSION: COMMISSION_ROLES,
    COMMISSION_DECIDERS: frozenset({Role.COMMISSION}),
    SUPERVISOR: frozenset({Role.SUPERVISOR}),
}

ACCESS: dict[str, tuple[str, ...]] = {
    ANYBODY: (
        "public:front",
        "public:invitation",
        "public:about",
        "public:deadlines",
        "public:deadline",
        "public:deadline_json",
        "public:receipt",
        "public:receipt_json",
        "public:receipt_pdf",
        "public:receipt_search",
        "public:receipt_key",
        "public:hand_ins",
        "public:hand_ins_json",
        "operations:alive",
        "operations:ready",
        "account_login",
        "account_session",
    ),
    SIGNED_IN: (
        "account_logout",
        "account_resume",
        "account_change_password",
        "account_rights",
        "inbox",
        "notice",
    ),
    # The API asks for a token or a session itself, on every operation but its description.
    PROGRAMS: (
        "api-1:openapi-json",
        "api-1:api-root",
        "api-1:create_upload",
        "api-1:list_deliveries",
        "api-1:read_delivery",
        "api-1:list_findings",
        "api-1:read_receipt",
        "api-1:read_coverage",
        "api-1:list_dossiers",
        "api-1:draft",
    ),
    PARTY: (
        "party:home",
        "party:profile",
        "party:boards",
        "party:board",
        "party:board_history",
        "party:place_lists",
        "party:send_place_list",
        "party:place_list",
        "party:list_workbook",
        "party:list_template",
        "party:add_officer",
        "party:officer",
        "party:save_officer",
        "party:ask_to_end_officer",
        "party:end_officer",
        "party:filed_form",
        "party:save_filed",
        "party:ask_to_end_filed",
        "party:end_filed",
        "party:send",
        "party:send_form",
        "party:template",
        "party:deliveries",
        "party:delivery",
        "party:delivery_progress",
        "party:error_workbook",
        "party:findings_csv",
        "party:timetable",
        "party:coverage",
        "party:coverage_csv",
        "party:receipts",
        "party:check",
        "party:papers",
        "party:paper_kind",
        "party:paper_form",
        "party:send_paper",
        "party:paper",
        "party:paper_page",
        "party:paper_original",
        "party:withdraw_paper",
        "party:begin_sending",
        "party:sending",
        "party:sending_progress",
        "party:sending_files",
        "party:mend_sending",
        "party:finish_sending",
        "party:requirement",
        "party:checklist",
        "party:forms",
        "party:decision_form",
        "party:begin",
        "party:account",
        "party:make_token",
        "party:token",
        "party:revoke_token",
        "party:permit",
        "party:revoke_permit",
        "party:people",
        "party:person",
        "party:invitation",
        "party:grants",
    ),
    PARTY_LEADERS: (
        "party:hand_in",
        "party:confirm_hand_in",
        "party:draft_form",
        "party:handed_in_form",
        "party:save_profile",
        "party:ask_to_discard_profile",
        "party:discard_profile",
        "party:invite",
        "party:invite_file",
        "party:change_person",
        "party:change_invitation",
    ),
    COMMISSION: (
        "commission:desk",
        "commission:dossier",
        "commission:requirement",
        "commission:coverage",
        "commission:coverage_csv",
        "commission:boards",
        "commission:board",
        "commission:board_history",
        "commission:delivery",
        "commission:timetable",
        "commission:proposal",
        "commission:on_paper",
        "commission:papers",
        "commission:paper_kind",
        "commission:paper",
        "commission:paper_page",
        "commission:paper_original",
        "commission:decision_form",
        "commission:people",
        "commission:person",
        "commission:invitation",
        "commission:grants",
    ),
    COMMISSION_DECIDERS: (
        "commission:decide",
        "commission:handed_in_form",
        "commission:mark",
        "commission:ask_window",
        "commission:propose_window",
        "commission:decide_window",
        "commission:take_paper",
        "commission:scan_paper",
        "commission:invite",
        "commission:invite_file",
        "commission:change_person",
        "commission:change_invitation",
        "commission:narrowing",
        "commission:answer_narrowing",
        "commission:letters",
        "commission:receive_letter",
        "commission:letter",
        "commission:decide_letter",
    ),
    SUPERVISOR: (
        "supervisor:overview",
        "supervisor:dossier",
        "supervisor:requirement",
        "supervisor:coverage",
        "supervisor:coverage_csv",
        "supervisor:boards",
        "supervisor:board",
        "supervisor:board_history",
        "supervisor:delivery",
        "supervisor:papers",
        "supervisor:paper_kind",
        "supervisor:paper",
        "supervisor:paper_page",
        "supervisor:paper_original",
        "supervisor:handed_in_form",
        "supervisor:decision_form",
        "supervisor:ledger",
        "supervisor:timetable",
        "supervisor:people",
        "supervisor:person",
        "supervisor:invitation",
        "supervisor:grants",
        "supervisor:invite",
        "supervisor:invite_file",
        "supervisor:change_person",
        "supervisor:change_invitation",
        "supervisor:narrowing",
        "supervisor:answer_narrowing",
    ),
}

# All others are for looking only: the gate refuses whatever is not GET or HEAD there.
WRITES: frozenset[str] = frozenset(
    {
        "account_login",
        "account_logout",
        "account_session",
        "account_resume",
        "account_change_password",
        "api-1:create_upload",
        "party:send_form",
        "api-1:draft",
        "party:hand_in",
        "party:confirm_hand_in",
        "party:begin",
        "party:make_token",
        "party:revoke_token",
        "party:revoke_permit",
        "party:save_profile",
        "party:discard_profile",
        "party:add_officer",
        "party:save_officer",
        "party:end_officer",
        "party:save_filed",
        "party:end_filed",
        "party:send_place_list",
        "party:send_paper",
        "party:withdraw_paper",
        "party:begin_sending",
        "party:sending_files",
        "party:mend_sending",
        "party:finish_sending",
        "commission:decide",
        "commission:propose_window",
        "commission:decide_window",
        "commission:take_paper",
        "commission:scan_paper",
        "public:invitation",
        "party:invite",
        "party:invite_file",
        "party:change_person",
        "party:change_invitation",
        "commission:invite",
        "commission:invite_file",
        "commission:change_person",
        "commission:change_invitation",
        "commission:answer_narrowing",
        "commission:receive_letter",
        "commission:decide_letter",
        "supervisor:invite",
        "supervisor:invite_file",
        "supervisor:change_person",
        "supervisor:change_invitation",
        "supervisor:answer_narrowing",
        "commission:mark",
    }
)

# Looking here is itself a fact of record: who looked first, and when.
LOOKS_ON_RECORD: frozenset[str] = frozenset({"notice"})

# Repeating these does no harm by itself: signing in and out, staying, throwing a waiting form away,
# using a link that works once.
REPEATABLE: frozenset[str] = frozenset(
    {
        "public:invitation",
        "account_login",
        "account_logout",
        "account_session",
        "account_resume",
        "account_change_password",
    }
)

# What these make carries the sender's own name for it, by which a repeat finds it. A kept answer
# would be out of date: the upload has grown, the draft was changed by somebody else meanwhile.
NAMED_BY_SENDER: frozenset[str] = frozenset({"api-1:create_upload", "api-1:draft"})

# Takes a whole file in, in several transactions; each is found again by the form's key.
IN_STEPS: frozenset[str] = frozenset({"party:send_form", "party:send_paper", "party:sending_files"})

# All other writing requests are answered once per key; see `once`.
ONCE_PER_KEY: frozenset[str] = WRITES - REPEATABLE - NAMED_BY_SENDER

AUDIENCE_OF: dict[str, str] = {
    name: audience for audience, names in ACCESS.items() for name in names
}

HOME_OF: dict[Role, str] = {
    Role.PARTY_ADMIN: "party:home",
    Role.PARTY_OPERATOR: "party:home",
    Role.COMMISSION: "commission:desk",
    Role.VERIFIER: "commission:desk",
    Role.SUPERVISOR: "supervisor:overview",
}
