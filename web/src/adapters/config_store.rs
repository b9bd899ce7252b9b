//! Configuration and API keys in localStorage, each under its own name: the configuration can be exported, keys never are.

use std::collections::BTreeMap;

use abcb_core::config::{Config, ConfigError, ConfigStore};
use gloo_storage::errors::StorageError;
use gloo_storage::{LocalStorage, Storage};

use super::local_storage::is_available;

const CONFIG_KEY: &str = "abcb.config";
const API_KEYS_KEY: &str = "abcb.api_keys";

/// Where localStorage is blocked, nothing is kept and saving says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserConfigStore;

fn failed(error: &StorageError) -> ConfigError {
    ConfigError { reason: error.to_string() }
}

fn blocked() -> ConfigError {
    ConfigError { reason: "this browser keeps no data for this page".into() }
}

fn api_keys() -> BTreeMap<String, String> {
    LocalStorage::get(API_KEYS_KEY).unwrap_or_default()
}

impl ConfigStore for BrowserConfigStore {
    fn load(&self) -> Result<Config, ConfigError> {
        if !is_available() {
            return Ok(Config::default());
        }
        match LocalStorage::raw().get_item(CONFIG_KEY) {
            Ok(Some(text)) => Config::parse(&text),
            Ok(None) | Err(_) => Ok(Config::default()),
        }
    }

    fn save(&self, config: &Config) -> Result<(), ConfigError> {
        if !is_available() {
            return Err(blocked());
        }
        LocalStorage::set(CONFIG_KEY, config).map_err(|error| failed(&error))
    }

    fn api_key(&self, base_url: &str) -> Option<String> {
        if !is_available() {
            return None;
        }
        api_keys().remove(base_url)
    }

    fn save_api_key(&self, base_url: &str, key: Option<&str>) -> Result<(), ConfigError> {
        if !is_available() {
            return key.map_or(Ok(()), |_| Err(blocked()));
        }
        let mut keys = api_keys();
        match key {
            Some(key) => keys.insert(base_url.to_owned(), key.to_owned()),
            None => keys.remove(base_url),
        };
        LocalStorage::set(API_KEYS_KEY, keys).map_err(|error| failed(&error))
    }
}
