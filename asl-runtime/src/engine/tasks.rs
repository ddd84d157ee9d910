//! The engine's own tokio tasks, counted, so that their end can be awaited.

use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Counts the tasks that it spawns.
#[derive(Default)]
pub(super) struct Tasks(Arc<watch::Sender<usize>>);

impl Tasks {
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        let counted = Counted::new(self.0.clone());
        // The task is dropped, with all it holds, before it is counted as finished. An async block would hold it twice.
        tokio::spawn(task.map(move |output| {
            drop(counted);
            output
        }))
    }

    /// Completes when all of them have ended.
    pub(super) async fn finished(&self) {
        // The sender lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|tasks| *tasks == 0).await;
    }
}

struct Counted(Arc<watch::Sender<usize>>);

impl Counted {
    fn new(tasks: Arc<watch::Sender<usize>>) -> Self {
        tasks.send_modify(|tasks| *tasks += 1);
        Counted(tasks)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.send_modify(|tasks| *tasks -= 1);
    }
}
