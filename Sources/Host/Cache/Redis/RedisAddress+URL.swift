extension RedisAddress {
    /// What is wrong with a `REDIS_URL`. Never holds any of it, since a password may be in there.
    package struct URLError: Error, Sendable, Equatable, CustomStringConvertible {
        package let message: String
        package var description: String { message }
    }

    private static let mostDatabases = 65_535

    /// Reads ``expected``. User, password and path may hold percent escapes.
    package init(url: String) throws(URLError) {
        let wrong = URLError(message: "REDIS_URL is not of the form \(Self.expected)")
        guard let colon = url.firstRange(of: "://"), url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw wrong }
        let scheme = url[..<colon.lowerBound]
        let (main, query) = Self.cut(url[colon.upperBound...], at: "?")
        let at = main.lastIndex(of: "@")
        (user, password) = try at.map { index throws(URLError) in try Self.account(main[..<index]) } ?? (nil, nil)
        let place = at.map { main[main.index(after: $0)...] } ?? main[...]
        switch scheme {
        case "redis", "rediss":
            let (authority, path) = Self.cut(place, at: "/")
            guard let (host, port) = Self.endpoint(authority) else { throw wrong }
            way = scheme == "redis" ? .tcp(host: host, port: port) : .tls(host: host, port: port)
            if let path, !path.isEmpty { database = try Self.database(path) }
        case "unix":
            // A sun_path holds 108 bytes with its NUL.
            guard place.first == "/", let path = Self.unescaped(place), path.utf8.count < 108 else { throw wrong }
            way = .socket(path: path)
        default: throw wrong
        }
        try readOptions(query)
    }

    private mutating func readOptions(_ query: Substring?) throws(URLError) {
        for option in (query ?? "").split(separator: "&") {
            let (name, value) = Self.cut(option, at: "=")
            guard let value = value.flatMap(Self.unescaped), !value.isEmpty else {
                throw URLError(message: "an option of REDIS_URL has no value; expected ?db=number or ?cacert=file")
            }
            switch (name, way) {
            case ("db", .socket): database = try Self.database(value[...])
            case ("cacert", .tls): authoritiesFile = value
            case ("cacert", _): throw URLError(message: "REDIS_URL names a cacert without TLS; expected a URL that begins with rediss://")
            default:
                throw URLError(
                    message: "REDIS_URL has an option that is not known; expected ?cacert=file with rediss://, ?db=number with unix://")
            }
        }
    }

    /// `user:password`, `:password`, or `password`, as Redis's own tools read it.
    private static func account(_ text: Substring) throws(URLError) -> (user: String?, password: String?) {
        let (first, second) = cut(text, at: ":")
        let user = second == nil ? "" : unescaped(first)
        guard let user, let password = unescaped(second ?? first), !password.isEmpty else {
            throw URLError(
                message:
                    "the user or password in REDIS_URL is empty or has a wrong percent escape; expected user:password@ or :password@")
        }
        return (user.isEmpty ? nil : user, password)
    }

    private static func endpoint(_ text: Substring) -> (host: String, port: UInt16)? {
        let form = /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::([0-9]{1,5}))?/
        guard let match = text.wholeMatch(of: form), let port = match.2 == nil ? 6_379 : match.2.flatMap({ UInt16($0) }), port > 0 else {
            return nil
        }
        return (match.1.first == "[" ? String(match.1.dropFirst().dropLast()) : String(match.1), port)
    }

    private static func database(_ text: Substring) throws(URLError) -> Int {
        guard let number = Int(text), (0...mostDatabases).contains(number), text.allSatisfy(\.isNumber) else {
            throw URLError(message: "the database in REDIS_URL is no number of 0 to \(mostDatabases)")
        }
        return number
    }

    private static func cut(_ text: some StringProtocol, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (Substring(text), nil) }
        return (Substring(text[..<index]), Substring(text[text.index(after: index)...]))
    }

    /// Nil for a wrong escape, a NUL or bytes that are not UTF-8.
    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal), high | low != 0 else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
