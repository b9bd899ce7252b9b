//! The address of a model server, from what a person types to the addresses that are asked. Text only: nothing is
//! looked up, and whether a server is there is the doctor's business.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The ports that llama-server, Ollama, LM Studio and vLLM listen on by default.
const DEFAULT_PORTS: [u16; 4] = [8080, 11434, 1234, 8000];

/// Why an address cannot be used. The user can fix each of them.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum EndpointError {
    #[error("the address is empty")]
    Empty,
    #[error("an address starts with http:// or https://, not {scheme}://")]
    Scheme { scheme: String },
    #[error("the address has no host name")]
    NoHost,
    #[error("{host:?} is no host name")]
    Host { host: String },
    #[error("{port:?} is no port: a port is a number from 1 to 65535")]
    Port { port: String },
    /// `fetch` refuses addresses with a user name in them.
    #[error("the address must not hold a user name or a password: the key has a field of its own")]
    Credentials,
    #[error("the address must not have a part after ? or #")]
    Query,
    #[error("the path of the address must not hold blanks or control characters")]
    Path,
}

/// The base address of an OpenAI-compatible server, normalised: scheme and host in lower case, no slash at the end,
/// and a path that ends in the version of the protocol.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint {
    scheme: &'static str,
    /// As it stands in an address: IPv6 in brackets.
    host: String,
    port: Option<u16>,
    path: String,
}

impl Endpoint {
    /// Reads an address as typed: with or without `/v1`, a slash at the end, or a scheme (`http` for this machine
    /// and private networks, where servers have no certificate; `https` for all others). An address copied from a
    /// request (`…/chat/completions`, `…/models`) is read as its base, and `0.0.0.0`, which servers print and
    /// browsers refuse, as `127.0.0.1`.
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

    pub fn chat_url(&self) -> String {
        format!("{}/chat/completions", self.base_url())
    }

    pub fn models_url(&self) -> String {
        format!("{}/models", self.base_url())
    }

    /// Where a server's own routes are (`/health`, `/props`): the base without its `/v1`.
    pub fn root_url(&self) -> String {
        let path = self.path.strip_suffix("/v1").unwrap_or(&self.path);
        format!("{}{path}", self.address())
    }

    /// The port, where the address says one.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether the server is on this machine.
    pub fn is_loopback(&self) -> bool {
        match address_of(&self.host) {
            Some(IpAddr::V4(address)) => address.is_loopback(),
            Some(IpAddr::V6(address)) => address.is_loopback(),
            None => self.host == "localhost" || self.host.ends_with(".localhost"),
        }
    }

    /// `http://127.0.0.1:8080`: scheme, host and port, as browsers compare them. A key goes to one of these alone.
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

/// Where a model server on this machine is by default, in the order worth trying. By number: `localhost` may mean `::1`,
/// where most of them do not listen.
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
        None if !rest.is_empty() => Err(EndpointError::Host { host: authority.to_owned() }),
        port => Ok((host, port)),
    }
}

fn read_port(port: &str) -> Result<u16, EndpointError> {
    let number =
        port.parse().ok().filter(|number| *number > 0 && port.bytes().all(|byte| byte.is_ascii_digit()));
    number.ok_or_else(|| EndpointError::Port { port: port.to_owned() })
}

fn read_host(host: &str) -> Result<String, EndpointError> {
    if host.is_empty() {
        return Err(EndpointError::NoHost);
    }
    let lower = host.to_ascii_lowercase();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|letter| {
                // The letters of other scripts are told apart by the browser, which knows them.
                letter.is_ascii_alphanumeric() || !letter.is_ascii() || matches!(letter, '-' | '_')
            })
    };
    let is_address = matches!(address_of(&lower), Some(IpAddr::V6(_)));
    // Only digits and dots is meant as a number, and browsers read odd ones in surprising ways.
    let is_odd_number = lower.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !matches!(address_of(&lower), Some(IpAddr::V4(_)));
    if is_odd_number || !(is_address || lower.trim_end_matches('.').split('.').all(is_label)) {
        return Err(EndpointError::Host { host: host.to_owned() });
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
    // Some services have a version of their own somewhere in the path, as `/v1beta/openai`: they are left as typed.
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

/// Hosts that no public certificate is made for: this machine, private networks (Tailscale's 100.64.0.0/10 among
/// them), names without a dot and the endings kept for local use.
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
