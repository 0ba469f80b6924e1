import PluginKit

/// What somebody wants to take back of an invoice, as it was sent. Pure.
struct CreditDraft: Sendable {
    /// A line of the invoice, and how much of its amount; nil for all that is left.
    struct Part: Sendable {
        let line: Int?
        /// As it was given, for a fault.
        let lineText: String?
        let amountText: String?
        /// The names by which faults are told.
        let lineField: String
        let amountField: String
    }

    /// Nil for all that is left of the invoice.
    var parts: [Part]?
    /// How many credit notes the invoice had for whoever asks; nil if that does not matter.
    var notesSeen: Int?

    static let all = CreditDraft(parts: nil, notesSeen: nil)
    private static let names: Set<String> = ["lines", "credit_notes"]
    private static let mostLines = 200
    private static let amountPrefix = "amount_"

    private init(parts: [Part]?, notesSeen: Int?) { (self.parts, self.notesSeen) = (parts, notesSeen) }

    /// Reads the interface's body; without one all is taken back. Throws `.invalidArgument` for what is no object, and `InputFaults`.
    init(body: ArraySlice<UInt8>) throws {
        guard !body.isEmpty else {
            self = .all
            return
        }
        guard let object = try JSONValue(parsing: body).object else {
            throw PluginError(.invalidArgument, "The body: expected a JSON object with the lines to take back.")
        }
        var faults = object.fields.filter { !Self.names.contains($0.name) }.map {
            FieldFault($0.name, found: nil, expected: "one of the fields \(Self.names.sorted().joined(separator: ", "))")
        }
        (parts, notesSeen) = (nil, nil)
        for field in object.fields {
            switch (field.name, field.value) {
            case ("lines", .array(let lines)) where (1...Self.mostLines).contains(lines.count):
                parts = lines.enumerated().map { Self.part($0.element, "lines[\($0.offset)]") }
            case ("credit_notes", .integer(let count)) where count >= 0: notesSeen = Int(clamping: count)
            case ("lines", .null), ("credit_notes", .null): break
            case ("lines", _): faults.append(FieldFault("lines", found: nil, expected: "a list of 1 to \(Self.mostLines) lines"))
            case ("credit_notes", _): faults.append(FieldFault("credit_notes", found: nil, expected: "how many credit notes there were"))
            default: break
            }
        }
        guard faults.isEmpty else { throw InputFaults(faults: faults) }
    }

    /// Reads the page's form: `amount_1` and so on; what is blank stays. Its button for all of it has no `is_part`.
    init(form texts: [String: String]) throws {
        guard texts["is_part"] != nil else {
            self = .all
            return
        }
        let given = texts.compactMap { name, text -> (line: Int, text: String)? in
            guard name.hasPrefix(Self.amountPrefix), let line = Int(name.dropFirst(Self.amountPrefix.count)) else { return nil }
            let bare = text.trimmingSpaces
            return bare.isEmpty ? nil : (line, bare)
        }
        guard !given.isEmpty else {
            throw InputFaults(faults: [FieldFault("lines", found: nil, expected: "an amount beside one line at least")])
        }
        parts = given.sorted { $0.line < $1.line }.prefix(Self.mostLines).map {
            Part(
                line: $0.line, lineText: String($0.line), amountText: $0.text, lineField: "\(Self.amountPrefix)\($0.line)",
                amountField: "\(Self.amountPrefix)\($0.line)")
        }
        notesSeen = texts["credit_notes"].flatMap { Int($0) }
    }

    private static func part(_ value: JSONValue, _ field: String) -> Part {
        let line: JSONValue? = value["line"]
        let amount = value["amount"]
        let amountText: String? =
            switch amount {
            case nil, .null?: nil
            case .string(let text)?: text.trimmingSpaces
            case .integer(let number)?: String(number)
            // A number with a point has been a binary fraction on its way: an amount comes as text.
            default: ""
            }
        return Part(
            line: line?.integer.map { Int(clamping: $0) }, lineText: line?.integer.map { String($0) } ?? line?.string,
            amountText: amountText,
            lineField: "\(field).line", amountField: "\(field).amount")
    }
}
