//! A small database that outlives the page (IndexedDB), written with the browser's own interface: a handful of calls, and no
//! library between them and the one promise that counts, that a write is done only when it is durable.

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, IdbDatabase, IdbFactory, IdbRequest, IdbTransaction};

use super::Listener;

/// Why the database did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// This browser keeps nothing: a private window, a policy, or the person has forbidden it.
    #[error("this browser keeps no database")]
    Unavailable,
    /// The device has no room left for it.
    #[error("the device has no room left")]
    Full,
    /// The browser broke it off.
    #[error("the browser did not finish it")]
    Broken,
}

/// One thing to write. All things of a call are written, or none is.
pub struct Write<'a> {
    /// Into which store.
    pub store: &'a str,
    /// Under which key.
    pub key: &'a str,
    /// What; `None` takes it away.
    pub value: Option<JsValue>,
}

/// A database that is open for as long as this lives.
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it, and makes the stores that are not there yet.
    ///
    /// # Errors
    /// When this browser keeps none.
    pub async fn open(name: &str, version: u32, stores: &[&str]) -> Result<Self, DatabaseError> {
        let factory = web_sys::window()
            .and_then(|window| Reflect::get(&window, &"indexedDB".into()).ok())
            .and_then(|factory| factory.dyn_into::<IdbFactory>().ok())
            .ok_or(DatabaseError::Unavailable)?;
        let request = factory
            .open_with_u32(name, version)
            .map_err(|_| DatabaseError::Unavailable)?;
        let names: Vec<String> = stores.iter().map(|store| (*store).to_owned()).collect();
        let opened = request.clone();
        let _upgrade = Listener::new(&request, "upgradeneeded", move |_| {
            let database = opened.result().ok();
            if let Some(database) = database.and_then(|it| it.dyn_into::<IdbDatabase>().ok()) {
                let known = database.object_store_names();
                for name in names.iter().filter(|name| !known.contains(name)) {
                    // A store that cannot be made is missed by the first transaction, which says so.
                    let _ = database.create_object_store(name);
                }
            }
        });
        let database = done(&request)
            .await
            .map_err(|_| DatabaseError::Unavailable)?;
        database
            .dyn_into()
            .map(Self)
            .map_err(|_| DatabaseError::Unavailable)
    }

    /// What is kept under a key.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn get(&self, store: &str, key: &str) -> Result<Option<JsValue>, DatabaseError> {
        let transaction = self
            .0
            .transaction_with_str(store)
            .map_err(|_| DatabaseError::Broken)?;
        let request = transaction
            .object_store(store)
            .and_then(|store| store.get(&key.into()))
            .map_err(|_| DatabaseError::Broken)?;
        let found = done(&request).await?;
        Ok((!found.is_undefined()).then_some(found))
    }

    /// Everything in a store.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn all(&self, store: &str) -> Result<Vec<JsValue>, DatabaseError> {
        let transaction = self
            .0
            .transaction_with_str(store)
            .map_err(|_| DatabaseError::Broken)?;
        let request = transaction
            .object_store(store)
            .and_then(|store| store.get_all())
            .map_err(|_| DatabaseError::Broken)?;
        Ok(Array::from(&done(&request).await?).to_vec())
    }

    /// Writes several things at once; done only when the device has them.
    ///
    /// # Errors
    /// When none of them was written.
    pub async fn write(&self, writes: &[Write<'_>]) -> Result<(), DatabaseError> {
        let stores: Array = writes.iter().map(|it| JsValue::from(it.store)).collect();
        let transaction = self.durably(&stores).ok_or(DatabaseError::Broken)?;
        for write in writes {
            let store = transaction
                .object_store(write.store)
                .map_err(|_| DatabaseError::Broken)?;
            match &write.value {
                Some(value) => store.put_with_key(value, &write.key.into()),
                None => store.delete(&write.key.into()),
            }
            .map_err(|error| fault(error.dyn_ref()))?;
        }
        committed(&transaction).await
    }

    /// A transaction that is complete only when the device has it. The browser's third argument is not in `web-sys` yet.
    fn durably(&self, stores: &Array) -> Option<IdbTransaction> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into()).ok()?;
        let begin = Reflect::get(&self.0, &"transaction".into()).ok()?;
        let begin: Function = begin.dyn_into().ok()?;
        let begun = begin.call3(&self.0, stores, &"readwrite".into(), &options);
        begun.ok()?.dyn_into().ok()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Asks the browser to keep what is kept here also when the device runs out of room. It may decline, and says so to nobody who
/// could do anything about it.
pub fn ask_to_keep() {
    let persist = || {
        let navigator = web_sys::window()?.navigator();
        let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
        let persist = Reflect::get(&storage, &"persist".into()).ok()?;
        persist.dyn_into::<Function>().ok()?.call0(&storage).ok()
    };
    let _ = persist();
}

/// Waits for a request's answer.
async fn done(request: &IdbRequest) -> Result<JsValue, DatabaseError> {
    first_of(request, &["success", "error", "blocked"]).await;
    let error = request.error().ok().flatten();
    match request.result() {
        Ok(result) if error.is_none() => Ok(result),
        _ => Err(fault(error.as_ref())),
    }
}

/// Waits until a transaction is durable.
async fn committed(transaction: &IdbTransaction) -> Result<(), DatabaseError> {
    match first_of(transaction, &["complete", "abort"]).await {
        Some("complete") => Ok(()),
        _ => Err(fault(transaction.error().as_ref())),
    }
}

/// Which of some words the browser says first of a target.
async fn first_of(
    target: &web_sys::EventTarget,
    words: &'static [&'static str],
) -> Option<&'static str> {
    let (tell, told) = oneshot::channel();
    let tell = std::rc::Rc::new(std::cell::Cell::new(Some(tell)));
    let _listeners: Vec<Listener> = words
        .iter()
        .map(|word| {
            let tell = std::rc::Rc::clone(&tell);
            Listener::new(target, word, move |_| {
                if let Some(tell) = tell.take() {
                    // Nobody waits any more when the page has gone on.
                    let _ = tell.send(*word);
                }
            })
        })
        .collect();
    told.await.ok()
}

fn fault(error: Option<&DomException>) -> DatabaseError {
    let name = error.map(DomException::name);
    match name.as_deref() {
        Some("QuotaExceededError") => DatabaseError::Full,
        _ => DatabaseError::Broken,
    }
}
