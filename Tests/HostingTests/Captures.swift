import Foundation
import Testing

@testable import Hosting

/// The captured replies of real devices that lie beside the tests.
enum Captures {
    static let root = Bundle.module.resourceURL!.appendingPathComponent("Captures")

    /// Every captured file, by its path under the folder.
    static let all: [String] = {
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".json") || $0.hasSuffix(".bin") || $0.hasSuffix(".txt") }.sorted()
    }()

    static func bytes(_ path: String) -> [UInt8] {
        FileManager.default.contents(atPath: root.appendingPathComponent(path).path).map { [UInt8]($0) } ?? []
    }

    /// The reading of one or several files of one device, added in this order.
    static func reading(_ paths: String...) throws -> MinerReading {
        var builder = MinerReadingBuilder()
        for path in paths {
            if let failure = builder.add(bytes(path)) { throw failure }
        }
        return builder.finish()
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Whether two values are the same but for the last digits.
func close(_ left: Double?, _ right: Double) -> Bool {
    guard let left else { return false }
    return abs(left - right) <= 1e-6 * max(1, abs(right))
}
