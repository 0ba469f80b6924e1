import Foundation

/// A JSON value as a test reads and writes it; a wrong path gives `null`, which the expectation then shows.
enum JSON: Sendable, Hashable, ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Dictionary(elements) { $1 }) }
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(booleanLiteral value: Bool) { self = .truth(value) }

    init(parsing data: Data) {
        self = (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)).map(JSON.init(any:)) ?? .null
    }

    private init(any value: Any) {
        switch value {
        case let object as [String: Any]: self = .object(object.mapValues(JSON.init(any:)))
        case let list as [Any]: self = .list(list.map(JSON.init(any:)))
        case let text as String: self = .text(text)
        case let number as NSNumber: self = CFBoolean.isBoolean(number) ? .truth(number.boolValue) : .number(number.doubleValue)
        default: self = .null
        }
    }

    subscript(key: String) -> JSON { if case .object(let object) = self { object[key] ?? .null } else { .null } }
    subscript(index: Int) -> JSON { if case .list(let list) = self, list.indices.contains(index) { list[index] } else { .null } }

    var text: String { if case .text(let text) = self { text } else { "" } }
    var double: Double? { if case .number(let number) = self { number } else { nil } }
    var integer: Int? { double.flatMap { Int(exactly: $0) } }
    var truth: Bool? { if case .truth(let truth) = self { truth } else { nil } }
    var items: [JSON] { if case .list(let list) = self { list } else { [] } }

    var encoded: String {
        guard let data = try? JSONSerialization.data(withJSONObject: any, options: [.fragmentsAllowed, .sortedKeys]) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }

    private var any: Any {
        switch self {
        case .null: NSNull()
        case .truth(let truth): truth
        case .number(let number): Int(exactly: number).map { $0 as Any } ?? number
        case .text(let text): text
        case .list(let list): list.map(\.any)
        case .object(let object): object.mapValues(\.any)
        }
    }
}

private enum CFBoolean {
    static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
