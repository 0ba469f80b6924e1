import Foundation
import Testing

@testable import MinerSimulator

/// The captures of one model, as files beside the tests.
struct Fixture: Sendable, CustomTestStringConvertible {
    let model: String
    let folder: String

    var testDescription: String { folder }

    static let models: [Fixture] = [
        ("antminer-s21", "antminer_s21_stock"), ("antminer-s19pro-b", "antminer_s19pro_stock_b"),
        ("antminer-s19xp-vnish", "antminer_s19xp_vnish"), ("antminer-s19pro", "antminer_s19pro_stock"),
        ("antminer-s19", "antminer_s19_stock"), ("antminer-s17pro", "antminer_s17pro_stock"),
        ("antminer-s17plus", "antminer_s17plus_stock"), ("antminer-t15", "antminer_t15_stock"), ("antminer-s9", "antminer_s9_v1358"),
        ("antminer-s9-asicseer", "antminer_s9_asicseer"), ("antminer-s9-vnish", "antminer_s9_vnish386"),
        ("antminer-s9pro", "antminer_s9pro_v51"), ("antminer-s9k", "antminer_s9k_stock"), ("antminer-l3plus", "antminer_l3plus_stock"),
        ("antminer-z11", "antminer_z11_stock"), ("whatsminer-m30s", "whatsminer_m30s_2020"), ("whatsminer-m50s", "whatsminer_v2"),
        ("whatsminer-m20s-2021", "whatsminer_v1_2021"), ("whatsminer-m20s-2020", "whatsminer_m20s_2020"),
        ("whatsminer-m20s-2019", "whatsminer_m20s_2019"), ("whatsminer-m3", "whatsminer_m3"),
        ("whatsminer-m31s-asleep", "whatsminer_m31s_sleeping"), ("avalon-1246", "avalon_1246"), ("avalon-1047", "avalon_1047"),
        ("avalon-1047-b", "avalon_1047_b"), ("avalon-1047-nan", "avalon_1047_nan"), ("avalon-841", "avalon_841_821"),
        ("avalon-741", "avalon_741"), ("avalon-q", "avalon_q"), ("braiins-s9-plus", "braiins_bosminerplus"),
        ("braiins-s9", "braiins_s9_bosminer"), ("auradine-teraflux", "auradine_docs"), ("hammer-d10", "hammer_d10"),
        ("honorknight", "honorknight_cgminer410"), ("strongu", "strongu_2018"),
    ].map { Fixture(model: $0.0, folder: $0.1) }

    /// Bytes by command.
    func files() throws -> [String: [UInt8]] {
        let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)?.appendingPathComponent(folder)
        var files: [String: [UInt8]] = [:]
        for file in try FileManager.default.contentsOfDirectory(
            at: folder ?? URL(fileURLWithPath: "/nowhere"), includingPropertiesForKeys: nil)
        {
            files[file.deletingPathExtension().lastPathComponent] = Array(try Data(contentsOf: file))
        }
        return files
    }

    /// The text between the tokens, one part more than there are tokens.
    static func withoutNumbers(_ bytes: [UInt8], _ tokens: [DriftToken]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var start = 0
        for token in tokens {
            parts.append(Array(bytes[start..<token.offset]))
            start = token.offset + token.count
        }
        return parts + [Array(bytes[start...])]
    }
}
