import CProbe
import Foundation
import HostTenancy

/// Calls and instances give back what they took.
struct ResourceLeakCase: ConformanceCase {
    let name: String
    private let resource: String
    private let plural: String
    /// Growth that a call, or an instance, may not have round after round.
    private let step: Int
    /// The same in a worker, whose memory is seen from outside, by the page.
    private let stepInWorker: (call: Int, instance: Int)
    /// What this process has, or that worker; nil if it cannot be seen.
    private let count: @Sendable (_ worker: Int32?) -> Int?

    let rule = "Nothing is ever freed by the other side. (What an instance took is gone when destroy has returned.)"
    let isolations: [IsolationMode] = [.host, .worker]
    let isQuick = false
    /// What a thread holds is memory too.
    var needs: [String] { name == "memory-leak" ? ["thread-leak", "descriptor-leak"] : ["borrowed-spans"] }
    var summary: String { "makes hundreds of calls and dozens of instances in rounds and counts \(plural) after each" }

    static let memory = ResourceLeakCase(
        name: "memory-leak", resource: "byte", plural: "bytes of the heap", step: 24, stepInWorker: (1_024, 16_384)
    ) { worker in if let worker { residentBytes(worker) } else { Int(probe_heap_bytes()) } }
    static let threads = ResourceLeakCase(name: "thread-leak", resource: "thread", plural: "threads", step: 0) { entries("task", $0) }
    static let descriptors = ResourceLeakCase(name: "descriptor-leak", resource: "descriptor", plural: "file descriptors", step: 0) {
        entries("fd", $0)
    }

    private init(
        name: String, resource: String, plural: String, step: Int, stepInWorker: (call: Int, instance: Int) = (0, 0),
        count: @escaping @Sendable (Int32?) -> Int?
    ) {
        (self.name, self.resource, self.plural, self.step, self.count) = (name, resource, plural, step, count)
        self.stepInWorker = stepInWorker
    }

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let works = probe.works
        let worker = probe.worker?.processId
        guard count(worker) != nil else { return .skipped("the kernel does not show what a worker's process holds") }
        let instance = try probe.instance(probe.host())
        let perRound = max(200, works.count * 12)
        let calls = try grows("calls", perRound, step: worker == nil ? step : stepInWorker.call, probe) { () throws(Finding) in
            for index in 0..<perRound where !works.isEmpty { try instance.call(works[index % works.count].message()) }
        }
        try instance.destroy()
        let instances = try grows("instances", 20, step: worker == nil ? step : stepInWorker.instance, probe) { () throws(Finding) in
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
    private func grows(_ what: String, _ perRound: Int, step: Int, _ probe: Probe, _ round: () throws(Finding) -> Void) throws(Finding)
        -> Int
    {
        var counts: [Int] = []
        for number in 1...6 {
            probe.doing("\(what), round \(number) of 6")
            try round()
            counts.append(settled(probe.worker?.processId))
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
    private func settled(_ worker: Int32?) -> Int {
        var least = count(worker) ?? 0
        var still = 0
        while still < 8 {
            usleep(2_500)
            let now = count(worker) ?? 0
            still = now < least ? 0 : still + 1
            least = min(least, now)
        }
        return least
    }

    private static func entries(_ folder: String, _ process: Int32?) -> Int? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.map(String.init) ?? "self")/\(folder)"))?.count
    }

    /// Memory of its own that a process has touched, from proc(5).
    private static func residentBytes(_ process: Int32) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
            let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kilobytes * 1_024
    }
}
