"""Examples of the API's document, by the name of the shape: one case as it goes through the house.

Shapes whose example says more than its fields do carry it themselves; the others have it here.
"""

from typing import Any

_CASE = "0f" * 16
_HAZARD = "1a" * 16
_CODE = "4821 0937 5516 2048 7351"
_LINE = "楼道内停放电动车并充电"
_PHOTO = {"kept": True, "removed": ["gps", "camera"], "reason": ""}
_SPOT = {"lat": 33.1287, "lon": 117.8943, "datum": "wgs84"}
_RECORDING = {"kind": "video", "duration_s": 14, "size_bytes": 2_418_002}
_STEPS = [
    {"key": "step-submitted", "on": "2026-03-02"},
    {"key": "step-accepted", "on": "2026-03-03"},
]
_QUESTION = {"question_id": "2b" * 16, "key": "question-still-there", "text": ""}
_TASK = {
    "case_id": _HAZARD,
    "kind": "hazard",
    "number": "H2026-8948-5944",
    "step": "close",
    "line": _LINE,
    "due_on": "2026-03-20",
    "overdue_days": 0,
    "fresh": False,
    "returned": False,
    "distance_m": 420,
}
_REASON = {"key": "duplicate-near", "points": 24, "args": {"metres": "18"}}
_DUPLICATE = {
    "case_id": "3c" * 16,
    "number": "2026-1187-6620",
    "state": "state-report-accepted",
    "hazard_state": "",
    "line": "二单元楼梯间有电动车充电",
    "distance_m": 18,
    "score": 76,
    "likely": True,
    "reasons": [_REASON],
}
_COUNTED = {"cells": {"fire": 41, "road-traffic": 12}, "rest": 6}

PUBLIC: dict[str, dict[str, Any]] = {
    "SpotIn": _SPOT,
    "PhotoOut": _PHOTO,
    "OpenIn": {"code": _CODE},
    "StepOut": _STEPS[1],
    "QuestionOut": _QUESTION,
    "SentToOut": {"zh": "五河县消防救援大队", "en": "Wuhe County Fire Brigade", "phone": "119"},
    "CaseOut": {
        "number": "2026-4839-2017",
        "steps": _STEPS,
        "next_key": "next-verify",
        "next_on": "2026-05-04",
        "provisional": False,
        "questions": [_QUESTION],
        "photo_count": 2,
        "reason_key": "",
        "may_add": True,
        "may_object": False,
        "may_say_unfixed": False,
        "reward": "",
    },
    "AdditionIn": {"code": _CODE, "words": "今天又多了两辆。", "question_id": "2b" * 16},
    "AddedOut": {"photos": [_PHOTO]},
    "ObjectionIn": {"code": _CODE, "words": "查的是三号楼，我说的是二号楼。"},
    "UnfixedIn": {"code": _CODE, "words": "车又停回来了。"},
    "RewardOut": {
        "key": "reward-reason-general",
        "amount_yuan": 300,
        "claim_code": "7302 6618 4405 9127 3386",
        "last_on": "2026-06-30",
        "where": "五河县安委会办公室",
    },
}
"""What the public sends and gets."""

_NAME = {"zh": "县消防救援大队", "en": "Fire and Rescue Brigade"}
_NAMED = {"id": "fire-brigade", **_NAME}
_LEAD = {**_NAMED, "list": "sub-plans", "part": "消防", "derived": False}
_WHY = {
    "key": "routed-lead-of-sub-plans",
    "about": _NAME,
    "zh": "按子方案清单，由县消防救援大队牵头。",
    "en": "Fire and Rescue Brigade leads this sector on the sub-plan list.",
}

STAFF: dict[str, dict[str, Any]] = {
    "MemberOut": {
        "member_id": "4d" * 16,
        "place": "340322",
        "office_id": "fire-brigade",
        "roles": ["inspector"],
    },
    "CountedOut": _COUNTED,
    "TotalsOut": {
        "since_on": "2026-01-01",
        "before_on": "2026-03-01",
        "total": 59,
        "states": {"cells": {"closed": 38, "verifying": 15}, "rest": 6},
        "sectors": _COUNTED,
        "months": {"cells": {"2026-01": 31, "2026-02": 28}, "rest": 0},
        "places": {"cells": {"340322": 59}, "rest": 0},
    },
    "TaskLineOut": _TASK,
    "TasksOut": {
        "lines": [_TASK],
        "total_count": 1,
        "overdue_count": 0,
        "offset": 0,
        "filter": "all",
        "beside_count": 0,
    },
    "RecordingOut": _RECORDING,
    "CardOut": {
        "case_id": _HAZARD,
        "kind": "hazard",
        "number": "H2026-8948-5944",
        "state": "state-hazard-rectifying",
        "steps": ["close"],
        "version": 2,
        "line": _LINE,
        "sector": "fire",
        "grade": "general",
        "place": "城关镇",
        "map_url": "https://uri.amap.com/marker?position=117.899670,33.126785&coordinate=gaode",
        "lat": 33.1287,
        "lon": 117.8943,
        "due_on": "2026-03-20",
        "photo_ids": ["5e" * 16],
        "recordings": [_RECORDING],
        "routine": True,
        "owner_office": "fire-brigade",
        "leads": [_NAMED],
        "assisting": [{"id": "340322100000", "zh": "城关镇", "en": "Chengguan Town"}],
    },
    "NameOut": _NAME,
    "NamedOut": _NAMED,
    "LeadOut": _LEAD,
    "WhyOut": _WHY,
    "RoutedOut": {
        "settled": False,
        "owner": _NAMED,
        "leads": [_LEAD],
        "co_leads": [],
        "assisting": [],
        "territory": [{"id": "340322100000", "zh": "城关镇", "en": "Chengguan Town"}],
        "assign_working_days": None,
        "assign_on": None,
        "reasons": [_WHY],
    },
    "ReportLineOut": {
        "case_id": _CASE,
        "number": "2026-4839-2017",
        "state": "verifying",
        "sector": "fire",
        "grade": "general",
        "area_code": "340322001000",
        "owner_office": "fire-brigade",
        "line": _LINE,
        "due_on": "2026-05-04",
        "overdue_days": 0,
        "alarm": "",
        "alarm_seen": False,
        "version": 2,
    },
    "ReasonOut": _REASON,
    "DuplicateOut": _DUPLICATE,
    "DuplicatesOut": {"lines": [_DUPLICATE]},
    "KinOut": {"place": "350213", "zh": "翔安区", "en": "Xiang'an District", "kin": "beside"},
    "ProofOut": {
        "way": "out",
        "place": "350213",
        "on": "2026-03-04",
        "reason": "other-area",
        "words": "",
        "digest": "6f" * 32,
        "logged": True,
        "whole": True,
    },
    "DoneOut": {"key": "done-accept"},
    "PhotosOut": {"photo_ids": ["5e" * 16]},
    "ClaimIn": {"code": "7302 6618 4405 9127 3386"},
    "ClaimOut": {"handle": "7a" * 16, "amount_yuan": 300, "good": True, "key": ""},
    "PayIn": {"handle": "7a" * 16},
    "PaidOut": {"amount_yuan": 300},
    "Fault": {"where": "spot.lat", "what": "Input should be less than or equal to 90"},
}
"""What staff send and get, and what is wrong with a body."""

STEPS: dict[str, dict[str, Any]] = {
    "AcceptIn": {"line": _LINE, "sector": "fire", "grade": "general", "version": 1},
    "RefuseIn": {"reason": "no-place-or-fact", "version": 1},
    "AssignIn": {"office": "fire-brigade", "version": 2},
    "PartIn": {"other": "3c" * 16},
    "AskIn": {"question": "where-exactly", "version": 2},
    "PassIn": {"question_id": "2b" * 16, "version": 2},
    "ReturnQuestionIn": {"question_id": "2b" * 16, "reason": "asks-who", "version": 2},
    "VerifyTrueIn": {
        "grade": "general",
        "words": "三楼过道停放电动车四辆，两辆正在充电。",
        "photos": ["5e" * 16],
        "version": 3,
    },
    "VerifyUntrueIn": {"reason": "not-found", "words": "楼道内无车。", "version": 3},
    "DecideIn": {"version": 3},
    "RejectIn": {"reason": "checked-again", "words": "两栋楼都看过。", "version": 5},
    "CloseIn": {
        "words": "拆走电动车，清出楼梯口。",
        "photos": ["5e" * 16],
        "lat": 33.1287,
        "lon": 117.8943,
        "version": 2,
    },
    "ReturnClosingIn": {"reason": "photo-unclear", "version": 3},
    "KeepClosedIn": {"reason": "checked-again", "words": "楼道是空的。", "version": 4},
    "RefuseRewardIn": {"reason": "own-duty", "version": 1},
}
"""The bodies of steps."""

EXAMPLES = PUBLIC | STAFF | STEPS
