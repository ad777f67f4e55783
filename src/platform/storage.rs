//! What the browser keeps for us. A browser that keeps nothing (private windows, a policy) is no fault.

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// As long as this tab: tokens.
    Session,
    /// On this machine: language, layout.
    Machine,
}

fn storage(of: Storage) -> Option<web_sys::Storage> {
    let window = web_sys::window()?;
    match of {
        Storage::Session => window.session_storage().ok()?,
        Storage::Machine => window.local_storage().ok()?,
    }
}

/// What is kept under a name.
#[must_use]
pub fn kept(of: Storage, name: &str) -> Option<String> {
    storage(of)?.get_item(name).ok()?
}

/// Keeps a text under a name, or forgets it. Says whether the browser did.
pub fn keep(of: Storage, name: &str, text: Option<&str>) -> bool {
    let Some(storage) = storage(of) else {
        return false;
    };
    match text {
        Some(text) => storage.set_item(name, text).is_ok(),
        None => storage.remove_item(name).is_ok(),
    }
}
