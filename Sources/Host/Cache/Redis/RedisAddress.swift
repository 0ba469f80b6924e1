/// Where Redis is and how to sign in: what `REDIS_URL` says.
package struct RedisAddress: Sendable, Equatable {
    /// How bytes get there.
    package enum Way: Sendable, Equatable {
        case tcp(host: String, port: UInt16)
        /// TLS 1.2 or newer, with the server's certificate and name checked.
        case tls(host: String, port: UInt16)
        case socket(path: String)
    }

    package var way: Way
    package var user: String?
    package var password: String?
    /// The number of the database.
    package var database = 0
    /// PEM file of the authorities that may have signed the server's certificate; nil for the system's.
    package var authoritiesFile: String?

    /// For messages.
    package static let expected =
        "redis://[[user]:password@]host[:port][/database], rediss://… for TLS (with ?cacert=file for an authority of one's own), or unix://[[user]:password@]/path/of/socket[?db=database]"

    /// Whether bytes stay on this machine.
    package var isLocal: Bool {
        switch way {
        case .socket: true
        case .tcp(let host, _), .tls(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
        }
    }
}

extension RedisAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without user and password: `redis://cache.example.org:6379/0`.
    package var description: String {
        func at(_ host: String, _ port: UInt16) -> String { "\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)" }
        return switch way {
        case .tcp(let host, let port): "redis://" + at(host, port)
        case .tls(let host, let port): "rediss://" + at(host, port)
        case .socket(let path): "unix://\(path)?db=\(database)"
        }
    }
    /// Without user and password.
    package var debugDescription: String { description }
    /// Empty: a mirror would show the password.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
