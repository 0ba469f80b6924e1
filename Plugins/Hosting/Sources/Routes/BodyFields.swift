import PluginKit

/// The fields of a JSON object in a request's body, each read with what it must be. Pure.
///
/// A field that is null counts as one that is not there. Each reader throws `.invalidArgument` that names the field.
struct BodyFields: Sendable {
    private let object: JSONObject

    /// Throws `.invalidArgument` for anything but an object, and for a field that is not `known`.
    ///
    /// - Parameter subject: Whose fields they are, for a person: `miner`.
    init(_ json: JSONValue, of subject: String, known: Set<String>) throws(PluginError) {
        guard let object = json.object else {
            throw PluginError(.invalidArgument, "Expected a JSON object with the \(subject)'s fields.")
        }
        for field in object.fields where !known.contains(field.name) {
            throw PluginError(.invalidArgument, "\(field.name.prefix(60)): unknown; expected \(known.sorted().joined(separator: ", ")).")
        }
        self.object = object
    }

    /// The value under a name, null included; nil where there is none.
    subscript(_ name: String) -> JSONValue? { object[name] }

    /// A text of so many Unicode scalars, which is how the database counts characters.
    func text(_ name: String, _ length: ClosedRange<Int>) throws(PluginError) -> String? {
        guard let value = given(name) else { return nil }
        guard let text = value.string, length.contains(text.unicodeScalars.count), !text.contains("\0") else {
            let size = length.lowerBound == 0 ? "at most \(length.upperBound)" : "\(length.lowerBound) to \(length.upperBound)"
            throw PluginError(.invalidArgument, "\(name): expected a text of \(size) characters.")
        }
        return text
    }

    /// A whole number in a range.
    func integer(_ name: String, _ range: ClosedRange<Int64>) throws(PluginError) -> Int64? {
        guard let value = given(name) else { return nil }
        guard let number = value.integer, range.contains(number) else {
            throw PluginError(.invalidArgument, "\(name): expected an integer from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// A number in a range of `unit`.
    func number(_ name: String, _ range: ClosedRange<Int>, _ unit: String) throws(PluginError) -> Double? {
        guard let value = given(name) else { return nil }
        guard let number = value.number, (Double(range.lowerBound)...Double(range.upperBound)).contains(number) else {
            throw PluginError(.invalidArgument, "\(name): expected a number of \(unit) from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// True or false.
    func boolean(_ name: String) throws(PluginError) -> Bool? {
        guard let value = given(name) else { return nil }
        guard let boolean = value.boolean else { throw PluginError(.invalidArgument, "\(name): expected true or false.") }
        return boolean
    }

    private func given(_ name: String) -> JSONValue? { object[name] == .null ? nil : object[name] }
}
