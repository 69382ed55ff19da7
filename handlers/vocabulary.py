"""What people type for yes, no and the like, and for commands, in Chinese and English."""

YES = (
    *(
        "是",
        "是的",
        "对",
        "对的",
        "嗯",
        "嗯嗯",
        "有",
        "有的",
        "好",
        "好的",
        "行",
        "可以",
        "没错",
        "当然",
    ),
    *("yes", "y", "yes please", "yep", "yeah", "ok", "okay", "sure", "right", "correct", "true"),
)
NO = (
    *("不是", "不", "否", "没", "没有", "不对", "不用", "不要", "不是的", "并没有", "无"),
    *("no", "n", "nope", "not", "no thanks", "wrong", "false", "none"),
)
DO_NOT_KNOW = (
    *("不知道", "不清楚", "说不清", "说不清楚", "说不上来", "不确定", "不晓得", "不了解", "不好说"),
    *("不太清楚", "不太确定", "我不知道", "i don't know", "don't know", "dont know", "not sure"),
    *("no idea", "unsure", "unknown", "i do not know", "idk"),
)
SKIP = (
    *(
        "跳过",
        "略过",
        "不说",
        "不想说",
        "不填",
        "不写",
        "下一个",
        "下一步",
        "下一题",
        "过",
        "先不说",
    ),
    *("skip", "pass", "next", "skip this", "rather not say", "skip it"),
)
BACK = (
    *("返回", "上一步", "后退", "退回", "回去", "回上一步", "返回上一步", "退一步"),
    *("back", "go back", "previous", "step back"),
)
CANCEL = (
    *("取消", "不报了", "算了", "放弃", "不反映", "不反映了", "取消反映"),
    *("cancel", "never mind", "nevermind", "abort", "forget it", "quit"),
)
SEND = (
    *("发送", "提交", "发出去", "确认", "确定", "上报", "发", "交", "确认发送", "发吧", "提交吧"),
    *("send", "submit", "send it", "confirm", "done", "file it"),
)
KEEP = (
    "leave it as it is",
    *("保留", "不改", "不改了", "留着", "不变", "就这样", "接着说", "继续", "留下", "不动"),
    *("keep", "keep it", "leave it", "no change", "continue", "keep it as it is"),
)
REPORT = (
    *("我要反映", "反映", "举报", "我要举报", "反映隐患", "我要反映隐患", "上报", "反映问题"),
    *(
        "反映一件事",
        "再反映一件",
        "报告",
        "report",
        "report a hazard",
        "new report",
        "tell you",
    ),
    *("report something",),
)
FOLLOW = (
    *("查进度", "进度", "查询", "查询进度", "我的反映", "查看进度", "查看", "看进度", "查一下"),
    *("我反映过的", "查编码", "查查进度", "follow", "follow up", "check", "status", "progress"),
    *("check progress", "my report", "my reports"),
)

COMMANDS: dict[str, tuple[str, ...]] = {
    "stop": ("断开", "断开联系", "切断", "/stop", "stop", "disconnect", "cut the link"),
    "help": ("帮助", "怎么用", "/help", "help", "?", "?", "使用说明", "菜单", "menu", "/menu"),
    "start": ("开始", "/start", "start", *("你好", "您好", "在吗", "hi", "hello", "hey")),
    "new": (
        *("重新开始", "重来", "重新来", "从头来", "从头开始", "新的反映", "/new", "new"),
        *("start again", "start over", "restart", "begin again", "new report"),
    ),
    "status": ("/status", "/follow", *FOLLOW),
    "language:zh-hans": ("中文", "说中文", "简体中文", "chinese", "in chinese"),
    "language:en": ("english", "英文", "英语", "in english", "说英语"),
    "language": ("语言", "换语言", "/language", "language", "/lang", "切换语言", "change language"),
    "cancel": ("/cancel", *CANCEL),
    "privacy": (
        *("隐私", "保密", "谁能看到", "/privacy", "privacy", "谁看得到", "安全吗", "会不会泄露"),
        *("who can see this", "is this safe", "who can read this"),
    ),
    "back": ("/back", *BACK),
    "skip": ("/skip", *SKIP),
    "news": ("/news", "看消息", "新消息", "查看消息", "show", "show news"),
    "report": ("/report", *REPORT),
    "thanks": (
        "谢谢",
        "多谢",
        "谢谢你",
        "谢谢您",
        "感谢",
        "thanks",
        "thank you",
        "thank you very much",
    ),
}
"""Name of a command -> everything that is taken for it when it stands alone."""
