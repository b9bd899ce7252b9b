//! The address of a model server: parses user input and derives the URLs to request. Pure text processing without
//! lookups; whether a server is reachable is checked elsewhere.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The default ports of llama-server, Ollama, LM Studio and vLLM.
const DEFAULT_PORTS: [u16; 4] = [8080, 11434, 1234, 8000];

crate::sentences! {
    /// The reason why an address cannot be used. The user can fix each of them.
    pub enum EndpointError {
        Empty = "the address is empty",
        Scheme { scheme: String } = "an address starts with http:// or https://, not {scheme}://",
        NoHost = "the address has no host name",
        Host { host: String } = "{host} is no host name",
        Port { port: String } = "{port} is no port: a port is a number from 1 to 65535",
        Credentials = "the address must not hold a user name or a password: the key has a field of its own",
        Query = "the address must not have a part after ? or #",
        Path = "the path of the address must not hold blanks or control characters",
    }
}

/// The normalized base URL of an OpenAI-compatible server: scheme and host in lowercase, no trailing slash, and a path
/// that ends in the protocol version.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint {
    scheme: &'static str,
    /// As written in a URL: IPv6 addresses in brackets.
    host: String,
    port: Option<u16>,
    path: String,
}

impl Endpoint {
    /// Parses an address as typed: with or without `/v1`, a trailing slash or a scheme (default `http` for this machine
    /// and private networks, where servers have no certificate; `https` for all others). A request URL
    /// (`…/chat/completions`, `…/models`) is reduced to its base, and `0.0.0.0`, which servers print and browsers
    /// reject, becomes `127.0.0.1`.
    ///
    /// # Errors
    /// What is wrong with the address. The user can fix it.
    pub fn parse(typed: &str) -> Result<Self, EndpointError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EndpointError::Empty);
        }
        if typed.contains(['?', '#']) {
            return Err(EndpointError::Query);
        }
        let (scheme, rest) = match typed.split_once("://") {
            Some((scheme, rest)) => (Some(read_scheme(scheme)?), rest),
            None => (None, typed),
        };
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        if authority.contains('@') {
            return Err(EndpointError::Credentials);
        }
        let (host, port) = split_port(authority)?;
        let host = read_host(host)?;
        let port = port.map(read_port).transpose()?;
        let scheme = scheme.unwrap_or(if is_private(&host) { "http" } else { "https" });
        Ok(Self { scheme, host, port, path: read_path(path)? })
    }

    /// `http://127.0.0.1:8080/v1`.
    pub fn base_url(&self) -> String {
        format!("{}{}", self.address(), self.path)
    }

    /// Returns the URL for chat requests, `POST`.
    pub fn chat_url(&self) -> String {
        format!("{}/chat/completions", self.base_url())
    }

    /// Returns the URL of the model list, `GET`.
    pub fn models_url(&self) -> String {
        format!("{}/models", self.base_url())
    }

    /// Returns the base of a server's own routes (`/health`, `/props`): the base URL without its `/v1`.
    pub fn root_url(&self) -> String {
        let path = self.path.strip_suffix("/v1").unwrap_or(&self.path);
        format!("{}{path}", self.address())
    }

    /// Returns the port, if the address contains one.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Returns whether the server is on this machine.
    pub fn is_loopback(&self) -> bool {
        match address_of(&self.host) {
            Some(IpAddr::V4(address)) => address.is_loopback(),
            Some(IpAddr::V6(address)) => address.is_loopback(),
            None => self.host == "localhost" || self.host.ends_with(".localhost"),
        }
    }

    /// Returns the origin, `http://127.0.0.1:8080`: scheme, host and port, as browsers compare them. An API key is sent
    /// only to its own origin.
    pub fn origin(&self) -> String {
        let is_default = |port: &u16| matches!((self.scheme, *port), ("http", 80) | ("https", 443));
        let port = self.port.filter(|port| !is_default(port));
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.scheme, self.host)
    }

    fn address(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.scheme, self.host)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.base_url())
    }
}

/// Returns the default addresses of model servers on this machine, in the order to try them. Numeric, because
/// `localhost` may resolve to `::1`, where most of them do not listen.
pub fn loopback_candidates() -> [Endpoint; 4] {
    DEFAULT_PORTS.map(|port| Endpoint {
        scheme: "http",
        host: Ipv4Addr::LOCALHOST.to_string(),
        port: Some(port),
        path: "/v1".to_owned(),
    })
}

fn read_scheme(scheme: &str) -> Result<&'static str, EndpointError> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Ok("http"),
        "https" => Ok("https"),
        _ => Err(EndpointError::Scheme { scheme: scheme.to_owned() }),
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), EndpointError> {
    let Some(end) = authority.find(']') else {
        let split = authority.split_once(':');
        return Ok(split.map_or((authority, None), |(host, port)| (host, Some(port))));
    };
    let (host, rest) = authority.split_at(end + 1);
    match rest.strip_prefix(':') {
        None if !rest.is_empty() => Err(EndpointError::Host { host: format!("{authority:?}") }),
        port => Ok((host, port)),
    }
}

fn read_port(port: &str) -> Result<u16, EndpointError> {
    let number =
        port.parse().ok().filter(|number| *number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()));
    number.ok_or_else(|| EndpointError::Port { port: format!("{port:?}") })
}

fn read_host(host: &str) -> Result<String, EndpointError> {
    if host.is_empty() {
        return Err(EndpointError::NoHost);
    }
    let lower = host.to_ascii_lowercase();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|letter| {
                // Non-ASCII letters are left for the browser to validate.
                letter.is_ascii_alphanumeric() || !letter.is_ascii() || matches!(letter, '-' | '_')
            })
    };
    let is_address = matches!(address_of(&lower), Some(IpAddr::V6(_)));
    // A host of only digits and dots is meant as an IP address, and browsers interpret malformed ones in surprising
    // ways.
    let is_odd_number = lower.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !matches!(address_of(&lower), Some(IpAddr::V4(_)));
    if is_odd_number || !(is_address || lower.trim_end_matches('.').split('.').all(is_label)) {
        return Err(EndpointError::Host { host: format!("{host:?}") });
    }
    Ok(if lower == "0.0.0.0" { Ipv4Addr::LOCALHOST.to_string() } else { lower })
}

fn read_path(path: &str) -> Result<String, EndpointError> {
    if path.chars().any(|character| character.is_whitespace() || character.is_control() || character == '\\')
    {
        return Err(EndpointError::Path);
    }
    let path = path.trim_end_matches('/');
    let path = ["/chat/completions", "/completions", "/models"]
        .iter()
        .find_map(|route| path.strip_suffix(route))
        .unwrap_or(path)
        .trim_end_matches('/');
    // Some services have their own version somewhere in the path, such as `/v1beta/openai`: these paths are left
    // unchanged.
    let is_version = |segment: &str| {
        segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    Ok(if path.split('/').any(is_version) { path.to_owned() } else { format!("{path}/v1") })
}

fn address_of(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) => inside.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Returns whether no public certificate can exist for a host: this machine, private networks (including Tailscale's
/// 100.64.0.0/10), names without a dot and the suffixes reserved for local use.
fn is_private(host: &str) -> bool {
    match address_of(host) {
        Some(IpAddr::V4(address)) => {
            let is_carrier_grade = matches!(address.octets(), [100, 64..=127, ..]);
            address.is_loopback() || address.is_private() || address.is_link_local() || is_carrier_grade
        }
        Some(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
        None => {
            let local_endings = [".localhost", ".local", ".lan", ".internal", ".home.arpa"];
            !host.contains('.') || local_endings.iter().any(|ending| host.ends_with(ending))
        }
    }
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;
