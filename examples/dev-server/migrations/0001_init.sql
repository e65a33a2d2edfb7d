-- All times are microseconds since 1970-01-01 UTC. Columns named `custom` hold a JSON object of the
-- keys that Stream's v1 wire carries beside the built-in ones. A channel's name and image are custom.

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL DEFAULT '',
    image         TEXT NOT NULL DEFAULT '',
    role          TEXT NOT NULL DEFAULT 'user',
    language      TEXT NOT NULL DEFAULT '',
    invisible     INTEGER NOT NULL DEFAULT 0,
    privacy       TEXT NOT NULL DEFAULT '{}',          -- privacy_settings
    banned        INTEGER NOT NULL DEFAULT 0,
    custom        TEXT NOT NULL DEFAULT '{}',
    tokens_after  INTEGER,                             -- tokens issued before are refused
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    last_active   INTEGER
) STRICT;

CREATE TABLE channels (
    cid             TEXT PRIMARY KEY,                  -- type:id
    type            TEXT NOT NULL,                     -- messaging, support, team, livestream
    id              TEXT NOT NULL,
    created_by      TEXT NOT NULL REFERENCES users (id),
    frozen          INTEGER NOT NULL DEFAULT 0,
    cooldown        INTEGER NOT NULL DEFAULT 0,        -- seconds; 0 = no slow mode
    config          TEXT NOT NULL DEFAULT '{}',        -- config_overrides
    custom          TEXT NOT NULL DEFAULT '{}',
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    last_message_at INTEGER,
    truncated_at    INTEGER,
    truncated_by    TEXT
) STRICT;

CREATE TABLE members (
    cid           TEXT NOT NULL REFERENCES channels (cid) ON DELETE CASCADE,
    user_id       TEXT NOT NULL REFERENCES users (id),
    channel_role  TEXT NOT NULL DEFAULT 'channel_member',  -- or channel_moderator
    invite        TEXT NOT NULL DEFAULT '',            -- '', pending, accepted, rejected
    invite_at     INTEGER,                             -- of the answer
    banned        INTEGER NOT NULL DEFAULT 0,
    hidden        INTEGER NOT NULL DEFAULT 0,
    history_from  INTEGER,                             -- older messages are not shown to this member
    pinned_at     INTEGER,
    archived_at   INTEGER,
    custom        TEXT NOT NULL DEFAULT '{}',
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (cid, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user_id);

CREATE TABLE messages (
    id                TEXT PRIMARY KEY,
    cid               TEXT NOT NULL REFERENCES channels (cid) ON DELETE CASCADE,
    user_id           TEXT NOT NULL REFERENCES users (id),
    type              TEXT NOT NULL DEFAULT 'regular', -- regular, reply, system, deleted
    text              TEXT NOT NULL DEFAULT '',
    attachments       TEXT NOT NULL DEFAULT '[]',      -- JSON array
    mentioned         TEXT NOT NULL DEFAULT '[]',      -- JSON array of user ids
    visible_to        TEXT NOT NULL DEFAULT '[]',      -- restricted_visibility: JSON array of user ids
    parent_id         TEXT,
    show_in_channel   INTEGER NOT NULL DEFAULT 0,
    quoted_message_id TEXT,
    silent            INTEGER NOT NULL DEFAULT 0,
    pinned_at         INTEGER,
    pinned_by         TEXT,
    pin_expires       INTEGER,
    custom            TEXT NOT NULL DEFAULT '{}',
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    text_updated_at   INTEGER,                         -- the mark "edited"
    deleted_at        INTEGER
) STRICT;
-- Two messages of a channel never share created_at: order and pages depend on it.
CREATE UNIQUE INDEX messages_by_time ON messages (cid, created_at);
CREATE INDEX messages_by_parent ON messages (parent_id, created_at) WHERE parent_id IS NOT NULL;
CREATE INDEX messages_pinned ON messages (cid, pinned_at) WHERE pinned_at IS NOT NULL;

-- "Delete for me".
CREATE TABLE message_removals (
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL,
    PRIMARY KEY (message_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id),
    type       TEXT NOT NULL,                          -- like, love, haha, wow, sad, angry, ...
    score      INTEGER NOT NULL DEFAULT 1,
    custom     TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, user_id, type)
) STRICT, WITHOUT ROWID;

-- One row per member of a channel with read events.
CREATE TABLE reads (
    cid                       TEXT NOT NULL REFERENCES channels (cid) ON DELETE CASCADE,
    user_id                   TEXT NOT NULL REFERENCES users (id),
    last_read                 INTEGER,                 -- NULL = never
    last_read_message_id      TEXT,
    unread                    INTEGER NOT NULL DEFAULT 0,
    last_delivered_at         INTEGER,
    last_delivered_message_id TEXT,
    PRIMARY KEY (cid, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reads_by_user ON reads (user_id);

-- One row per participant of a thread: who wrote the parent or a reply.
CREATE TABLE thread_reads (
    parent_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id   TEXT NOT NULL REFERENCES users (id),
    last_read INTEGER,                                 -- NULL = never
    unread    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (parent_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_reads_by_user ON thread_reads (user_id);

CREATE TABLE threads (
    parent_id  TEXT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    title      TEXT NOT NULL DEFAULT '',
    custom     TEXT NOT NULL DEFAULT '{}',
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user_mutes (
    user_id    TEXT NOT NULL REFERENCES users (id),
    target_id  TEXT NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires    INTEGER,
    PRIMARY KEY (user_id, target_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_mutes (
    user_id    TEXT NOT NULL REFERENCES users (id),
    cid        TEXT NOT NULL REFERENCES channels (cid) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires    INTEGER,
    PRIMARY KEY (user_id, cid)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
    user_id    TEXT NOT NULL REFERENCES users (id),
    blocked_id TEXT NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    user_id    TEXT NOT NULL REFERENCES users (id),
    cid        TEXT NOT NULL REFERENCES channels (cid) ON DELETE CASCADE,
    parent_id  TEXT NOT NULL DEFAULT '',               -- '' = the channel's own composer
    message    TEXT NOT NULL,                          -- JSON object as the client sent it
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, cid, parent_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE uploads (
    name       TEXT PRIMARY KEY,                       -- random, with the extension of the original
    user_id    TEXT NOT NULL REFERENCES users (id),
    original   TEXT NOT NULL,
    mime       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- What /sync replays, as it was sent.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY,
    cid        TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    visible_to TEXT NOT NULL DEFAULT '[]',
    event      TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_channel ON events (cid, created_at);
