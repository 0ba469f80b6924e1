/// A partial choice: what it sheds against what it loses, and how it came about.
struct CoverState {
    /// Watts above the target, below zero where it falls short.
    var surplusWatts: Int64
    /// What its changes cost, plus the power price of its surplus: of equally many chosen, the lower one loses less hashrate.
    var weight: Int64
    /// Its place in the history of decisions.
    var node: Int32
}

/// States by falling surplus and falling weight, none as good as another in both: a buffer that is used again and again.
///
/// Belongs to one sweep, which runs on one thread.
final class CoverStates {
    /// Owned; the first `count` are initialised and a sentinel stands behind them. The type is trivial.
    private(set) var states: UnsafeMutablePointer<CoverState>
    private var capacity: Int
    private(set) var count = 0

    /// Behind the last state: no surplus is as low, also with any change on top.
    static let sentinel = CoverState(surplusWatts: -CoverPrices.ceiling, weight: CoverPrices.ceiling, node: CoverHistory.root)

    init() {
        capacity = 64
        states = .allocate(capacity: capacity)
        end(at: 0)
    }

    deinit { states.deallocate() }

    /// Empties it and makes room for so many.
    func clear(capacity wanted: Int) {
        if wanted >= capacity {
            states.deallocate()
            capacity = wanted + wanted / 2 + 1
            states = .allocate(capacity: capacity)
        }
        end(at: 0)
    }

    /// Ends it behind so many states, all written.
    func end(at count: Int) {
        self.count = count
        states[count] = CoverStates.sentinel
    }
}
