@testable import HostPlugins
import Testing

@Suite("Declared statements")
struct StatementVetterTests {
    @Test("that plugins need are accepted, and say what they read and write", arguments: GoodStatement.all)
    func accepted(_ good: GoodStatement) throws {
        let vetted = try StatementVetter.vet(StatementSource(name: "good", sql: good.sql), scope: StatementAttackTests.scope())
        #expect(vetted.reads == good.reads)
        #expect(vetted.writes == good.writes)
    }

    @Test("are refused with the line and column of what is wrong")
    func place() throws {
        let source = StatementSource(name: "sleepy", sql: "SELECT 1,\n  -- é\n  pg_sleep(1)\nFROM miners")
        let error = #expect(throws: VettingError.self) { try StatementVetter.vet(source, scope: StatementAttackTests.scope()) }
        #expect(error?.issues.map(\.description) == ["queries/sleepy.sql:3:3: function pg_sleep: not on the list of allowed functions"])
    }

    @Test("tell all that is wrong at once, over all files")
    func gathered() throws {
        let sources = [StatementSource(name: "a", sql: "SELECT pg_sleep(1), nextval('x')"), StatementSource(name: "b", sql: "SELEC")]
        let error = #expect(throws: VettingError.self) { try StatementVetter.vet(sources, scope: StatementAttackTests.scope()) }
        #expect(error?.issues.count == 3)
    }

    @Test("may name a common table expression only where it is in sight")
    func commonTables() throws {
        let scope = try StatementAttackTests.scope()
        #expect(throws: VettingError.self) {
            try StatementVetter.vet(
                StatementSource(name: "x", sql: "SELECT (WITH c AS (SELECT 1) SELECT count(*) FROM c), * FROM c"), scope: scope)
        }
        _ = try StatementVetter.vet(
            StatementSource(name: "x", sql: "WITH c AS (SELECT 1 AS a), d AS (SELECT * FROM c) SELECT * FROM d"), scope: scope)
    }
}
