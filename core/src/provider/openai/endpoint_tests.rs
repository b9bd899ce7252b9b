//! Tests of addresses as people type them.

use proptest::prelude::*;

use super::*;

#[test]
fn typed_addresses_are_normalised() {
    let check = |typed: &str, expected: &str| {
        assert_eq!(
            Endpoint::parse(typed).map(|endpoint| endpoint.base_url()),
            Ok(expected.to_owned()),
            "{typed}"
        );
    };
    check("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1");
    check(" HTTP://LocalHost:11434/ ", "http://localhost:11434/v1");
    check("localhost:8080", "http://localhost:8080/v1");
    check("0.0.0.0:8080", "http://127.0.0.1:8080/v1");
    check("[::1]:8080/v1/", "http://[::1]:8080/v1");
    check("192.168.1.20:1234", "http://192.168.1.20:1234/v1");
    check("100.100.1.2", "http://100.100.1.2/v1");
    check("nas", "http://nas/v1");
    check("box.local:8000/v1", "http://box.local:8000/v1");
    check("8.8.8.8", "https://8.8.8.8/v1");
    check("models.example.com", "https://models.example.com/v1");
    check("http://models.example.com//", "http://models.example.com/v1");
    check("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1");
    check("https://example.com/v1beta/openai/", "https://example.com/v1beta/openai");
    check("http://127.0.0.1:8080/v1/chat/completions", "http://127.0.0.1:8080/v1");
    check("http://127.0.0.1:8080/models", "http://127.0.0.1:8080/v1");
    check("https://example.com/gateway", "https://example.com/gateway/v1");
}

#[test]
fn an_address_that_cannot_be_used_says_why() {
    let check = |typed: &str, expected: &str| {
        let error = Endpoint::parse(typed).expect_err(typed);
        assert_eq!(error.to_string(), expected, "{typed}");
    };
    check("  ", "the address is empty");
    check("ftp://example.com", "an address starts with http:// or https://, not ftp://");
    check("http://", "the address has no host name");
    check(":8080", "the address has no host name");
    check("http:///v1", "the address has no host name");
    check("not a host", "\"not a host\" is no host name");
    check("javascript:alert(1)", "\"alert(1)\" is no port: a port is a number from 1 to 65535");
    check("localhost:99999", "\"99999\" is no port: a port is a number from 1 to 65535");
    check("localhost:+80", "\"+80\" is no port: a port is a number from 1 to 65535");
    check("localhost:0", "\"0\" is no port: a port is a number from 1 to 65535");
    check("1.2.3", "\"1.2.3\" is no host name");
    check("a..b", "\"a..b\" is no host name");
    check("[::g]:80", "\"[::g]\" is no host name");
    check("[::1]80", "\"[::1]80\" is no host name");
    check("http://me:secret@example.com", &EndpointError::Credentials.to_string());
    check("http://example.com/v1?key=1", "the address must not have a part after ? or #");
    check("localhost:8080/a b", &EndpointError::Path.to_string());
}

#[test]
fn the_addresses_to_ask() {
    let endpoint = Endpoint::parse("127.0.0.1:8080").expect("an address");
    assert_eq!(endpoint.chat_url(), "http://127.0.0.1:8080/v1/chat/completions");
    assert_eq!(endpoint.models_url(), "http://127.0.0.1:8080/v1/models");
    assert_eq!(endpoint.root_url(), "http://127.0.0.1:8080");
    assert_eq!((endpoint.port(), endpoint.is_loopback()), (Some(8080), true));
    let far = Endpoint::parse("https://example.com/v1beta/openai").expect("an address");
    assert_eq!((far.root_url(), far.is_loopback()), (far.base_url(), false));
}

#[test]
fn the_usual_places_on_this_machine() {
    let urls = loopback_candidates().map(|endpoint| endpoint.to_string());
    assert_eq!(
        urls,
        [8080, 11434, 1234, 8000].map(|port| format!("http://127.0.0.1:{port}/v1")),
        "llama-server, Ollama, LM Studio, vLLM"
    );
}

proptest! {
    #[test]
    fn what_is_accepted_reads_back_as_itself(typed in "(https?://)?[a-zA-Z0-9.:\\[\\]/@ é-]{0,30}") {
        if let Ok(endpoint) = Endpoint::parse(&typed) {
            prop_assert_eq!(Endpoint::parse(&endpoint.base_url()), Ok(endpoint));
        }
    }
}
