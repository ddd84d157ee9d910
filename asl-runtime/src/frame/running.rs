//! The children of a frame that run at the same time.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use crate::error::Failure;
use crate::value::Value;

/// A child that has ended: its number, what came of it.
pub(super) type Ended = (usize, Result<Value, Failure>);

/// Children that run at the same time.
pub(super) enum Running<'a> {
    /// So few that all of them are asked whenever one may have something new.
    Few(Vec<Child<'a>>),
    /// So many that each has a waker of its own.
    Many(FuturesUnordered<Child<'a>>),
}

pub(super) struct Child<'a> {
    index: usize,
    run: BoxFuture<'a, Result<Value, Failure>>,
}

impl Future for Child<'_> {
    type Output = Ended;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Ended> {
        let result = std::task::ready!(self.run.poll_unpin(cx));
        Poll::Ready((self.index, result))
    }
}

/// Up to so many are few.
const FEW: usize = 30;

impl<'a> Running<'a> {
    /// At most so many will run at once.
    pub(super) fn new(most: usize) -> Self {
        match most {
            0..=FEW => Running::Few(Vec::with_capacity(most)),
            _ => Running::Many(FuturesUnordered::new()),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Running::Few(children) => children.len(),
            Running::Many(children) => children.len(),
        }
    }

    pub(super) fn push(&mut self, index: usize, run: BoxFuture<'a, Result<Value, Failure>>) {
        let child = Child { index, run };
        match self {
            Running::Few(children) => children.push(child),
            Running::Many(children) => children.push(child),
        }
    }

    /// The next child that has ended; none where none is left.
    pub(super) async fn next(&mut self) -> Option<Ended> {
        match self {
            Running::Few(children) => std::future::poll_fn(|cx| first(children, cx)).await,
            Running::Many(children) => children.next().await,
        }
    }
}

fn first(children: &mut Vec<Child<'_>>, cx: &mut Context<'_>) -> Poll<Option<Ended>> {
    if children.is_empty() {
        return Poll::Ready(None);
    }
    for number in 0..children.len() {
        if let Poll::Ready(ended) = children[number].poll_unpin(cx) {
            // The others keep their order: it is that of the events.
            children.remove(number);
            return Poll::Ready(Some(ended));
        }
    }
    Poll::Pending
}
