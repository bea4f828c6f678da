-- The apps of Stentor, for H2 2. Stentor only reads this table.
CREATE TABLE stentor_app (
    id      VARCHAR(100) NOT NULL PRIMARY KEY,
    app_key VARCHAR(100) NOT NULL UNIQUE,
    secret  VARCHAR(255) NOT NULL,
    enabled BOOLEAN      NOT NULL DEFAULT TRUE,
    -- A JSON object with further fields of the app; NULL for none.
    options VARCHAR(1000000)
);
