//! [`Buckets`] of a build without the feature `buckets`: there are none.

/// The buckets that machines can name: none, since the feature `buckets` is off.
#[derive(Clone, Debug, Default)]
pub struct Buckets(());
