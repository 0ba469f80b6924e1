import HTTPTypes

/// The host's routes by path. Built once, read without locks.
struct HostRouteTable: Sendable {
    /// What the table says to a method and path.
    enum Match {
        case found(HostRoute, parameters: [String: String])
        case methodNotAllowed([String])
        /// `OPTIONS`: nothing is called; the methods that are there.
        case options([String])
        case notFound
    }

    let routes: [HostRoute]
    private let exact: [String: [HostRoute]]
    private let patterns: [(segments: [Substring], routes: [HostRoute])]

    init(_ routes: [HostRoute]) {
        self.routes = routes
        let byPath = Dictionary(grouping: routes, by: \.path)
        exact = byPath.filter { !$0.key.contains("{") }
        patterns = byPath.filter { $0.key.contains("{") }.sorted { $0.key < $1.key }.map { ($0.key.split(separator: "/"), $0.value) }
    }

    /// HEAD is answered as GET. A trailing slash is another path.
    func match(method: HTTPRequest.Method, path: String) -> Match {
        if let routes = exact[path] { return choose(routes, method, [:]) }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for pattern in patterns {
            if let parameters = Self.bind(pattern.segments, Array(segments)) { return choose(pattern.routes, method, parameters) }
        }
        return .notFound
    }

    private func choose(_ routes: [HostRoute], _ method: HTTPRequest.Method, _ parameters: [String: String]) -> Match {
        let wanted = method == .head ? .get : method
        if let route = routes.first(where: { $0.method == wanted }) { return .found(route, parameters: parameters) }
        let declared = routes.map(\.method.rawValue)
        let allowed = declared + (declared.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"])
        return method == .options ? .options(allowed) : .methodNotAllowed(allowed)
    }

    /// `{name}` binds one segment, `{name+}` at the end all the rest.
    private static func bind(_ pattern: [Substring], _ segments: [Substring]) -> [String: String]? {
        var parameters: [String: String] = [:]
        for (index, part) in pattern.enumerated() {
            guard index < segments.count else { return nil }
            if part.hasPrefix("{"), part.hasSuffix("+}") {
                parameters[String(part.dropFirst().dropLast(2))] = segments[index...].joined(separator: "/")
                return parameters
            }
            if part.hasPrefix("{") {
                guard !segments[index].isEmpty, let value = PercentCoding.decode(segments[index]) else { return nil }
                parameters[String(part.dropFirst().dropLast())] = value
            } else if part != segments[index] {
                return nil
            }
        }
        return pattern.count == segments.count ? parameters : nil
    }
}
