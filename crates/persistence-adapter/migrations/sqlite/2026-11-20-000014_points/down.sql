DROP TABLE subscriptions;
DROP TABLE welcomes;
DROP TABLE wallet_lapses;
DROP TABLE wallet_postings;
DROP TABLE wallet_entries;
