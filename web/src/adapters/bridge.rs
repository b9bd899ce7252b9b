//! Structured values that cross between this program and JavaScript: typed structs here, plain objects there. Knows
//! none of the values themselves.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::js_reason;

/// Maps become plain objects, as in JSON. A field that is `None` should be skipped by its struct, as JavaScript leaves a
/// missing field out.
const SERIALIZER: Serializer = Serializer::json_compatible();

/// Converts `value` to a JavaScript value. The error says what JavaScript cannot represent.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, String> {
    value.serialize(&SERIALIZER).map_err(|error| js_reason(&error.into()))
}

/// Reads a JavaScript value. The error names what is missing or has the wrong type.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, String> {
    serde_wasm_bindgen::from_value(value).map_err(|error| js_reason(&error.into()))
}
