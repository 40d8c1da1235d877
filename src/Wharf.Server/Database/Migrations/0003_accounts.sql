-- oldest-compatible-code: 1

-- Everybody who can call: people who registered, and service or imported users, who have neither an email address nor a password.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text,
    -- The address as it is compared.
    email_key text COLLATE "C",
    name text,
    password_hash text,
    roles text[] NOT NULL DEFAULT '{user}',
    -- What an imported user is called where it comes from.
    external_id text COLLATE "C",
    created_at timestamptz NOT NULL,

    CONSTRAINT users_email_key_unique UNIQUE (email_key),
    CONSTRAINT users_external_id_unique UNIQUE (external_id),
    CONSTRAINT users_email CHECK ((email IS NULL) = (email_key IS NULL) AND length(email) BETWEEN 3 AND 254),
    CONSTRAINT users_name CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT users_external_id CHECK (length(external_id) BETWEEN 1 AND 200),
    CONSTRAINT users_password CHECK (password_hash IS NULL OR email IS NOT NULL),
    CONSTRAINT users_roles CHECK (roles <@ '{user,admin}' AND 'user' = ANY (roles))
);

-- One row a login: the family of all refresh tokens that descend from it. Only the newest is good; an older one that comes back ends the
-- family. Of the tokens only hashes are kept.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    family_hash bytea NOT NULL,
    refresh_hash bytea NOT NULL,
    previous_hash bytea,
    created_at timestamptz NOT NULL,
    refreshed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by text COLLATE "C",

    CONSTRAINT sessions_family_hash_unique UNIQUE (family_hash),
    CONSTRAINT sessions_hashes CHECK (
        octet_length(family_hash) = 32 AND octet_length(refresh_hash) = 32 AND octet_length(previous_hash) = 32),
    CONSTRAINT sessions_ended CHECK (
        (ended_at IS NULL) = (ended_by IS NULL) AND ended_by IN ('logout', 'reuse'))
);

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
CREATE INDEX sessions_ended_at ON sessions (ended_at) WHERE ended_at IS NOT NULL;

-- From where a user has logged in before: strangers who guess at an account do not slow down its owner there.
CREATE TABLE user_networks (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    network text COLLATE "C" NOT NULL,
    last_login_at timestamptz NOT NULL,

    PRIMARY KEY (user_id, network)
);

CREATE INDEX user_networks_last_login_at ON user_networks (last_login_at);

CREATE TABLE api_tokens (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL,
    hash bytea NOT NULL,
    -- Imported ones stay when they are revoked, so that the next import does not bring them back.
    imported boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,

    CONSTRAINT api_tokens_hash_unique UNIQUE (hash),
    CONSTRAINT api_tokens_hash CHECK (octet_length(hash) = 32),
    CONSTRAINT api_tokens_name CHECK (length(name) BETWEEN 1 AND 200)
);

CREATE INDEX api_tokens_of_user ON api_tokens (user_id, id);
CREATE INDEX api_tokens_expires_at ON api_tokens (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX api_tokens_revoked_at ON api_tokens (revoked_at) WHERE revoked_at IS NOT NULL;
