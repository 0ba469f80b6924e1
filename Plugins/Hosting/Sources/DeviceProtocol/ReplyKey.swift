/// The key of a field in a reply.
struct ReplyKey {
    /// What the spelling stands for.
    let name: ReplyName
    /// The number the spelling ends with (`fan5`: 5), nil where it ends with none.
    let index: Int?
    /// The number that the spelling begins with, apart from its name (`0 Temp 1`: 0); nil where it begins with none.
    var lead: Int?
    /// The spelling itself, borrowed while the reply is scanned.
    let spelling: UnsafeBufferPointer<UInt8>

    /// The key of the root and of what stands in a list.
    static var none: ReplyKey { ReplyKey(name: .none, index: nil, spelling: UnsafeBufferPointer(start: nil, count: 0)) }

    /// Whether the spelling begins with these bytes.
    func begins(with prefix: StaticString) -> Bool {
        guard spelling.count >= prefix.utf8CodeUnitCount else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount where spelling[offset] != prefix.utf8Start[offset] { return false }
        return true
    }
}
