internal import Glibc

/// Looks up host names on a thread of its own, since `getaddrinfo` blocks.
enum HostResolver {
    /// False for a socket directory and for an address.
    static func needsResolving(_ host: String) -> Bool {
        if host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") { return false }
        var address = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET, host, &address) != 1 && inet_pton(AF_INET6, host, &address) != 1
    }

    /// `completion` is called once, on the helper thread or, when there can be none, on the caller's.
    static func resolve(_ host: String, port: Int, completion: @escaping @Sendable (Result<[String], PostgresError>) -> Void) {
        let started = HelperThread.start {
            completion(addresses(host))
        }
        if !started { completion(.failure(PostgresError(.connection, "cannot look up \(host): no thread can be started"))) }
    }

    private static func addresses(_ host: String) -> Result<[String], PostgresError> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            return .failure(PostgresError(.connection, "cannot look up \(host): \(String(cString: gai_strerror(status)))"))
        }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let info = entry {
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(info.pointee.ai_addr, info.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 {
                let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                let address = String(decoding: bytes, as: UTF8.self)
                if !found.contains(address) { found.append(address) }
            }
            entry = info.pointee.ai_next
        }
        return found.isEmpty ? .failure(PostgresError(.connection, "\(host) has no address")) : .success(found)
    }
}
