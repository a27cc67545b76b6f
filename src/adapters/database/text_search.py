"""SQLite's text index over alerts: what no Table can describe, what migrations run, and what schema checks pass by.

PostgreSQL has an index over ``alert_texts``, which its Table describes.
"""

from __future__ import annotations

TEXT_INDEX = "alert_text_index"
"""An FTS5 table whose ``rowid`` is ``alert_texts.number``."""

# The column is casefolded already, hence `case_sensitive`. The table holds the index alone and reads the text
# from `alert_texts`; the triggers keep the two in step (https://sqlite.org/fts5.html#external_content_tables).
SQLITE_STATEMENTS = (
    """CREATE VIRTUAL TABLE alert_text_index USING fts5(
        search_text, content = 'alert_texts', content_rowid = 'number', tokenize = 'trigram case_sensitive 1'
    )""",
    """CREATE TRIGGER alert_text_added AFTER INSERT ON alert_texts BEGIN
        INSERT INTO alert_text_index (rowid, search_text) VALUES (new.number, new.search_text);
    END""",
    """CREATE TRIGGER alert_text_removed AFTER DELETE ON alert_texts BEGIN
        INSERT INTO alert_text_index (alert_text_index, rowid, search_text)
        VALUES ('delete', old.number, old.search_text);
    END""",
    """CREATE TRIGGER alert_text_changed AFTER UPDATE OF search_text ON alert_texts BEGIN
        INSERT INTO alert_text_index (alert_text_index, rowid, search_text)
        VALUES ('delete', old.number, old.search_text);
        INSERT INTO alert_text_index (rowid, search_text) VALUES (new.number, new.search_text);
    END""",
)
