//! An intrinsic function that there is not, wrong numbers of arguments, quotes of JSON.

asl::asl!("intrinsic.json");

struct Shop;

impl intrinsic::Tasks for Shop {}

fn main() {
    let _ = intrinsic::Machine::new(Shop).run("order-1");
}
