/// Frames that wait to be written to a worker, in order. Pure.
///
/// One thread at a time writes; the others leave their frames here meanwhile and go on.
struct WorkerOutbox {
    /// A worker that leaves so much unread is ended.
    static let maximumBytes = 160 << 20

    private var waiting: [UInt8] = []
    private var current: [UInt8] = []
    private var offset = 0
    /// Somebody writes, or waits until the socket takes more.
    private(set) var isTaken = false

    /// Bytes that wait.
    var count: Int { waiting.count + current.count - offset }

    /// What to do with a new frame.
    enum Turn: Sendable {
        /// Nobody writes: the caller writes its frame itself, then calls ``written(_:of:)``.
        case write
        /// Add it by ``append(_:)``; whoever writes takes it along.
        case wait
        /// Too much waits.
        case overfull
    }

    mutating func enter(bytes: Int) -> Turn {
        guard isTaken else {
            isTaken = true
            return .write
        }
        return count + bytes > Self.maximumBytes ? .overfull : .wait
    }

    /// Adds a frame behind the others.
    mutating func append(_ frame: UnsafeRawBufferPointer) { waiting.append(contentsOf: frame) }

    /// The one who writes could not write all of its own frame: the rest goes before all others.
    mutating func keep(rest: UnsafeRawBufferPointer) {
        current = [UInt8](rest)
        offset = 0
    }

    /// The next bytes to write, or nil if there are none: then the turn is over and the next frame may be written by whoever brings it.
    mutating func next() -> ArraySlice<UInt8>? {
        if offset == current.count {
            current = waiting
            waiting = []
            offset = 0
        }
        guard !current.isEmpty else {
            isTaken = false
            return nil
        }
        return current[offset...]
    }

    /// So many of the bytes that ``next()`` gave are written.
    mutating func advance(_ count: Int) { offset = min(offset + max(0, count), current.count) }
}
