//! One turn of the list: other rows are drawn, measured, and taken where they belong before the browser paints.

use yew::Context;

use super::MessageList;
use crate::ui::kit::before_paint;

impl MessageList {
    /// Rows will be exchanged in this turn. Between drawing them and telling so, Yew lets the browser go on when the turn has
    /// taken long: it must not paint them before they are where they belong.
    pub(super) fn exchange(&self, ctx: &Context<Self>) {
        if self.is_between.replace(true) {
            return;
        }
        let link = ctx.link().clone();
        before_paint(move || {
            if let Some(list) = link.get_component() {
                list.settle();
            }
        });
    }

    /// Takes what is drawn now where it belongs. False when that was done before.
    pub(super) fn settle(&self) -> bool {
        if !self.is_between.replace(false) {
            return false;
        }
        let window = &mut *self.window.borrow_mut();
        if self.dom.measure(window) {
            window.lay_out();
        }
        self.dom.place(window.settle(self.is_scrolling));
        true
    }

    /// Takes notice of where the list stands in the page. False when that is where it was put.
    pub(super) fn catch_up(&mut self) -> bool {
        // A row that goes with the focus tells so in the midst of it, when the browser has shortened its way already.
        let Some(scroll) = self.dom.scroll().filter(|_| !self.is_hidden && !self.is_between.get()) else { return false };
        let has_news = self.dom.look_again(self.window.get_mut());
        // Rows that got lower make the browser scroll to the end there is now: nobody wished that. Everything else is taken
        // for what it was before those heights, so that what somebody looks at is what stays.
        let is_scrolled = !(has_news && self.dom.is_at_end()) && self.window.get_mut().scrolled(scroll);
        self.is_scrolling |= is_scrolled;
        if has_news {
            self.window.get_mut().lay_out();
        }
        has_news || is_scrolled
    }
}
