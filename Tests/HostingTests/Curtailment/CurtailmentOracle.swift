import Foundation

@testable import Hosting

/// Fleets and their proven optima; each optimum was found by two other programs, a dynamic programme and a mixed-integer solver.
struct CurtailmentOracle {
    /// One problem and what is known of it.
    struct Instance {
        let name: String
        let problem: CoverProblem
        let optimumGHs: Int64
    }

    /// Where the fleet lies that is too large to keep here: a folder that the environment names, or the one beside the checkout.
    private static let shared =
        ProcessInfo.processInfo.environment["CURTAILMENT_FLEETS"].map { URL(fileURLWithPath: $0) }
        ?? here.appendingPathComponent("../../../../../shared/mining/oracle/curtail")
    private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Oracle")

    private static let large = "fleet_100000.csv"

    /// Whether the fleet is there that is too large to keep here.
    static var hasLargeFleet: Bool { FileManager.default.fileExists(atPath: shared.appendingPathComponent(large).path) }

    /// The instances of the fleets that are kept here, or those of the large one. Throws where a fleet is not there.
    static func instances(isLarge: Bool = false) throws -> [Instance] {
        try lines(here.appendingPathComponent("optima.csv")).filter { ($0[1] == large) == isLarge }.map { fields in
            let fleet = try fleet(fields[1])
            let clients = fleet.map(\.client)
            var sizes = Array(repeating: 0, count: (clients.max() ?? -1) + 1)
            for client in clients { sizes[client] += 1 }
            let problem = try CoverProblem(
                powerWatts: fleet.map(\.powerWatts), hashrateGHs: fleet.map(\.hashrateGHs), clients: clients,
                targetWatts: Int64(fields[2]) ?? -1, maximumSwitched: Int(fields[3]),
                clientLimits: Int(fields[4]).map { percent in sizes.map { $0 * percent / 100 } } ?? [])
            return Instance(name: fields[0], problem: problem, optimumGHs: Int64(fields[5]) ?? -1)
        }
    }

    private static func fleet(_ name: String) throws -> [(hashrateGHs: Int64, powerWatts: Int64, client: Int)] {
        // The large fleet has a number and a model before the three columns.
        try lines((name == large ? shared : here).appendingPathComponent(name)).map { fields in
            let last: [Int64] = fields.suffix(3).map { Int64($0) ?? -1 }
            return (last[0], last[1], Int(last[2]))
        }
    }

    private static func lines(_ file: URL) throws -> [[String]] {
        try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
