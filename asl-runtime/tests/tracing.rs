//! The spans and events of an execution, in a process of their own: who listens is known to all threads of one.

#[path = "engine/machines.rs"]
#[allow(dead_code, reason = "one of its machines is enough here")]
mod machines;

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use asl_runtime::macro_support::ErrorName;
use asl_runtime::{Engine, MemoryStore, SkippingClock, value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use machines::{Shop, Tasks};

/// Notes spans and events as texts.
#[derive(Clone, Default)]
struct Notes {
    texts: Arc<Mutex<Vec<String>>>,
    spans: Arc<AtomicU64>,
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Notes {
    fn note(&self, name: &str, record: impl FnOnce(&mut Fields)) {
        let mut fields = Fields(name.to_owned());
        record(&mut fields);
        self.texts.lock().unwrap().push(fields.0);
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("asl_runtime")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.note(span.metadata().name(), |fields| span.record(fields));
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.note("recorded", |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.note("event", |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn executions_and_calls_have_spans() {
    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(notes.clone());
    {
        let tasks = Tasks::new(|task, input, cx| async move {
            match (task, cx.attempt()) {
                ("reserve", 0) => Err(ErrorName::new("Busy").because("later")),
                _ => Ok(input),
            }
        });
        let engine = Engine::builder(MemoryStore::new())
            .clock(SkippingClock::default())
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        let quick = value!({ "sku": "lamp", "cool": 0, "items": [] });
        let execution = engine
            .start_execution("shop", Some("one"), quick)
            .await
            .unwrap();
        execution.outcome().await.unwrap();
    }
    drop(guard);
    let texts = notes.texts.lock().unwrap();
    for expected in [
        "execution arn=\"arn:aws:states:us-east-1:000000000000:execution:shop:one\"",
        "task state=\"Reserve\" attempt=0",
        "task state=\"Reserve\" attempt=1",
        "event message=WaitStateEntered id=",
    ] {
        let found = texts.iter().any(|text| text.starts_with(expected));
        assert!(found, "{expected} in {texts:#?}");
    }
}
