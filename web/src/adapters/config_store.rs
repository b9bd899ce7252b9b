//! Configuration and API keys in localStorage under separate names: the configuration can be exported, keys never are. A
//! key that is for one tab only is in sessionStorage under the same name.

use std::cell::RefCell;

use abcb_core::provider::openai::origin_keys::{store_key, stored_key};
use abcb_core::settings::{Config, ConfigError, ConfigStore, KeyPlace};
use gloo_storage::errors::StorageError;
use gloo_storage::{LocalStorage, SessionStorage, Storage};
use serde_json::{Map, Value};

use super::js_reason;
use super::local_storage::is_available;
use crate::reasons::BrowserFault;

pub const CONFIG_KEY: &str = "abcb.config";
/// A JSON object that maps an origin to its API key. Older entries are keyed by the full address.
const API_KEYS_KEY: &str = "abcb.api_keys";

/// Where localStorage is blocked, nothing is stored and saving returns an error.
#[derive(Clone, Debug, Default)]
pub struct BrowserConfigStore {
    /// The configuration as last loaded or saved by this tab.
    known: RefCell<Config>,
}

fn failed(error: &StorageError) -> ConfigError {
    ConfigError { reason: error.to_string() }
}

fn blocked() -> ConfigError {
    ConfigError { reason: BrowserFault::NoStorage.to_string() }
}

fn stored_config() -> Result<Option<Config>, ConfigError> {
    LocalStorage::raw().get_item(CONFIG_KEY).ok().flatten().map(|text| Config::parse(&text)).transpose()
}

fn api_keys<S: Storage>() -> Map<String, Value> {
    match S::get(API_KEYS_KEY) {
        Ok(Value::Object(keys)) => keys,
        Ok(_) | Err(_) => Map::new(),
    }
}

impl ConfigStore for BrowserConfigStore {
    fn load(&self) -> Result<Config, ConfigError> {
        if !is_available() {
            return Ok(Config::default());
        }
        let config = stored_config()?.unwrap_or_default();
        self.known.replace(config.clone());
        Ok(config)
    }

    fn save(&self, config: &Config) -> Result<(), ConfigError> {
        if !is_available() {
            return Err(blocked());
        }
        if config.is_unreadable() {
            return Err(ConfigError { reason: BrowserFault::SettingsUnreadable.to_string() });
        }
        let text = match stored_config() {
            Ok(Some(stored)) => config.merged_into(&stored, &self.known.borrow()).to_text(),
            // What is gone is stored again, and what cannot be read is replaced.
            Ok(None) | Err(_) => config.to_text(),
        };
        let saved = LocalStorage::raw().set_item(CONFIG_KEY, &text);
        saved.map_err(|error| ConfigError { reason: js_reason(&error) })?;
        self.known.replace(config.clone());
        Ok(())
    }

    fn api_key(&self, base_url: &str) -> Option<String> {
        if !is_available() {
            return None;
        }
        let of_tab = stored_key(&api_keys::<SessionStorage>(), base_url).map(str::to_owned);
        of_tab.or_else(|| stored_key(&api_keys::<LocalStorage>(), base_url).map(str::to_owned))
    }

    fn key_place(&self, base_url: &str) -> KeyPlace {
        match is_available() && stored_key(&api_keys::<SessionStorage>(), base_url).is_some() {
            true => KeyPlace::Tab,
            false => KeyPlace::Browser,
        }
    }

    fn save_api_key(&self, base_url: &str, key: Option<&str>, place: KeyPlace) -> Result<(), ConfigError> {
        if !is_available() {
            return key.map_or(Ok(()), |_| Err(blocked()));
        }
        store_in::<LocalStorage>(base_url, key.filter(|_| place == KeyPlace::Browser))?;
        store_in::<SessionStorage>(base_url, key.filter(|_| place == KeyPlace::Tab))
    }
}

fn store_in<S: Storage>(base_url: &str, key: Option<&str>) -> Result<(), ConfigError> {
    let mut keys = api_keys::<S>();
    store_key(&mut keys, base_url, key);
    S::set(API_KEYS_KEY, Value::Object(keys)).map_err(|error| failed(&error))
}
