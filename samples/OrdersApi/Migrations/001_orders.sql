-- Run by the owner of the schema, not by the service: orders_app, a user or the group of Vault's users, may use the table and change nothing about it.
CREATE TABLE IF NOT EXISTS orders (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer  text NOT NULL CHECK (length(customer) BETWEEN 1 AND 100),
    item      text NOT NULL CHECK (length(item) BETWEEN 1 AND 100),
    quantity  integer NOT NULL CHECK (quantity BETWEEN 1 AND 1000),
    placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS orders_placed_at ON orders (placed_at DESC, id DESC);
GRANT SELECT, INSERT ON orders TO orders_app;
