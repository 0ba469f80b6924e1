/// Which mail goes next: tenants take turns, so many at once of one and in all, the others in line. Pure.
struct MailLine: Sendable {
    enum Entry: Sendable, Equatable {
        case begins
        case waits
        /// The tenant's line is too long.
        case refused
    }

    private struct Waiting: Sendable {
        let number: UInt64
        let bytes: Int
    }

    private struct Line: Sendable {
        var running = 0
        var waiting: [Waiting] = []
        var waitingBytes = 0
    }

    private let limits: MailLimits
    private var lines: [Int64: Line] = [:]
    /// Tenants with somebody in line, in the order in which they take turns.
    private var turns: [Int64] = []
    private(set) var running = 0

    init(_ limits: MailLimits) { self.limits = limits }

    /// Whether nobody runs or waits.
    var isEmpty: Bool { lines.isEmpty }

    /// A mail of so many bytes wants to begin.
    mutating func enter(_ number: UInt64, bytes: Int, of tenant: Int64) -> Entry {
        var line = lines[tenant] ?? Line()
        if running < limits.mailsInAll, line.running < limits.mailsPerTenant, line.waiting.isEmpty {
            line.running += 1
            running += 1
            lines[tenant] = line
            return .begins
        }
        // A single one may be larger than what may wait.
        guard line.waiting.count < limits.waiting, line.waiting.isEmpty || bytes <= limits.waitingBytes - line.waitingBytes else {
            return .refused
        }
        if line.waiting.isEmpty { turns.append(tenant) }
        line.waiting.append(Waiting(number: number, bytes: bytes))
        line.waitingBytes += bytes
        lines[tenant] = line
        return .waits
    }

    /// One that began has ended: those who begin now.
    mutating func ended(_ tenant: Int64) -> [UInt64] {
        guard var line = lines[tenant], line.running > 0 else { return [] }
        line.running -= 1
        running -= 1
        keep(line, tenant)
        return begin()
    }

    /// One in line waits no longer. False if it was not in line.
    mutating func leave(_ number: UInt64, of tenant: Int64) -> Bool {
        guard var line = lines[tenant], let place = line.waiting.firstIndex(where: { $0.number == number }) else { return false }
        line.waitingBytes -= line.waiting.remove(at: place).bytes
        if line.waiting.isEmpty { turns.removeAll { $0 == tenant } }
        keep(line, tenant)
        return true
    }

    private mutating func begin() -> [UInt64] {
        var beginning: [UInt64] = []
        while running < limits.mailsInAll, let place = turns.firstIndex(where: { (lines[$0]?.running ?? 0) < limits.mailsPerTenant }) {
            let tenant = turns.remove(at: place)
            guard var line = lines[tenant], !line.waiting.isEmpty else { continue }
            let next = line.waiting.removeFirst()
            line.waitingBytes -= next.bytes
            line.running += 1
            running += 1
            beginning.append(next.number)
            lines[tenant] = line
            if !line.waiting.isEmpty { turns.append(tenant) }
        }
        return beginning
    }

    private mutating func keep(_ line: Line, _ tenant: Int64) {
        lines[tenant] = line.running == 0 && line.waiting.isEmpty ? nil : line
    }
}
