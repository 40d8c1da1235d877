-- oldest-compatible-code: 1

-- The keys that protect tokens, shared by all nodes.
CREATE TABLE data_protection_keys (
    name text COLLATE "C" PRIMARY KEY,
    xml text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
