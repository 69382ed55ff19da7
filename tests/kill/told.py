"""What everybody reports, and what tells a receipt."""

import re

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")
NUMBER = re.compile(r"20\d\d-\d{4}-\d{4}")


def words_of(mark: str) -> str:
    """The words of one report, unlike those of any other."""
    return f"三楼过道堆满电动车，现场标记{mark}，晚上还在充电"
