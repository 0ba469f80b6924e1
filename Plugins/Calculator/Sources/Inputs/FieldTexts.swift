import PluginKit

/// Fields as texts by their names, from wherever they come. Pure.
enum FieldTexts {
    /// The fields of an object. Numbers are written as they were read: what must be exact beyond 17 digits is given as text.
    static func of(_ object: JSONObject, except others: Set<String> = []) -> (texts: [String: String], faults: [FieldFault]) {
        var (texts, faults) = ([String: String](), [FieldFault]())
        for field in object.fields where !others.contains(field.name) {
            switch field.value {
            case .string(let text): texts[field.name] = text
            case .integer(let number): texts[field.name] = String(number)
            case .number(let number): texts[field.name] = "\(number)"
            case .null: break
            case .boolean(let value):
                faults.append(FieldFault(field.name, found: "\(value)", expected: "a number or a text"))
            case .array(let elements):
                if let list = list(elements) {
                    texts[field.name] = list
                } else {
                    faults.append(FieldFault(field.name, found: "an array", expected: "a number, a text, or an array of those"))
                }
            case .object: faults.append(FieldFault(field.name, found: "an object", expected: "a number or a text"))
            }
        }
        return (texts, faults)
    }

    /// An array as one text with commas, which is how a query says it.
    private static func list(_ elements: [JSONValue]) -> String? {
        let texts = elements.compactMap { element in
            switch element {
            case .string(let text): text
            case .integer(let number): String(number)
            case .number(let number): "\(number)"
            default: nil
            }
        }
        return texts.count == elements.count ? texts.joined(separator: ",") : nil
    }

    /// A query's items; the first of a name counts.
    static func of(_ items: [(name: String, value: String)]) -> [String: String] {
        Dictionary(items.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
