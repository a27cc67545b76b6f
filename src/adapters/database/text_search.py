"""The text index over alerts: what no Table can describe, what migrations run, and what schema checks pass by.

On both databases it is a thing of its own beside ``alerts``, filled by triggers: intake changes alerts all the time and
their text never, and PostgreSQL would write a GIN index over ``alerts`` anew for every change of an alert. With
texts of 700 characters that was a third of all that intake cost.
"""

from __future__ import annotations

TEXT_INDEX = "alert_text"
"""On SQLite an FTS5 table whose ``rowid``, on PostgreSQL a table whose ``number`` is ``alerts.number``."""

# The column is casefolded already, hence `case_sensitive`. The table holds the index alone and reads the text
# from `alerts`; the triggers keep the two in step (https://sqlite.org/fts5.html#external_content_tables).
SQLITE_STATEMENTS = (
    """CREATE VIRTUAL TABLE alert_text USING fts5(
        search_text, content = 'alerts', content_rowid = 'number', tokenize = 'trigram case_sensitive 1'
    )""",
    """CREATE TRIGGER alert_text_added AFTER INSERT ON alerts BEGIN
        INSERT INTO alert_text (rowid, search_text) VALUES (new.number, new.search_text);
    END""",
    """CREATE TRIGGER alert_text_removed AFTER DELETE ON alerts BEGIN
        INSERT INTO alert_text (alert_text, rowid, search_text) VALUES ('delete', old.number, old.search_text);
    END""",
    """CREATE TRIGGER alert_text_changed AFTER UPDATE OF search_text ON alerts BEGIN
        INSERT INTO alert_text (alert_text, rowid, search_text) VALUES ('delete', old.number, old.search_text);
        INSERT INTO alert_text (rowid, search_text) VALUES (new.number, new.search_text);
    END""",
)

POSTGRES_STATEMENTS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """CREATE TABLE alert_text (
        number bigint PRIMARY KEY REFERENCES alerts (number) ON DELETE CASCADE,
        customer_id uuid NOT NULL,
        search_text text NOT NULL
    )""",
    "CREATE INDEX ix_alert_text_trigrams ON alert_text USING gin (search_text gin_trgm_ops)",
    """CREATE FUNCTION alert_text_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO alert_text (number, customer_id, search_text)
        SELECT number, customer_id, search_text FROM added;
        RETURN NULL;
    END $$""",
    """CREATE FUNCTION alert_text_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE alert_text SET search_text = new.search_text WHERE number = new.number;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER alert_text_added AFTER INSERT ON alerts
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION alert_text_add()""",
    """CREATE TRIGGER alert_text_changed AFTER UPDATE OF search_text ON alerts
        FOR EACH ROW EXECUTE FUNCTION alert_text_change()""",
)
