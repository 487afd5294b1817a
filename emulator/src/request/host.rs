//! What the name of the host tells about a request.

const ROOT_DOMAIN: &str = "tencentcloudapi.com";

/// The product in the host name, if it is one of the service's own hosts.
pub(crate) fn product(host: &str) -> Option<&str> {
    let labels = without_port(host).strip_suffix(ROOT_DOMAIN)?.strip_suffix('.')?;
    labels.split('.').next()
}

/// The host without its port, as some SDKs sign it.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // The last colon of a bare `[::1]` is not a port's.
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Whether the host is this machine.
pub(crate) fn is_local(host: &str) -> bool {
    let name = without_port(host).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name == "[::1]" || name.starts_with("127.")
}
