DROP TABLE coupons;
DROP TABLE product_discounts;
