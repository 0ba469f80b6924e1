/// Where a request goes: scheme, host and port, as the library that makes the connection understands the URL. Also a URL's origin.
package struct HTTPEndpoint: Sendable, Hashable, CustomStringConvertible {
    package let scheme: HTTPScheme
    /// A name in lower case, or an address as `IPAddress` writes it, without brackets.
    package let host: String
    package let port: UInt16

    package init(scheme: HTTPScheme, host: String, port: UInt16) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// `https://api.example.org:443`, the port always said.
    package var description: String { "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
