internal import Glibc

/// Growing raw memory that is used again and again; integers are written big endian, as PostgreSQL wants them.
final class ByteBuffer {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 1024) {
        self.capacity = capacity
        base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    func removeAll() {
        count = 0
        // One huge value must not hold its memory for good.
        if capacity > 1 << 20 { reallocate(64 << 10) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    func append<Number: FixedWidthInteger>(_ number: Number) {
        reserve(MemoryLayout<Number>.size)
        (base + count).storeBytes(of: number.bigEndian, as: Number.self)
        count += MemoryLayout<Number>.size
    }

    /// Overwrites four bytes, for a length that is known only after its content.
    func replace(at offset: Int, with number: Int32) {
        (base + offset).storeBytes(of: number.bigEndian, as: Int32.self)
    }

    func truncate(to count: Int) { self.count = count }

    private func reserve(_ additional: Int) {
        guard count + additional > capacity else { return }
        reallocate(max(capacity * 2, count + additional))
    }

    private func reallocate(_ newCapacity: Int) {
        let moved = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
        moved.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = moved
        capacity = newCapacity
    }
}
