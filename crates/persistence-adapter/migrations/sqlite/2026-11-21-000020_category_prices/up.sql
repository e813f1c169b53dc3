-- What hangs on a category by price, without sorting all of it.
CREATE INDEX products_by_category_price ON products (category_id, lifecycle, sale_price, id)
    WHERE category_id IS NOT NULL;
