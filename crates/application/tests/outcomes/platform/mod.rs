mod audit;
mod housekeeping;
mod postman;
mod rounds;
mod scheduler;
mod transport;
