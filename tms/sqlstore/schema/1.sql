-- Version 1: the validator's records, journal and policy.
--
-- The same statements are meant for SQLite and PostgreSQL, whose type for bytes is BYTEA; SQLite
-- stores bytes as they are in a column of any type. Moving factors and versions are unsigned
-- numbers of 64 bits: BIGINT holds the same bits as a signed number. Times are microseconds since
-- 1970 in UTC, NULL if there is none.

-- The store itself, in its only row.
CREATE TABLE store (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    version           INTEGER NOT NULL, -- of the schema
    policy            TEXT NOT NULL,    -- YAML
    key_check         BYTEA NOT NULL,   -- shows whether a key file is the right one
    last_number       BIGINT NOT NULL,  -- of the last journal entry; 0 if there is none
    tokenless_number BIGINT NOT NULL,  -- of the last entry without a token; 0 if there is none
    tokenless_mac    BYTEA
);

CREATE TABLE tokens (
    serial              TEXT PRIMARY KEY,
    version             BIGINT NOT NULL,
    secret              BYTEA NOT NULL,   -- encrypted
    type                TEXT NOT NULL,
    algorithm           TEXT NOT NULL,
    digits              INTEGER NOT NULL,
    step                BIGINT NOT NULL,  -- seconds
    epoch               BIGINT,
    first_moving_factor BIGINT NOT NULL,
    next                BIGINT NOT NULL,
    exhausted           BOOLEAN NOT NULL,
    drift               BIGINT NOT NULL,
    resync_required     BOOLEAN NOT NULL,
    sighting_factor     BIGINT NOT NULL,
    sighting_at         BIGINT,
    state               TEXT NOT NULL,
    failures            INTEGER NOT NULL,
    last_failure        BIGINT,
    locked_at           BIGINT,
    reason              TEXT NOT NULL,
    user_name           TEXT,             -- NULL if it is not assigned
    assigned_at         BIGINT,
    last_number         BIGINT NOT NULL,  -- of its last journal entry
    last_mac            BYTEA
);

CREATE TABLE users (
    name         TEXT PRIMARY KEY,
    version      BIGINT NOT NULL,
    owner        TEXT NOT NULL,
    organisation TEXT NOT NULL,
    pin          TEXT NOT NULL,  -- a hash
    challenge_id TEXT NOT NULL,
    challenge_at BIGINT,
    state        TEXT NOT NULL,
    failures     INTEGER NOT NULL,
    last_failure BIGINT,
    locked_at    BIGINT,
    reason       TEXT NOT NULL,
    serial       TEXT            -- NULL if no token is assigned
);

-- Serial and user have no index. Each would make a check write another page of the file, while
-- reading all entries is rare, and takes half a second for a million.
CREATE TABLE journal (
    number                 BIGINT PRIMARY KEY,
    time                   BIGINT,
    id                     TEXT NOT NULL,    -- of the request
    serial                 TEXT,             -- NULL if no token was concerned
    user_name              TEXT,             -- NULL if no user was concerned
    request                TEXT NOT NULL,
    result                 TEXT NOT NULL,
    matched                BOOLEAN NOT NULL,
    factor                 BIGINT NOT NULL,
    ahead                  BIGINT NOT NULL,
    before_next            BIGINT NOT NULL,
    before_exhausted       BOOLEAN NOT NULL,
    before_resync_required BOOLEAN NOT NULL,
    before_token_state     TEXT NOT NULL,
    before_token_failures  INTEGER NOT NULL,
    before_user_state      TEXT NOT NULL,
    before_user_failures   INTEGER NOT NULL,
    after_next             BIGINT NOT NULL,
    after_exhausted        BOOLEAN NOT NULL,
    after_resync_required  BOOLEAN NOT NULL,
    after_token_state      TEXT NOT NULL,
    after_token_failures   INTEGER NOT NULL,
    after_user_state       TEXT NOT NULL,
    after_user_failures    INTEGER NOT NULL,
    document               TEXT NOT NULL,
    document_sha256        TEXT NOT NULL,
    reason                 TEXT NOT NULL,
    requester              TEXT NOT NULL,
    channel                TEXT NOT NULL,
    previous               BIGINT NOT NULL,  -- the number of the token's entry before
    mac                    BYTEA NOT NULL
);

CREATE UNIQUE INDEX tokens_user ON tokens (user_name) WHERE user_name IS NOT NULL;
CREATE UNIQUE INDEX users_token ON users (serial) WHERE serial IS NOT NULL;
