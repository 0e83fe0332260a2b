//! The tables of the record.

/// `CFL1` in the file's header says that it is a ledger's.
pub(super) const APPLICATION: i64 = 0x4346_4c31;
/// The layout that this program writes.
pub(crate) const FORMAT: i64 = 3;

pub(super) const CREATE: &str = "
PRAGMA journal_mode = WAL;
BEGIN;
PRAGMA application_id = 1128680497;
PRAGMA user_version = 3;
CREATE TABLE publication (
  seq INTEGER PRIMARY KEY,
  dataset TEXT NOT NULL,
  dataset_basis TEXT NOT NULL,
  publisher TEXT,
  publisher_name TEXT,
  version TEXT,
  published TEXT NOT NULL,
  published_basis TEXT NOT NULL,
  imported TEXT NOT NULL,
  source TEXT NOT NULL,
  encoding TEXT,
  sha256 TEXT,
  bytes INTEGER NOT NULL,
  refused TEXT,
  activities INTEGER NOT NULL,
  organisations INTEGER NOT NULL,
  transactions INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  members BLOB,
  link BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX publication_sha256 ON publication (sha256);
CREATE INDEX publication_dataset ON publication (dataset);
CREATE TABLE context (
  id INTEGER PRIMARY KEY,
  body TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  is_activity INTEGER NOT NULL,
  identifier TEXT NOT NULL,
  reporter TEXT NOT NULL,
  reporter_name TEXT NOT NULL,
  context INTEGER NOT NULL REFERENCES context (id),
  first_publication INTEGER NOT NULL,
  size INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX version_publication ON version (first_publication);
CREATE INDEX version_hash ON version (hash);
CREATE TABLE dropped (
  publication INTEGER NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (publication, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE left_out (
  publication INTEGER NOT NULL,
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX left_out_publication ON left_out (publication);
CREATE TABLE tombstone (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  was BLOB NOT NULL,
  became BLOB NOT NULL,
  reason TEXT NOT NULL,
  made TEXT NOT NULL,
  after_publication INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstone_after ON tombstone (after_publication);
CREATE TABLE statement (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  made TEXT NOT NULL,
  after_publication INTEGER NOT NULL,
  undoes INTEGER,
  link BLOB NOT NULL
) STRICT;
CREATE INDEX statement_after ON statement (after_publication);
CREATE TABLE document (
  hash BLOB PRIMARY KEY,
  size INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
COMMIT;
";

/// From format 1 to format 2; the links are computed after it.
pub(super) const FROM_1_TO_2: &str = "
ALTER TABLE publication ADD COLUMN link BLOB NOT NULL DEFAULT x'';
DROP INDEX publication_dataset;
CREATE INDEX publication_dataset ON publication (dataset);
CREATE TABLE tombstone (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  was BLOB NOT NULL,
  reason TEXT NOT NULL,
  made TEXT NOT NULL,
  after_publication INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 2;
";

/// From format 2 to format 3. No program of format 2 wrote a tombstone; hashes of
/// versions are not unique any longer: two wordings can come to one by redaction.
pub(super) const FROM_2_TO_3: &str = "
DROP TABLE tombstone;
CREATE TABLE tombstone (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  was BLOB NOT NULL,
  became BLOB NOT NULL,
  reason TEXT NOT NULL,
  made TEXT NOT NULL,
  after_publication INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstone_after ON tombstone (after_publication);
CREATE TABLE statement (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  made TEXT NOT NULL,
  after_publication INTEGER NOT NULL,
  undoes INTEGER,
  link BLOB NOT NULL
) STRICT;
CREATE INDEX statement_after ON statement (after_publication);
CREATE TABLE document (
  hash BLOB PRIMARY KEY,
  size INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE version_of_3 (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  is_activity INTEGER NOT NULL,
  identifier TEXT NOT NULL,
  reporter TEXT NOT NULL,
  reporter_name TEXT NOT NULL,
  context INTEGER NOT NULL REFERENCES context (id),
  first_publication INTEGER NOT NULL,
  size INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
INSERT INTO version_of_3 SELECT id, hash, is_activity, identifier, reporter, reporter_name,
  context, first_publication, size, body FROM version ORDER BY id;
DROP TABLE version;
ALTER TABLE version_of_3 RENAME TO version;
CREATE INDEX version_publication ON version (first_publication);
CREATE INDEX version_hash ON version (hash);
PRAGMA user_version = 3;
";

/// Every table of the record with an order of its rows that no copying changes.
pub(super) const TABLES: &[(&str, &str)] = &[
    ("publication", "seq"),
    ("context", "id"),
    ("version", "id"),
    ("dropped", "publication, kind"),
    ("left_out", "publication, line, path, reason"),
    ("tombstone", "seq"),
    ("statement", "seq"),
    ("document", "hash"),
];

/// What holds for a connection that writes. A commit is on the disk when it
/// returns.
pub(super) const WRITER: &str = "
PRAGMA synchronous = FULL;
PRAGMA cache_size = -65536;
";

pub(super) const PUBLICATIONS: &str = "
SELECT seq, dataset, dataset_basis, publisher, publisher_name, version, published,
       published_basis, imported, source, encoding, sha256, bytes, refused, activities,
       organisations, transactions, left_out, dropped
FROM publication";
