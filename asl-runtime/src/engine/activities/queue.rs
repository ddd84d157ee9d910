//! The tasks of one activity, in the order in which they were offered.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::engine::token::TaskToken;
use crate::store::ExecutionId;
use crate::value::Value;

#[derive(Default)]
pub(super) struct Queue {
    line: Mutex<Line>,
    /// Executions out of memory that had offered a task before the engine was started.
    sleeping: Mutex<VecDeque<ExecutionId>>,
    changed: Notify,
}

/// Who comes first is served first, and who gives up leaves from anywhere.
#[derive(Default)]
struct Line {
    offers: BTreeMap<TaskToken, Offer>,
    /// Those that nobody has reserved, by their places.
    places: BTreeMap<u64, TaskToken>,
    next: u64,
}

struct Offer {
    place: u64,
    /// None while the execution is out of memory: waiting costs no more than the place.
    input: Option<Value>,
    reserved: bool,
}

impl Queue {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a task at the end, unless it is there already and has its input again.
    pub(super) fn offer(&self, token: TaskToken, input: Value) {
        let mut line = self.line();
        let Line {
            offers,
            places,
            next,
        } = &mut *line;
        let offer = offers.entry(token).or_insert_with(|| {
            *next += 1;
            places.insert(*next, token);
            self.changed.notify_one();
            Offer {
                place: *next,
                input: None,
                reserved: false,
            }
        });
        offer.input = Some(input);
    }

    /// Gives the input of a task to the worker who has reserved it, if one has.
    pub(super) fn hand_over(&self, token: TaskToken, input: Value) {
        if let Some(offer) = self.line().offers.get_mut(&token) {
            offer.input = Some(input);
        }
    }

    /// The execution waits no longer for a worker, or does so out of memory. What a worker has reserved stays his.
    pub(super) fn withdraw(&self, token: TaskToken, waits_on: bool) {
        let mut line = self.line();
        let Some(offer) = line.offers.get_mut(&token).filter(|offer| !offer.reserved) else {
            return;
        };
        if waits_on {
            offer.input = None;
            return;
        }
        let place = offer.place;
        line.offers.remove(&token);
        line.places.remove(&place);
    }

    /// The execution has ended.
    pub(super) fn forget(&self, execution: ExecutionId) {
        let mut line = self.line();
        let tokens = line.offers.range(TaskToken::all_of(execution));
        let left: Vec<_> = tokens
            .filter(|(_, offer)| !offer.reserved)
            .map(|(token, offer)| (*token, offer.place))
            .collect();
        for (token, place) in left {
            line.offers.remove(&token);
            line.places.remove(&place);
        }
    }

    fn sleeping(&self) -> MutexGuard<'_, VecDeque<ExecutionId>> {
        self.sleeping.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an execution out of memory that has a task.
    pub(super) fn sleeps(&self, execution: ExecutionId) {
        self.sleeping().push_back(execution);
    }

    /// The next execution to load, so that its task gets its place in the line too.
    pub(super) fn next_sleeping(&self) -> Option<ExecutionId> {
        self.sleeping().pop_front()
    }

    /// Reserves the first task, as soon as there is one.
    pub(super) async fn take(self: &Arc<Self>) -> Reserved {
        loop {
            if let Some(reserved) = self.first() {
                return reserved;
            }
            self.changed.notified().await;
        }
    }

    fn first(self: &Arc<Self>) -> Option<Reserved> {
        let mut line = self.line();
        let (_, token) = line.places.pop_first()?;
        if !line.places.is_empty() {
            self.changed.notify_one();
        }
        line.offers.get_mut(&token)?.reserved = true;
        Some(Reserved {
            queue: self.clone(),
            token,
        })
    }
}

/// A task on its way to a worker: it goes back to its place when the worker turns away before it has it.
pub(super) struct Reserved {
    queue: Arc<Queue>,
    pub(super) token: TaskToken,
}

impl Reserved {
    /// The task is this worker's, or nobody's: its input, where the execution was there to tell.
    pub(super) fn fetched(self) -> Option<Value> {
        let offer = self.queue.line().offers.remove(&self.token);
        offer?.input
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        let mut line = self.queue.line();
        let Line { offers, places, .. } = &mut *line;
        if let Some(offer) = offers.get_mut(&self.token) {
            offer.reserved = false;
            places.insert(offer.place, self.token);
            self.queue.changed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::callback::CallbackId;

    fn token(execution: i64) -> TaskToken {
        TaskToken {
            execution: ExecutionId(execution),
            callback: CallbackId::random(),
        }
    }

    /// A queue with so many tasks, whose inputs are their numbers.
    fn queue(tasks: i64) -> (Arc<Queue>, Vec<TaskToken>) {
        let queue = Arc::new(Queue::default());
        let tokens: Vec<_> = (0..tasks).map(token).collect();
        for (token, number) in tokens.iter().zip(0..) {
            queue.offer(*token, Value::from(number));
        }
        (queue, tokens)
    }

    fn take(queue: &Arc<Queue>) -> Option<Reserved> {
        queue.take().now_or_never()
    }

    fn is_empty(queue: &Queue) -> bool {
        let line = queue.line();
        line.offers.is_empty() && line.places.is_empty()
    }

    #[test]
    fn who_comes_first_is_served_first() {
        let (queue, tokens) = queue(3);
        let reserved = take(&queue).unwrap();
        assert_eq!(reserved.token, tokens[0]);
        // The worker goes away.
        drop(reserved);
        queue.offer(tokens[1], Value::from(1));
        for (token, number) in tokens.iter().zip(0..) {
            let reserved = take(&queue).unwrap();
            assert_eq!(reserved.token, *token);
            assert_eq!(reserved.fetched(), Some(Value::from(number)));
        }
        assert!(take(&queue).is_none() && is_empty(&queue));
    }

    #[test]
    fn who_gives_up_leaves_nothing() {
        let (queue, tokens) = queue(4);
        queue.withdraw(tokens[1], false);
        queue.forget(ExecutionId(2));
        let reserved = take(&queue).unwrap();
        // It is the worker's who is about to hear of it.
        queue.withdraw(tokens[0], false);
        queue.forget(ExecutionId(0));
        assert_eq!(reserved.fetched(), Some(Value::from(0)));
        assert_eq!(take(&queue).unwrap().token, tokens[3]);
        queue.withdraw(tokens[3], false);
        assert!(take(&queue).is_none() && is_empty(&queue));
    }

    #[test]
    fn who_leaves_memory_keeps_the_place_alone() {
        let (queue, tokens) = queue(2);
        queue.withdraw(tokens[0], true);
        let reserved = take(&queue).unwrap();
        assert_eq!(reserved.token, tokens[0]);
        queue.hand_over(tokens[0], Value::from(7));
        assert_eq!(reserved.fetched(), Some(Value::from(7)));
        queue.hand_over(tokens[0], Value::from(8));
        queue.withdraw(tokens[1], true);
        assert_eq!(take(&queue).unwrap().fetched(), None);
        assert!(is_empty(&queue));
    }
}
