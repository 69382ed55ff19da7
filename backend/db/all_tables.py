"""Every table of Davy by import, so that `metadata` is whole for migrations and tests."""

import backend.aliases.tables
import backend.api.tables
import backend.audit.tables
import backend.conversations.tables
import backend.db.lease
import backend.db.prints
import backend.demo.tables
import backend.enterprises.tables
import backend.hazards.tables
import backend.inbox.tables
import backend.jobs.tables
import backend.outbox.tables
import backend.reports.tables
import backend.rewards.tables
import backend.staff.tables  # noqa: F401
