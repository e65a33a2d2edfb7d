//! Which rows are drawn, and where: the list is never drawn as a whole.
//!
//! Rows have heights, guessed until they were measured. A few around the viewport are drawn; before and after them an empty
//! box stands for the others. Whatever happens (older messages come, a picture grows, the window gets narrow), one row on
//! screen keeps its place: the anchor. The row with the focus stays drawn wherever it is. What changes costs what it changes,
//! not what is there. Pure: knows no DOM. Called from the list, which measures and scrolls.

use std::cell::Cell;
use std::ops::Range;

use crate::sorted::SortedMap;

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

/// A row with what was measured of it.
#[derive(Clone, Debug)]
struct Known<K> {
    item: Item<K>,
    height: Option<f64>,
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
    /// Pixels of the box before what is drawn.
    pub before: f64,
    /// Pixels of the box between the kept row and the others; see [`Slot::Gap`].
    pub gap: f64,
    /// Pixels of the box after what is drawn.
    pub after: f64,
    /// Pixels that are scrolled away at the top.
    pub scroll: f64,
}

/// One child of the drawn list, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// An empty box for the rows between the kept one and the others.
    Gap,
    /// A row.
    Row(usize),
}

/// A window on a list of rows.
#[derive(Clone, Debug)]
pub struct Window<K> {
    rows: Vec<Known<K>>,
    /// Top of each row, and the end of the last, in a list that is all drawn; right up to `sound`.
    tops: Vec<f64>,
    sound: usize,
    viewport: f64,
    scroll: f64,
    /// How much lower the rows stand in the DOM than in `tops`: while somebody scrolls, wrong guesses above are taken up by
    /// the empty box instead of by scrolling, which would break the motion.
    shift: f64,
    anchor: Anchor<K>,
    /// Where the anchor was last found.
    anchor_hint: Cell<usize>,
    /// The row that stays drawn, and where it was last found.
    keep: Option<K>,
    keep_hint: Cell<usize>,
    drawn: Range<usize>,
    is_near: bool,
}

impl<K: Clone + Ord> Window<K> {
    /// A window at the end of an empty list.
    #[must_use]
    pub fn new(viewport: f64) -> Self {
        Self {
            rows: Vec::new(),
            tops: vec![0.0],
            sound: 0,
            viewport,
            scroll: 0.0,
            shift: 0.0,
            anchor: Anchor::End,
            anchor_hint: Cell::new(0),
            keep: None,
            keep_hint: Cell::new(0),
            drawn: 0..0,
            is_near: true,
        }
    }

    /// Other rows stand in the place of these now; heights of those that are still there are kept. The anchor stays; if its
    /// row is gone, the nearest drawn one that is left takes over.
    pub fn splice(&mut self, range: Range<usize>, items: Vec<Item<K>>) {
        let anchored = self.anchored();
        let (start, end) = (range.start.min(self.rows.len()), range.end.min(self.rows.len()));
        let count = items.len();
        let (tail, old) = (self.rows.split_off(end), self.rows.split_off(start));
        let heights: SortedMap<&K, f64> = old.iter().filter_map(|row| Some((&row.item.key, row.height?))).collect();
        let known = |item: Item<K>| Known { height: heights.get(&item.key).copied(), item };
        self.rows.extend(items.into_iter().map(known));
        self.rows.extend(tail);
        match anchored {
            Some(at) if at >= end => self.anchor_hint.set(at + count - (end - start)),
            Some(at) if at >= start => self.inherit(at, start, &old, count),
            Some(_) | None => {}
        }
        self.sound = self.sound.min(start);
        self.tops.truncate(start + 1);
        self.lay_out();
        self.drawn = 0..0;
        self.plan();
    }

    /// The anchor's row was among those that were replaced: finds it again, or its heir. The tops are still the old ones.
    fn inherit(&mut self, anchored: usize, start: usize, old: &[Known<K>], count: usize) {
        let Anchor::Row { key, at } = &self.anchor else { return };
        if self.find(key, &self.anchor_hint).is_some() {
            return;
        }
        let old_row = |index: usize| match index.checked_sub(start) {
            None => self.rows.get(index),
            Some(inside) => old.get(inside).or_else(|| self.rows.get(index - old.len() + count)),
        };
        let after = anchored + 1..self.drawn.end.max(anchored + 1);
        let before = (self.drawn.start.min(anchored)..anchored).rev();
        let heir = after.chain(before).find_map(|index| {
            let row = old_row(index).filter(|row| row.item.is_fixed)?;
            let now = self.find(&row.item.key, &Cell::new(index))?;
            Some((row.item.key.clone(), now, self.top(index)))
        });
        let at = *at - self.top(anchored);
        self.anchor = heir.map_or(Anchor::End, |(key, now, top)| {
            self.anchor_hint.set(now);
            Anchor::Row { key, at: at + top }
        });
    }

    /// A row has this height. True when that is news.
    pub fn measure(&mut self, index: usize, height: f64) -> bool {
        let Some(row) = self.rows.get_mut(index) else { return false };
        if row.height.is_some_and(|known| (known - height).abs() < 0.25) {
            return false;
        }
        row.height = Some(height);
        self.sound = self.sound.min(index);
        true
    }

    /// Lays the rows out anew after [`Self::measure`], from the first one that changed.
    pub fn lay_out(&mut self) {
        self.tops.truncate(self.sound + 1);
        let mut top = self.tops.last().copied().unwrap_or_default();
        for row in self.rows.iter().skip(self.sound) {
            top += row.height.unwrap_or(row.item.guess);
            self.tops.push(top);
        }
        self.sound = self.rows.len();
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

    /// The anchor for what is on screen now: the end when it is there, else the first row whose top is in sight. A row that is
    /// drawn goes before one that is not: what nobody has seen yet has a guessed height, and must not move what is read.
    fn anchor_here(&self) -> Anchor<K> {
        if self.distance() <= PINNED {
            return Anchor::End;
        }
        let y = self.scroll - self.shift;
        let first = self.at(y);
        let in_sight = (first..self.rows.len()).take_while(|index| self.top(*index) < y + self.viewport);
        let fixed = |index: &usize| self.rows.get(*index).is_some_and(|row| row.item.is_fixed);
        let best = |index: &usize| (self.drawn.contains(index), self.top(*index) >= y);
        let found = [(true, true), (true, false), (false, true), (false, false)]
            .into_iter()
            .find_map(|kind| in_sight.clone().filter(fixed).find(|index| best(index) == kind))
            .or_else(|| (0..first).rev().find(fixed))
            .unwrap_or(first);
        self.anchor_hint.set(found);
        self.rows.get(found).map_or(Anchor::End, |row| Anchor::Row { key: row.item.key.clone(), at: self.top(found) - y })
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
        if let Some(index) = self.anchored() {
            let here = self.top(index) - y;
            if let Anchor::Row { at, .. } = &mut self.anchor {
                *at = here;
            }
        }
        self.look();
        let (start, end) = (self.top(self.drawn.start) + self.shift, self.total() - self.top(self.drawn.end));
        let placement = Placement { before: start, gap: 0.0, after: end, scroll: self.scroll };
        match self.kept() {
            None => placement,
            Some(kept) if kept < self.drawn.start => {
                let height = self.top(kept + 1) - self.top(kept);
                let gap = (self.top(self.drawn.start) - self.top(kept + 1)).clamp(0.0, (start - height).max(0.0));
                Placement { before: start - height - gap, gap, ..placement }
            }
            Some(kept) => {
                Placement { gap: self.top(kept) - self.top(self.drawn.end), after: self.total() - self.top(kept + 1), ..placement }
            }
        }
    }

    /// The shift that makes up for everything without scrolling, unless that would open a gap at an end.
    fn absorb(&self, y: f64) -> Option<f64> {
        let shift = self.scroll - y;
        let before = self.top(self.drawn.start) + shift;
        let kept = self.kept().filter(|kept| *kept < self.drawn.start).map_or(0.0, |kept| self.top(kept + 1) - self.top(kept));
        let reaches_end = self.scroll + self.viewport <= self.total() + shift;
        let has_room = before >= self.viewport.min(self.top(self.drawn.start)) && before >= kept;
        (shift == 0.0 || self.drawn.start > 0 && has_room && reaches_end).then_some(shift)
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
        let found = self.find(key, &self.anchor_hint);
        if found.is_some() {
            self.anchor = Anchor::Row { key: key.clone(), at };
        }
        found.is_some()
    }

    /// Brings a row into sight as a whole, by as little as possible, with this much room above and below, in pixels.
    pub fn reveal(&mut self, index: usize, above: f64, below: f64) {
        let Some(key) = self.rows.get(index).map(|row| row.item.key.clone()) else { return };
        let (at, lowest) = (self.top(index) + self.shift - self.scroll, self.viewport - below - self.height(index));
        if at < above || at > lowest {
            self.show(&key, if at < above { above } else { lowest.max(above) });
            self.anchor_hint.set(index);
        }
    }

    /// This row stays drawn wherever it is; it has the focus.
    pub fn keep(&mut self, key: Option<K>) {
        if key != self.keep {
            self.keep = key;
            self.keep_hint.set(self.drawn.end);
        }
    }

    /// The row that is drawn although it is not around the viewport.
    #[must_use]
    pub fn kept(&self) -> Option<usize> {
        let kept = self.find(self.keep.as_ref()?, &self.keep_hint)?;
        (!self.drawn.contains(&kept) && !self.drawn.is_empty()).then_some(kept)
    }

    /// The children of the drawn list, in order.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        let drawn = self.drawn.clone().map(Slot::Row);
        match self.kept() {
            None => drawn.collect(),
            Some(kept) if kept < self.drawn.start => [Slot::Row(kept), Slot::Gap].into_iter().chain(drawn).collect(),
            Some(kept) => drawn.chain([Slot::Gap, Slot::Row(kept)]).collect(),
        }
    }

    /// Rows that are drawn around the viewport.
    #[must_use]
    pub fn drawn(&self) -> Range<usize> {
        self.drawn.clone()
    }

    /// Pixels of all that is drawn, when each of its rows was measured; absent when not, and while a row far away is kept.
    #[must_use]
    pub fn drawn_height(&self) -> Option<f64> {
        let drawn = self.rows.get(self.drawn.clone())?;
        let is_known = self.sound >= self.drawn.end && drawn.iter().all(|row| row.height.is_some());
        (is_known && self.kept().is_none()).then(|| self.top(self.drawn.end) - self.top(self.drawn.start))
    }

    /// The anchor's row and where its top must be below the top of the viewport; absent at the end of the list.
    #[must_use]
    pub fn held(&self) -> Option<(usize, f64)> {
        let index = self.anchored().filter(|index| self.drawn.contains(index))?;
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

    /// Height of a row in pixels, guessed or measured.
    #[must_use]
    pub fn height(&self, index: usize) -> f64 {
        self.top(index + 1) - self.top(index)
    }

    /// A row is above the viewport as a whole.
    #[must_use]
    pub fn is_above(&self, index: usize) -> bool {
        index < self.rows.len() && self.top(index + 1) <= self.scroll - self.shift
    }

    /// Where a row is, looked for from the end.
    #[must_use]
    pub fn index(&self, key: &K) -> Option<usize> {
        self.find(key, &Cell::new(self.rows.len()))
    }

    fn look(&mut self) {
        self.is_near = self.anchor == Anchor::End || self.distance() <= if self.is_near { LEAVES } else { RETURNS };
    }

    /// Where the top of the viewport must be in a list that is all drawn.
    fn target(&self) -> f64 {
        let end = (self.total() - self.viewport).max(0.0);
        let wanted = match &self.anchor {
            Anchor::End => end,
            Anchor::Row { at, .. } => self.anchored().map_or(end, |index| self.top(index) - at),
        };
        wanted.clamp(0.0, end)
    }

    fn total(&self) -> f64 {
        self.top(self.rows.len())
    }

    fn top(&self, index: usize) -> f64 {
        self.tops.get(index).or(self.tops.last()).copied().unwrap_or_default()
    }

    /// The row at a height.
    fn at(&self, y: f64) -> usize {
        self.tops.partition_point(|top| *top <= y).saturating_sub(1).min(self.rows.len().saturating_sub(1))
    }

    /// The rows that reach into a span.
    fn between(&self, from: f64, to: f64) -> Range<usize> {
        if self.rows.is_empty() {
            return 0..0;
        }
        self.at(from)..self.at(to) + 1
    }

    fn anchored(&self) -> Option<usize> {
        let Anchor::Row { key, .. } = &self.anchor else { return None };
        self.find(key, &self.anchor_hint)
    }

    /// Looks for a row from where it was last found, outwards.
    fn find(&self, key: &K, hint: &Cell<usize>) -> Option<usize> {
        let is_here = |index: &usize| self.rows.get(*index).is_some_and(|row| row.item.key == *key);
        let (from, count) = (hint.get().min(self.rows.len()), self.rows.len());
        let around = (0..count.max(from) + 1).flat_map(|step| [from.checked_sub(step), Some(from + step)]).flatten();
        let found = around.take(2 * count + 2).find(is_here);
        if let Some(found) = found {
            hint.set(found);
        }
        found
    }
}

#[cfg(test)]
mod tests;
