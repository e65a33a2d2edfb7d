//! The seed's only source of chance: the same number in, the same world out, on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014): tiny, portable and even enough to choose words.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs() + 1;
        low.saturating_add_unsigned(self.roll() % span)
    }

    /// True once in `n` times.
    pub(crate) fn one_in(&mut self, n: i64) -> bool {
        self.between(1, n) == 1
    }

    /// One of `choices`, or nothing when there is none.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(choices.len()).ok()?.checked_sub(1)?;
        choices.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// Brings `items` into a random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let upto = i64::try_from(i).unwrap_or(i64::MAX);
            items.swap(i, usize::try_from(self.between(0, upto)).unwrap_or(i));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_same_seed_rolls_the_same_numbers() {
        let rolls = |seed| {
            let mut dice = Dice::new(seed);
            (0..50).map(|_| dice.between(0, 1_000)).collect::<Vec<_>>()
        };
        assert_eq!(rolls(7), rolls(7));
        assert_ne!(rolls(7), rolls(8));
    }

    #[test]
    fn both_ends_of_a_range_come_up_and_nothing_beyond_them() {
        let mut dice = Dice::new(1);
        let rolls: Vec<i64> = (0..500).map(|_| dice.between(-1, 1)).collect();
        assert!([-1, 0, 1].iter().all(|n| rolls.contains(n)));
        assert!(rolls.iter().all(|n| (-1..=1).contains(n)));
        assert_eq!(dice.between(5, 3), 5);
    }

    #[test]
    fn nothing_can_be_picked_from_nothing() {
        assert_eq!(Dice::new(1).pick::<u8>(&[]), None);
    }
}
