import WorkerProtocol

/// Cuts a worker's bytes into frames, believing none of their counts. Pure: the caller brings the bytes.
///
/// Memory grows with the frame that is being read, up to ``WorkerFrame/maximumBytes``, and is given back after it.
struct WorkerFrameReader {
    /// Bytes read at once, as a rule.
    static let usualBytes = 256 << 10

    private var buffer: [UInt8]
    private var start = 0
    private var end = 0

    init() { buffer = Array(repeating: 0, count: Self.usualBytes) }

    /// Bytes that do not yet make a frame.
    var pendingBytes: Int { end - start }
    /// Bytes of memory held.
    var capacityBytes: Int { buffer.count }

    /// Lends the free part of the buffer, at least one byte.
    ///
    /// - Parameter read: Fills it from its start and says how many bytes it wrote; a count that is no length adds nothing.
    /// - Returns: What `read` returned.
    mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let used = end
        let count = buffer.withUnsafeMutableBytes { read(UnsafeMutableRawBufferPointer(rebasing: $0[used...])) }
        if count > 0 { end = min(end + count, buffer.count) }
        return count
    }

    /// Hands out whole frames in order, until there is none, so many were handed out, or `handle` says that it wants no more.
    ///
    /// - Parameters:
    ///   - limit: Frames to hand out at most.
    ///   - handle: Borrows the frame until it returns; false ends the reading and drops what is left.
    /// - Returns: Frames handed out; if it is the limit, more may be left.
    /// - Throws: ``WorkerFrameError`` at the first frame that breaks a rule; those before it were handed out.
    @discardableResult
    mutating func frames(atMost limit: Int = .max, _ handle: (WorkerFrame) -> Bool) throws(WorkerFrameError) -> Int {
        var needed = 0
        var count = 0
        while pendingBytes >= WorkerFrame.headBytes, count < limit {
            count += 1
            let (head, first, second) = try self.head()
            let total = WorkerFrame.totalBytes(first: first, second: second)
            guard pendingBytes >= total else {
                count -= 1
                needed = total
                break
            }
            let from = start + WorkerFrame.headBytes
            let goesOn = buffer.withUnsafeBytes { bytes in
                handle(
                    WorkerFrame(
                        head: head, first: UnsafeRawBufferPointer(rebasing: bytes[from..<from + first]),
                        second: UnsafeRawBufferPointer(
                            rebasing: bytes[from + WorkerFrame.padded(first)..<from + WorkerFrame.padded(first) + second])))
            }
            start += total
            guard goesOn else {
                start = end
                break
            }
        }
        makeRoom(for: needed)
        return count
    }

    private func head() throws(WorkerFrameError) -> (WorkerFrame.Head, first: Int, second: Int) {
        let at = start
        let raw = buffer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: hw_frame.self) }
        guard let kind = WorkerFrameKind(rawValue: raw.kind), kind.isFromWorker else {
            throw WorkerFrameError("a frame of the kind \(raw.kind), which no worker sends")
        }
        let (first, second) = (Int(raw.first_count), Int(raw.second_count))
        let total = WorkerFrame.totalBytes(first: first, second: second)
        guard Int(raw.total_bytes) == total else {
            throw WorkerFrameError("a frame of \(raw.total_bytes) bytes whose parts make \(total)")
        }
        guard total <= WorkerFrame.maximumBytes else {
            throw WorkerFrameError("a frame of \(total) bytes, expected at most \(WorkerFrame.maximumBytes)")
        }
        let head = WorkerFrame.Head(
            kind: kind, instance: raw.instance, status: raw.status, id: raw.id, call: raw.call, value: raw.value)
        return (head, first, second)
    }

    /// Moves what is left to the front and has room for a frame of `needed` bytes.
    private mutating func makeRoom(for needed: Int) {
        let wanted = max(needed, Self.usualBytes)
        if buffer.count < wanted || (buffer.count > Self.usualBytes && pendingBytes == 0) {
            var next = Array<UInt8>(repeating: 0, count: wanted)
            next.replaceSubrange(0..<pendingBytes, with: buffer[start..<end])
            buffer = next
        } else if start > 0, pendingBytes > 0 {
            let (from, count) = (start, pendingBytes)
            buffer.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[from..<from + count])) }
        }
        end = pendingBytes
        start = 0
    }
}
