-- oldest-compatible-code: 1

-- What users have uploaded. A file has exactly one object in storage; the row names it, and without the row the object is nobody's.
CREATE TABLE files (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    content_type text NOT NULL,
    -- Of the original.
    size bigint NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL DEFAULT 'stored',
    error text,
    -- Of the object in storage: another one, with another key, once the file is compressed.
    object_key text COLLATE "C" NOT NULL,
    coding text COLLATE "C" NOT NULL DEFAULT 'identity',
    stored_size bigint NOT NULL,
    stored_sha256 text COLLATE "C" NOT NULL,
    -- Counts the row's changes: its ETag.
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT files_object_key UNIQUE (object_key),
    CONSTRAINT files_name CHECK (length(name) BETWEEN 1 AND 255),
    CONSTRAINT files_content_type CHECK (length(content_type) BETWEEN 1 AND 255),
    CONSTRAINT files_size CHECK (size >= 0),
    CONSTRAINT files_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$' AND stored_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT files_status CHECK (status IN ('stored', 'compressing', 'ready', 'failed')),
    CONSTRAINT files_failed_with_error CHECK ((status = 'failed') = (error IS NOT NULL)),
    CONSTRAINT files_coding CHECK (
        (coding = 'identity' AND stored_size = size AND stored_sha256 = sha256)
        OR (coding = 'gzip' AND stored_size < size AND stored_size > 0 AND status = 'ready')),
    CONSTRAINT files_version CHECK (version >= 1)
);

-- A page of a list reads as many rows as it shows.
CREATE INDEX files_by_created_at ON files (owner_id, created_at, id);
CREATE INDEX files_by_name ON files (owner_id, name, id);
CREATE INDEX files_by_size ON files (owner_id, size, id);
CREATE INDEX files_by_status ON files (owner_id, status, created_at, id);

-- Objects that are being written: announced before their first byte, gone in the transaction that gives them their row in `files`.
-- Whoever removes the announcement first decides the object's fate: that transaction, or a sweep that takes the writer for dead.
CREATE TABLE announced_objects (
    object_key text COLLATE "C" PRIMARY KEY,
    announced_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX announced_objects_by_age ON announced_objects (announced_at);
