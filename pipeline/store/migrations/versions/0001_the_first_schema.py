"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import pipeline.store.schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("feed", sa.String(length=96), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("outlet_country", sa.String(length=8), nullable=True),
        sa.Column("official_of", sa.String(length=8), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_source", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("published", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fetched_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("story", sa.String(length=96), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sighting", sa.String(length=16), nullable=False),
        sa.Column("copy_of", sa.String(length=96), nullable=True),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("emitted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_content_hash"), ["content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_fetched_at"), ["fetched_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_published"), ["published"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_story"), ["story"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_url"), ["url"], unique=False)

    op.create_table(
        "call_aliases",
        sa.Column("alias", sa.String(length=96), nullable=False),
        sa.Column("call", sa.String(length=96), nullable=False),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_call_aliases")),
    )
    with op.batch_alter_table("call_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_aliases_call"), ["call"], unique=False)

    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("parties", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("medium", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("official", sa.Integer(), nullable=False),
        sa.Column("first_published", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("updated_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_parties"), ["parties"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_start"), ["start"], unique=False)
        batch_op.create_index("ix_calls_start_parties", ["start", "parties"], unique=False)

    op.create_table(
        "dead_letter_retries",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("retried_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letter_retries")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("decided_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.Column("applied_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_applied_at"), ["applied_at"], unique=False)

    op.create_table(
        "feeds",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("next_poll_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("last_success_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("last_entry_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("updated_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
    )
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feeds_next_poll_at"), ["next_poll_at"], unique=False)

    op.create_table(
        "hub_leases",
        sa.Column("feed", sa.String(length=96), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("expires_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("asked_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_hub_leases")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("updated_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "notifications",
        sa.Column("event", sa.String(length=96), nullable=False),
        sa.Column("channel", sa.String(length=96), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("call", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("sent_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("event", "channel", name=op.f("pk_notifications")),
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notifications_call"), ["call"], unique=False)
        batch_op.create_index(batch_op.f("ix_notifications_state"), ["state"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_sent_at"), ["sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_seq"), ["seq"], unique=False)

    op.create_table(
        "pages",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("fetched_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pages")),
    )
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pages_fetched_at"), ["fetched_at"], unique=False)

    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("article", sa.String(length=96), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("story", sa.String(length=96), nullable=False),
        sa.Column("family", sa.String(length=200), nullable=False),
        sa.Column("parties", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("earliest", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("published", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("call", sa.String(length=96), nullable=True),
        sa.Column(
            "join_reasons",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sighting", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_article"), ["article"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_call"), ["call"], unique=False)
        batch_op.create_index("ix_reports_family_latest", ["family", "latest"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_parties"), ["parties"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_story"), ["story"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_url"), ["url"], unique=False)

    op.create_table(
        "seen_entries",
        sa.Column("feed", sa.String(length=96), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("link_key", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("parts", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seen_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("feed", "identity", name=op.f("pk_seen_entries")),
    )
    with op.batch_alter_table("seen_entries", schema=None) as batch_op:
        batch_op.create_index("ix_seen_entries_feed_content_hash", ["feed", "content_hash"], unique=False)
        batch_op.create_index("ix_seen_entries_feed_link_key", ["feed", "link_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_seen_entries_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "stage_progress",
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("worker", sa.String(length=128), nullable=False),
        sa.Column("last_success_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("last_failure_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column("last_failure", sa.Text(), nullable=True),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("updated_at", pipeline.store.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("stage", "worker", name=op.f("pk_stage_progress")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("call", sa.String(length=96), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("article", sa.String(length=96), nullable=False),
        sa.Column("published", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_accounts_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_call"), ["call"], unique=False)

    op.create_table(
        "commitments",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("call", sa.String(length=96), nullable=False),
        sa.Column("thread", sa.String(length=96), nullable=True),
        sa.Column("actor", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("asserted_by", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("published", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_commitments_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitments_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitments_call"), ["call"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitments_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitments_thread"), ["thread"], unique=False)

    op.create_table(
        "conflicts",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("call", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("grade", sa.String(length=16), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.String(length=16), nullable=True),
        sa.Column("by", sa.String(length=16), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("due_at", pipeline.store.schema.Instant(timezone=True), nullable=True),
        sa.Column(
            "body", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name=op.f("fk_conflicts_call"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
    )
    with op.batch_alter_table("conflicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflicts_call"), ["call"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflicts_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflicts_kind"), ["kind"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("conflicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflicts_kind"))
        batch_op.drop_index(batch_op.f("ix_conflicts_due_at"))
        batch_op.drop_index(batch_op.f("ix_conflicts_call"))

    op.drop_table("conflicts")
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitments_thread"))
        batch_op.drop_index(batch_op.f("ix_commitments_kind"))
        batch_op.drop_index(batch_op.f("ix_commitments_call"))
        batch_op.drop_index(batch_op.f("ix_commitments_actor"))

    op.drop_table("commitments")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_call"))

    op.drop_table("accounts")
    op.drop_table("stage_progress")
    with op.batch_alter_table("seen_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seen_entries_seen_at"))
        batch_op.drop_index("ix_seen_entries_feed_link_key")
        batch_op.drop_index("ix_seen_entries_feed_content_hash")

    op.drop_table("seen_entries")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reports_url"))
        batch_op.drop_index(batch_op.f("ix_reports_story"))
        batch_op.drop_index(batch_op.f("ix_reports_parties"))
        batch_op.drop_index("ix_reports_family_latest")
        batch_op.drop_index(batch_op.f("ix_reports_call"))
        batch_op.drop_index(batch_op.f("ix_reports_article"))

    op.drop_table("reports")
    with op.batch_alter_table("pages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pages_fetched_at"))

    op.drop_table("pages")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_seq"))
        batch_op.drop_index(batch_op.f("ix_outbox_sent_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_created_at"))

    op.drop_table("outbox")
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notifications_state"))
        batch_op.drop_index(batch_op.f("ix_notifications_call"))

    op.drop_table("notifications")
    op.drop_table("imports")
    op.drop_table("hub_leases")
    with op.batch_alter_table("feeds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feeds_next_poll_at"))

    op.drop_table("feeds")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_applied_at"))

    op.drop_table("decisions")
    op.drop_table("dead_letter_retries")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index("ix_calls_start_parties")
        batch_op.drop_index(batch_op.f("ix_calls_start"))
        batch_op.drop_index(batch_op.f("ix_calls_parties"))

    op.drop_table("calls")
    with op.batch_alter_table("call_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_aliases_call"))

    op.drop_table("call_aliases")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_url"))
        batch_op.drop_index(batch_op.f("ix_articles_story"))
        batch_op.drop_index(batch_op.f("ix_articles_published"))
        batch_op.drop_index(batch_op.f("ix_articles_fetched_at"))
        batch_op.drop_index(batch_op.f("ix_articles_content_hash"))

    op.drop_table("articles")
