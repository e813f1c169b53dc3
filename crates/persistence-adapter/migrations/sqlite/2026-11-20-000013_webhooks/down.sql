DROP TABLE news_sold_out;
DROP TABLE news_position;
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
