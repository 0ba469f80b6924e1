import TestSupport
import Testing

@testable import HostEgress

@Suite("The lines of requests")
struct HostLinesTests {
    @Test("Whatever comes and goes: limits hold, nobody is lost, nobody begins twice, and nobody waits while there is room")
    func invariants() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        var limits = HTTPLimits()
        limits.requestsPerHost = 3
        limits.requestsInAll = 7
        limits.waiting = 20
        let hosts = (0..<5).map { HTTPEndpoint(scheme: .https, host: "h\($0).example.org", port: 443) }
        for _ in 0..<100 {
            var lines = HostLines<Int>(limits)
            var running: [Int: HTTPEndpoint] = [:]
            var waiting: [Int: HTTPEndpoint] = [:]
            for item in 0..<300 {
                switch Int.random(in: 0..<5, using: &random) {
                case 0, 1:
                    let host = hosts.randomElement(using: &random)!
                    switch lines.enter(item, to: host) {
                    case .begins: running[item] = host
                    case .waits: waiting[item] = host
                    case .refused: #expect(waiting.count == limits.waiting, "seed \(seed)")
                    }
                case 2, 3:
                    guard let (ending, host) = running.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else { continue }
                    running[ending] = nil
                    for begun in lines.ended(host) {
                        #expect(running.updateValue(waiting[begun]!, forKey: begun) == nil, "seed \(seed)")
                        waiting[begun] = nil
                    }
                default:
                    guard let (leaving, host) = waiting.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else { continue }
                    let hasLeft = [lines.leave(leaving, to: host), lines.leave(leaving, to: host)]
                    #expect(hasLeft == [true, false], "seed \(seed)")
                    waiting[leaving] = nil
                }
                #expect(lines.running == running.count && lines.waiting == waiting.count, "seed \(seed)")
                #expect(running.count <= limits.requestsInAll, "seed \(seed)")
                for host in hosts {
                    let here = running.values.count { $0 == host }
                    #expect(here <= limits.requestsPerHost, "seed \(seed)")
                    if waiting.values.contains(host) {
                        #expect(here == limits.requestsPerHost || running.count == limits.requestsInAll, "seed \(seed)")
                    }
                }
            }
        }
    }
}
