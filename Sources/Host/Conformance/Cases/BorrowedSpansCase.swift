import Foundation

/// Spans end with the call that lent them.
struct BorrowedSpansCase: ConformanceCase {
    let name = "borrowed-spans"
    let summary =
        "lends every message, result, setting and table read-only, before an untouchable page, and takes it away when the call returns"
    let rule = "Spans (`hi_bytes`) are borrowed until the call returns. Copy what must live longer."
    let needs = ["destroy"]

    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let host = probe.host(.init(isGuarded: true))
        let instance = try probe.instance(host)
        for round in 1...3 {
            for work in probe.works {
                probe.doing("\(work.name), round \(round)")
                try instance.call(work.message())
            }
        }
        probe.doing("after the calls have returned")
        usleep(20_000)
        probe.doing("destroy")
        try instance.destroy()
        return .passed("\(probe.works.count * 3) calls, \(host.state.withLock { $0.operationsStarted }) results")
    }
}
