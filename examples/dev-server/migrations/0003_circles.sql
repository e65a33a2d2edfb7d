-- Everybody, roles and groups that a message names besides single users, and the groups themselves.

ALTER TABLE messages ADD COLUMN named TEXT NOT NULL DEFAULT '{}';  -- JSON object: the mentioned_* keys that are no users

CREATE TABLE user_groups (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE user_group_members (
    group_id   TEXT NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;
