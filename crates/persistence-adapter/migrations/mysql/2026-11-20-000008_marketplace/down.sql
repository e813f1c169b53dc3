DROP TABLE follows;
DROP TABLE sellers;
