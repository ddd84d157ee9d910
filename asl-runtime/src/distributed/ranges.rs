//! Sets of numbers that are mostly dense: the children of a map run that have ended.

use serde::{Deserialize, Serialize};

/// A set of numbers, kept as ranges: as small as it has gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ranges(
    /// From, and up to but without; in order, with gaps between them.
    Vec<(u64, u64)>,
);

impl Ranges {
    /// Adds a number.
    pub(crate) fn insert(&mut self, number: u64) {
        let after = self.0.partition_point(|range| range.0 <= number);
        if let Some(before) = after.checked_sub(1) {
            let end = self.0[before].1;
            if number < end {
                return;
            }
            if number == end {
                self.0[before].1 = number + 1;
                if self.0.get(after).is_some_and(|next| next.0 == number + 1) {
                    self.0[before].1 = self.0.remove(after).1;
                }
                return;
            }
        }
        match self.0.get_mut(after) {
            Some(next) if next.0 == number + 1 => next.0 = number,
            _ => self.0.insert(after, (number, number + 1)),
        }
    }

    /// Removes all numbers that are in another set.
    pub(crate) fn remove_all(&mut self, others: &Ranges) {
        let mut left = Vec::with_capacity(self.0.len() + others.0.len());
        let mut others = others.0.iter().peekable();
        for &(from, to) in &self.0 {
            let mut from = from;
            while let Some(&&(begin, end)) = others.peek()
                && begin < to
            {
                if from < begin {
                    left.push((from, begin));
                }
                from = from.max(end);
                if end > to {
                    break;
                }
                others.next();
            }
            if from < to {
                left.push((from, to));
            }
        }
        self.0 = left;
    }

    /// Whether a number is in it.
    pub(crate) fn contains(&self, number: u64) -> bool {
        let after = self.0.partition_point(|range| range.0 <= number);
        after > 0 && number < self.0[after - 1].1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::random::Random;

    #[test]
    fn it_holds_what_was_put_in() {
        let mut random = Random::new(7);
        let (mut ranges, mut numbers) = (Ranges::default(), BTreeSet::new());
        for _ in 0..2_000 {
            let number = (random.unit() * 300.0) as u64;
            ranges.insert(number);
            numbers.insert(number);
            for (number, next) in ranges.0.iter().zip(ranges.0.iter().skip(1)) {
                assert!(number.0 < number.1 && number.1 < next.0, "{ranges:?}");
            }
        }
        for number in 0..310 {
            assert_eq!(
                ranges.contains(number),
                numbers.contains(&number),
                "{number}"
            );
        }
    }

    #[test]
    fn what_is_removed_is_not_in_it() {
        let mut random = Random::new(3);
        for _ in 0..200 {
            let (mut all, mut gone) = (Ranges::default(), Ranges::default());
            let mut numbers = BTreeSet::new();
            for _ in 0..60 {
                let number = random.below(40);
                all.insert(number);
                numbers.insert(number);
            }
            for _ in 0..10 {
                gone.insert(random.below(40));
            }
            numbers.retain(|number| !gone.contains(*number));
            all.remove_all(&gone);
            let mut expected = Ranges::default();
            numbers.iter().for_each(|number| expected.insert(*number));
            assert_eq!(all, expected);
        }
    }

    #[test]
    fn what_is_dense_is_one_range() {
        let mut ranges = Ranges::default();
        (0..1_000).rev().for_each(|number| ranges.insert(number));
        assert_eq!(serde_json::to_string(&ranges).unwrap(), "[[0,1000]]");
    }
}
