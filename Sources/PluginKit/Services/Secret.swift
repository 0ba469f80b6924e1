import Glibc

/// A secret in memory. It shows itself nowhere: its description is `(secret)`, and its memory is overwritten when the last reference goes.
///
/// What `text` gives is an ordinary copy: use it at once, and write it nowhere.
public final class Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    // nonisolated(unsafe): written in init, read until deinit, which nobody else can be in.
    private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        memory = .allocate(byteCount: bytes.count, alignment: 1)
        memory.copyMemory(from: bytes)
    }

    deinit {
        Self.wipe(memory)
        memory.deallocate()
    }

    /// How many bytes it has.
    public var count: Int { memory.count }

    /// The secret as text; what is not UTF-8 in it is replaced.
    public var text: String { String(decoding: memory, as: UTF8.self) }

    /// Lends the bytes until `body` returns.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(memory))
    }

    /// Never the secret.
    public var description: String { "(secret)" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// Empty.
    public var customMirror: Mirror { Mirror(self, children: []) }

    static func wipe(_ bytes: inout [UInt8]) { bytes.withUnsafeMutableBytes { wipe($0) } }

    private static func wipe(_ memory: UnsafeMutableRawBufferPointer) {
        if let address = memory.baseAddress { explicit_bzero(address, memory.count) }
    }
}
