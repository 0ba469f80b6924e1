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
    /// Owned; the first `count` of `capacity` are initialised, and the type is trivial.
    private(set) var states: UnsafeMutablePointer<CoverState>
    private var capacity: Int
    var count = 0

    init() {
        capacity = 64
        states = .allocate(capacity: capacity)
    }

    deinit { states.deallocate() }

    /// Empties it and makes room for so many.
    func clear(capacity wanted: Int) {
        count = 0
        guard wanted > capacity else { return }
        states.deallocate()
        capacity = wanted + wanted / 2
        states = .allocate(capacity: capacity)
    }
}
