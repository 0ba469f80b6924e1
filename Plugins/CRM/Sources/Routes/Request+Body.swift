import PluginKit

extension Request {
    /// The body, of so many bytes at most. Throws `.invalidArgument`: what is longer would keep a thread busy for nothing.
    func body(atMost bytes: Int) throws(PluginError) -> ArraySlice<UInt8> {
        guard body.count <= bytes else {
            throw PluginError(.invalidArgument, "The body: expected at most \(bytes) bytes, found \(body.count).")
        }
        return body
    }

    /// The longest body of a record, and of a table.
    static var recordBytes: Int { 65_536 }
    static var tableBytes: Int { 1_048_576 }

    /// The body as JSON of a record.
    func recordJSON() throws(PluginError) -> JSONValue { try JSONValue(parsing: try body(atMost: Self.recordBytes)) }

    /// A query item that is one of some words; the first where it is left out. Throws `InputFaults`.
    func choice(_ name: String, of words: [String]) throws -> String {
        let (given, choice) = (text(name) ?? words[0], FieldKind.choice(words))
        guard let word = choice.read(given) else {
            throw InputFaults(faults: [FieldFault(name, found: given, expected: choice.expectation, kind: choice)])
        }
        return word
    }
}
