import CProbe
import Foundation

/// Calls and instances give back what they took.
struct ResourceLeakCase: ConformanceCase {
    let name: String
    private let resource: String
    private let plural: String
    /// Growth that a call, or an instance, may not have round after round.
    private let step: Int
    private let count: @Sendable () -> Int

    let rule = "Nothing is ever freed by the other side. (What an instance took is gone when destroy has returned.)"
    let isQuick = false
    /// What a thread holds is memory too.
    var needs: [String] { name == "memory-leak" ? ["thread-leak", "descriptor-leak"] : ["borrowed-spans"] }
    var summary: String { "makes hundreds of calls and dozens of instances in rounds and counts \(plural) after each" }

    static let memory = ResourceLeakCase(name: "memory-leak", resource: "byte", plural: "bytes of the heap", step: 24) {
        Int(probe_heap_bytes())
    }
    static let threads = ResourceLeakCase(name: "thread-leak", resource: "thread", plural: "threads", step: 0) {
        entries("/proc/self/task")
    }
    static let descriptors = ResourceLeakCase(name: "descriptor-leak", resource: "descriptor", plural: "file descriptors", step: 0) {
        entries("/proc/self/fd")
    }

    private init(name: String, resource: String, plural: String, step: Int, count: @escaping @Sendable () -> Int) {
        (self.name, self.resource, self.plural, self.step, self.count) = (name, resource, plural, step, count)
    }

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let works = probe.works
        let instance = try probe.instance(probe.host())
        let perRound = max(200, works.count * 12)
        let calls = try grows("calls", perRound, probe) { () throws(Finding) in
            for index in 0..<perRound where !works.isEmpty { try instance.call(works[index % works.count].message()) }
        }
        try instance.destroy()
        let instances = try grows("instances", 20, probe) { () throws(Finding) in
            for _ in 0..<20 {
                let host = probe.passingHost()
                let instance = try probe.instance(host)
                try works.first.map { work throws(Finding) in _ = try instance.call(work.message()) }
                try instance.destroy()
                try host.check()
                host.forget()
            }
        }
        return .passed("\(calls) \(plural) after \(perRound * 6) calls, \(instances) after 120 instances")
    }

    /// Runs six rounds, the first three to warm up; fails if each of the others grew, and the last as much as a leak would: what a cache
    /// takes becomes less. The count after the last.
    private func grows(_ what: String, _ perRound: Int, _ probe: Probe, _ round: () throws(Finding) -> Void) throws(Finding) -> Int {
        var counts: [Int] = []
        for number in 1...6 {
            probe.doing("\(what), round \(number) of 6")
            try round()
            counts.append(settled())
        }
        let growth = (3...5).map { counts[$0] - counts[$0 - 1] }
        let least = max(1, step * perRound)
        if growth.allSatisfy({ $0 >= least }), growth[2] * 10 >= growth[0] * 6 {
            throw Finding(
                "\(growth.reduce(0, +)) \(resource)s more after \(perRound * 3) \(what), in three rounds \(growth.map { "+\($0)" }.joined(separator: ", "))",
                expected: "\(what) that have ended hold nothing")
        }
        return counts[5]
    }

    /// The count once it has stopped to fall: what ends takes a moment.
    private func settled() -> Int {
        var least = count()
        var still = 0
        while still < 8 {
            usleep(2_500)
            let now = count()
            still = now < least ? 0 : still + 1
            least = min(least, now)
        }
        return least
    }

    private static func entries(_ folder: String) -> Int { (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0 }
}
