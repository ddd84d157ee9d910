//! Waits with two durations, without one, for less than nothing, until no time.

asl::asl!("wait-duration.json");

struct Shop;

impl wait_duration::Tasks for Shop {}

fn main() {
    let _ = wait_duration::Machine::new(Shop).run("order-1");
}
