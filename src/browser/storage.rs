//! What is kept on this device: `localStorage`, which may be missing, forbidden, full, or emptied at any time.
//!
//! Knows no keys: the core names them, with a prefix per app and user. Tokens never come here.

use web_sys::Storage;

/// The device refused to keep something.
#[derive(Debug)]
pub(super) struct Unavailable;

/// Keeps a value, or forgets it.
///
/// # Errors
/// [`Unavailable`] when there is no storage, or no room in it.
pub(super) fn store(key: &str, value: Option<&str>) -> Result<(), Unavailable> {
    let storage = storage()?;
    value.map_or_else(|| storage.remove_item(key), |value| storage.set_item(key, value)).map_err(|_| Unavailable)
}

/// All values whose keys have the prefix, by the rest of the key.
///
/// # Errors
/// [`Unavailable`] when there is no storage.
pub(super) fn restore(prefix: &str) -> Result<Vec<(String, String)>, Unavailable> {
    let storage = storage()?;
    let keys = keys(&storage, prefix);
    Ok(keys.into_iter().filter_map(|key| Some((key.get(prefix.len()..)?.to_owned(), storage.get_item(&key).ok()??))).collect())
}

/// Forgets everything under the prefix.
///
/// # Errors
/// [`Unavailable`] when there is no storage.
pub(super) fn wipe(prefix: &str) -> Result<(), Unavailable> {
    let storage = storage()?;
    for key in keys(&storage, prefix) {
        storage.remove_item(&key).map_err(|_| Unavailable)?;
    }
    Ok(())
}

/// Notes that what is under the prefix belongs to whoever is signed in at a backend now. What the one before left is forgotten.
///
/// # Errors
/// [`Unavailable`] when there is no storage.
pub(super) fn claim(backend: &str, prefix: &str) -> Result<(), Unavailable> {
    let (storage, key) = (storage()?, key_of(backend));
    let before = storage.get_item(&key).ok().flatten();
    match before {
        Some(before) if before == prefix => return Ok(()),
        // A value of somebody else's making must not wipe what is not ours.
        Some(before) if before.starts_with("chat-service:") => wipe(&before)?,
        _ => {}
    }
    storage.set_item(&key, prefix).map_err(|_| Unavailable)
}

/// The prefix of whoever is signed in at a backend, on all pages of this browser.
pub(super) fn owner(backend: &str) -> Option<String> {
    storage().ok()?.get_item(&key_of(backend)).ok()?
}

/// Nobody is signed in at a backend any more.
pub(super) fn disown(backend: &str) {
    if let Ok(storage) = storage() {
        let _ = storage.remove_item(&key_of(backend));
    }
}

fn key_of(backend: &str) -> String {
    ["chat-service@", backend].concat()
}

fn keys(storage: &Storage, prefix: &str) -> Vec<String> {
    let count = storage.length().unwrap_or_default();
    (0..count).filter_map(|index| storage.key(index).ok()?).filter(|key| key.starts_with(prefix)).collect()
}

/// Reading `localStorage` throws in sandboxed frames and when the user forbids it.
fn storage() -> Result<Storage, Unavailable> {
    web_sys::window().and_then(|window| window.local_storage().ok()?).ok_or(Unavailable)
}
