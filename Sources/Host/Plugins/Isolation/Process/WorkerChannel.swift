import CLinux
import EventLoop
import Glibc
import Synchronization

/// The socket to one worker. Frames are sent from any thread, without a hop as long as the worker keeps up, and read on the loop.
///
/// The descriptor lives as long as the channel: a late sender writes into a socket that is shut down, never into somebody else's.
final class WorkerChannel: EventHandler, Sendable {
    /// Why the channel ended.
    enum End: Sendable, Equatable {
        /// The worker closed its end, as a rule by ending.
        case closedByWorker
        case malformed(String)
        /// Too much waits for a worker that does not read.
        case notRead
    }

    /// Bytes read before the loop serves its other descriptors.
    private static let bytesPerTurn = 1 << 20
    /// Frames dealt with before the loop serves its other descriptors.
    static let framesPerTurn = 4_096
    /// Others' frames that a sender writes along with its own before the loop takes over.
    private static let roundsPerSender = 4

    private let loop: EventLoop
    private let descriptor: Int32
    private let outbox = Mutex(WorkerOutbox())
    private let isClosed = Atomic<Bool>(false)
    private let onFrame: @Sendable (WorkerFrame) -> Void
    private let onEnd: @Sendable (End) -> Void
    /// Safe: touched on the loop alone.
    private nonisolated(unsafe) var reader = WorkerFrameReader()
    /// Safe: as `reader`.
    private nonisolated(unsafe) var isEnded = false
    /// Frames that were read wait for the loop's next round. Safe: as `reader`.
    private nonisolated(unsafe) var isPaused = false

    /// - Parameters:
    ///   - descriptor: Non-blocking; owned by the channel from now on.
    ///   - onFrame: On the loop, in order; must not block.
    ///   - onEnd: On the loop, at most once, after the last frame. Not told after ``close()``.
    init(
        _ descriptor: Int32, loop: EventLoop, onFrame: @escaping @Sendable (WorkerFrame) -> Void, onEnd: @escaping @Sendable (End) -> Void
    ) {
        self.descriptor = descriptor
        self.loop = loop
        self.onFrame = onFrame
        self.onEnd = onEnd
    }

    deinit { Glibc.close(descriptor) }

    /// Begins to read. Thread: any.
    func open() { loop.execute { if !self.isEnded { self.loop.register(self.descriptor, .read, self) } } }

    /// Ends both directions; what was not written is dropped. Thread: any.
    func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        loop.execute { self.forget() }
    }

    /// Tells the worker that nothing more comes; it ends when it has dealt with what came. Thread: any.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends a frame. What a closed channel is given is dropped.
    ///
    /// Thread: any; never blocks.
    /// - Returns: False if the frame is too large to be sent at all.
    @discardableResult
    func send(
        _ head: WorkerFrame.Head, _ first: UnsafeRawBufferPointer = .init(start: nil, count: 0),
        _ second: UnsafeRawBufferPointer = .init(start: nil, count: 0)
    )
        -> Bool
    {
        let total = WorkerFrame.totalBytes(first: first.count, second: second.count)
        guard total <= WorkerFrame.maximumBytes else { return false }
        guard !isClosed.load(ordering: .acquiring) else { return true }
        withUnsafeTemporaryAllocation(byteCount: total, alignment: 8) { memory in
            WorkerFrame.write(head, first, second, to: memory)
            send(UnsafeRawBufferPointer(memory))
        }
        return true
    }

    private func send(_ frame: UnsafeRawBufferPointer) {
        let turn = outbox.withLock { outbox in
            let turn = outbox.enter(bytes: frame.count)
            if case .wait = turn { outbox.append(frame) }
            return turn
        }
        switch turn {
        case .wait: return
        case .overfull: loop.execute { self.end(.notRead) }
        case .write:
            let written = write(frame)
            if written < frame.count {
                outbox.withLock { $0.keep(rest: UnsafeRawBufferPointer(rebasing: frame[max(0, written)...])) }
                if written >= 0 { waitForRoom() }
            } else {
                flush(rounds: Self.roundsPerSender)
            }
        }
    }

    /// Writes what waits, until there is nothing or the socket takes no more.
    private func flush(rounds: Int) {
        var left = rounds
        while let bytes = outbox.withLock({ $0.next() }) {
            if left == 0 {
                loop.execute { self.flush(rounds: .max) }
                return
            }
            left -= 1
            let written = bytes.withUnsafeBytes { write($0) }
            guard written >= 0 else { return }
            outbox.withLock { $0.advance(written) }
            if written < bytes.count { return waitForRoom() }
        }
    }

    private func waitForRoom() {
        loop.execute { if !self.isEnded { self.loop.update(self.descriptor, [.read, .write]) } }
    }

    /// Bytes taken by the socket; 0 if it is full, -1 if it is dead: its end is told by the reading side.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        while true {
            let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return 0
            default: return -1
            }
        }
    }

    func ready(_ events: Interest) {
        if events.contains(.write) {
            loop.update(descriptor, .read)
            flush(rounds: .max)
        }
        if events != .write, !isPaused { receive() }
    }

    /// Hands out what a process that has ended left unread. Thread: the loop.
    func readRest() { if !isEnded, !isPaused { receive() } }

    private func receive() {
        var budget = Self.bytesPerTurn
        var frames = Self.framesPerTurn
        while budget > 0, !isEnded {
            var room = 0
            let count = reader.fill {
                room = $0.count
                return recv(self.descriptor, $0.baseAddress, room, 0)
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno != EAGAIN { end(.closedByWorker) }
                return
            }
            if count == 0 { return end(.closedByWorker) }
            budget -= count
            // There was no more just now, and the loop tells of what has come since: one system call less than to be told so.
            guard take(&frames), count == room else { return }
        }
    }

    /// Hands out what was read.
    ///
    /// - Returns: Whether all of it was; if not, it goes on in the loop's next round, or the channel has ended.
    private func take(_ frames: inout Int) -> Bool {
        do throws(WorkerFrameError) {
            frames -= try reader.frames(atMost: frames) { frame in
                onFrame(frame)
                return !isEnded
            }
        } catch {
            end(.malformed(error.message))
            return false
        }
        guard !isEnded, frames == 0 else { return !isEnded }
        isPaused = true
        loop.execute {
            self.isPaused = false
            var frames = Self.framesPerTurn
            if !self.isEnded { _ = self.take(&frames) }
        }
        return false
    }

    private func end(_ end: End) {
        guard !isEnded, !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        shutdown(descriptor, Int32(SHUT_RDWR))
        forget()
        onEnd(end)
    }

    private func forget() {
        guard !isEnded else { return }
        isEnded = true
        loop.unregister(descriptor)
    }
}
