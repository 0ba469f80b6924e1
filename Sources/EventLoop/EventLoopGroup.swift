internal import Synchronization

/// A fixed number of loops, handed out in turns.
package final class EventLoopGroup: Sendable {
    /// The loops, at least one.
    package let loops: [EventLoop]
    private let turn = Atomic<Int>(0)

    /// Starts `count` loops (at least 1) named `<name>-0`, `<name>-1`, …
    ///
    /// Throws `EventLoopError`; loops already started are stopped first.
    package init(count: Int, name: String) throws(EventLoopError) {
        var started: [EventLoop] = []
        do {
            for index in 0..<max(1, count) { started.append(try EventLoop(name: "\(name)-\(index)")) }
        } catch {
            for loop in started { loop.shutdown() }
            throw error
        }
        loops = started
    }

    /// The next loop in turn. Thread: any.
    package func next() -> EventLoop {
        let index = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: index) % UInt(loops.count))]
    }

    /// Stops all loops; see `EventLoop.shutdown()`.
    package func shutdown() {
        for loop in loops { loop.shutdown() }
    }
}
