"""Which of the office's chores the rounds run, by name."""

from backend.audit.chain import extend_chain
from backend.outbox.upkeep import expire_secrets
from backend.reminders.digests import plan_digests
from backend.reminders.promises import lengthen_promises
from backend.reports.alarms import repeat_alarms
from backend.rewards.running_out import forfeit_claims, notice_claims
from bot.rounds import Chore

CHORES: dict[str, Chore] = {
    "alarms": repeat_alarms,
    "promises": lengthen_promises,  # before those that read the days
    "digests": plan_digests,
    "audit-chain": extend_chain,
    "claim-notices": notice_claims,
    "claim-forfeits": forfeit_claims,
    "codes-undelivered": lambda conn, office, _: expire_secrets(conn, office),
}
