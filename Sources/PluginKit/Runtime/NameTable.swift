import PluginABI

/// Values by name, found from the bytes of a message's field without making a string.
struct NameTable<Value: Sendable>: Sendable {
    /// Where a name stands in `names`, and its value in `values`; an empty slot has no value.
    private struct Slot: Sendable {
        var start = 0
        var count = 0
        var value = -1
    }

    /// Open addressing; a power of two, at most half full, so that a search ends soon at a hole.
    private var slots: [Slot]
    /// All names, one after the other: a comparison touches no object.
    private var names: [UInt8] = []
    private var values: [Value] = []
    private let what: String

    /// Throws `.internal` if a name is given twice.
    init(_ values: [(String, Value)], what: String) throws(PluginError) {
        self.what = what
        var capacity = 8
        while capacity < values.count * 2 { capacity *= 2 }
        slots = Array(repeating: Slot(), count: capacity)
        for (name, value) in values {
            let bytes = Array(name.utf8)
            let slot = bytes.withUnsafeBytes { position($0) }
            guard slots[slot].value < 0 else { throw PluginError(.internal, "The plugin has two \(what)s named \(name).") }
            slots[slot] = Slot(start: names.count, count: bytes.count, value: self.values.count)
            names += bytes
            self.values.append(value)
        }
    }

    /// The value under the name in the message's text field `id`. Throws `.invalidArgument` without the field, `.unsupported` without the name.
    func find(_ reader: MessageReader, _ id: Int) throws(PluginError) -> Value {
        guard let field = reader.first(id, Int(HI_FIELD_TEXT)) else {
            throw PluginError(.invalidArgument, "The message does not name its \(what) (field \(id)).")
        }
        let name = reader.data(field)
        let value = slots[position(name)].value
        guard value >= 0 else {
            throw PluginError(.unsupported, "The plugin has no \(what) named \(String(decoding: name, as: UTF8.self)).")
        }
        return values[value]
    }

    /// Where the name is, or the hole where it would be. FNV-1a: names come from the manifest, not from strangers.
    private func position(_ name: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
        while slots[slot].value >= 0, !holds(slots[slot], name) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private func holds(_ slot: Slot, _ name: UnsafeRawBufferPointer) -> Bool {
        guard slot.count == name.count else { return false }
        return names.withUnsafeBytes { names in
            for index in 0..<slot.count where names[slot.start + index] != name[index] { return false }
            return true
        }
    }
}
