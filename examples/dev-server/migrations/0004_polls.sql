-- Polls, what can be chosen in them, and who chose what.

CREATE TABLE polls (
    id                           TEXT PRIMARY KEY,
    created_by                   TEXT NOT NULL REFERENCES users (id),
    name                         TEXT NOT NULL,                          -- the question
    description                  TEXT NOT NULL DEFAULT '',
    voting_visibility            TEXT NOT NULL DEFAULT 'public',         -- or anonymous
    enforce_unique_vote          INTEGER NOT NULL DEFAULT 0,
    max_votes_allowed            INTEGER,                                -- 1 to 10; NULL = as many as there are options
    allow_user_suggested_options INTEGER NOT NULL DEFAULT 0,
    allow_answers                INTEGER NOT NULL DEFAULT 0,
    is_closed                    INTEGER NOT NULL DEFAULT 0,
    custom                       TEXT NOT NULL DEFAULT '{}',
    created_at                   INTEGER NOT NULL,
    updated_at                   INTEGER NOT NULL                        -- of the poll or of its newest vote
) STRICT;
CREATE INDEX polls_by_maker ON polls (created_by);

CREATE TABLE poll_options (
    poll_id TEXT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    id      TEXT NOT NULL,
    place   INTEGER NOT NULL,                                            -- the order in which they are shown
    text    TEXT NOT NULL,
    custom  TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (poll_id, id)
) STRICT, WITHOUT ROWID;

-- A vote for an option, or an answer in one's own words. It goes with its option, and with its poll.
CREATE TABLE poll_votes (
    id         TEXT PRIMARY KEY,
    poll_id    TEXT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    option_id  TEXT,                                                     -- NULL = an answer
    user_id    TEXT NOT NULL REFERENCES users (id),
    answer     TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,                                         -- a vote that is changed is as new as its change
    FOREIGN KEY (poll_id, option_id) REFERENCES poll_options (poll_id, id) ON DELETE CASCADE
) STRICT;
-- Nobody votes twice for one option, or answers twice.
CREATE UNIQUE INDEX poll_votes_once ON poll_votes (poll_id, user_id, COALESCE(option_id, ''));
CREATE INDEX poll_votes_by_option ON poll_votes (poll_id, option_id);

-- A message outlives its poll, and a poll its messages.
ALTER TABLE messages ADD COLUMN poll_id TEXT REFERENCES polls (id) ON DELETE SET NULL;
CREATE INDEX messages_by_poll ON messages (poll_id) WHERE poll_id IS NOT NULL;
