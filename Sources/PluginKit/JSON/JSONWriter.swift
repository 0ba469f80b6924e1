/// Writes JSON straight into bytes. Commas set themselves; strings are escaped; numbers are written so that they read back the same.
///
/// ```swift
/// var json = JSONWriter()
/// json.object { json in
///     json.field("total", 2)
///     json.array("items") { json in
///         for row in rows { json.object { $0.fields(row) } }
///     }
/// }
/// ```
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Makes an empty writer; `capacity` is a guess of the bytes to come.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    // MARK: Values (elements of an array, or the whole document)

    /// Writes an object with what `body` writes.
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "{"))
        try body(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes an array with what `body` writes.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "["))
        try body(&self)
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes a string, or null for nil.
    public mutating func value(_ value: String?) {
        separate()
        if let value { quote(value) } else { raw("null") }
    }

    /// Writes an integer, or null for nil.
    public mutating func value(_ value: Int64?) {
        separate()
        if let value { decimal(value) } else { raw("null") }
    }

    /// Writes an integer, or null for nil.
    public mutating func value(_ value: Int?) { self.value(value.map(Int64.init)) }

    /// Writes a number in its shortest exact form; nil, infinities and NaN, which JSON has not, as null.
    public mutating func value(_ value: Double?) {
        separate()
        if let value, value.isFinite { number(value) } else { raw("null") }
    }

    /// Writes true, false, or null for nil.
    public mutating func value(_ value: Bool?) {
        separate()
        raw(value.map { $0 ? "true" : "false" } ?? "null")
    }

    /// Writes a point in time as RFC 3339 in UTC, or null for nil.
    public mutating func value(_ value: Timestamp?) {
        separate()
        guard let value else { return raw("null") }
        bytes.append(UInt8(ascii: "\""))
        value.appendRFC3339(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes null.
    public mutating func null() {
        separate()
        raw("null")
    }

    /// Writes bytes that already are one JSON value, unchecked.
    public mutating func raw(json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    // MARK: Parts

    /// Writes the name of a field; its value must follow.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// A comma is due exactly when the last byte ends a value: no value ends in one of `{ [ : ,`.
    mutating func separate() {
        guard let last = bytes.last else { return }
        switch last {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: ","): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ run: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: run) }

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
