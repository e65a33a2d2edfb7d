//! Files dragged over the conversation (feature F132). The zone is the pane that the composer stands in; a zone inside of it that
//! takes the drag first keeps it.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DragEvent, Element};
use yew::prelude::*;

use super::{PartProps, Writing, files};
use crate::i18n::Locale;
use crate::t;
use crate::ui::kit::{Icon, Timer, glyph};

/// Without news of a drag for this long it is over, in milliseconds: an Escape tells nobody.
const QUIET: i32 = 900;

/// Watches the pane and covers it while files hang over it.
pub(super) fn zone(writing: &Writing) -> Html {
    html! { <Zone writing={writing.clone()} /> }
}

#[component]
fn Zone(props: &PartProps) -> Html {
    let hangs = use_state_eq(|| false);
    let latest = use_mut_ref(|| props.writing.clone());
    latest.replace(props.writing.clone());
    {
        let hangs = hangs.setter();
        let surface = props.writing.surface.clone();
        use_effect_with((), move |()| {
            let composer = surface.cast::<Element>().and_then(|surface| surface.closest(".composer").ok().flatten());
            let watch = composer.and_then(|composer| composer.parent_element()).map(|pane| Watch::new(pane, &latest, hangs));
            move || drop(watch)
        });
    }
    if *hangs { veil(files::may_add(&props.writing), &props.writing.chat.locale) } else { Html::default() }
}

/// What covers the pane: what a drop does, or why it does nothing.
pub(super) fn veil(may: Result<(), &'static str>, locale: &Locale) -> Html {
    let words = may.map_or_else(|key| locale.text(key, &[]), |()| t!(locale, "composer.drop"));
    html! {
        <div class="composer__veil" data-refused={may.is_err().then_some("")} aria-hidden="true">
            <span class="composer__veil-words">
                <Icon glyph={if may.is_ok() { glyph::UPLOAD } else { glyph::BAN }} />
                { words }
            </span>
        </div>
    }
}

/// Listeners on the pane.
struct Watch {
    pane: Element,
    heard: Closure<dyn FnMut(DragEvent)>,
}

impl Watch {
    const EVENTS: [&'static str; 4] = ["dragenter", "dragover", "dragleave", "drop"];

    fn new(pane: Element, writing: &Rc<RefCell<Writing>>, hangs: UseStateSetter<bool>) -> Self {
        let (writing, of) = (writing.clone(), pane.clone());
        let quiet = RefCell::new(None::<Timer>);
        let heard = Closure::<dyn FnMut(DragEvent)>::new(move |event: DragEvent| {
            let Some(data) = event.data_transfer().filter(|_| !event.default_prevented()) else { return };
            if !data.types().includes(&"Files".into(), 0) {
                return;
            }
            let may = files::may_add(&writing.borrow());
            match &*event.type_() {
                "dragleave" if is_over(&of, &event) => {}
                "dragleave" => hangs.set(false),
                "drop" => {
                    event.prevent_default();
                    event.stop_propagation();
                    quiet.take();
                    hangs.set(false);
                    if may.is_ok() {
                        files::attach(&writing.borrow(), data.files());
                    }
                }
                _ => {
                    event.prevent_default();
                    data.set_drop_effect(if may.is_ok() { "copy" } else { "none" });
                    hangs.set(true);
                    let hangs = hangs.clone();
                    quiet.replace(Some(Timer::after(QUIET, move || hangs.set(false))));
                }
            }
        });
        let watch = Self { pane, heard };
        for name in Self::EVENTS {
            let _ = watch.pane.add_event_listener_with_callback(name, watch.heard.as_ref().unchecked_ref());
        }
        watch
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for name in Self::EVENTS {
            let _ = self.pane.remove_event_listener_with_callback(name, self.heard.as_ref().unchecked_ref());
        }
    }
}

/// The pointer is still within the pane: it only went from one thing in it to another.
fn is_over(pane: &Element, event: &DragEvent) -> bool {
    let (rect, x, y) = (pane.get_bounding_client_rect(), f64::from(event.client_x()), f64::from(event.client_y()));
    x > rect.left() && x < rect.right() && y > rect.top() && y < rect.bottom()
}
