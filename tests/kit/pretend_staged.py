"""The office in memory as a staff screenplay needs it: members, reports and mornings by name."""

from handlers.dialogue.event import NewsCame
from tests.kit.pretend_staff import TODAY, PretendStaff

INVITATION = "q7Xw2mVb-9ZkLr_T4sYd8NcAhJ5uPe1G"
CODE = "48162035790411826392"


class StagedStaff(PretendStaff):
    """`PretendStaff` with a stage's directions."""

    def take_news(self) -> list[tuple[str, NewsCame]]:
        """What was not told yet."""
        due, self.news = self.news, []
        return due

    def seat(self, name: str, duties: frozenset[str]) -> None:
        """Let a member sit down."""
        self.roles_by_desk[name] = duties

    def dismiss(self, name: str) -> None:
        """End a member's duties."""
        self.roles_by_desk.pop(name)

    def invite(self, duties: frozenset[str]) -> str:
        """An invitation for one use."""
        self.invitations[INVITATION] = tuple(sorted(duties))
        return INVITATION

    def file(self, *, urgent: bool) -> None:
        """Let a report come in."""
        count = len(self.cases) + 1
        case = self.add(
            f"case-{count}", f"26-0{count}417",
            words="我在二车间上班,三楼过道堆满电动车,晚上还充电", place="城关镇淮河路 12 号",
            unit="恒达纺织厂", due_on=TODAY, lat=33.1287, lon=117.8943, routine=True,
            photo_ids=("photo-street",),
        )  # fmt: skip
        args = (("case_id", case.card.case_id), ("number", case.card.number))
        for name, roles in self.roles_by_desk.items():
            if urgent and "supervisor" in roles:
                self.news.append((name, NewsCame("alarm-danger", args=args)))

    def tell_reward(self) -> str:
        """A claim code that is good."""
        self.claims[CODE] = (500, "good")
        return " ".join(CODE[at : at + 4] for at in range(0, 20, 4))

    def plan_morning(self) -> None:
        """Queue the digest of everybody who has something waiting."""
        for name in self.roles_by_desk:
            self.sitting = name
            numbers = {"due": self.count("due"), "fresh": self.count("new")}
            counts = {key: str(count) for key, count in numbers.items() if count}
            if counts:
                self.news.append((name, NewsCame("digest-morning", args=tuple(counts.items()))))

    def picture(self, ref: str) -> str:
        """Prepare a picture; its id."""
        return f"photo-{ref}"
