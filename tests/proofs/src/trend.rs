//! Figures over time: what they are, and whether they grow.

/// Samples of a figure, evenly spread over a run.
#[derive(Default)]
pub(crate) struct Trend(Vec<f64>);

impl Trend {
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The mean of the later half.
    pub(crate) fn level(&self) -> f64 {
        let half = self.later_half();
        half.iter().sum::<f64>() / half.len().max(1) as f64
    }

    /// By how much of its level the figure grows over the later half: the slope of the straight line that fits best.
    pub(crate) fn growth(&self) -> f64 {
        let half = self.later_half();
        let count = half.len() as f64;
        let (middle, level) = ((count - 1.0) / 2.0, self.level());
        let (mut together, mut squares) = (0.0, 0.0);
        for (at, value) in half.iter().enumerate() {
            let at = at as f64 - middle;
            together += at * (value - level);
            squares += at * at;
        }
        match squares > 0.0 && level > 0.0 {
            true => together / squares * (count - 1.0) / level,
            false => 0.0,
        }
    }

    fn later_half(&self) -> &[f64] {
        &self.0[self.0.len() / 2..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(values: impl IntoIterator<Item = f64>) -> Trend {
        Trend(values.into_iter().collect())
    }

    #[test]
    fn the_later_half_tells_the_growth() {
        let flat = trend([1.0, 5.0, 9.0, 10.0, 10.0, 10.0]);
        assert_eq!((flat.level(), flat.growth()), (10.0, 0.0));
        let noisy = trend([0.0, 0.0, 0.0, 0.0, 11.0, 9.0, 9.0, 11.0]);
        assert_eq!((noisy.level(), noisy.growth()), (10.0, 0.0));
        let growing = trend((0..200).map(f64::from));
        assert!((growing.growth() - 99.0 / 149.5).abs() < 1e-9);
        assert_eq!(trend([]).growth(), 0.0);
    }
}
