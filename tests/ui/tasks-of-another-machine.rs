//! A machine that is given tasks which are not its own, and a transition that the definition does not have.

asl::asl!("charge-and-mail.json", mod = charge);

struct Shop;

fn transition(input: asl::Value) -> charge::MailNext {
    charge::MailNext::Charge(charge::Charge { input })
}

fn main() {
    let _ = charge::Machine::new(Shop);
}
