DROP TABLE api_keys;
DROP TABLE provider_attempts;
DROP TABLE codes;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE linked_identities;
