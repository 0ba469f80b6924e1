-- The bundle that each plugin's tables were last made for at a start, by content: it goes on serving while another one waits for consent.
-- key_id: of the key that vouched for it; NULL: nobody did. Written by the host alone.
CREATE TABLE app.placed_versions (
    plugin  text PRIMARY KEY,
    version text NOT NULL,
    digest  text NOT NULL,
    key_id  text
);
