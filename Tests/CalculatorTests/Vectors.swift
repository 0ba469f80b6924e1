import Foundation
import PluginKit

@testable import Calculator

/// The given vectors and the random ones, as JSON.
enum Vectors {
    static let given = try! load("econ_vectors")
    static let random = try! load("random_cases").array!

    static func load(_ name: String) throws -> JSONValue {
        let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors")!
        return try JSONValue(parsing: [UInt8](Data(contentsOf: url)))
    }

    /// The inputs and results of a given vector.
    static func vector(_ id: Int64) -> (given: [String: String], expected: [String: String]) {
        let vector = given["vectors"]!.array!.first { $0["id"]!.integer == id }!
        return (vector["in"].map(texts) ?? [:], texts(vector["out"]!))
    }

    /// Every field as the text that it is written as.
    static func texts(_ object: JSONValue) -> [String: String] {
        Dictionary(uniqueKeysWithValues: object.object!.fields.compactMap { field in text(field.value).map { (field.name, $0) } })
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): "\(number)"
        default: nil
        }
    }
}

/// A decimal literal of a test.
func decimal(_ text: String) -> DoubleDouble { DoubleDouble(decimal: text)! }

extension DoubleDouble {
    /// As many significant digits as another text has.
    func text(like expected: String) -> String {
        let digits = expected.filter { $0.isNumber }.drop { $0 == "0" }.count
        return text(significantDigits: max(digits, 1))
    }
}

extension DoubleDouble: ExpressibleByIntegerLiteral {
    /// A whole number of a test.
    public init(integerLiteral value: Int) { self.init(value) }
}
