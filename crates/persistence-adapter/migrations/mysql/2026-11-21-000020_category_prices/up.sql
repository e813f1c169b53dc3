-- What hangs on a category by price, without sorting all of it.
ALTER TABLE products ADD KEY products_by_category_price (category_id, lifecycle, sale_price, id);
