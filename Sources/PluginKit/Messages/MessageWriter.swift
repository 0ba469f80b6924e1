import PluginABI

/// Writes a flat message (message.h) into one buffer.
///
/// The table of fields comes first, so the writer is told how many there will be at most; fewer are fine.
struct MessageWriter {
    private(set) var bytes: [UInt8]
    private let fieldCapacity: Int
    private var fieldCount = 0

    init(kind: Int, fieldCapacity: Int, dataBytes: Int = 0) {
        precondition(fieldCapacity <= Int(UInt16.max), "a message has at most 65,535 fields")
        self.fieldCapacity = fieldCapacity
        let head = MessageReader.headerBytes + fieldCapacity * MessageReader.fieldBytes
        bytes = [UInt8](repeating: 0, count: head)
        if dataBytes > 0 { bytes.reserveCapacity(head + dataBytes + 8 * fieldCapacity) }
        bytes.store(littleEndian: UInt16(kind), at: 4)
    }

    mutating func integer(_ id: Int, _ value: Int64) { field(id, HI_FIELD_INTEGER, offset: 0, value: UInt64(bitPattern: value)) }

    mutating func number(_ id: Int, _ value: Double) { field(id, HI_FIELD_NUMBER, offset: 0, value: value.bitPattern) }

    mutating func text(_ id: Int, _ value: String) {
        let offset = bytes.count
        bytes.append(contentsOf: value.utf8)
        field(id, HI_FIELD_TEXT, offset: offset, value: UInt64(bytes.count - offset))
    }

    mutating func data(_ id: Int, _ value: some Collection<UInt8>) { nested(id, HI_FIELD_BYTES, value, aligned: false) }

    mutating func rows(_ id: Int, _ value: some Collection<UInt8>) { nested(id, HI_FIELD_ROWS, value, aligned: true) }

    mutating func message(_ id: Int, _ value: some Collection<UInt8>) { nested(id, HI_FIELD_MESSAGE, value, aligned: true) }

    /// The finished message. Throws `.invalidArgument` beyond 4 GiB.
    consuming func finish() throws(PluginError) -> [UInt8] {
        guard let total = UInt32(exactly: bytes.count) else {
            throw PluginError(.invalidArgument, "A message of \(bytes.count) bytes is too long; at most 4,294,967,295 are possible.")
        }
        bytes.store(littleEndian: total, at: 0)
        bytes.store(littleEndian: UInt16(fieldCount), at: 6)
        return bytes
    }

    private mutating func nested(_ id: Int, _ type: Int, _ value: some Collection<UInt8>, aligned: Bool) {
        if aligned { bytes.padToEight() }
        let offset = bytes.count
        bytes.append(contentsOf: value)
        field(id, type, offset: offset, value: UInt64(bytes.count - offset))
    }

    private mutating func field(_ id: Int, _ type: Int, offset: Int, value: UInt64) {
        precondition(fieldCount < fieldCapacity, "more fields than announced")
        let at = MessageReader.headerBytes + fieldCount * MessageReader.fieldBytes
        let head = UInt64(UInt16(id)) | UInt64(UInt16(type)) << 16 | UInt64(UInt32(truncatingIfNeeded: offset)) << 32
        bytes.store(littleEndian: head, at: at)
        bytes.store(littleEndian: value, at: at + 8)
        fieldCount += 1
    }
}
