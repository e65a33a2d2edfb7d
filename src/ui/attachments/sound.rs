//! Arithmetic of players: bars of a waveform, seeking by keys, times as words. Pure.

/// Bars of a waveform.
pub(super) const BARS: usize = 44;
/// Width of a bar and of the gap after it (feature F117), in the drawing's units.
const BAR: usize = 2;
const STEP: usize = 3;
/// Height of the drawing, in its units.
const HEIGHT: usize = 24;

/// Loudness as a fixed number of bars: the loudest sample of each stretch, so that peaks stay; samples between are filled in.
pub(super) fn bars(samples: &[f64]) -> Vec<f64> {
    let count = samples.len();
    let stretch = |bar: usize| {
        let from = bar * count / BARS;
        let to = ((bar + 1) * count / BARS).max(from + 1);
        samples.get(from..to.min(count)).unwrap_or_default().iter().copied().fold(0.0, f64::max)
    };
    if count == 0 { Vec::new() } else { (0..BARS).map(stretch).collect() }
}

/// Outlines of the bars in a range, as a path.
pub(super) fn outline(bars: &[f64], range: std::ops::Range<usize>) -> String {
    let mut path = String::new();
    for (index, bar) in bars.iter().enumerate().skip(range.start).take(range.len()) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "at most 24")]
        let height = ((bar * HEIGHT as f64).round() as usize).clamp(2, HEIGHT);
        let numbers = [index * STEP, (HEIGHT - height) / 2, BAR, height, BAR].map(|number| number.to_string());
        let [x, y, width, height, back] = &numbers;
        path.push_str(&["M", x, " ", y, "h", width, "v", height, "h-", back, "z"].concat());
    }
    path
}

/// Box of the drawing.
pub(super) fn view_box() -> String {
    ["0 0 ", &(BARS * STEP - (STEP - BAR)).to_string(), " ", &HEIGHT.to_string()].concat()
}

/// How many bars have been heard at a position from 0 to 1.
pub(super) fn heard(position: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "at most the number of bars")]
    let bars = (position.clamp(0.0, 1.0) * BARS as f64).round() as usize;
    bars
}

/// The position from 0 to 1 that a key leads to (feature F116).
pub(super) fn seek(key: &str, position: f64) -> Option<f64> {
    let to = match key {
        "ArrowRight" | "ArrowUp" => position + 0.05,
        "ArrowLeft" | "ArrowDown" => position - 0.05,
        "PageUp" => position + 0.1,
        "PageDown" => position - 0.1,
        "Home" => 0.0,
        "End" => 1.0,
        _ => return None,
    };
    Some(to.clamp(0.0, 1.0))
}

/// The next of three speeds.
pub(super) fn faster(speed: f64) -> f64 {
    if speed < 1.25 {
        1.5
    } else if speed < 1.75 {
        2.0
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn peaks_of_a_waveform_stay_and_few_samples_are_stretched() {
        let mut samples = vec![0.1; 440];
        samples[225] = 0.9;
        let bars = bars(&samples);
        assert_eq!((bars.len(), bars[22], bars[21]), (BARS, 0.9, 0.1));
        assert_eq!(super::bars(&[0.5]), vec![0.5; BARS]);
        assert_eq!(super::bars(&[]), Vec::<f64>::new());
    }

    #[test]
    fn what_was_heard_and_what_was_not_are_all_bars() {
        let bars = bars(&[0.0, 1.0]);
        let paths = |at| [outline(&bars, 0..at), outline(&bars, at..BARS)].map(|path| path.matches('M').count());
        assert_eq!([paths(0), paths(10), paths(BARS)], [[0, 44], [10, 34], [44, 0]]);
        assert_eq!(outline(&[1.0], 0..1), "M0 0h2v24h-2z");
        assert_eq!((view_box().as_str(), heard(0.5), heard(7.0), heard(f64::NAN)), ("0 0 131 24", 22, 44, 0));
    }

    #[test]
    fn keys_seek_by_five_and_ten_percent() {
        let keys = ["ArrowRight", "ArrowLeft", "PageUp", "PageDown", "Home", "End"];
        assert_eq!(keys.map(|key| seek(key, 0.5).map(|to| (to * 100.0).round())), [55.0, 45.0, 60.0, 40.0, 0.0, 100.0].map(Some));
        assert_eq!((seek("ArrowRight", 0.99), seek("PageDown", 0.01), seek("a", 0.5)), (Some(1.0), Some(0.0), None));
    }

    #[test]
    fn times_are_short() {
        assert_eq!([1.0, 1.5, 2.0, 0.3].map(faster), [1.5, 2.0, 1.0, 1.5]);
    }

    proptest! {
        #[test]
        fn any_samples_make_bars_in_the_drawing(samples in proptest::collection::vec(0.0..=1.0, 0..300)) {
            let bars = bars(&samples);
            prop_assert!(bars.iter().all(|bar| (0.0..=1.0).contains(bar)));
            prop_assert!(outline(&bars, 0..bars.len()).len() < 3_000);
        }
    }
}
