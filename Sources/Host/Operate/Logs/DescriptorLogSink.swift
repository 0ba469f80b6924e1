import Dispatch
import Glibc
import Synchronization

/// Writes lines to a file descriptor from a thread of its own, so that a slow reader of the log never holds up a request.
///
/// At most `limitBytes` wait; beyond that lines are dropped, counted, and the count is told in the log itself.
package final class DescriptorLogSink: LogSink {
    private struct State {
        var waiting: [UInt8] = []
        var droppedLines = 0
        var isDraining = false
    }

    private let descriptor: Int32
    private let limitBytes: Int
    private let queue = DispatchQueue(label: "hashinsight.log")
    private let state = Mutex(State())

    /// - Parameter descriptor: stays open as long as the sink is used; not closed by it.
    package init(descriptor: Int32 = STDERR_FILENO, limitBytes: Int = 4 << 20) {
        self.descriptor = descriptor
        self.limitBytes = limitBytes
    }

    /// Queues one line with its line feed. Any thread; never waits for the descriptor.
    package func write(_ line: [UInt8]) {
        let mustStart = state.withLock { state in
            if state.waiting.count + line.count > limitBytes {
                state.droppedLines += 1
            } else {
                state.waiting += line
            }
            defer { state.isDraining = true }
            return !state.isDraining
        }
        // Lines of a busy moment go out together: waking the thread for each costs more than writing it.
        if mustStart { queue.asyncAfter(deadline: .now() + .milliseconds(10)) { self.drain() } }
    }

    /// Returns when all that was written before is out. Blocks: for the end of the process and for tests.
    package func flush() { queue.sync { drain() } }

    private func drain() {
        while true {
            let bytes: [UInt8] = state.withLock { state in
                var bytes = state.waiting
                state.waiting = []
                if state.droppedLines > 0 {
                    bytes += Array("{\"level\":\"warning\",\"message\":\"log lines dropped\",\"lines\":\(state.droppedLines)}\n".utf8)
                    state.droppedLines = 0
                }
                if bytes.isEmpty { state.isDraining = false }
                return bytes
            }
            if bytes.isEmpty { return }
            writeAll(bytes)
        }
    }

    private func writeAll(_ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset) }
            if written > 0 {
                offset += written
            } else if errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = Glibc.poll(&poll, 1, 1_000)
            } else if errno != EINTR {
                return
            }
        }
    }
}
