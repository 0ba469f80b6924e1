import PluginKit

extension Request {
    /// The longest body of a record, and of a table.
    static var recordBytes: Int { 65_536 }
    static var tableBytes: Int { 1_048_576 }

    /// The fields of a form, as texts by their names.
    func formTexts() throws(PluginError) -> [String: String] { try PostedForm(self, atMost: Self.recordBytes).verbatimTexts }

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
