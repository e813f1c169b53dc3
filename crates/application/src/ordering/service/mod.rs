mod carry_out;

pub(crate) use carry_out::carry_out;
