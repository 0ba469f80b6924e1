@testable import HostPlugins
import TestSupport
import Testing

@Suite("Hostile statements")
struct StatementAttackTests {
    static func scope() throws -> VettingScope { VettingScope(manifest: try Manifests.manifest(), enumTypes: ["miner_status"]) }

    @Test("are refused by their text, with a place and a reason", arguments: Attack.all)
    func refused(_ attack: Attack) throws {
        let source = StatementSource(name: "hostile", sql: attack.sql)
        let error = #expect(throws: VettingError.self) { try StatementVetter.vet(source, scope: Self.scope()) }
        let issues = try #require(error).issues
        #expect(!issues.isEmpty)
        #expect(issues.allSatisfy { $0.file == "queries/hostile.sql" && !$0.what.isEmpty && !$0.why.isEmpty })
    }

    @Test("of every class are in the table")
    func everyClass() {
        #expect(Set(Attack.all.map(\.kind)) == Set(Attack.Kind.allCases))
    }

    @Test(
        "that nest without end are refused, not a crash",
        arguments: [
            "SELECT " + String(repeating: "1+", count: 60_000) + "1", "SELECT " + String(repeating: "(", count: 60_000),
            "SELECT " + String(repeating: "- ", count: 60_000) + "1", "SELECT " + String(repeating: "(SELECT ", count: 9_000) + "1",
            "SELECT " + String(repeating: "NOT ", count: 30_000) + "true", "SELECT ARRAY" + String(repeating: "[", count: 100_000),
            String(repeating: "SELECT 1 UNION ALL ", count: 6_000) + "SELECT 1", "SELECT \0",
            "SELECT '" + String(repeating: "x", count: 200_000) + "'",
        ])
    func deep(_ sql: String) throws {
        #expect(throws: VettingError.self) { try StatementVetter.vet(StatementSource(name: "deep", sql: sql), scope: Self.scope()) }
    }

    @Test("made by mutation of good ones never crash the vetting, and never name a forbidden function")
    func mutated() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        let scope = try Self.scope()
        let alphabet = Array("();,'\"$1*.:= \nSELECTpgset_config/-\\{}éß".unicodeScalars)
        for _ in 0..<1_500 {
            let good = GoodStatement.all.randomElement(using: &random)!
            var scalars = Array(good.sql.unicodeScalars)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<scalars.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: scalars.remove(at: place)
                case 1: scalars.insert(alphabet.randomElement(using: &random)!, at: place)
                default: scalars[place] = alphabet.randomElement(using: &random)!
                }
                if scalars.isEmpty { scalars = ["x"] }
            }
            var sql = String.UnicodeScalarView()
            sql.append(contentsOf: scalars)
            let vetted = try? StatementVetter.vet(StatementSource(name: "m", sql: String(sql)), scope: scope)
            #expect(vetted?.reads.allSatisfy { $0.hasPrefix("p_hosting.") || scope.foreignTables.contains($0) } ?? true, "seed \(seed)")
        }
    }
}
