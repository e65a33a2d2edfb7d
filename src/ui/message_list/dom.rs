//! The list in the page: what is measured, and what is moved. Decides nothing; the window does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::NodeRef;

use super::Happened;
use super::window::{Placement, Slot, Window};
use crate::ui::kit::{Seen, Timer};

/// The nodes of a list.
#[derive(Default)]
pub(super) struct Dom {
    /// What scrolls.
    pub(super) list: NodeRef,
    /// The empty box before the drawn rows.
    pub(super) before: NodeRef,
    /// The drawn rows.
    pub(super) rows: NodeRef,
    /// The empty box between the row that has the focus and the others, while there is one.
    pub(super) gap: NodeRef,
    /// The empty box after them.
    pub(super) after: NodeRef,
    /// Where the focus goes on from when it leaves the list backwards.
    pub(super) start: NodeRef,
    /// The same forwards.
    pub(super) end: NodeRef,
    /// A finger rests on a message.
    pub(super) press: Rc<RefCell<Option<Timer>>>,
    /// Where the mouse was last, on the screen.
    pub(super) mouse: Rc<Cell<Option<(i32, i32)>>>,
    /// Messages went by below the resting mouse: which one it is over now is told when they rest, too.
    pub(super) passing: Rc<RefCell<Option<Timer>>>,
    watch: Option<Watch>,
}

/// What is listened to, until it is dropped.
struct Watch {
    list: HtmlElement,
    observer: ResizeObserver,
    _resized: Heard,
    scrolled: Heard,
    rested: Heard,
    _seen: Option<Seen>,
}

type Heard = Closure<dyn FnMut()>;

impl Watch {
    fn events(&self) -> [(&'static str, &Heard); 2] {
        [("scroll", &self.scrolled), ("scrollend", &self.rested)]
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
        for (name, closure) in self.events() {
            let _ = self.list.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
    }
}

impl Dom {
    fn list(&self) -> Option<HtmlElement> {
        self.list.cast()
    }

    /// Tells when the list is scrolled, comes to rest, gets another size, or its end comes on or off the screen. Straight at the node: these events do not
    /// bubble, and come at frame rate.
    pub(super) fn watch(&mut self, tell: impl Fn(Happened) + Clone + 'static) {
        let Some(list) = self.list() else { return };
        let teller = |happened: Happened| {
            let tell = tell.clone();
            Heard::new(move || tell(happened.clone()))
        };
        let resized = teller(Happened::Resized);
        let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
        observer.observe(&list);
        if let Some(rows) = self.rows.cast::<Element>() {
            observer.observe(&rows);
        }
        let seen = self.end.cast::<Element>().and_then(|end| {
            let tell = tell.clone();
            Seen::watch(&end, 0.0, move |is_seen| tell(Happened::Seen(is_seen)))
        });
        let (scrolled, rested) = (teller(Happened::Scrolled), teller(Happened::Rested));
        let watch = Watch { list, observer, _resized: resized, scrolled, rested, _seen: seen };
        for (name, closure) in watch.events() {
            let _ = watch.list.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
        self.watch = Some(watch);
    }

    /// Pixels that are scrolled away at the top. What is not drawn stands nowhere: an event of before may come when it is
    /// hidden already and nobody told so.
    pub(super) fn scroll(&self) -> Option<f64> {
        // Fractions matter on scaled screens; the typed binding rounds them.
        let list = self.list().filter(|list| list.client_height() > 0)?;
        js_sys::Reflect::get(&list, &"scrollTop".into()).ok()?.as_f64()
    }

    /// Nothing is left to scroll to below.
    pub(super) fn is_at_end(&self) -> bool {
        let Some(list) = self.list() else { return true };
        let rest = f64::from(list.scroll_height() - list.client_height()) - self.scroll().unwrap_or_default();
        rest < 1.0
    }

    /// The same as [`Self::measure`], where nothing was drawn since: as long as the rows are as high together as they were
    /// one by one, none of them is asked.
    pub(super) fn look_again<K: Clone + Ord>(&self, window: &mut Window<K>) -> bool {
        let height = self.rows.cast::<Element>().map(|rows| rows.get_bounding_client_rect().height());
        let is_known = window.drawn_height().zip(height).is_some_and(|(known, height)| (known - height).abs() < 0.25);
        let is_same = is_known && self.list().is_some_and(|list| (f64::from(list.client_height()) - window.viewport()).abs() < 1.0);
        !is_same && self.measure(window)
    }

    /// Reads the heights of the viewport and of the drawn rows. True when anything was news.
    pub(super) fn measure<K: Clone + Ord>(&self, window: &mut Window<K>) -> bool {
        let (Some(list), Some(rows)) = (self.list(), self.rows.cast::<Element>()) else { return false };
        let viewport = f64::from(list.client_height());
        // Hidden: another pane stands in its place, and nothing has a height.
        if viewport <= 0.0 {
            return false;
        }
        let mut is_news = (viewport - window.viewport()).abs() >= 1.0;
        if is_news {
            window.resize(viewport);
        }
        let slots = window.slots();
        if rows.child_element_count() as usize != slots.len() {
            return is_news;
        }
        let mut next = rows.first_element_child();
        for slot in slots {
            let Some(child) = next else { break };
            if let Slot::Row(index) = slot {
                is_news |= window.measure(index, child.get_bounding_client_rect().height());
            }
            next = child.next_element_sibling();
        }
        is_news
    }

    fn row<K: Clone + Ord>(&self, window: &Window<K>, index: usize) -> Option<HtmlElement> {
        let at = window.slots().iter().position(|slot| *slot == Slot::Row(index))?;
        self.rows.cast::<Element>()?.children().item(u32::try_from(at).ok()?)?.dyn_into().ok()
    }

    /// Gives a drawn row the focus; the window has brought it into sight.
    pub(super) fn focus<K: Clone + Ord>(&self, window: &Window<K>, index: usize) {
        if let Some(row) = self.row(window, index) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = row.focus_with_options(&options);
        }
    }

    /// A point of the page in a drawn row, for what floats beside it by keyboard.
    pub(super) fn point<K: Clone + Ord>(&self, window: &Window<K>, index: usize) -> Option<(f64, f64)> {
        let row = self.row(window, index)?;
        let bubble = row.query_selector(".message__bubble").ok().flatten().unwrap_or_else(|| row.into());
        let rect = bubble.get_bounding_client_rect();
        Some((rect.x() + 12.0, rect.y() + rect.height().min(40.0)))
    }

    /// Gives the focus to the field below the list, where it is written.
    pub(super) fn focus_composer(&self) {
        let pane = self.list().and_then(|list| list.closest("[data-region]").ok().flatten());
        let field = pane.and_then(|pane| pane.query_selector("textarea").ok().flatten());
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            let _ = field.focus();
        }
    }

    /// Another pane stands in its place.
    pub(super) fn is_hidden(&self) -> bool {
        self.list().is_some_and(|list| list.client_height() == 0)
    }

    /// Gives the boxes their heights and scrolls. Through CSSOM, which no content security policy forbids.
    pub(super) fn place(&self, placement: Placement) {
        // Asked before anything is changed: afterwards the answer would cost a layout of its own.
        let scroll = self.scroll();
        for (node, height) in [(&self.before, placement.before), (&self.gap, placement.gap), (&self.after, placement.after)] {
            if let Some(node) = node.cast::<HtmlElement>() {
                let _ = node.style().set_property("height", &pixels(height));
            }
        }
        if let Some(list) = self.list()
            && scroll.is_some_and(|scroll| (scroll - placement.scroll).abs() >= 0.5)
        {
            let _ = js_sys::Reflect::set(&list, &"scrollTop".into(), &placement.scroll.into());
        }
    }
}

/// A length in hundredths of a pixel; the formatter of fractions would cost ten kilobytes.
fn pixels(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "no page is that long")]
    let hundredths = (length.max(0.0) * 100.0).round() as i64;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    let zero = if part < 10 { "0" } else { "" };
    [&whole.to_string(), ".", zero, &part.to_string(), "px"].concat()
}

#[cfg(test)]
mod tests {
    use super::pixels;

    #[test]
    fn lengths_keep_two_digits() {
        assert_eq!([pixels(0.0), pixels(12.345), pixels(7.05), pixels(-3.0)], ["0.00px", "12.35px", "7.05px", "0.00px"]);
    }
}
