ALTER TABLE products DROP KEY products_by_category_price;
