mod audit;
mod housekeeping;
mod postman;
mod scheduler;
