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

/// A generator that gives the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Whether two values are the same but for the last digits.
func close(_ left: Double?, _ right: Double) -> Bool {
    guard let left else { return false }
    return abs(left - right) <= 1e-6 * max(1, abs(right))
}
