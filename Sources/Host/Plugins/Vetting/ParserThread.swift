import Dispatch
import Foundation
import Synchronization

/// The one thread on which libpg_query runs.
///
/// The library makes a thread-specific key for every thread that parses and never gives it back; a process has 1,024 of them.
/// And its parser recurses once for each operator of a chain, so it needs a stack larger than threads have.
final class ParserThread: Sendable {
    static let shared = ParserThread()

    /// A text of the largest size that is parsed needs less than this.
    private static let stackBytes = 512 * 1_048_576

    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    private init() {
        let thread = Thread { [self] in
            while true {
                arrivals.wait()
                let work = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                work?()
            }
        }
        thread.name = "sql-parser"
        thread.stackSize = Self.stackBytes
        thread.start()
    }

    /// Runs `body` on the thread and waits for its end. Any thread but this one.
    func run(_ body: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        waiting.withLock {
            $0.append {
                body()
                done.signal()
            }
        }
        arrivals.signal()
        done.wait()
    }
}
