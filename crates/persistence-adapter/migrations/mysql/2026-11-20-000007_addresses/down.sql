DROP TABLE addresses;
DROP TABLE address_books;
