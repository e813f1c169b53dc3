DROP TABLE catalogue_feed_floor;
DROP TABLE catalogue_feed;
DROP TABLE product_changes;
ALTER TABLE products DROP FOREIGN KEY products_category;
DROP TABLE category_tree;
DROP TABLE categories;
DROP TABLE product_pictures;
DROP TABLE product_tags;
DROP TABLE variants;
