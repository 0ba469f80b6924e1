import PluginABI

/// A checked copy of a message: keeps the bytes, reads fields on demand.
// The storage's bytes never change after they were made, all else is constant. So @unchecked Sendable holds.
struct OwnedMessage: @unchecked Sendable {
    private let storage: MessageStorage
    private let kind: Int
    private let fieldCount: Int

    /// Copies what the reader has checked.
    init(_ reader: MessageReader) {
        storage = MessageStorage.make(copying: reader.bytes)
        kind = reader.kind
        fieldCount = reader.fieldCount
    }

    /// Calls `body` with a reader over the bytes.
    func read<Result>(_ body: (MessageReader) -> Result) -> Result {
        storage.read { body(MessageReader(checked: $0, kind: kind, fieldCount: fieldCount)) }
    }

    func integer(_ id: Int) -> Int64? { read { $0.first(id, Int(HI_FIELD_INTEGER))?.integer } }

    func text(_ id: Int) -> String? {
        read { reader in reader.first(id, Int(HI_FIELD_TEXT)).map { String(decoding: reader.data($0), as: UTF8.self) } }
    }

    func data(_ id: Int) -> ArraySlice<UInt8>? {
        read { reader in reader.first(id, Int(HI_FIELD_BYTES)).map { ArraySlice(reader.data($0)) } }
    }

    /// All text fields with this id.
    func texts(_ id: Int) -> [String] {
        read { reader in
            (0..<reader.fieldCount).map { reader[$0] }.filter { $0.id == id && $0.type == HI_FIELD_TEXT }
                .map { String(decoding: reader.data($0), as: UTF8.self) }
        }
    }

    /// Pairs of text fields with this id: name, value, name, value… A last one without a partner is dropped.
    func pairs(_ id: Int) -> [(name: String, value: String)] {
        read { reader in
            var result: [(name: String, value: String)] = []
            var name: String?
            for index in 0..<reader.fieldCount {
                let field = reader[index]
                guard field.id == id, field.type == HI_FIELD_TEXT else { continue }
                let text = String(decoding: reader.data(field), as: UTF8.self)
                if let known = name {
                    result.append((known, text))
                    name = nil
                } else {
                    name = text
                }
            }
            return result
        }
    }
}
