//! Futures where they stay.

use std::mem::MaybeUninit;

use futures_util::future::BoxFuture;

/// The future that `make` makes, in a box.
///
/// What `Box::pin(make())` gives is first made elsewhere and then copied as a whole, although of a future that has yet to
/// begin only what it captures is there.
#[inline(always)]
pub fn boxed<'a, F: Future + Send + 'a>(make: impl FnOnce() -> F) -> BoxFuture<'a, F::Output> {
    let place: Box<MaybeUninit<F>> = Box::new_uninit();
    let future = Box::write(place, make());
    Box::into_pin(future)
}
