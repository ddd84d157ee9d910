//! Random numbers that a seed decides.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A generator of random numbers (SplitMix64). The same seed gives the same numbers: where the seed is part of a checkpoint,
/// an execution that is resumed draws what it drew before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The generator of this seed.
    pub fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    /// The generator of a seed that nobody knows.
    pub fn from_entropy() -> Random {
        use std::hash::{BuildHasher, RandomState};
        // The standard library's hasher is keyed by the operating system's randomness.
        Random::new(RandomState::new().hash_one(0))
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from 0 up to but not including `bound`, each as likely as the others up to 2^-64; 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from 0 up to but not including 1.
    pub fn unit(&mut self) -> f64 {
        // An f64 holds 53 bits.
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A version 4 UUID.
    pub fn uuid(&mut self) -> Uuid {
        let bits = (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64());
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything() {
        let (mut one, mut same, mut other) = (Random::new(7), Random::new(7), Random::new(8));
        assert_eq!(one.uuid(), same.uuid());
        assert_eq!(one.next_u64(), same.next_u64());
        assert_ne!(one.next_u64(), other.next_u64());
        let mut resumed: Random =
            serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
        assert_eq!(one.next_u64(), resumed.next_u64());
        assert_ne!(Random::from_entropy(), Random::from_entropy());
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_fill_them() {
        let mut random = Random::new(1);
        let mut seen = [0; 6];
        (0..6_000).for_each(|_| seen[random.below(6) as usize] += 1);
        assert!(
            seen.iter().all(|count| (800..1_200).contains(count)),
            "{seen:?}"
        );
        assert!((0..1_000).all(|_| (0.0..1.0).contains(&random.unit())));
        assert_eq!(random.below(0), 0);
        let uuid = random.uuid();
        assert_eq!(
            (uuid.get_version_num(), uuid.get_variant()),
            (4, uuid::Variant::RFC4122)
        );
    }
}
