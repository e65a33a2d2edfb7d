//! Which rows are drawn, and where: the list is never drawn as a whole.
//!
//! Rows have heights, guessed until they were measured. A few around the viewport are drawn; before and after them an empty
//! box stands for the others. Whatever happens (older messages come, a picture grows, the window gets narrow), one row on
//! screen keeps its place: the anchor. Pure: knows no DOM. Called from the list, which measures and scrolls.

use crate::sorted::SortedMap;
use std::ops::Range;

/// At the very bottom up to this distance in pixels, which covers rounding.
const PINNED: f64 = 4.0;
/// Farther than this from the bottom is not at the bottom any more (feature F51).
const LEAVES: f64 = 200.0;
/// Nearer than this is at the bottom again (feature F51: 60 % of 200).
const RETURNS: f64 = 120.0;
/// Drawn on each side of the viewport, in heights of the viewport.
const OVERSCAN: f64 = 0.75;
/// Rows are drawn anew when less than this is left of the overscan.
const RESERVE: f64 = 0.4;
/// Never more rows than this, unless the viewport alone needs them.
const MOST: usize = 60;

/// A row as the window sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<K> {
    /// Identity.
    pub key: K,
    /// Height in pixels, as long as it is not known.
    pub guess: f64,
    /// Keeps its neighbours when rows come: a place can be kept by it.
    pub is_fixed: bool,
}

/// What keeps its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor<K> {
    /// The end of the list, at the bottom of the viewport.
    End,
    /// A row.
    Row {
        /// Which.
        key: K,
        /// Pixels from the top of the viewport to the top of the row.
        at: f64,
    },
}

/// What the DOM must be like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Placement {
    /// Pixels of the box before the drawn rows.
    pub before: f64,
    /// Pixels of the box after them.
    pub after: f64,
    /// Pixels that are scrolled away at the top.
    pub scroll: f64,
}

/// A window on a list of rows.
#[derive(Clone, Debug)]
pub struct Window<K> {
    items: Vec<Item<K>>,
    /// Top of each row, and the end of the last, in a list that is all drawn.
    tops: Vec<f64>,
    heights: SortedMap<K, f64>,
    viewport: f64,
    scroll: f64,
    /// How much lower the rows stand in the DOM than in `tops`: while somebody scrolls, wrong guesses above are taken up by
    /// the empty box instead of by scrolling, which would break the motion.
    shift: f64,
    anchor: Anchor<K>,
    drawn: Range<usize>,
    is_near: bool,
}

impl<K: Clone + Ord> Window<K> {
    /// A window at the end of an empty list.
    #[must_use]
    pub fn new(viewport: f64) -> Self {
        Self {
            items: Vec::new(),
            tops: vec![0.0],
            heights: SortedMap::new(),
            viewport,
            scroll: 0.0,
            shift: 0.0,
            anchor: Anchor::End,
            drawn: 0..0,
            is_near: true,
        }
    }

    /// The rows are these now. The anchor stays; if its row is gone, the nearest drawn one that is left takes over.
    pub fn set_items(&mut self, items: Vec<Item<K>>) {
        if let Anchor::Row { key, at } = &self.anchor
            && !items.iter().any(|item| item.key == *key)
        {
            self.anchor = self.heir(key, *at, &items);
        }
        if self.heights.len() > 2 * items.len() + 100 {
            let kept = items.iter().filter_map(|item| Some((item.key.clone(), *self.heights.get(&item.key)?))).collect();
            self.heights = kept;
        }
        self.items = items;
        self.lay_out();
        self.drawn = 0..0;
        self.plan();
    }

    fn heir(&self, key: &K, at: f64, items: &[Item<K>]) -> Anchor<K> {
        let Some(index) = self.index(key) else { return Anchor::End };
        let after = index + 1..self.drawn.end.max(index + 1);
        let before = (self.drawn.start.min(index)..index).rev();
        let is_left =
            |candidate: &usize| self.items.get(*candidate).is_some_and(|old| old.is_fixed && items.iter().any(|item| item.key == old.key));
        let heir = after.chain(before).find(is_left).and_then(|heir| Some((self.items.get(heir)?.key.clone(), self.top(heir))));
        heir.map_or(Anchor::End, |(key, top)| Anchor::Row { key, at: at + top - self.top(index) })
    }

    /// A row has this height. True when that is news.
    pub fn measure(&mut self, index: usize, height: f64) -> bool {
        let Some(item) = self.items.get(index) else { return false };
        if self.heights.get(&item.key).is_some_and(|known| (known - height).abs() < 0.25) {
            return false;
        }
        self.heights.insert(item.key.clone(), height);
        true
    }

    /// Forgets nothing, but lays the rows out anew after [`Self::measure`].
    pub fn lay_out(&mut self) {
        self.tops.clear();
        let mut top = 0.0;
        self.tops.push(top);
        for item in &self.items {
            top += self.heights.get(&item.key).copied().unwrap_or(item.guess);
            self.tops.push(top);
        }
    }

    /// The viewport is as high as this now; what stands at its bottom stays there, as it does when a keyboard comes up.
    pub fn resize(&mut self, viewport: f64) {
        if let Anchor::Row { at, .. } = &mut self.anchor {
            *at += viewport - self.viewport;
        }
        self.viewport = viewport;
    }

    /// Somebody scrolled to here: another row is the anchor now. False when it was [`Self::settle`] that scrolled.
    pub fn scrolled(&mut self, scroll: f64) -> bool {
        if (scroll - self.scroll).abs() < 1.0 {
            return false;
        }
        self.scroll = scroll;
        self.anchor = self.anchor_here();
        self.look();
        true
    }

    /// The anchor for what is on screen now: the end when it is there, else the first row whose top is in sight.
    fn anchor_here(&self) -> Anchor<K> {
        if self.distance() <= PINNED {
            return Anchor::End;
        }
        let y = self.scroll - self.shift;
        let first = self.at(y);
        let in_sight = (first..self.items.len()).take_while(|index| self.top(*index) < y + self.viewport);
        let fixed = |index: &usize| self.items.get(*index).is_some_and(|item| item.is_fixed);
        let whole = in_sight.clone().filter(fixed).find(|index| self.top(*index) >= y);
        let found = whole.or_else(|| in_sight.clone().find(fixed)).or_else(|| (0..first).rev().find(fixed)).unwrap_or(first);
        self.items.get(found).map_or(Anchor::End, |item| Anchor::Row { key: item.key.clone(), at: self.top(found) - y })
    }

    /// Chooses the rows to draw. True when they are others than before.
    pub fn plan(&mut self) -> bool {
        let y = self.target();
        let (reserve, overscan) = (self.viewport * RESERVE, self.viewport * OVERSCAN);
        let needed = self.between(y - reserve, y + self.viewport + reserve);
        if self.drawn.start <= needed.start
            && self.drawn.end >= needed.end
            && self.drawn.len() <= MOST.max(needed.len())
            && !self.drawn.is_empty()
        {
            return false;
        }
        let mut wanted = self.between(y - overscan, y + self.viewport + overscan);
        let seen = self.between(y, y + self.viewport);
        // Too many small rows: both sides give way evenly, but never what is seen.
        while wanted.len() > MOST && wanted.len() > seen.len() {
            let (above, below) = (seen.start - wanted.start, wanted.end - seen.end);
            if above > below { wanted.start += 1 } else { wanted.end -= 1 }
        }
        let is_news = wanted != self.drawn;
        self.drawn = wanted;
        is_news
    }

    /// Says what the DOM must be like, so that the anchor is where it was. `moves`: somebody is scrolling right now.
    pub fn settle(&mut self, moves: bool) -> Placement {
        let y = self.target();
        if let Some(shift) = self.absorb(y).filter(|_| moves && self.anchor != Anchor::End) {
            self.shift = shift;
        } else {
            self.shift = 0.0;
            self.scroll = y;
        }
        // An end of the list may have kept the anchor from where it was to be: where it is now is where it stays.
        if let Anchor::Row { key, .. } = &self.anchor
            && let Some(index) = self.index(key)
        {
            let here = self.top(index) - y;
            if let Anchor::Row { at, .. } = &mut self.anchor {
                *at = here;
            }
        }
        self.look();
        Placement { before: self.top(self.drawn.start) + self.shift, after: self.total() - self.top(self.drawn.end), scroll: self.scroll }
    }

    /// The shift that makes up for everything without scrolling, unless that would open a gap at an end.
    fn absorb(&self, y: f64) -> Option<f64> {
        let shift = self.scroll - y;
        let before = self.top(self.drawn.start) + shift;
        let reaches_end = self.scroll + self.viewport <= self.total() + shift;
        (shift == 0.0 || self.drawn.start > 0 && before >= self.viewport.min(self.top(self.drawn.start)) && reaches_end).then_some(shift)
    }

    /// Everything stands where `tops` says: nothing is left to make up for.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.shift == 0.0
    }

    /// From now on the end of the list stays in sight.
    pub fn follow(&mut self) {
        self.anchor = Anchor::End;
        self.look();
    }

    /// Brings a row to this many pixels below the top of the viewport. False when there is no such row.
    pub fn show(&mut self, key: &K, at: f64) -> bool {
        let is_there = self.index(key).is_some();
        if is_there {
            self.anchor = Anchor::Row { key: key.clone(), at };
        }
        is_there
    }

    /// Takes up a place that was left earlier.
    pub fn restore(&mut self, anchor: Anchor<K>, heights: SortedMap<K, f64>) {
        self.anchor = anchor;
        self.heights = heights;
    }

    /// Where this window stands, and what it has measured.
    #[must_use]
    pub fn memory(&self) -> (Anchor<K>, SortedMap<K, f64>) {
        (self.anchor.clone(), self.heights.clone())
    }

    /// Rows that are drawn.
    #[must_use]
    pub fn drawn(&self) -> Range<usize> {
        self.drawn.clone()
    }

    /// The anchor's row and where its top must be below the top of the viewport; absent at the end of the list.
    #[must_use]
    pub fn held(&self) -> Option<(usize, f64)> {
        let Anchor::Row { key, .. } = &self.anchor else { return None };
        let index = self.index(key).filter(|index| self.drawn.contains(index))?;
        Some((index, self.top(index) + self.shift - self.scroll))
    }

    /// At the end or near enough to stay there when messages come (feature F51).
    #[must_use]
    pub const fn is_near(&self) -> bool {
        self.is_near
    }

    /// The first row in sight.
    #[must_use]
    pub fn first_seen(&self) -> usize {
        self.at(self.scroll - self.shift)
    }

    /// Pixels of rows above the viewport.
    #[must_use]
    pub fn above(&self) -> f64 {
        self.scroll - self.shift
    }

    /// Pixels of rows below the viewport.
    #[must_use]
    pub fn distance(&self) -> f64 {
        (self.total() + self.shift - self.viewport - self.scroll).max(0.0)
    }

    /// Height of the viewport in pixels.
    #[must_use]
    pub const fn viewport(&self) -> f64 {
        self.viewport
    }

    /// A row is above the viewport as a whole.
    #[must_use]
    pub fn is_above(&self, key: &K) -> bool {
        self.index(key).is_some_and(|index| self.top(index + 1) <= self.scroll - self.shift)
    }

    fn look(&mut self) {
        self.is_near = self.anchor == Anchor::End || self.distance() <= if self.is_near { LEAVES } else { RETURNS };
    }

    /// Where the top of the viewport must be in a list that is all drawn.
    fn target(&self) -> f64 {
        let end = (self.total() - self.viewport).max(0.0);
        let wanted = match &self.anchor {
            Anchor::End => end,
            Anchor::Row { key, at } => self.index(key).map_or(end, |index| self.top(index) - at),
        };
        wanted.clamp(0.0, end)
    }

    fn total(&self) -> f64 {
        self.top(self.items.len())
    }

    fn top(&self, index: usize) -> f64 {
        self.tops.get(index).or(self.tops.last()).copied().unwrap_or_default()
    }

    /// The row at a height.
    fn at(&self, y: f64) -> usize {
        self.tops.partition_point(|top| *top <= y).saturating_sub(1).min(self.items.len().saturating_sub(1))
    }

    /// The rows that reach into a span.
    fn between(&self, from: f64, to: f64) -> Range<usize> {
        if self.items.is_empty() {
            return 0..0;
        }
        self.at(from)..self.at(to) + 1
    }

    fn index(&self, key: &K) -> Option<usize> {
        self.items.iter().rposition(|item| item.key == *key)
    }
}

#[cfg(test)]
mod tests;
