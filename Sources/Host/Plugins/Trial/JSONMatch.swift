/// Whether a JSON document is as a test wants it. Pure.
///
/// An object must have the members that are named, whatever else it has; a list must have as many elements, each as wanted; numbers
/// are compared by value; everything else must be the same.
package enum JSONMatch {
    /// The first difference, with its path; nil if there is none.
    package static func difference(_ found: JSONValue, from wanted: JSONValue, path: String = "$") -> String? {
        switch (wanted, found) {
        case (.object(let members), .object(let given)):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                guard let there = given[name] else { return "\(path).\(name): expected \(shown(value)), found nothing" }
                if let difference = difference(there, from: value, path: "\(path).\(name)") { return difference }
            }
            return nil
        case (.array(let elements), .array(let given)):
            guard elements.count == given.count else {
                return "\(path): expected \(elements.count) elements, found \(given.count): \(shown(found))"
            }
            for (index, pair) in zip(given, elements).enumerated() {
                if let difference = difference(pair.0, from: pair.1, path: "\(path)[\(index)]") { return difference }
            }
            return nil
        default:
            if wanted == found { return nil }
            if let number = wanted.doubleValue, let other = found.doubleValue, number == other { return nil }
            return "\(path): expected \(shown(wanted)), found \(shown(found))"
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = value.text
        return text.count > 200 ? text.prefix(197) + "…" : text
    }
}
