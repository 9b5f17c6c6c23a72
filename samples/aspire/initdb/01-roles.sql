-- Who may log in, and how: orders_app by IAM tokens, the users that Vault makes as members of orders_vault.
CREATE ROLE rds_iam NOLOGIN;
CREATE USER orders_app;
GRANT rds_iam TO orders_app;
CREATE ROLE orders_vault NOLOGIN;
