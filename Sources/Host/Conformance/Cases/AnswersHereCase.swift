import PluginABI

/// The half of ``AnswersAlikeCase`` in the host's process, in a child of its own: what runs there is confined otherwise than a worker's host is.
struct AnswersHereCase: ConformanceCase {
    /// In no list: asked by the other half alone.
    static let step = ConformanceStep(item: AnswersHereCase(), isolation: .host)

    let name = "answers-here"
    let summary = "calls every route and job three times and tells which succeed every time"
    let rule = AnswersAlikeCase.text
    let countsViolations = false

    /// Passes with the positions, among the probe's works, of those that succeeded every time.
    func run(_ probe: Probe) throws(Finding) -> Verdict {
        let instance = try probe.instance(probe.host())
        var sound: [String] = []
        for (position, work) in probe.works.enumerated() {
            var successes = 0
            for round in 1...AnswersAlikeCase.rounds {
                probe.doing("\(work.name) in the host's process, round \(round)")
                if try instance.call(work.message()).status == HI_OK { successes += 1 }
            }
            if successes == AnswersAlikeCase.rounds { sound.append("\(position)") }
        }
        try instance.destroy()
        return .passed(sound.joined(separator: " "))
    }

    /// Runs it in a child process of this one. Blocks.
    static func positions(_ probe: Probe) throws(Finding) -> Set<Int> {
        var order = probe.order
        order.caseName = step.name
        let limit = step.item.limitSeconds
        let end = ProbeProcess.runBlocking(order, executable: "/proc/self/exe", limitSeconds: limit)
        switch end.verdict(limitSeconds: limit) {
        case .passed(let note): return Set(note.split(separator: " ").compactMap { Int($0) })
        case .failed(let finding), .warned(let finding): throw finding
        case .skipped(let reason): throw Finding(reason, expected: "the same in the host's process")
        }
    }
}
