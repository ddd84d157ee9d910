//! The example's own process, killed at random moments and started again, over and over: no order is lost, no work done twice.
//!
//! `cargo test` builds the example; to run this test alone, `cargo build --example order` first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use asl::store::ListQuery;
use asl::{ExecutionStatus, SqliteStore, Store, Value, value};

/// So often it is killed while it runs.
const KILLS: u32 = 10;

/// No single run of the program takes longer, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn killed_at_any_moment_it_goes_on() {
    let mut random = Random(0x5eed);
    let mut kills = 0;
    // A round that ends before it was killed often enough is followed by another.
    for round in 0.. {
        let folder = Folder::new(round);
        loop {
            let mut process = Process::start(&folder.0);
            let moment = Duration::from_millis(20 + random.below(500));
            if kills < KILLS && !process.ends_within(moment) {
                process.kill();
                kills += 1;
                continue;
            }
            assert!(process.ends_within(PATIENCE), "the example hangs");
            process.assert_success();
            break;
        }
        assert_ledger(&folder.0.join("ledger.jsonl"));
        assert_orders(&folder.0.join("orders.db")).await;
        if kills >= KILLS {
            return;
        }
    }
}

/// A folder for a round, removed when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(round: u32) -> Self {
        let path = std::env::temp_dir().join(format!("asl-kill-{}-{round}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The example at work; killed when it is dropped, so that a failing test leaves nothing behind.
struct Process(Child);

impl Process {
    fn start(folder: &Path) -> Self {
        let orders = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/order/orders.jsonl");
        let child = Command::new(example())
            .arg("--folder")
            .arg(folder)
            .arg("--orders")
            .arg(orders)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        Process(child)
    }

    fn ends_within(&mut self, time: Duration) -> bool {
        let start = Instant::now();
        loop {
            if self.0.try_wait().unwrap().is_some() {
                return true;
            }
            let left = time.saturating_sub(start.elapsed());
            if left.is_zero() {
                return false;
            }
            std::thread::sleep(left.min(Duration::from_millis(5)));
        }
    }

    /// SIGKILL: it is not asked.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    fn assert_success(&mut self) {
        let status = self.0.wait().unwrap();
        assert!(status.success(), "the example failed: {status}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `target/<profile>/examples/order`, beside the folder of the test's own program.
fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let example = profile
        .join("examples")
        .join(format!("order{}", std::env::consts::EXE_SUFFIX));
    assert!(
        example.exists(),
        "{} is missing: run `cargo build --example order`",
        example.display()
    );
    example
}

/// Every task that had to be done is in the ledger, once.
fn assert_ledger(path: &Path) {
    let mut keys = Vec::new();
    let mut done: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let entry = Value::parse(line).unwrap();
        let key = entry["key"].as_str().unwrap().to_owned();
        // arn:aws:states:<region>:<account>:execution:order:<name>#<frame>/<visit>.<attempt>
        let order = key
            .split('#')
            .next()
            .and_then(|arn| arn.rsplit(':').next())
            .unwrap();
        let tasks = done.entry(order.to_owned()).or_default();
        tasks.push(entry["task"].as_str().unwrap().to_owned());
        keys.push(key);
    }
    let lines = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), lines, "work was done twice");
    done.values_mut().for_each(|tasks| tasks.sort());
    let expected = [
        (
            "A-1001",
            vec![
                "charge_card",
                "pack_parcel",
                "reserve_item",
                "reserve_item",
                "send_mail",
            ],
        ),
        // Its card is declined. Of the others that are refused nothing was ever reserved.
        ("A-1002", vec!["release_stock", "reserve_item"]),
        (
            "A-1005",
            vec![
                "charge_card",
                "pack_parcel",
                "reserve_item",
                "reserve_item",
                "reserve_item",
                "send_mail",
            ],
        ),
    ];
    let expected: BTreeMap<String, Vec<String>> = expected
        .into_iter()
        .map(|(order, tasks)| {
            (
                order.to_owned(),
                tasks.into_iter().map(str::to_owned).collect(),
            )
        })
        .collect();
    assert_eq!(done, expected);
}

/// Every order has ended as it had to.
async fn assert_orders(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    let query = ListQuery {
        limit: 100,
        ..ListQuery::default()
    };
    let mut orders = store.list(query).await.unwrap();
    orders.sort_by(|one, other| one.name.cmp(&other.name));
    let names: Vec<&str> = orders.iter().map(|order| order.name.as_str()).collect();
    assert_eq!(
        names,
        ["A-1001", "A-1002", "A-1003", "A-1004", "A-1005", "A-1006"]
    );
    for order in &orders {
        let name = order.name.as_str();
        let end = order
            .end
            .as_ref()
            .unwrap_or_else(|| panic!("{name} has not ended"));
        let (total, status, payment, tracking) = match name {
            "A-1001" => (348.8, "shipped", "A-1001:348.8 EUR", "A-1001/2"),
            "A-1005" => (
                1404.9,
                "shipped with our thanks",
                "A-1005:1334.66 EUR",
                "A-1005/3",
            ),
            _ => {
                assert_eq!(
                    (end.status, end.error.as_deref()),
                    (ExecutionStatus::Failed, Some("OrderRefused"))
                );
                assert_eq!(end.cause, Some(format!("order {name} was refused")));
                continue;
            }
        };
        let output = Value::parse(end.output.as_deref().unwrap()).unwrap();
        let expected = value!({
            "orderId": name, "status": status, "total": total, "payment": payment, "tracking": tracking
        });
        assert_eq!((end.status, output), (ExecutionStatus::Succeeded, expected));
    }
}

/// The same moments in every run of the test, as far as the machine keeps pace (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
