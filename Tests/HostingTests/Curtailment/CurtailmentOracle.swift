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

    private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Oracle")

    /// Kept without its miners' order, numbers and clients, on which its optima do not depend.
    private static let large = "fleet_100000.csv"

    /// The instances of the smaller fleets, or those of the large one. Throws where a fleet is not there.
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
        let lines = try lines(here.appendingPathComponent(name))
        return name == large
            ? lines.flatMap(miners)
            : lines.map { fields in
                let last: [Int64] = fields.suffix(3).map { Int64($0) ?? -1 }
                return (last[0], last[1], Int(last[2]))
            }
    }

    /// All that draw the same: the lowest rate, then of each further one by how much it is higher than the one before.
    private static func miners(_ fields: [String]) -> [(hashrateGHs: Int64, powerWatts: Int64, client: Int)] {
        var rate: Int64 = 0
        return fields[1].split(separator: " ").map { step in
            rate += Int64(step) ?? -1
            return (rate, Int64(fields[0]) ?? -1, 0)
        }
    }

    private static func lines(_ file: URL) throws -> [[String]] {
        try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
