//! Random worlds that repeat: engines that are stopped, disks that are slow or fail, tasks that take their time. Whatever
//! happens, each execution ends as it would have in a quiet world, and no result that is on record is asked for again.
//!
//! `SIM_SEED=7 cargo test --test machines simulation` repeats one world, `SIM_SEEDS=10000` runs so many, beginning with the
//! one that `SIM_FIRST` says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::{MemoryStore, SkippingClock, Store};

use crate::commit_points::{MACHINES, Story, World, start};
use crate::crash::answered;
use crate::stopping::{StoppingStore, Write};

/// How many worlds there are unless `SIM_SEEDS` says otherwise.
const SEEDS: u64 = 200;

/// xorshift, shared by all that happens in a world: it is one thread, so that they always ask in the same order.
#[derive(Clone)]
struct Random(Arc<Mutex<u64>>);

impl Random {
    fn new(seed: u64) -> Random {
        let random = Random(Arc::new(Mutex::new(
            seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        )));
        for _ in 0..8 {
            random.below(2);
        }
        random
    }

    fn below(&self, limit: u64) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state % limit
    }

    fn one_in(&self, limit: u64) -> bool {
        self.below(limit) == 0
    }
}

fn environment(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is not a number")),
    )
}

fn quietly<T>(world: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(world)
}

#[test]
fn in_every_world_executions_end_as_in_a_quiet_one() {
    let quiet = quietly(quiet());
    let seeds = match environment("SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => {
            let first = environment("SIM_FIRST").unwrap_or(0);
            first..first + environment("SIM_SEEDS").unwrap_or(SEEDS)
        }
    };
    let mut stops = 0;
    for seed in seeds.clone() {
        let world = std::panic::catch_unwind(|| quietly(world(seed, &quiet)));
        stops += world.unwrap_or_else(|_| panic!("repeat this with SIM_SEED={seed}"));
    }
    // Were nothing ever stopped, this would test nothing.
    assert!(
        stops as u64 > (seeds.end - seeds.start) / 2,
        "{stops} stops"
    );
}

/// How executions of the machines end where nothing happens to them.
async fn quiet() -> BTreeMap<&'static str, Story> {
    let world = World::new(|| Duration::from_millis(150));
    let builder = world.builder(MemoryStore::new(), SkippingClock::default());
    let engine = builder.start().await.unwrap();
    let mut stories = BTreeMap::new();
    for (machine, _) in MACHINES {
        let execution = start(&engine, machine, 0).await.unwrap();
        stories.insert(machine, Story::of(&execution).await.unwrap());
    }
    stories
}

/// Runs some executions through a world; how often it was stopped.
async fn world(seed: u64, quiet: &BTreeMap<&'static str, Story>) -> usize {
    let random = Random::new(seed);
    let clock = SkippingClock::default();
    let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let executions: Vec<(&str, usize)> = (0..1 + random.below(4) as usize)
        .map(|number| {
            (
                MACHINES[random.below(MACHINES.len() as u64) as usize].0,
                number,
            )
        })
        .collect();
    let mut stops = 0;
    loop {
        // In the end there is peace.
        let calm = stops > 20;
        let plan = random.clone();
        let store = StoppingStore::new(inner.clone(), move |_| {
            let time = match plan.below(4) {
                0 => Duration::from_millis(plan.below(3_000)),
                1 => Duration::from_millis(plan.below(20)),
                _ => Duration::ZERO,
            };
            let write = match plan.below(60) {
                _ if calm => Write::Happens,
                0 => Write::Refused("input/output error"),
                1 => Write::Refused("the disk is full"),
                2 => Write::Unheard,
                3 => Write::ToldAfter(Duration::from_millis(plan.below(1_000))),
                _ => Write::Happens,
            };
            (time, write)
        });
        let recorded = answered(&*inner).await;
        let tasks = random.clone();
        let world = World::new(move || Duration::from_millis(tasks.below(500)));
        let engine = world.builder(Arc::new(store), clock).start().await.unwrap();
        // Sometimes the process is just told to end, in the middle of anything.
        let told = match calm || !random.one_in(3) {
            true => Duration::MAX,
            false => Duration::from_millis(random.below(200_000)),
        };
        let life = async {
            let mut running = Vec::new();
            for (machine, number) in &executions {
                running.push((*machine, start(&engine, machine, *number).await.ok()?));
            }
            let mut ended = BTreeMap::new();
            for (machine, execution) in &running {
                ended.insert(
                    execution.arn().to_owned(),
                    (*machine, Story::of(execution).await.ok()?),
                );
            }
            Some(ended)
        };
        let ended = tokio::time::timeout(told, life).await.ok().flatten();
        if ended.is_none() && random.one_in(2) {
            // It may be broken already.
            let _ = engine.shutdown().await;
        }
        drop(engine);
        let calls = world.calls();
        let again: Vec<_> = calls.iter().filter(|key| recorded.contains(*key)).collect();
        assert!(again.is_empty(), "{again:?} was on record");
        let once: BTreeSet<_> = calls.iter().collect();
        assert_eq!(once.len(), calls.len(), "an engine called a task twice");
        let Some(ended) = ended else {
            stops += 1;
            continue;
        };
        for (arn, (machine, story)) in ended {
            // Keys name their execution.
            let name = arn.rsplit(':').next().unwrap_or_default().to_owned();
            let story = story.under(&name, &format!("{machine}-0"));
            // A branch that has a failing sibling ends before that or is given up, as it happens.
            match machine {
                "rounds" => assert_eq!(story.outcome, quiet[machine].outcome, "{arn}"),
                _ => assert_eq!(story, quiet[machine], "{arn}"),
            }
        }
        return stops;
    }
}
