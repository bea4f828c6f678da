-- The apps of Stentor, for MySQL 8 and MariaDB 10.5 or later. Stentor only reads this table.
-- Ids and keys are compared byte by byte, as Stentor does.
CREATE TABLE stentor_app (
    id      VARCHAR(100) NOT NULL PRIMARY KEY,
    app_key VARCHAR(100) NOT NULL UNIQUE,
    secret  VARCHAR(255) NOT NULL,
    enabled BOOLEAN      NOT NULL DEFAULT TRUE,
    -- A JSON object with further fields of the app; NULL for none.
    options MEDIUMTEXT
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
