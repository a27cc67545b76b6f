"""What alerts are searched for text by, and no Table can describe; schema checks pass it by.

PostgreSQL has an index over ``alert_texts``, which its Table describes.
"""

from __future__ import annotations

TEXT_INDEX = "alert_text_index"
"""An FTS5 table whose ``rowid`` is ``alert_texts.number``."""

TEXTS_WITHIN_REACH = "alert_texts_within_reach"
"""A view of ``alert_texts`` on PostgreSQL, by whose search those are found whose reach is not everyone.

A policy has to hold before ``LIKE`` is asked, which PostgreSQL does not trust to keep to itself what it is given; so
the index of text could not be used beside one, and all texts would be read. The view says the same as the policy, and
its owner, whom that policy does not hold, looks through it.
"""

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
