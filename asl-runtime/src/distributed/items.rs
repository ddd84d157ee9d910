//! The items of a Distributed Map on their way to its children: read, selected, put into batches.

use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::ItemBatcher;
use crate::error::Failure;
use crate::frame::Frame;
use crate::value::{Map, Value};

/// How many bytes a batch has where nothing else limits it: as much as a child's input can have on AWS.
const MOST_BYTES: u64 = 262_144;

/// Makes of the item of a frame what its child is given: `ItemSelector`.
pub(crate) type Select<'a> = &'a (dyn Fn(&mut Frame) -> Result<Value, Failure> + Send + Sync);

/// A child execution that is to be.
#[derive(Clone, Debug)]
pub struct Child {
    /// Its number, from 0.
    pub(crate) index: u64,
    /// Its input.
    pub(crate) input: Value,
    /// How many items it has.
    pub(crate) items: u64,
}

/// Where items come from, and what becomes of them.
pub(crate) struct Source<'a> {
    items: Stream,
    select: Option<Selection<'a>>,
    batches: Option<Batches>,
    /// How many items were taken.
    taken: u64,
    /// How many children were made.
    made: u64,
}

enum Stream {
    Given(std::vec::IntoIter<Value>),
    Read(BoxStream<'static, Result<Value, Failure>>),
}

/// The `ItemSelector`, and the frame that it sees.
pub(crate) struct Selection<'a> {
    pub(crate) frame: Box<Frame>,
    pub(crate) select: Select<'a>,
}

struct Batches {
    max_items: u64,
    max_bytes: u64,
    input: Option<Value>,
    batch: Vec<Value>,
    bytes: u64,
}

impl<'a> Source<'a> {
    pub(crate) fn given(items: Vec<Value>) -> Self {
        Source::new(Stream::Given(items.into_iter()))
    }

    pub(crate) fn read(items: BoxStream<'static, Result<Value, Failure>>) -> Self {
        Source::new(Stream::Read(items))
    }

    fn new(items: Stream) -> Self {
        Source {
            items,
            select: None,
            batches: None,
            taken: 0,
            made: 0,
        }
    }

    pub(crate) fn select(&mut self, selection: Option<Selection<'a>>) {
        self.select = selection;
    }

    pub(crate) fn batch(&mut self, batcher: Option<ItemBatcher>) {
        self.batches = batcher.map(Batches::new);
    }

    /// How many items were taken: all of them, when there is no further child.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    /// The next child. Nothing is lost where the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Option<Child>, Failure> {
        loop {
            let item = match &mut self.items {
                Stream::Given(items) => items.next(),
                Stream::Read(items) => items.next().await.transpose()?,
            };
            let Some(item) = item else {
                let last = self.batches.as_mut().and_then(Batches::last);
                return Ok(last.map(|(input, items)| self.child(input, items)));
            };
            let number = self.taken;
            self.taken += 1;
            let input = match &mut self.select {
                Some(selection) => {
                    selection.frame.has_item(number, item);
                    (selection.select)(&mut selection.frame)?
                }
                None => item,
            };
            let Some(batches) = &mut self.batches else {
                return Ok(Some(self.child(input, 1)));
            };
            if let Some((input, items)) = batches.add(input) {
                return Ok(Some(self.child(input, items)));
            }
        }
    }

    fn child(&mut self, input: Value, items: u64) -> Child {
        let index = self.made;
        self.made += 1;
        Child {
            index,
            input,
            items,
        }
    }
}

impl Batches {
    fn new(batcher: ItemBatcher) -> Self {
        let limit = |limit: Option<u64>| limit.filter(|limit| *limit > 0);
        let max_items = limit(batcher.max_items);
        let default = match max_items {
            Some(_) => u64::MAX,
            None => MOST_BYTES,
        };
        Batches {
            max_items: max_items.unwrap_or(u64::MAX),
            max_bytes: limit(batcher.max_bytes).unwrap_or(default),
            input: batcher.input,
            batch: Vec::new(),
            bytes: 0,
        }
    }

    /// Adds an item; the batch that is full by that, with its number of items.
    fn add(&mut self, item: Value) -> Option<(Value, u64)> {
        // Its size is asked for only where it matters.
        let bytes = match self.max_bytes {
            u64::MAX => 0,
            _ => item.json_len() as u64,
        };
        let is_full = self.batch.len() as u64 >= self.max_items;
        let full = match is_full || self.bytes.saturating_add(bytes) > self.max_bytes {
            true => self.last(),
            false => None,
        };
        self.batch.push(item);
        self.bytes += bytes;
        match full {
            // One that was begun just now and is full as well comes next time.
            None if self.batch.len() as u64 >= self.max_items => self.last(),
            full => full,
        }
    }

    /// What is left, if anything is.
    fn last(&mut self) -> Option<(Value, u64)> {
        if self.batch.is_empty() {
            return None;
        }
        let items = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let count = items.len() as u64;
        Some((batch(self.input.as_ref(), items), count))
    }
}

/// The batches that are made of so many items.
pub(crate) fn batches(batcher: ItemBatcher, items: Vec<Value>) -> Vec<Value> {
    let mut batches = Batches::new(batcher);
    let mut made = Vec::new();
    for item in items {
        made.extend(batches.add(item));
    }
    made.extend(batches.last());
    made.into_iter().map(|(batch, _)| batch).collect()
}

/// A batch as a child is given it.
fn batch(input: Option<&Value>, items: Vec<Value>) -> Value {
    let mut batch = Map::with_capacity(2);
    if let Some(input) = input {
        batch.insert("BatchInput", input.clone());
    }
    batch.insert("Items", items);
    batch.into()
}
