-- Uploaded files, what commands make, and what blocking and flagging must remember.

ALTER TABLE uploads ADD COLUMN cid TEXT NOT NULL DEFAULT '';       -- '' = uploaded outside of any channel
ALTER TABLE uploads ADD COLUMN width INTEGER;                      -- pixels, of images whose head says so
ALTER TABLE uploads ADD COLUMN height INTEGER;

ALTER TABLE messages ADD COLUMN command TEXT NOT NULL DEFAULT '';  -- giphy, ...
ALTER TABLE messages ADD COLUMN args TEXT NOT NULL DEFAULT '';

-- A channel tells how many messages it has in every event.
CREATE INDEX messages_counted ON messages (cid) WHERE deleted_at IS NULL;

-- Ephemeral messages: only their author knows them, until an action sends or cancels them.
CREATE TABLE previews (
    id         TEXT PRIMARY KEY,                                   -- the id of the message that it may become
    user_id    TEXT NOT NULL REFERENCES users (id),
    cid        TEXT NOT NULL REFERENCES channels (cid) ON DELETE CASCADE,
    sent       TEXT NOT NULL,                                      -- JSON object: the message as the client sent it
    words      TEXT NOT NULL,                                      -- what the command was asked for
    pick       INTEGER NOT NULL DEFAULT 0,                         -- how often it was shuffled
    created_at INTEGER NOT NULL
) STRICT;

-- Channels that blocking somebody hid, so that unblocking shows these and no others: JSON array of cids.
ALTER TABLE blocks ADD COLUMN hid TEXT NOT NULL DEFAULT '[]';

CREATE TABLE flags (
    user_id    TEXT NOT NULL REFERENCES users (id),
    message_id TEXT NOT NULL DEFAULT '',                           -- '' = a user is flagged
    target_id  TEXT NOT NULL DEFAULT '',                           -- '' = a message is flagged
    reason     TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, message_id, target_id)
) STRICT, WITHOUT ROWID;
