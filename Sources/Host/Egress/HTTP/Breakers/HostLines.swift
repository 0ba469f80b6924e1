/// Who may begin: so many at once to one host and in all, the others in line. Pure.
///
/// A line that is held up by its host holds up no other.
struct HostLines<Item: Hashable & Sendable>: Sendable {
    private struct Line: Sendable {
        var running = 0
        var waiting: [Item] = []
    }

    private let limits: HTTPLimits
    private var lines: [HTTPEndpoint: Line] = [:]
    /// Hosts with somebody in line, in the order in which they take turns.
    private var turns: [HTTPEndpoint] = []
    private(set) var running = 0
    private(set) var waiting = 0

    init(_ limits: HTTPLimits) { self.limits = limits }

    enum Entry: Sendable, Equatable {
        case begins
        case waits
        /// The line is too long.
        case refused
    }

    /// One wants to begin.
    mutating func enter(_ item: Item, to endpoint: HTTPEndpoint) -> Entry {
        var line = lines[endpoint] ?? Line()
        if running < limits.requestsInAll, line.running < limits.requestsPerHost, line.waiting.isEmpty {
            line.running += 1
            running += 1
            lines[endpoint] = line
            return .begins
        }
        guard waiting < limits.waiting else { return .refused }
        if line.waiting.isEmpty { turns.append(endpoint) }
        line.waiting.append(item)
        waiting += 1
        lines[endpoint] = line
        return .waits
    }

    /// One that began has ended: those who begin now.
    mutating func ended(_ endpoint: HTTPEndpoint) -> [Item] {
        guard var line = lines[endpoint], line.running > 0 else { return [] }
        line.running -= 1
        running -= 1
        lines[endpoint] = line.running == 0 && line.waiting.isEmpty ? nil : line
        return begin()
    }

    /// One in line waits no longer. False if it was not in line.
    mutating func leave(_ item: Item, to endpoint: HTTPEndpoint) -> Bool {
        guard var line = lines[endpoint], let place = line.waiting.firstIndex(of: item) else { return false }
        line.waiting.remove(at: place)
        waiting -= 1
        if line.waiting.isEmpty { turns.removeAll { $0 == endpoint } }
        lines[endpoint] = line.running == 0 && line.waiting.isEmpty ? nil : line
        return true
    }

    private mutating func begin() -> [Item] {
        var beginning: [Item] = []
        while running < limits.requestsInAll, let place = turns.firstIndex(where: { (lines[$0]?.running ?? 0) < limits.requestsPerHost }) {
            let endpoint = turns.remove(at: place)
            guard var line = lines[endpoint], !line.waiting.isEmpty else { continue }
            beginning.append(line.waiting.removeFirst())
            line.running += 1
            running += 1
            waiting -= 1
            lines[endpoint] = line
            if !line.waiting.isEmpty { turns.append(endpoint) }
        }
        return beginning
    }
}
