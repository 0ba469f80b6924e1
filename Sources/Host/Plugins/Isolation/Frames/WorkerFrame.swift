import WorkerProtocol

/// One frame as it was read: what it says, and two runs of bytes that are borrowed until its handler returns.
package struct WorkerFrame {
    /// Fields that a kind does not use are 0.
    package struct Head: Sendable, Hashable {
        package var kind: WorkerFrameKind
        package var instance: UInt32 = 0
        package var status: Int32 = 0
        package var id: UInt64 = 0
        package var call: UInt64 = 0
        package var value: UInt64 = 0
    }

    /// Bytes of `hw_frame`.
    static let headBytes = MemoryLayout<hw_frame>.size
    /// HW_MAXIMUM_FRAME_BYTES, a macro that the importer leaves out.
    static let maximumBytes = 64 << 20

    package let head: Head
    package let first: UnsafeRawBufferPointer
    package let second: UnsafeRawBufferPointer

    /// The bytes of a whole frame with runs of these lengths; padding included.
    static func totalBytes(first: Int, second: Int) -> Int { headBytes + padded(first) + padded(second) }

    /// The next number that 8 divides.
    static func padded(_ count: Int) -> Int { (count + 7) & ~7 }

    /// Writes a frame into memory of exactly ``totalBytes(first:second:)``.
    static func write(
        _ head: Head, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, to memory: UnsafeMutableRawBufferPointer
    ) {
        let frame = hw_frame(
            total_bytes: UInt32(memory.count), kind: head.kind.rawValue, reserved: 0, instance: head.instance, status: head.status,
            id: head.id, call: head.call, value: head.value, first_count: UInt32(first.count), second_count: UInt32(second.count))
        memory.storeBytes(of: frame, as: hw_frame.self)
        var at = headBytes
        for run in [first, second] where !run.isEmpty {
            UnsafeMutableRawBufferPointer(rebasing: memory[at..<at + run.count]).copyMemory(from: run)
            for index in at + run.count..<at + padded(run.count) { memory[index] = 0 }
            at += padded(run.count)
        }
    }

    /// A frame as bytes of its own.
    static func bytes(_ head: Head, _ first: [UInt8] = [], _ second: [UInt8] = []) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: totalBytes(first: first.count, second: second.count)) { memory, count in
            count = totalBytes(first: first.count, second: second.count)
            let memory = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(memory)[0..<count])
            first.withUnsafeBytes { first in second.withUnsafeBytes { second in write(head, first, second, to: memory) } }
        }
    }
}
