/**
 * Whether a host, with or without a port, is this machine.
 * @param {string} host
 */
export function isLoopback(host) {
  const [, name = host] = /^\[?(::1|[^:\]]+)\]?(?::\d+)?$/.exec(host.toLowerCase()) ?? [];
  return (
    name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name)
  );
}
