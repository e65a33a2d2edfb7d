//! Ways for files into a message: the system's dialog, and pasting (features F130, F131, F133).

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, FileList, HtmlInputElement};
use yew::prelude::*;

use super::Writing;
use crate::chat::Intent;
use crate::state::{Control, MAX_FILES};
use crate::t;
use crate::wire::AppSettings;

/// Why no file can be added, as a key of the locale files; `Ok` when one can be.
pub(super) fn may_add(writing: &Writing) -> Result<(), &'static str> {
    let channel = &writing.channel;
    if !writing.chat.snapshot.may(channel, Control::Attach) {
        return Err("notice.upload-not-allowed");
    }
    if writing.composer.attachments.len() >= MAX_FILES {
        return Err("notice.too-many-files");
    }
    if writing.hold.is_some_and(crate::state::Hold::closes) {
        return Err("notice.upload-not-allowed");
    }
    Ok(())
}

/// The tenant wants files at all.
fn are_on(writing: &Writing) -> bool {
    writing.chat.snapshot.config.features.allows("uploads")
}

/// The way to files, unless the tenant wants none: what it is called, and why it cannot be gone now.
pub(super) fn way(writing: &Writing) -> Option<(String, Option<String>)> {
    let locale = &writing.chat.locale;
    are_on(writing).then(|| (t!(locale, "composer.add-files"), may_add(writing).err().map(|key| locale.text(key, &[]))))
}

/// Opens the system's dialog of files; nothing of it is seen.
pub(super) fn input(writing: &Writing, node: &NodeRef) -> Html {
    let onchange = {
        let writing = writing.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            attach(&writing, input.files());
            // The same file again is a change, too.
            input.set_value("");
            writing.focus();
        })
    };
    html! {
        <input
            ref={node}
            type="file"
            multiple=true
            hidden=true
            tabindex="-1"
            aria-hidden="true"
            accept={writing.chat.snapshot.app.as_deref().and_then(accepted)}
            {onchange}
        />
    }
}

/// What the file dialog offers: nothing is left out unless the app limits both pictures and other files.
pub(super) fn accepted(app: &AppSettings) -> Option<String> {
    let of = |config: &crate::wire::UploadConfig| {
        let all: Vec<String> = config.allowed_file_extensions.iter().chain(&config.allowed_mime_types).cloned().collect();
        Some(all).filter(|all| !all.is_empty())
    };
    Some([of(&app.image_upload_config)?, of(&app.file_upload_config)?].concat().join(","))
}

/// Adds files.
pub(super) fn attach(writing: &Writing, files: Option<FileList>) {
    let files = files.into_iter().flat_map(|files| (0..files.length()).filter_map(move |at| files.item(at)));
    let files: Vec<_> = files.map(|file| (writing.chat.keep)(&file, None)).collect();
    if !files.is_empty() {
        writing.emit(Intent::Attach(writing.target.clone(), files));
    }
}

/// Takes pasted files, unless there is text to paste: then the browser pastes as it does, and can undo it.
pub(super) fn pasted(writing: &Writing) -> Callback<Event> {
    let writing = writing.clone();
    Callback::from(move |event: Event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let Some(data) = data.filter(|data| data.get_data("text/plain").unwrap_or_default().is_empty()) else { return };
        let files = data.files().filter(|files| files.length() > 0);
        if files.is_some() {
            event.prevent_default();
            attach(&writing, files);
        }
    })
}
