import Foundation
import HostPlugins

/// Threads of the scripted host that bring results, each when it is due.
///
/// Thread: any. The threads live as long as the process.
// All that changes is guarded by the condition's lock. So @unchecked Sendable holds.
final class Deliverer: @unchecked Sendable {
    static let shared = Deliverer(threads: 3)

    private let condition = NSCondition()
    private var waiting: [(dueNanos: UInt64, work: @Sendable () -> Void)] = []

    private init(threads: Int) {
        for _ in 0..<threads { Thread.detachNewThread { [self] in deliver() } }
    }

    func after(_ nanos: UInt64, _ work: @escaping @Sendable () -> Void) {
        condition.lock()
        waiting.append((monotonicNanos() + nanos, work))
        condition.signal()
        condition.unlock()
    }

    private func deliver() -> Never {
        while true {
            condition.lock()
            var work: (@Sendable () -> Void)?
            while work == nil {
                let now = monotonicNanos()
                if let next = waiting.indices.min(by: { waiting[$0].dueNanos < waiting[$1].dueNanos }) {
                    if waiting[next].dueNanos <= now {
                        work = waiting.remove(at: next).work
                    } else {
                        _ = condition.wait(until: Date(timeIntervalSinceNow: Double(waiting[next].dueNanos - now) / 1e9))
                    }
                } else {
                    condition.wait()
                }
            }
            condition.unlock()
            work?()
        }
    }
}
