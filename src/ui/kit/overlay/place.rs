//! Where something that floats goes: pure geometry in the viewport's pixels. Called from [`super::Floating`].

/// Kept free between what floats and the edge of its bounds, in pixels.
const MARGIN: f64 = 8.0;
/// Between what floats and its anchor, in pixels.
const GAP: f64 = 4.0;
/// With less height than this on both sides, what floats may cover its anchor, in pixels.
const LEAST: f64 = 120.0;

/// A box in the viewport, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    fn right(self) -> f64 {
        self.x + self.width
    }

    fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// What both cover; may be empty.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let (right, bottom) = (self.right().min(other.right()), self.bottom().min(other.bottom()));
        Self { x, y, width: (right - x).max(0.0), height: (bottom - y).max(0.0) }
    }

    /// True when no point belongs to both.
    #[must_use]
    pub fn misses(self, other: Self) -> bool {
        self.right() < other.x || other.right() < self.x || self.bottom() < other.y || other.bottom() < self.y
    }
}

/// On which side of its anchor something floats, if there is room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Over it.
    Above,
    /// Under it.
    #[default]
    Below,
}

/// Which edges are in line, as the language runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Both begin at the same place.
    #[default]
    Start,
    /// Their middles.
    Center,
    /// Both end at the same place.
    End,
}

/// The place found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// How high it may get before it scrolls inside.
    pub max_height: f64,
    /// The side it is on.
    pub side: Side,
}

/// Finds the place: on the wished side, else on the other one (flip), else where there is more room; never outside of the
/// bounds (shift).
#[must_use]
pub fn place(anchor: Rect, (width, height): (f64, f64), bounds: Rect, (side, align): (Side, Align), is_rtl: bool) -> Spot {
    let above = anchor.y - GAP - bounds.y - MARGIN;
    let below = bounds.bottom() - MARGIN - anchor.bottom() - GAP;
    let fits = |side: Side| height <= if side == Side::Above { above } else { below };
    let other = if side == Side::Above { Side::Below } else { Side::Above };
    let side = match (fits(side), fits(other)) {
        (true, _) => side,
        (false, true) => other,
        (false, false) if above > below => Side::Above,
        (false, false) => Side::Below,
    };
    let room = if side == Side::Above { above } else { below };
    let whole = bounds.height - 2.0 * MARGIN;
    let max_height = if room < LEAST.min(height) { whole } else { room };
    let height = height.min(max_height);
    let y = if side == Side::Above { anchor.y - GAP - height } else { anchor.bottom() + GAP };
    let x = match align {
        Align::Center => anchor.x + (anchor.width - width) / 2.0,
        Align::Start if !is_rtl => anchor.x,
        Align::End if is_rtl => anchor.x,
        Align::Start | Align::End => anchor.right() - width,
    };
    let within = |at: f64, size: f64, from: f64, to: f64| at.min(to - MARGIN - size).max(from + MARGIN);
    Spot { x: within(x, width, bounds.x, bounds.right()), y: within(y, height, bounds.y, bounds.bottom()), max_height, side }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOUNDS: Rect = Rect { x: 100.0, y: 50.0, width: 400.0, height: 600.0 };

    fn at(x: f64, y: f64) -> Rect {
        Rect { x, y, width: 36.0, height: 36.0 }
    }

    fn spot(anchor: Rect, size: (f64, f64), side: Side, align: Align) -> (f64, f64, Side) {
        let spot = place(anchor, size, BOUNDS, (side, align), false);
        (spot.x, spot.y, spot.side)
    }

    #[test]
    fn it_stands_beside_its_anchor_where_it_was_wished() {
        assert_eq!(spot(at(200.0, 300.0), (120.0, 200.0), Side::Below, Align::Start), (200.0, 340.0, Side::Below));
        assert_eq!(spot(at(200.0, 300.0), (120.0, 200.0), Side::Above, Align::Center), (158.0, 96.0, Side::Above));
        assert_eq!(spot(at(300.0, 300.0), (120.0, 200.0), Side::Below, Align::End), (216.0, 340.0, Side::Below));
    }

    #[test]
    fn start_and_end_change_places_where_the_language_runs_from_right_to_left() {
        let of = |align| place(at(300.0, 300.0), (120.0, 100.0), BOUNDS, (Side::Below, align), true).x;
        assert_eq!([of(Align::Start), of(Align::End)], [216.0, 300.0]);
    }

    #[test]
    fn it_flips_where_there_is_no_room_and_shifts_into_the_bounds() {
        assert_eq!(spot(at(200.0, 560.0), (120.0, 200.0), Side::Below, Align::Start), (200.0, 356.0, Side::Above));
        assert_eq!(spot(at(460.0, 300.0), (200.0, 50.0), Side::Below, Align::Start).0, 292.0);
        assert_eq!(spot(at(100.0, 300.0), (200.0, 50.0), Side::Below, Align::End).0, 108.0);
    }

    #[test]
    fn what_is_too_high_for_both_sides_scrolls_or_covers_its_anchor() {
        let high = place(at(200.0, 200.0), (120.0, 900.0), BOUNDS, (Side::Above, Align::Start), false);
        assert_eq!((high.side, high.max_height), (Side::Below, 402.0));
        let low = Rect { height: 200.0, ..BOUNDS };
        let tight = place(at(200.0, 130.0), (120.0, 300.0), low, (Side::Below, Align::Start), false);
        assert_eq!((tight.y, tight.max_height), (58.0, 184.0));
    }

    proptest! {
        #[test]
        fn it_never_leaves_bounds_that_can_hold_it(x in 0.0..600.0, y in 0.0..700.0, width in 10.0..380.0, height in 10.0..580.0) {
            for side in [Side::Above, Side::Below] {
                for align in [Align::Start, Align::Center, Align::End] {
                    let spot = place(at(x, y), (width, height), BOUNDS, (side, align), false);
                    prop_assert!(spot.x >= 108.0 && spot.x + width <= 492.001);
                    prop_assert!(spot.y >= 58.0 && spot.y + height.min(spot.max_height) <= 642.001);
                }
            }
        }
    }
}
