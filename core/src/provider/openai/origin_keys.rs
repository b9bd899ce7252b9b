//! API keys by the origin (scheme, host, port) they were entered for. A key is never returned for another origin,
//! whatever is typed into the address field. Adapters decide where keys are stored.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::endpoint::Endpoint;

/// The API keys of a settings form: newly entered keys take precedence over stored ones.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OriginKeys {
    entered: BTreeMap<String, String>,
    /// A key entered while the address was empty: it belongs to the address that is entered next.
    unbound: Option<String>,
}

impl OriginKeys {
    /// Records `key` as entered for the server at `address`.
    pub fn enter(&mut self, address: &str, key: &str) {
        match origin(address) {
            Some(origin) => {
                self.unbound = None;
                self.entered.insert(origin, key.to_owned());
            }
            None if address.trim().is_empty() => {
                self.unbound = Some(key.to_owned()).filter(|key| !key.is_empty());
            }
            // A key entered next to an invalid address cannot be assigned to an origin.
            None => {}
        }
    }

    /// Called once the address is complete: a key entered without an address now belongs to it.
    pub fn settle(&mut self, address: &str) {
        if let Some(origin) = origin(address)
            && let Some(key) = self.unbound.take()
        {
            self.entered.entry(origin).or_insert(key);
        }
    }

    /// Returns the key for the server at `address`; `stored` looks up its stored key.
    pub fn key_for(&self, address: &str, stored: impl FnOnce(&str) -> Option<String>) -> String {
        let Some(origin) = origin(address) else {
            return if address.trim().is_empty() {
                self.unbound.clone().unwrap_or_default()
            } else {
                String::new()
            };
        };
        let entered = self.entered.get(&origin).or(self.unbound.as_ref()).cloned();
        entered.or_else(|| stored(address)).unwrap_or_default()
    }
}

/// Returns the key among `stored` for the server at `base_url`. Keys used to be stored by the whole address; those
/// remain valid.
pub fn stored_key<'a>(stored: &'a Map<String, Value>, base_url: &str) -> Option<&'a str> {
    let by_address = stored.get(base_url);
    let found = by_address.or_else(|| stored.get(&origin(base_url)?));
    found?.as_str()
}

/// Stores `key` for the origin of `base_url`; `None` deletes the stored key.
pub fn store_key(stored: &mut Map<String, Value>, base_url: &str, key: Option<&str>) {
    stored.remove(base_url);
    let Some(origin) = origin(base_url) else { return };
    match key {
        Some(key) => stored.insert(origin, Value::String(key.to_owned())),
        None => stored.remove(&origin),
    };
}

fn origin(address: &str) -> Option<String> {
    Endpoint::parse(address).ok().map(|endpoint| endpoint.origin())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const A: &str = "http://127.0.0.1:8080/v1";

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn a_key_is_not_given_out_for_another_origin() {
        let mut keys = OriginKeys::default();
        keys.enter(A, "secret");
        for same in [A, "127.0.0.1:8080", "http://127.0.0.1:8080/other/v1", " HTTP://127.0.0.1:8080/ "] {
            assert_eq!(keys.key_for(same, none), "secret", "{same}");
        }
        for other in [
            "https://127.0.0.1:8080/v1",
            "http://127.0.0.1:8081/v1",
            "http://127.0.0.1",
            "http://localhost:8080/v1",
            "http://127.0.0.1:8080.evil.test/v1",
            "http://127.0.0.1:8080@evil.test/v1",
            "",
            "http://",
        ] {
            assert_eq!(keys.key_for(other, none), "", "{other}");
        }
    }

    #[test]
    fn each_origin_has_its_own_key_and_going_back_brings_it_back() {
        let mut keys = OriginKeys::default();
        keys.enter(A, "a");
        keys.enter("https://b.test", "b");
        assert_eq!(keys.key_for("https://b.test:443/v1", none), "b");
        assert_eq!(keys.key_for(A, none), "a");
        assert_eq!(keys.key_for("https://c.test", |_| Some("stored".into())), "stored");
        // Clearing the field counts as input, too: it overrides the stored key.
        keys.enter("https://c.test", "");
        assert_eq!(keys.key_for("https://c.test", |_| Some("stored".into())), "");
    }

    #[test]
    fn a_key_entered_before_any_address_goes_to_the_first_one() {
        let mut keys = OriginKeys::default();
        keys.enter("", "early");
        // While an address is being typed, every prefix may be a valid address.
        assert_eq!(keys.key_for("b", none), "early");
        keys.settle("b.test");
        assert_eq!(keys.key_for("b.test", none), "early");
        keys.settle("c.test");
        assert_eq!(keys.key_for("c.test", none), "");
    }

    #[test]
    fn keys_stored_by_the_whole_address_still_hold_and_are_replaced() {
        let old = json!({ A: "old", "https://b.test/one/v1": "one", "https://b.test/two/v1": "two" });
        let Value::Object(mut stored) = old else { unreachable!() };
        assert_eq!(stored_key(&stored, A), Some("old"));
        assert_eq!(stored_key(&stored, "https://b.test/two/v1"), Some("two"));
        assert_eq!(stored_key(&stored, "https://b.test/three/v1"), None);
        store_key(&mut stored, A, Some("new"));
        assert_eq!(stored_key(&stored, A), Some("new"));
        assert_eq!(stored_key(&stored, "http://127.0.0.1:8080/other/v1"), Some("new"));
        assert_eq!(stored_key(&stored, "http://127.0.0.1:8081/v1"), None);
        store_key(&mut stored, A, None);
        assert_eq!(stored_key(&stored, A), None);
    }

    proptest! {
        #[test]
        fn no_address_gets_the_key_of_another_origin(
            address in "(https?://)?[a-c](:80|:443|:1)?(/[x-z]{0,2})?",
            other in "(https?://)?[a-c](:80|:443|:1)?(/[x-z]{0,2})?",
        ) {
            let mut keys = OriginKeys::default();
            keys.enter(&address, "secret");
            let is_same = origin(&address) == origin(&other);
            prop_assert_eq!(keys.key_for(&other, none) == "secret", is_same);
        }
    }
}
