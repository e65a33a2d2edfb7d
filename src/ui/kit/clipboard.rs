//! The clipboard, where the page has one.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Copies a text and tells whether that went well; a page without encryption has no clipboard.
pub(in crate::ui) fn copy(text: &str, tell: impl FnOnce(bool) + 'static) {
    let clipboard = web_sys::window().and_then(|window| Reflect::get(&window.navigator(), &"clipboard".into()).ok());
    let Some(clipboard) = clipboard.filter(|it| it.is_object()).map(JsCast::unchecked_into::<web_sys::Clipboard>) else {
        return tell(false);
    };
    let copied = clipboard.write_text(text);
    spawn_local(async move { tell(JsFuture::from(copied).await.is_ok()) });
}
