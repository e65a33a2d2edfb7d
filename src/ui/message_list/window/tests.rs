use proptest::prelude::*;

use super::*;

/// A list with its real heights, and a DOM of plain numbers that does what it is told.
struct Page {
    window: Window<u32>,
    rows: Vec<(u32, f64)>,
    placement: Placement,
    drawn: Range<usize>,
    slots: Vec<Slot>,
}

impl Page {
    fn new(rows: impl IntoIterator<Item = (u32, f64)>) -> Self {
        let mut page = Self {
            window: Window::new(600.0),
            rows: rows.into_iter().collect(),
            placement: Placement::default(),
            drawn: 0..0,
            slots: Vec::new(),
        };
        page.change(false);
        page
    }

    /// The rows changed: what is the same at both ends stays, or nothing does.
    fn change(&mut self, moves: bool) {
        self.change_from(moves, self.rows.len().is_multiple_of(3));
    }

    fn change_from(&mut self, moves: bool, is_anew: bool) {
        let items: Vec<_> = self.rows.iter().map(|(key, _)| Item { key: *key, guess: 50.0, is_fixed: key % 7 != 0 }).collect();
        let old: Vec<u32> = self.window.rows.iter().map(|row| row.item.key).collect();
        let start = if is_anew { 0 } else { items.iter().zip(&old).take_while(|(item, key)| item.key == **key).count() };
        let rest = items.len().min(old.len()) - start;
        let end = if is_anew { 0 } else { (1..=rest).take_while(|back| items[items.len() - back].key == old[old.len() - back]).count() };
        self.window.splice(start..old.len() - end, items[start..items.len() - end].to_vec());
        let tops: Vec<f64> = self.window.tops.clone();
        self.window.sound = 0;
        self.window.lay_out();
        assert_eq!(tops, self.window.tops, "what was laid out in part is what would be as a whole");
        self.draw(moves);
    }

    /// What the view does: draw, measure, place, until nothing changes.
    fn draw(&mut self, moves: bool) {
        for pass in 0.. {
            assert!(pass < 10, "does not come to rest");
            self.drawn = self.window.drawn();
            for slot in self.window.slots() {
                if let Slot::Row(index) = slot {
                    self.window.measure(index, self.rows[index].1);
                }
            }
            self.slots = self.window.slots();
            self.window.lay_out();
            self.placement = self.window.settle(moves);
            if !self.window.plan() {
                break;
            }
        }
        // The browser does not scroll farther than there is something.
        self.placement.scroll = self.placement.scroll.clamp(0.0, (self.height() - self.window.viewport()).max(0.0));
    }

    fn scroll(&mut self, by: f64) {
        let scroll = (self.placement.scroll + by).clamp(0.0, (self.height() - self.window.viewport()).max(0.0));
        self.placement.scroll = scroll;
        if self.window.scrolled(scroll) {
            self.window.plan();
            self.draw(true);
        }
    }

    fn slot_height(&self, slot: &Slot) -> f64 {
        match slot {
            Slot::Gap => self.placement.gap,
            Slot::Row(index) => self.rows[*index].1,
        }
    }

    fn height(&self) -> f64 {
        self.placement.before + self.slots.iter().map(|slot| self.slot_height(slot)).sum::<f64>() + self.placement.after
    }

    /// Where a drawn row is on screen.
    fn on_screen(&self, key: u32) -> Option<f64> {
        let index = self.rows.iter().position(|row| row.0 == key)?;
        let at = self.slots.iter().position(|slot| *slot == Slot::Row(index))?;
        Some(self.placement.before + self.slots[..at].iter().map(|slot| self.slot_height(slot)).sum::<f64>() - self.placement.scroll)
    }

    /// The rows whose top is in sight.
    fn seen(&self) -> Vec<u32> {
        let tops = self.drawn.clone().map(|index| (self.rows[index].0, self.on_screen(self.rows[index].0).unwrap()));
        tops.filter(|(_, top)| (0.0..self.window.viewport()).contains(top)).map(|(key, _)| key).collect()
    }

    fn check(&self) {
        let Placement { before, gap, after, scroll } = self.placement;
        assert!(before >= -0.01 && after >= -0.01 && gap >= -0.01, "boxes have a height: {:?}", self.placement);
        assert!(
            self.drawn.len() <= MOST || self.rows[self.drawn.clone()].iter().map(|row| row.1).sum::<f64>() < 3.0 * self.window.viewport(),
            "few rows are drawn"
        );
        if self.height() > self.window.viewport() {
            let first = self.on_screen(self.rows[self.drawn.start].0).unwrap();
            assert!(first <= 0.01, "nothing empty at the top of the viewport: {:?}", self.placement);
            let end = first + scroll + self.rows[self.drawn.clone()].iter().map(|row| row.1).sum::<f64>();
            assert!(end + 0.01 >= scroll + self.window.viewport(), "nothing empty at its bottom: {end} {:?}", self.placement);
        }
        let drawn: f64 = self.rows[self.drawn.clone()].iter().map(|row| row.1).sum();
        let is_kept = self.slots.contains(&Slot::Gap);
        let known = self.window.drawn_height();
        assert_eq!(known.is_none(), is_kept, "what is drawn was measured");
        assert!(
            known.is_none_or(|known| (known - drawn).abs() <= 0.25 * self.drawn.len() as f64),
            "together as high as one by one: {known:?} {drawn}"
        );
        if self.drawn.start == 0 {
            assert!(before.abs() < 0.01, "nothing empty above the first row");
        }
        if self.window.is_settled() && self.slots.first() == Some(&Slot::Row(self.drawn.start)) {
            let guessed: f64 = (0..self.drawn.start).map(|index| self.window.top(index + 1) - self.window.top(index)).sum();
            assert!((before - guessed).abs() < 0.01, "the box before is as high as what it stands for");
        }
    }
}

fn rows(range: Range<u32>) -> Vec<(u32, f64)> {
    range.map(|key| (key, 30.0 + f64::from(key * 37 % 90))).collect()
}

#[test]
fn the_newest_is_at_the_bottom_at_first() {
    let page = Page::new(rows(1000..1100));
    page.check();
    assert!((page.placement.scroll + 600.0 - page.height()).abs() < 0.01 && page.window.is_near());
}

#[test]
fn what_is_drawn_does_not_grow_with_the_history() {
    let mut page = Page::new(rows(1000..6000));
    for _ in 0..100 {
        page.scroll(-731.0);
        page.check();
        assert!(page.drawn.len() <= MOST, "{}", page.drawn.len());
    }
}

#[test]
fn older_messages_do_not_move_what_is_read() {
    let mut page = Page::new(rows(1000..1050));
    page.scroll(-100_000.0);
    let (key, at) = page.seen().into_iter().find(|key| key % 7 != 0).map(|key| (key, page.on_screen(key).unwrap())).unwrap();
    page.rows.splice(0..0, rows(900..1000));
    page.change(false);
    page.check();
    assert!((page.on_screen(key).unwrap() - at).abs() < 0.01);
}

#[test]
fn scrolling_into_the_unknown_does_not_scroll_by_itself() {
    let mut page = Page::new(rows(1000..1400));
    page.scroll(-3_000.0);
    let scroll = page.placement.scroll;
    // All rows above are higher or lower than guessed.
    for step in 1..50 {
        page.scroll(-40.0);
        assert!((page.placement.scroll - (scroll - 40.0 * f64::from(step))).abs() < 0.01, "step {step}");
        page.check();
    }
    page.draw(false);
    page.check();
    assert!(page.window.is_settled());
}

#[test]
fn what_was_seen_moves_by_what_is_scrolled_whatever_comes_above_it() {
    let mut page = Page::new(rows(1000..1400));
    for step in 0..40 {
        let (key, before) = page.seen().into_iter().find(|key| key % 7 != 0).map(|key| (key, page.on_screen(key).unwrap())).unwrap();
        page.scroll(-350.0);
        if let Some(after) = page.on_screen(key) {
            assert!((after - before - 350.0).abs() < 0.01, "step {step}: {key} went from {before} to {after}");
        }
    }
}

#[test]
fn a_new_message_is_followed_only_from_near_the_end() {
    let mut page = Page::new(rows(1000..1100));
    page.scroll(-150.0);
    assert!(page.window.is_near());
    page.scroll(-100.0);
    assert!(!page.window.is_near());
    page.scroll(120.0);
    assert!(!page.window.is_near(), "130 px from the end");
    page.scroll(20.0);
    assert!(page.window.is_near());
    page.window.follow();
    page.rows.extend(rows(1100..1101));
    page.change(false);
    assert!(page.window.distance() < 0.01);
}

#[test]
fn a_smaller_viewport_keeps_what_is_at_its_bottom() {
    for by in [0.0, -700.0] {
        let mut page = Page::new(rows(1000..1100));
        page.scroll(by);
        let last = *page.seen().last().unwrap();
        let from_bottom = 600.0 - page.on_screen(last).unwrap();
        page.window.resize(300.0);
        page.draw(false);
        page.check();
        assert!((300.0 - page.on_screen(last).unwrap() - from_bottom).abs() < 0.01);
    }
}

#[test]
fn the_row_with_the_focus_stays_drawn_wherever_it_is() {
    let mut page = Page::new(rows(1000..1500));
    page.window.keep(Some(1490));
    for _ in 0..40 {
        page.scroll(-700.0);
        page.check();
        assert!(page.on_screen(1490).is_some());
    }
    assert!(page.slots.contains(&Slot::Gap));
    page.scroll(100_000.0);
    page.window.keep(Some(1010));
    page.draw(false);
    page.check();
    assert!(page.on_screen(1010).unwrap() < -10_000.0, "where it would be if all were drawn");
}

#[test]
fn how_high_it_is_together_is_not_known_before_each_row_is() {
    let mut window = Window::new(600.0);
    window.splice(0..0, (0..9).map(|key| Item { key, guess: 50.0, is_fixed: true }).collect());
    for index in window.drawn() {
        assert_eq!(window.drawn_height(), None);
        assert!(window.measure(index, 40.0));
    }
    assert_eq!(window.drawn_height(), None, "not laid out");
    window.lay_out();
    assert_eq!(window.drawn_height(), Some(360.0));
}

#[test]
fn what_gets_the_focus_comes_into_sight_as_a_whole() {
    let mut page = Page::new(rows(1000..1300));
    for (index, is_moved) in [(299, false), (0, true), (7, false), (150, true), (149, false), (299, true)] {
        let before = page.placement.scroll;
        // Once where its height is guessed, once where it is known.
        for _ in 0..2 {
            page.window.reveal(index, 50.0, 20.0);
            page.window.plan();
            page.draw(false);
            page.check();
        }
        let (key, height) = page.rows[index];
        let at = page.on_screen(key).unwrap();
        let (above, below) = (if index == 0 { 0.0 } else { 50.0 }, if index == 299 { 0.0 } else { 20.0 });
        assert!(at >= above - 0.01 && at + height <= 600.0 - below + 0.01, "{index} at {at}");
        assert_eq!((page.placement.scroll - before).abs() > 100.0, is_moved, "{index}");
    }
}

#[test]
fn an_empty_list_is_no_trouble() {
    let mut page = Page::new([]);
    page.scroll(-10.0);
    page.window.resize(0.0);
    page.draw(false);
    page.check();
    page.rows = rows(1000..1001);
    page.change(true);
    page.check();
}

#[derive(Clone, Debug)]
enum Step {
    Append(u32),
    Idle,
    Keep(prop::sample::Index),
    Prepend(u32),
    Remove(prop::sample::Index),
    Resize(prop::sample::Index, f64),
    Scroll(f64),
    Viewport(f64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1..30_u32).prop_map(Step::Append),
        Just(Step::Idle),
        any::<prop::sample::Index>().prop_map(Step::Keep),
        (1..60_u32).prop_map(Step::Prepend),
        any::<prop::sample::Index>().prop_map(Step::Remove),
        (any::<prop::sample::Index>(), 20.0..400.0).prop_map(|(row, height)| Step::Resize(row, height)),
        (-2000.0..2000.0).prop_map(Step::Scroll),
        (-60_000.0..60_000.0).prop_map(Step::Scroll),
        (200.0..900.0).prop_map(Step::Viewport),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_happens_one_row_keeps_its_place_and_the_viewport_is_full(
        heights in prop::collection::vec(20.0..300.0, 1..300),
        steps in prop::collection::vec((step(), any::<bool>()), 1..40),
    ) {
        let first = 1_000_000;
        let mut next = first;
        let mut fresh = |heights: &[f64]| heights.iter().map(|height| { next += 1; (next, *height) }).collect::<Vec<_>>();
        let mut page = Page::new(fresh(&heights));
        for (step, moves) in steps {
            let held = page.window.held().map(|(index, _)| (page.rows[index].0, page.on_screen(page.rows[index].0).unwrap()));
            let end = page.window.distance() < 1.0;
            let is_scroll = matches!(step, Step::Scroll(_) | Step::Viewport(_));
            match step {
                Step::Append(count) => { let new = fresh(&heights[..heights.len().min(count as usize)]); page.rows.extend(new); page.change(moves); }
                Step::Idle => page.draw(false),
                Step::Keep(row) => { let key = page.rows[row.index(page.rows.len())].0; page.window.keep(Some(key)); page.draw(moves); }
                Step::Prepend(count) => { let new = fresh(&heights[..heights.len().min(count as usize)]); page.rows.splice(0..0, new); page.change(moves); }
                Step::Remove(row) => { let row = row.index(page.rows.len()); if page.rows.len() > 1 { page.rows.remove(row); page.change(moves); } }
                Step::Resize(row, height) => {
                    let row = row.index(page.rows.len());
                    page.rows[row].1 = height;
                    page.draw(moves);
                }
                Step::Scroll(by) => page.scroll(by),
                Step::Viewport(height) => { page.window.resize(height); page.draw(moves); }
            }
            page.check();
            // Whatever had its place still has it, unless the list is too short for that or ends there.
            if let Some((key, at)) = held.filter(|_| !is_scroll) {
                let (at_start, at_end) = (page.placement.scroll < 0.5, page.window.distance() < 0.5);
                if let Some(now) = page.on_screen(key) {
                    prop_assert!((now - at).abs() <= 2.0 || at_start || at_end, "{key} moved from {at} to {now}");
                }
            } else if end && !is_scroll && held.is_none() {
                prop_assert!(page.window.distance() < 1.0, "the end stays in sight");
            }
        }
    }
}
