import Foundation
import PostgresClient
import Synchronization
import Testing

/// Two miners at one address, as the database sees them from a provider and from its client.
extension StatementTests {
    private func wanted(_ serial: String, _ address: String, client: String, port: Int = 4_028, status: String = "active") -> String {
        """
        {"line": 2, "client": "\(client)", "serial_number": "\(serial)", "model": "Antminer S21 (200 TH)", "site": null, "site_id": null,
         "status": "\(status)", "address": "\(address)", "port": \(port)}
        """
    }

    private func insert(_ world: HostingWorld, _ tenant: HostingWorld.Tenant, _ miners: String...) async throws -> [String] {
        try await world.rows(tenant, "miners_insert", .json("[\(miners.joined(separator: ","))]")).compactMap { $0["serial_number"] }
    }

    @Test("an address in sight is given once among miners that are not offline; what is out of sight refuses nobody")
    func addresses() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM miners")
        #expect(try await insert(world, .north, wanted("N-1", "10.0.0.1", client: "north")) == ["N-1"])
        #expect(try await insert(world, .north, wanted("N-2", "10.0.0.1", client: "alpha")).isEmpty)
        #expect(try await insert(world, .north, wanted("N-2", "10.0.0.1", client: "alpha", port: 4_029)) == ["N-2"])
        #expect(try await insert(world, .north, wanted("N-3", "10.0.0.1", client: "north", status: "offline")) == ["N-3"])
        #expect(
            try await insert(world, .north, wanted("N-4", "10.0.0.4", client: "north"), wanted("N-5", "10.0.0.4", client: "alpha")).isEmpty)
        #expect(
            try await insert(world, .alpha, wanted("A-1", "10.0.0.1", client: "alpha")) == ["A-1"], "a client does not see its provider's")
        let crossed = try await world.rows(
            .north, "miners_crossed",
            .json(
                "[\(wanted("N-6", "10.0.0.1", client: "north")),\(wanted("N-7", "10.0.0.7", client: "north")),\(wanted("N-8", "10.0.0.7", client: "north"))]"
            ))
        #expect(crossed.map { "\($0["address"] ?? "") \($0["other"] ?? "-") \($0["total"] ?? "")" } == ["10.0.0.1 A-1 2", "10.0.0.7 - 2"])
        // A table is told the same, but for the row that is there itself.
        func troubles(_ tenant: HostingWorld.Tenant, _ miner: String) async throws -> [String] {
            try await world.rows(tenant, "import_check", .json("[\(miner)]")).map { "\($0["trouble"] ?? "") \($0["other"] ?? "-")" }
        }
        #expect(try await troubles(.north, wanted("N-9", "10.0.0.1", client: "north", port: 4_029)) == ["address N-2"])
        #expect(try await troubles(.north, wanted("N-2", "10.0.0.1", client: "alpha", port: 4_029)) == ["taken -"])
        #expect(try await troubles(.alpha, wanted("A-2", "10.0.0.1", client: "alpha", port: 4_029)) == ["address N-2"])
        #expect(try await troubles(.north, wanted("N-9", "10.0.0.1", client: "north", status: "offline")).isEmpty)
        let json = "[\(wanted("N-9", "10.0.0.1", client: "north"))]"
        let written = try await world.run(.north, sql: try HostingWorld.statement("miners_import"), [.json(json)])
        #expect(written.affected == 0, "also when it came between look and write")
    }

    @Test("a miner comes to no address where another answers, by a change of its own or of many, and what it has it keeps")
    func changes() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM miners")
        try await world.run(.alpha, sql: "DELETE FROM operations")
        _ = try await insert(
            world, .alpha, wanted("OP-1", "10.0.0.1", client: "alpha"), wanted("OP-2", "10.0.0.2", client: "alpha"),
            wanted("OP-3", "10.0.0.1", client: "alpha", status: "offline"), wanted("OP-4", "10.0.0.4", client: "alpha", status: "offline"),
            wanted("OP-5", "10.0.0.4", client: "alpha", status: "offline"))
        let rows = try await world.rows(.alpha, "miners_page", .int(10), .int(0))
        let ids = Dictionary(uniqueKeysWithValues: rows.map { ($0["serial_number"] ?? "", Int64($0["id"] ?? "") ?? 0) })
        func update(_ serial: String, status: PostgresValue = .null, address: PostgresValue = .null) async throws -> Int {
            try await world.rows(
                .alpha, "miner_update",
                [.int(ids[serial] ?? 0), .null, .null, status, address, .null, .bool(false), .null, .text("tester"), .null, .null]
            ).count
        }
        #expect(try await update("OP-2", address: .text("10.0.0.1")) == 0)
        let reasons = try await world.rows(
            .alpha, "miner_hindrances", .int(ids["OP-2"] ?? 0), .null, .text("10.0.0.1"), .null)
        #expect(reasons.map { "\($0["hindrance"] ?? "") \($0["name"] ?? "")" } == ["address OP-1"])
        #expect(try await update("OP-2", status: .text("offline"), address: .text("10.0.0.1")) == 1)
        #expect(try await update("OP-2", status: .text("active")) == 0, "it would come back beside the other")
        #expect(try await update("OP-2", address: .text("10.0.0.2")) == 1)
        #expect(try await update("OP-2", status: .text("active")) == 1)
        // Two that are at one address already, as older data may have them, can be changed otherwise.
        try await world.run(.alpha, sql: "UPDATE miners SET status = 'active' WHERE serial_number = 'OP-3'")
        #expect(try await update("OP-3", status: .text("maintenance"), address: .text("10.0.0.1")) == 1)
        try await world.run(.alpha, sql: "UPDATE miners SET status = 'offline' WHERE serial_number = 'OP-3'")

        let id = try await order(world, "set_status", #"{"status":"active"}"#)
        try await apply(world, id)
        let outcomes = try await world.rows(.alpha, "operation_miners_page", [.int(id), .null, .int(20), .int(0)])
        let told = outcomes.sorted { $0["serial_number"] ?? "" < $1["serial_number"] ?? "" }.map { $0["outcome"] ?? "" }
        #expect(told.prefix(3) == ["already_so", "already_so", "refused"])
        #expect(told.suffix(2).sorted() == ["accepted", "refused"], "of two that come back at once one may")
        #expect(outcomes.contains { $0["detail"] == "Miner \"OP-1\" answers at the same address." })
    }

    @Test(
        "of two who give the same address at the same moment the later one waits, and then sees that it is taken", arguments: [true, false])
    func sameMoment(providerIsFirst: Bool) async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM miners")
        let (first, second): (HostingWorld.Tenant, HostingWorld.Tenant) = providerIsFirst ? (.north, .alpha) : (.alpha, .north)
        func calls(_ serial: String) -> [(name: String, parameters: [PostgresValue])] {
            [("address_turns_take", []), ("miners_insert", [.json("[\(wanted(serial, "10.0.0.1", client: "alpha"))]")])]
        }
        let (early, late) = (calls("early"), calls("late"))
        let written = Mutex<Task<[Int], any Error>?>(nil)
        try await world.holding(first, early) { session in
            let task = Task { try await world.batch(second, late) }
            written.withLock { $0 = task }
            // The later one is under way and waits for the earlier, which has not told what it wrote.
            try await world.awaitWaiter(for: session)
        }
        let affected = try await #require(written.withLock(\.self)).value
        #expect(affected.last == 0, "\(affected)")
        let there = try await world.rows(.north, "miners_page", .int(10), .int(0)).compactMap { $0["serial_number"] }
        #expect(there == ["early"])
        try await world.run(.north, sql: "DELETE FROM miners")
    }

    @Test("many at the same moment, from above and from below, leave one miner at an address")
    func manyAtOnce() async throws {
        let world = try await StatementTests.world.value
        for _ in 0..<10 {
            try await world.run(.north, sql: "DELETE FROM miners")
            let written = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    let miner = wanted("M-\(number)", "10.0.0.1", client: "alpha")
                    group.addTask {
                        let calls: [(name: String, parameters: [PostgresValue])] = [
                            ("address_turns_take", []), ("miners_insert", [.json("[\(miner)]")]),
                        ]
                        return try await world.batch(number % 2 == 0 ? .north : .alpha, calls).last ?? 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(written == 1)
        }
        try await world.run(.north, sql: "DELETE FROM miners")
    }

    @Test("whoever gives miners addresses, or brings them back, waits for its turn first")
    func turns() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Plugins/Hosting/Sources")
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        var callers: Set<String> = []
        for file in files {
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            for statement in ["miners_insert", "miner_update", "miners_import", "records_change"] where text.contains("\"\(statement)\"") {
                callers.insert(statement)
                #expect(text.contains("MinerStore.turn"), "\(file) \(statement)")
            }
        }
        #expect(callers.count == 4)
    }
}
