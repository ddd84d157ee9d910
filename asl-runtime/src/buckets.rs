//! Buckets: where a Distributed Map reads its items from and writes its results to.

use std::fmt;
use std::sync::Arc;

/// The buckets that machines can name, each an object store.
///
/// A clone shares them.
#[derive(Clone, Default)]
pub struct Buckets(Arc<Known>);

#[derive(Default)]
struct Known {}

impl fmt::Debug for Buckets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buckets").finish_non_exhaustive()
    }
}
