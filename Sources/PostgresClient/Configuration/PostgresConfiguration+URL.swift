extension PostgresConfiguration {
    /// Reads `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…&sslcert=…&sslkey=…&sslcrl=…&application_name=…`.
    ///
    /// Parts may be percent-encoded; an encoded or queried `host` may be a socket directory. Other query keys are refused. Files that are
    /// named must be readable. Throws `PostgresError` with code `configuration` that names the part.
    package init(url: String) throws(PostgresError) {
        func wrong(_ part: String, _ expected: String) -> PostgresError {
            PostgresError(.configuration, "database URL: \(part); expected \(expected)")
        }
        let form = "postgres://user:password@host:port/database"
        guard let schemeEnd = url.firstRange(of: "://") else { throw wrong("no scheme", form) }
        let scheme = url[..<schemeEnd.lowerBound]
        guard scheme == "postgres" || scheme == "postgresql" else { throw wrong("the scheme is not postgres", form) }

        let (beforeQuery, query) = Self.split(url[schemeEnd.upperBound...], at: "?")
        let (authority, path) = Self.split(beforeQuery, at: "/")
        var (userInfo, hostAndPort): (Substring?, Substring) = (nil, authority)
        if let at = authority.lastIndex(of: "@") {
            userInfo = authority[..<at]
            hostAndPort = authority[authority.index(after: at)...]
        }
        func decoded(_ text: Substring, _ part: String) throws(PostgresError) -> String {
            guard let value = Self.percentDecoded(text) else { throw wrong("the \(part) is not valid percent-encoding", form) }
            return value
        }

        var host = "", port = 5432
        var portText: Substring?
        if hostAndPort.hasPrefix("[") {
            guard let end = hostAndPort.firstIndex(of: "]") else { throw wrong("the address lacks ]", form) }
            host = String(hostAndPort[hostAndPort.index(after: hostAndPort.startIndex)..<end])
            let rest = hostAndPort[hostAndPort.index(after: end)...]
            if rest.hasPrefix(":") { portText = rest.dropFirst() } else if !rest.isEmpty { throw wrong("text after ]", form) }
        } else {
            let (name, port) = Self.split(hostAndPort, at: ":")
            host = try decoded(name, "host")
            portText = port
        }
        if let portText, !portText.isEmpty {
            guard let number = Int(portText), (1...65535).contains(number) else { throw wrong("port \(portText)", "1 to 65535") }
            port = number
        }
        var user = "", password: String?
        if let userInfo {
            let (name, secret) = Self.split(userInfo, at: ":")
            user = try decoded(name, "user")
            if let secret { password = try decoded(secret, "password") }
        }
        let database = try path.map { path throws(PostgresError) in try decoded(path, "database") } ?? ""

        self.init(host: host, port: port, user: user, password: password, database: database)
        for pair in (query ?? "").split(separator: "&") {
            let (key, rawValue) = Self.split(pair, at: "=")
            let value = try decoded(rawValue ?? "", String(key))
            switch key {
            case "host": self.host = value
            case "port":
                guard let number = Int(value), (1...65535).contains(number) else { throw wrong("port \(value)", "1 to 65535") }
                self.port = number
            case "user": self.user = value
            case "password": self.password = value
            case "dbname": self.database = value
            case "sslmode":
                guard let mode = TLSMode(rawValue: value) else {
                    throw wrong("sslmode=\(value)", TLSMode.allCases.map(\.rawValue).joined(separator: ", "))
                }
                tls = mode
            case "sslrootcert": rootCertificatePath = value
            case "sslcert": clientCertificatePath = value
            case "sslkey": clientKeyPath = value
            case "sslcrl": revocationListPath = value
            case "application_name": applicationName = value
            default:
                throw wrong(
                    "unknown option \(key)",
                    "host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, sslcrl or application_name")
            }
        }
        if self.host.isEmpty { self.host = "localhost" }
        guard !self.user.isEmpty else { throw wrong("no user", form) }
        if self.database.isEmpty { self.database = self.user }
        try checkFiles()
    }

    private static func split(_ text: Substring, at separator: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else { return nil }
            bytes.append(high << 4 | low)
        }
        // A NUL would end the value early in libpq.
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}

/// The value of a hexadecimal digit, or nil.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
