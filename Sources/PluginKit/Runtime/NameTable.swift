import PluginABI

/// Values by name, found from the bytes of a message's field without making a string.
struct NameTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var name: [UInt8]
        var value: Value
    }

    /// Open addressing; a power of two, at most half full, so that a search ends soon at a hole.
    private var slots: [Entry?]
    private let what: String

    /// Throws `.internal` if a name is given twice.
    init(_ values: [(String, Value)], what: String) throws(PluginError) {
        self.what = what
        var capacity = 8
        while capacity < values.count * 2 { capacity *= 2 }
        slots = Array(repeating: nil, count: capacity)
        for (name, value) in values {
            let bytes = Array(name.utf8)
            let slot = bytes.withUnsafeBytes { position($0) }
            guard slots[slot] == nil else { throw PluginError(.internal, "The plugin has two \(what)s named \(name).") }
            slots[slot] = Entry(name: bytes, value: value)
        }
    }

    /// The value under the name in the message's text field `id`. Throws `.invalidArgument` without the field, `.unsupported` without the name.
    func find(_ reader: MessageReader, _ id: Int) throws(PluginError) -> Value {
        guard let field = reader.first(id, Int(HI_FIELD_TEXT)) else {
            throw PluginError(.invalidArgument, "The message does not name its \(what) (field \(id)).")
        }
        let name = reader.data(field)
        guard let entry = slots[position(name)] else {
            throw PluginError(.unsupported, "The plugin has no \(what) named \(String(decoding: name, as: UTF8.self)).")
        }
        return entry.value
    }

    /// Where the name is, or the hole where it would be. FNV-1a: names come from the manifest, not from strangers.
    private func position(_ name: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
        while let entry = slots[slot], !entry.name.elementsEqual(name) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }
}
