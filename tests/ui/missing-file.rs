//! Paths that lead nowhere: one nearly somewhere, one into a folder that is not there.

mod shop {
    use super::mispelled_next::*;

    struct Shop;

    impl Tasks for Shop {}
}

use workflow::{Machine, Tasks as _};

asl::asl!("pass/jsonpth.json", mod = mispelled_next);
asl::asl!("workflows/shop.json", mod = workflow);

fn main() {
    let _ = Machine::new(1).run("order-1");
}
