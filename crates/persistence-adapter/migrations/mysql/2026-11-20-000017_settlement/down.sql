DROP TABLE seller_months;
DROP TABLE settlements;
