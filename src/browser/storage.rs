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

fn keys(storage: &Storage, prefix: &str) -> Vec<String> {
    let count = storage.length().unwrap_or_default();
    (0..count).filter_map(|index| storage.key(index).ok()?).filter(|key| key.starts_with(prefix)).collect()
}

/// Reading `localStorage` throws in sandboxed frames and when the user forbids it.
fn storage() -> Result<Storage, Unavailable> {
    web_sys::window().and_then(|window| window.local_storage().ok()?).ok_or(Unavailable)
}
