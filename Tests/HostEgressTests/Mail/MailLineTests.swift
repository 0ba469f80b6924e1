import TestSupport
import Testing

@testable import HostEgress

@Suite("Mails in line")
struct MailLineTests {
    private var limits: MailLimits {
        var limits = MailLimits()
        (limits.mailsInAll, limits.mailsPerTenant, limits.waiting, limits.waitingBytes) = (3, 2, 4, 1_000)
        return limits
    }

    @Test("Tenants take turns, and who has many waits for nobody else's sake") func turns() {
        var line = MailLine(limits)
        let entries = (1...6).map { line.enter(UInt64($0), bytes: 10, of: 1) }
        #expect(entries == [.begins, .begins, .waits, .waits, .waits, .waits])
        #expect(line.enter(7, bytes: 10, of: 1) == .refused)
        #expect(line.enter(20, bytes: 10, of: 2) == .begins)
        #expect(line.enter(21, bytes: 10, of: 2) == .waits && line.enter(30, bytes: 10, of: 3) == .waits)
        #expect(line.ended(1) == [3])
        #expect(line.ended(2) == [21])
        #expect(line.ended(2) == [30])
        #expect(line.ended(1) == [4])
    }

    @Test("What waits is bounded in bytes, but for a single large one") func bytes() {
        var line = MailLine(limits)
        for number in 1...2 { #expect(line.enter(UInt64(number), bytes: 5_000, of: 1) == .begins) }
        #expect(line.enter(3, bytes: 5_000, of: 1) == .waits)
        #expect(line.enter(4, bytes: 1, of: 1) == .refused)
        #expect(line.leave(3, of: 1) && !line.leave(3, of: 1))
        #expect(line.enter(5, bytes: 600, of: 1) == .waits && line.enter(6, bytes: 400, of: 1) == .waits)
        #expect(line.enter(7, bytes: 1, of: 1) == .refused)
        #expect(line.ended(1) == [5] && line.enter(8, bytes: 600, of: 1) == .waits)
    }

    @Test("However they come and go, the limits hold, nobody is forgotten and the line is empty at last") func property() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<300 {
            var line = MailLine(limits)
            var running: [Int64: Int] = [:]
            var waiting: [UInt64: Int64] = [:]
            func begun(_ numbers: [UInt64]) {
                for number in numbers {
                    guard let tenant = waiting.removeValue(forKey: number) else {
                        Issue.record("\(number) did not wait, seed \(seed)")
                        continue
                    }
                    running[tenant, default: 0] += 1
                }
            }
            for number in UInt64(1)...100 {
                let tenant = Int64.random(in: 1...4, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0, 1:
                    switch line.enter(number, bytes: Int.random(in: 0...400, using: &random), of: tenant) {
                    case .begins: running[tenant, default: 0] += 1
                    case .waits: waiting[number] = tenant
                    case .refused: #expect(waiting.values.contains(tenant), "seed \(seed)")
                    }
                case 2:
                    if let left = waiting.keys.sorted().randomElement(using: &random), let tenant = waiting.removeValue(forKey: left) {
                        let hasLeft = line.leave(left, of: tenant)
                        #expect(hasLeft, "seed \(seed)")
                    }
                default:
                    if running[tenant, default: 0] > 0 {
                        running[tenant, default: 0] -= 1
                        begun(line.ended(tenant))
                    }
                }
                #expect(running.values.reduce(0, +) == line.running && line.running <= 3, "seed \(seed)")
                #expect(running.values.allSatisfy { $0 <= 2 }, "seed \(seed)")
            }
            while let tenant = running.first(where: { $0.value > 0 })?.key {
                running[tenant, default: 0] -= 1
                begun(line.ended(tenant))
            }
            #expect(waiting.isEmpty && line.isEmpty && line.running == 0, "seed \(seed)")
        }
    }
}
