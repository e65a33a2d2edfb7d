//! How long to wait before the next attempt (protocol section 2.5).

use crate::state::Millis;

/// Uniform in `[min, max)` with `max = min(500 + 2000 n, 25000)` and `min = min(max(250, 2000 (n - 1)), 25000)`, where `n`
/// counts failed attempts; `random` in `[0, 1)`.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "at most 25,000")]
pub fn delay(failures: u32, random: f64) -> Millis {
    let n = i64::from(failures.min(100));
    let max = (500 + 2_000 * n).min(25_000);
    let min = (2_000 * (n - 1)).clamp(250, 25_000).min(max);
    min + ((max - min) as f64 * random) as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bounds_are_those_of_the_protocol() {
        let bounds = |n| (delay(n, 0.0), delay(n, 0.999_999_9));
        assert_eq!(bounds(0), (250, 499));
        assert_eq!(bounds(1), (250, 2_499));
        assert_eq!(bounds(5), (8_000, 10_499));
        assert_eq!(bounds(14), (25_000, 25_000));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn delay_is_never_negative_nor_above_25_seconds(n in any::<u32>(), random in 0.0..1.0) {
            prop_assert!((250..=25_000).contains(&delay(n, random)));
        }
    }
}
