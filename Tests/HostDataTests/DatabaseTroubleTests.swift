import Testing

@testable import HostData

@Suite("Troubles of the database")
struct DatabaseTroubleTests {
    private func kinds(_ change: (inout DatabaseFigures) -> Void) -> [DatabaseTrouble.Kind] {
        var figures = DatabaseFigures()
        change(&figures)
        return DatabaseTrouble.found(in: figures).map(\.kind)
    }

    private func rows(_ live: Int, dead: Int, vacuumed: Double?, isAutovacuumed: Bool = true) -> DatabaseFigures.Rows {
        .init(table: "app.t", live: live, dead: dead, secondsSinceVacuum: vacuumed, isAutovacuumed: isAutovacuumed)
    }

    @Test("nothing is wrong with a database that nobody has asked yet")
    func nothing() { #expect(DatabaseTrouble.found(in: DatabaseFigures()) == []) }

    @Test("four fifths of the connections are too many", arguments: [(79, 100, 0), (80, 100, 1), (97, 97, 1), (5, 0, 0)])
    func connections(used: Int, limit: Int, count: Int) {
        #expect(kinds { ($0.connections, $0.connectionLimit) = (used, limit) }.count == count)
    }

    @Test("ids of a thousand million transactions are told, of multixacts too")
    func wraparound() {
        #expect(kinds { $0.oldestId = .init(database: "a", transactions: 999_999_999, multixacts: 0) } == [])
        #expect(kinds { $0.oldestId = .init(database: "a", transactions: 1_000_000_000, multixacts: 0) } == [.wraparound])
        #expect(kinds { $0.oldestId = .init(database: "a", transactions: 3, multixacts: 1_000_000_000) } == [.wraparound])
    }

    @Test("a transaction of more than an hour is told with how to end it, a prepared one by its name")
    func transactions() {
        #expect(kinds { $0.oldestTransaction = .init(process: 7, name: "r", seconds: 3_600) } == [])
        let session = DatabaseTrouble.transaction(.init(process: 7, name: "r", seconds: 3_601))
        #expect(session.description.contains("pg_terminate_backend(7)") && session.subject == "transaction 7")
        let both = kinds {
            $0.oldestTransaction = .init(process: 7, name: "r", seconds: 3_601)
            $0.oldestPrepared = .init(process: nil, name: "left", seconds: 90_000)
        }
        #expect(both == [.transaction, .transaction])
        let prepared = DatabaseTrouble.transaction(.init(process: nil, name: "left", seconds: 90_000))
        #expect(prepared.description.contains("'left'") && prepared.description.contains("ROLLBACK PREPARED"))
    }

    @Test("more dead rows than live ones are told where autovacuum is off or has not come for an hour, and they are not few")
    func deadRows() {
        #expect(kinds { $0.deadRows = [rows(10_000, dead: 10_001, vacuumed: nil)] } == [.deadRows])
        #expect(kinds { $0.deadRows = [rows(0, dead: 10_000, vacuumed: 3_601)] } == [.deadRows])
        #expect(kinds { $0.deadRows = [rows(0, dead: 10_000, vacuumed: 60, isAutovacuumed: false)] } == [.deadRows])
        #expect(kinds { $0.deadRows = [rows(0, dead: 10_000, vacuumed: 60)] } == [], "just cleared")
        #expect(kinds { $0.deadRows = [rows(20_000, dead: 20_000, vacuumed: nil)] } == [], "as many")
        #expect(kinds { $0.deadRows = [rows(0, dead: 9_999, vacuumed: nil)] } == [], "few")
        let off = DatabaseTrouble.deadRows(rows(0, dead: 10_000, vacuumed: nil, isAutovacuumed: false))
        #expect(off.description.contains("autovacuum is off"))
        #expect(DatabaseTrouble.deadRows(rows(0, dead: 10_000, vacuumed: nil)).description.contains("never cleared"))
    }

    @Test("little room on the disk is told, by share and by size")
    func disk() {
        #expect(kinds { $0.disk = DiskRoom(freeBytes: 6 << 30, totalBytes: 100 << 30) } == [])
        #expect(kinds { $0.disk = DiskRoom(freeBytes: 4 << 30, totalBytes: 100 << 30) } == [.disk])
        #expect(kinds { $0.disk = DiskRoom(freeBytes: 1 << 30, totalBytes: 4 << 30) } == [.disk])
    }

    @Test("what a trouble is about stays the same while its figures change")
    func subject() {
        let (before, after) = (rows(0, dead: 10_000, vacuumed: nil), rows(0, dead: 20_000, vacuumed: nil))
        #expect(DatabaseTrouble.deadRows(before).subject == DatabaseTrouble.deadRows(after).subject)
    }
}
