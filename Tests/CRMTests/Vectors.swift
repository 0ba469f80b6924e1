import Foundation
import PluginKit
import Testing

@testable import CRM

/// The given vectors of mining economics.
enum Vectors {
    /// The results of one vector, as the texts that they are written as.
    static func expected(_ id: Int64) throws -> [String: String] {
        let url = try #require(Bundle.module.url(forResource: "econ_vectors", withExtension: "json", subdirectory: "Vectors"))
        let given = try JSONValue(parsing: [UInt8](Data(contentsOf: url)))
        let vector = try #require(given["vectors"]?.array?.first { $0["id"]?.integer == id })
        let fields = try #require(vector["out"]?.object?.fields)
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value.string ?? "") })
    }
}
