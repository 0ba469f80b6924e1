/// What each miner did in each hour: nothing was heard, it slept, it ran, or it was on its way between the two. Pure.
struct HourStates: Sendable {
    enum State: UInt8, Sendable {
        case silent, asleep, between, running
    }

    private let columns: Int
    private var states: [State]

    init(_ window: FleetWindow, _ parameters: AnomalyParameters) {
        columns = window.hours
        states = Array(repeating: .silent, count: window.miners.count * columns)
        for (row, miner) in window.miners.enumerated() {
            let start = row * columns
            let limit = parameters.runningShare * miner.nameplateTHs
            for hour in 0..<columns {
                let rate = window.hashrateTHs[row, hour]
                states[start + hour] = rate.isNaN ? .silent : rate < limit ? .asleep : .running
            }
            // An hour beside one of sleep or silence is not a whole hour of running.
            var previous = states.isEmpty ? State.silent : states[start]
            for hour in 0..<columns {
                let own = states[start + hour]
                let next = hour + 1 < columns ? states[start + hour + 1] : own
                if own == .running, previous != .running || next != .running { states[start + hour] = .between }
                previous = own
            }
        }
    }

    subscript(row: Int, hour: Int) -> State { states[row * columns + hour] }

    /// How many of the members are in a state in an hour.
    func count(_ members: [Int], _ hour: Int, _ state: State) -> Int {
        members.reduce(0) { $0 + (states[$1 * columns + hour] == state ? 1 : 0) }
    }
}
