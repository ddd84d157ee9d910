//! Options that the macro does not have.

mod shop {
    use crate::charge::Tasks;

    pub(crate) struct Shop;

    impl Tasks for Shop {}
}

asl::asl!("charge-and-mail.json", module = charge);
asl::asl!("charge-and-mail.json", mod = charge, substitution = { Stage = "test" });
asl::asl!("charge-and-mail.json", mod = refund, type = { charge: fn(_) -> u32 });
asl::asl!("charge-and-mail.json", mod = express, expres);
asl::asl!("charge-and-mail.json", mod = standard, express, standard);

fn main() {
    let _ = charge::Machine::new(shop::Shop).run("order-1");
}
