/// 32 bytes: a digest, a root, a salt, a storage word. Ordered as the bytes are; costs no allocation.
package struct Bytes32: Hashable, Sendable, Comparable, CustomStringConvertible {
    // As they lie in memory, so that C libraries read and write them in place.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// 32 zero bytes.
    package static let zero = Bytes32(filledBy: { _ in })

    package init(_ bytes: some Collection<UInt8>) throws {
        guard bytes.count == 32 else { throw EthereumFault(.lengthWrong, "expected 32 bytes, found \(bytes.count)") }
        self.init { _ = $0.copyBytes(fromCollection: bytes) }
    }

    /// Reads 64 hexadecimal digits, after `0x` if `prefixed`.
    package init(hex: some StringProtocol, prefixed: Bool = true) throws {
        try self.init(Hex.decode(hex, prefixed: prefixed))
    }

    /// Lets `fill` write into 32 zero bytes.
    init(filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
        words = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words, fill)
    }

    /// Reads 32 bytes at `source`.
    @inline(__always)
    init(at source: UnsafeRawPointer) {
        words = source.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
    }

    /// Writes the 32 bytes to `target`.
    @inline(__always)
    func store(at target: UnsafeMutableRawPointer) {
        target.storeBytes(of: words.0, as: UInt64.self)
        target.storeBytes(of: words.1, toByteOffset: 8, as: UInt64.self)
        target.storeBytes(of: words.2, toByteOffset: 16, as: UInt64.self)
        target.storeBytes(of: words.3, toByteOffset: 24, as: UInt64.self)
    }

    /// Gives `body` the 32 bytes, for as long as it runs.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: words, body)
    }

    /// The bytes as an array.
    package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// 64 lower-case digits without `0x`.
    package var hex: String { withUnsafeBytes { Hex.encode($0, prefixed: false) } }

    package var description: String { "0x" + hex }

    /// The same 32 bytes.
    package static func == (left: Bytes32, right: Bytes32) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2 && left.words.3 == right.words.3
    }

    /// By the first byte that differs.
    package static func < (left: Bytes32, right: Bytes32) -> Bool {
        (left.words.0.bigEndian, left.words.1.bigEndian, left.words.2.bigEndian, left.words.3.bigEndian)
            < (right.words.0.bigEndian, right.words.1.bigEndian, right.words.2.bigEndian, right.words.3.bigEndian)
    }

    /// Over all 32 bytes.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }

    /// 32 bytes of the system's random numbers: a salt or a pad.
    package static func random() -> Bytes32 {
        var system = SystemRandomNumberGenerator()
        return random(using: &system)
    }

    /// 32 bytes of `generator`.
    package static func random(using generator: inout some RandomNumberGenerator) -> Bytes32 {
        var value = Bytes32.zero
        value.words = (generator.next(), generator.next(), generator.next(), generator.next())
        return value
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Copies as many bytes of `source` as there is room for, from the front; returns how many.
    fileprivate func copyBytes(fromCollection source: some Collection<UInt8>) -> Int {
        var at = 0
        for byte in source.prefix(count) {
            self[at] = byte
            at += 1
        }
        return at
    }
}
