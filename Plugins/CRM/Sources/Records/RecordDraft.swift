import PluginKit

/// A record as somebody wants it, read from texts by their names and checked whole: every fault is told, not the first. Pure.
struct RecordDraft: Sendable, Equatable {
    /// What is to be written; a nil value is null.
    private(set) var values: [String: String?] = [:]
    private(set) var faults: [FieldFault] = []

    /// Reads texts. What is blank counts as nothing, which a field that must be there does not take.
    ///
    /// - Parameters:
    ///   - isNew: Whether fields that are left out are missing; a change leaves them as they are.
    ///   - line: Of a table.
    ///   - columns: Of a table, by name, from 1.
    init(_ texts: [String: String], of kind: RecordKind, isNew: Bool, line: Int? = nil, columns: [String: Int] = [:]) {
        for field in kind.fields {
            guard let given = texts[field.name] else {
                if isNew, field.isRequired { fault(field, nil, line, columns) }
                continue
            }
            let text = given.trimmingSpaces
            if text.isEmpty {
                if field.isRequired { fault(field, nil, line, columns) } else { values.updateValue(field.blank, forKey: field.name) }
            } else if let value = field.kind.read(text) {
                values.updateValue(value, forKey: field.name)
            } else {
                fault(field, text, line, columns)
            }
        }
        for name in texts.keys.sorted() where !kind.names.contains(name) {
            let expected = "one of the fields \(kind.names.sorted().joined(separator: ", "))"
            faults.append(FieldFault(name, found: texts[name], expected: expected, line: line, column: columns[name]))
        }
    }

    /// Reads a JSON object. Throws `.invalidArgument` for anything else.
    init(json: JSONValue, of kind: RecordKind, isNew: Bool) throws(PluginError) {
        guard let object = json.object else {
            throw PluginError(.invalidArgument, "The body: expected a JSON object with the fields of a \(kind.name).")
        }
        var (texts, faults) = ([String: String](), [FieldFault]())
        for field in object.fields {
            switch field.value {
            case .string(let text): texts[field.name] = text
            case .integer(let number): texts[field.name] = String(number)
            case .null: texts[field.name] = ""
            default:
                // A number with a point has been a binary fraction on its way: an amount comes as text.
                let known = kind.fields.first { $0.name == field.name }?.kind
                faults.append(FieldFault(field.name, found: "another type", expected: known?.expectation ?? "a text", kind: known))
            }
        }
        let told = Set(faults.map(\.field))
        self.init(texts, of: kind, isNew: isNew)
        self.faults = faults + self.faults.filter { !told.contains($0.field) }
    }

    /// Writes the object that the statements take.
    func write(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in values.sorted(by: { $0.key < $1.key }) { json.field(name, value) }
        }
    }

    /// The statements' parameter for a new record: an array of one.
    var asRows: Value { Value.json { json in json.array { write(to: &$0) } } }

    /// The statements' parameter for a change.
    var asChange: Value { Value.json { write(to: &$0) } }

    private mutating func fault(_ field: RecordField, _ found: String?, _ line: Int?, _ columns: [String: Int]) {
        faults.append(
            FieldFault(
                field.name, found: found, expected: field.kind.expectation, kind: field.kind, line: line, column: columns[field.name]))
    }
}

extension RecordField {
    /// What the database gets where nothing is given.
    fileprivate var blank: String? {
        switch kind {
        case .amount: "0"
        case .currency: "USD"
        default: kind.isNullable ? nil : ""
        }
    }
}
