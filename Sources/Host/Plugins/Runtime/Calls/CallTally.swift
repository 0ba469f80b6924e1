import Synchronization

/// How many calls a plugin has answered. Each of the host's threads counts in a place of its own, which costs a plain store instead of an
/// atomic change; threads that came when no place was left share the last.
///
/// Thread: any, for every function.
package final class CallTally: @unchecked Sendable {
    // Sendable: the places are atomics at fixed addresses, which live as long as this.

    /// A line of the processor's cache for each, so that threads do not take it from each other.
    private struct Place: ~Copyable {
        let calls = Atomic<Int>(0)
        private let rest = (0, 0, 0, 0, 0, 0, 0)
    }

    private let places: UnsafeMutablePointer<Place>

    package init() {
        places = .allocate(capacity: CallPlace.count + 1)
        for index in 0...CallPlace.count { (places + index).initialize(to: Place()) }
    }

    deinit {
        places.deinitialize(count: CallPlace.count + 1)
        places.deallocate()
    }

    /// All of them; a call that ends meanwhile may be missing.
    package var calls: Int { (0...CallPlace.count).reduce(0) { $0 &+ places[$1].calls.load(ordering: .relaxed) } }

    /// One more.
    ///
    /// - Parameter place: The calling thread's own.
    @inline(__always)
    func add(at place: borrowing CallPlace) {
        guard place.index < CallPlace.count else {
            add()
            return
        }
        let own = places + place.index
        own.pointee.calls.store(own.pointee.calls.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    /// One more, told by any thread.
    func add() { places[CallPlace.count].calls.wrappingAdd(1, ordering: .relaxed) }
}
