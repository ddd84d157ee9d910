//! The tasks of `etl.json`.

use asl::{Buckets, ErrorName, TaskContext, TaskError, Value};

use crate::convert::{Converted, Sale};
use crate::etl;
use crate::ledger::Ledger;
use crate::sales::BATCH;

/// Why a batch fails.
const DAMAGED: ErrorName = ErrorName::new("DamagedBatch");

/// What the tasks need.
pub(crate) struct Work {
    pub(crate) buckets: Buckets,
    pub(crate) ledger: Option<Ledger>,
}

impl etl::Tasks for Work {
    /// Converts a batch, `{"Items": [...]}`.
    async fn convert_batch(&self, batch: Value, _: &TaskContext) -> Result<Value, TaskError> {
        let items = batch["Items"].as_array().unwrap_or_default();
        let converted = Converted::of(items.iter().map(Sale::of));
        if let Some(ledger) = &self.ledger {
            let id = items.first().and_then(|item| item["id"].as_str());
            let row: u64 = id.unwrap_or_default().trim_start_matches('S').parse()?;
            ledger.converted(row / BATCH)?;
        }
        match converted {
            Some(converted) => Ok(converted.to_value()),
            None => Err(DAMAGED.because("more rows are wrong than right")),
        }
    }

    /// Adds up what the manifest of the results lists.
    async fn report(&self, manifest: Value, _: &TaskContext) -> Result<Value, TaskError> {
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let (bucket, key) = (text(&manifest, "Bucket"), text(&manifest, "Key"));
        let manifest = Value::parse(self.buckets.get_object(&bucket, &key).await?)?;
        let mut total = Converted::default();
        let files = manifest["ResultFiles"]["SUCCEEDED"].as_array();
        for file in files.unwrap_or_default() {
            let lines = self.buckets.get_object(&bucket, &text(file, "Key")).await?;
            for line in lines
                .split(|&byte| byte == b'\n')
                .filter(|line| !line.is_empty())
            {
                total.add(Converted::from_value(&Value::parse(line)?));
            }
        }
        Ok(total.to_value())
    }
}
