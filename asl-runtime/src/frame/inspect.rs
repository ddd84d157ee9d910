//! A state that is tested by itself: it shows its data, and a mock answers in place of what it would call or run.

use super::{Frame, MapItem};
use crate::distributed::{self, ItemBatcher};
use crate::error::Failure;
use crate::retry::Retrier;
use crate::testing::Inspection;
use crate::value::Value;

impl Frame {
    /// The test, where a state is tested by itself.
    pub(super) fn inspection(&self) -> Option<&Inspection> {
        match self.shared.run.tested {
            true => self.host().test()?.inspection(),
            false => None,
        }
    }

    /// Shows a value at a stage of the state's data flow.
    pub fn inspect(&mut self, stage: &'static str, value: impl Into<Value>) {
        if let Some(inspection) = self.inspection() {
            inspection.show(stage, value.into());
        }
    }

    /// Shows a number of items.
    pub fn inspect_amount(&mut self, stage: &'static str, amount: u64) {
        self.inspect(stage, i64::try_from(amount).unwrap_or(i64::MAX));
    }

    /// Notes which Catcher has caught a failure.
    pub fn inspect_caught(&mut self, catcher: usize, failure: &Failure) {
        if let Some(inspection) = self.inspection() {
            inspection.caught(catcher, failure);
        }
    }

    /// `ToleratedFailureCount` of the Map.
    pub fn tolerated_failure_count(&mut self, count: u64) {
        self.inspect_amount("toleratedFailureCount", count);
        if let Some(inspection) = self.inspection() {
            inspection.tolerate(move |failed, _| failed <= count);
        }
    }

    /// `ToleratedFailurePercentage` of the Map.
    pub fn tolerated_failure_percentage(&mut self, percentage: f64) {
        self.inspect("toleratedFailurePercentage", percentage);
        if let Some(inspection) = self.inspection() {
            inspection.tolerate(move |failed, items| {
                failed == 0 || failed as f64 * 100.0 <= percentage * items as f64
            });
        }
    }

    /// What the mock gives as the result of a Parallel.
    ///
    /// # Errors
    ///
    /// The mock's error.
    pub fn mocked_result(&mut self) -> Result<Value, Failure> {
        let mocked = self.inspection().and_then(Inspection::mocked);
        mocked.unwrap_or_else(|| Err(Failure::host("the state that is tested has no mock")))
    }

    /// What the mock gives as the result of a Map.
    ///
    /// # Errors
    ///
    /// The mock's error; `States.ExceedToleratedFailureThreshold` where more iterations failed than is tolerated.
    pub fn mocked_map(&mut self, items: usize) -> Result<Value, Failure> {
        let result = self.mocked_result()?;
        match self.inspection() {
            Some(inspection) if !inspection.is_tolerable(items) => Err(distributed::exceeded()),
            _ => Ok(result),
        }
    }

    /// The items that an `ItemReader` would read, or those at a JSON Pointer in them.
    ///
    /// # Errors
    ///
    /// `States.ItemReaderFailed` where there is no array.
    pub fn read_items(&mut self, pointer: Option<&str>) -> Result<Vec<Value>, Failure> {
        let data = self.inspection().and_then(Inspection::item_reader_data);
        // A test need not say what is read where only the mock's result matters.
        let Some(data) = data else {
            return Ok(Vec::new());
        };
        let keys = pointer.unwrap_or_default().split('/').skip(1);
        let found = keys.fold(data, |value, key| {
            let key = key.replace("~1", "/").replace("~0", "~");
            match value.as_array() {
                Some(elements) => key.parse().ok().and_then(|at: usize| elements.get(at)),
                None => value.get(&key),
            }
            .cloned()
            .unwrap_or_default()
        });
        found.into_array().map_err(|_| {
            Failure::new(
                Some("States.ItemReaderFailed".into()),
                Some("Attempting to map over non-iterable node.".into()),
            )
        })
    }

    /// What `ItemSelector` makes of each item, in the frame that its iteration would have.
    ///
    /// # Errors
    ///
    /// The first that `select` gives.
    pub fn select_items(
        &mut self,
        items: &[Value],
        mut select: impl FnMut(&mut Frame) -> Result<Value, Failure>,
    ) -> Result<Vec<Value>, Failure> {
        let select = |(index, value): (usize, &Value)| {
            let mut frame = Frame::new(self.shared.clone(), self.index);
            frame.state = self.state;
            frame.progress = self.progress.clone();
            frame.item = Some(MapItem {
                index,
                value: value.clone(),
            });
            select(&mut frame)
        };
        items.iter().enumerate().map(select).collect()
    }

    /// The items in the batches that an `ItemBatcher` makes of them.
    pub fn batch_items(
        &mut self,
        items: Vec<Value>,
        input: Option<Value>,
        most_items: Option<u64>,
        most_bytes: Option<u64>,
    ) -> Vec<Value> {
        let batcher = ItemBatcher {
            max_items: most_items,
            max_bytes: most_bytes,
            input,
        };
        distributed::batches(batcher, items)
    }

    /// The Context Object that the test gives, with the item that an iteration has.
    pub(super) fn given_context(&self) -> Option<Value> {
        let inspection = self.inspection()?;
        let context = inspection.context(self.state.state_type, self.task_token());
        let Some(item) = &self.item else {
            return Some(context);
        };
        let index = i64::try_from(item.index).unwrap_or(i64::MAX);
        let item = Value::object([("Index", index.into()), ("Value", item.value.clone())]);
        let mut context = context.into_object().unwrap_or_default();
        context.insert("Map", Value::object([("Item", item)]));
        Some(context.into())
    }

    /// Whether a state that is tested would be tried again. It is not: the test ends here.
    pub(super) fn would_retry(
        &self,
        failure: &Failure,
        retriers: &'static [Retrier],
    ) -> Option<bool> {
        Some(self.inspection()?.would_retry(failure, retriers))
    }

    /// Ends a test where the state that is tested was left for another, or would be tried again.
    pub(super) fn end_inspection(&self, next: Option<&str>) -> Result<(), Failure> {
        match self.inspection() {
            Some(inspection) if inspection.is_over(next) => {
                Err(Failure::host("the state has been tested"))
            }
            _ => Ok(()),
        }
    }
}
