DROP TABLE wish_watch;
DROP TABLE wishes;
DROP TABLE review_tallies;
DROP TABLE review_likes;
DROP TABLE reviews;
