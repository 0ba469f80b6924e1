import PostgresClient
import Testing

/// Operations as the database carries them, also across a crash.
extension StatementTests {
    func order(_ world: HostingWorld, _ action: String, _ arguments: String = "{}") async throws -> Int64 {
        let rows = try await world.rows(
            .alpha, "operation_create",
            [.text(action), .text(arguments), .text("tester"), .null, .null, .null, .null, .null, .null, .text("OP-")])
        return try #require(rows.first?["id"].flatMap(Int64.init))
    }

    private func states(_ world: HostingWorld, _ id: Int64) async throws -> [String] {
        let rows = try await world.rows(.alpha, "operation_miners_page", [.int(id), .null, .int(20), .int(0)])
        return rows.map { "\($0["state"] ?? "") \($0["outcome"] ?? "-")" }
    }

    func apply(_ world: HostingWorld, _ id: Int64) async throws {
        for step in ["records_note", "records_refuse", "records_log", "records_change", "records_end"] {
            try await world.run(.alpha, sql: try HostingWorld.statement(step), [.int(id)])
        }
    }

    @Test("orders that were out at a crash are said again, but a restart is not, and nobody else's orders are taken")
    func crash() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM operations")
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for number in 1...3 {
            try await world.run(
                .alpha,
                sql: "INSERT INTO miners (serial_number, model_id, address) VALUES ($1, (SELECT min(id) FROM miner_models), '10.0.0.1')",
                [.text("OP-\(number)")])
        }
        let (sleep, restart) = (try await order(world, "sleep"), try await order(world, "restart"))
        #expect(try await world.rows(.north, "orders_claim", .int(10)).isEmpty, "a provider does not carry out its client's orders")
        #expect(try await world.rows(.alpha, "orders_claim", .int(5)).count == 5)
        #expect(try await world.rows(.alpha, "orders_claim", .int(5)).count == 1, "an order is out once")
        try await world.run(.alpha, sql: try HostingWorld.statement("orders_resume"))
        #expect(try await states(world, sleep) == ["waiting -", "waiting -", "waiting -"])
        #expect(try await states(world, restart) == ["ended unconfirmed", "ended unconfirmed", "ended unconfirmed"])
        #expect(try await world.rows(.alpha, "orders_claim", .int(1)).count == 1)
        try await world.run(.alpha, sql: try HostingWorld.statement("operation_cancel"), [.int(sleep)])
        #expect(try await states(world, sleep).sorted() == ["ended cancelled", "ended cancelled", "sent -"], "what is out ends as it ends")
        try await world.run(.alpha, sql: try HostingWorld.statement("operations_finish"))
        #expect(try await world.rows(.alpha, "operations_open").count == 1)
    }

    @Test("taking back a wake puts none to sleep that hashed before, taking back a sleep wakes none that slept before, and so on again")
    func undoOfRest() async throws {
        let world = try await StatementTests.world.value
        let (hashing, sleeping) = (["OP-low", "OP-ok"], ["OP-paused"])
        for (action, undoing, changed) in [("wake", "sleep", sleeping), ("sleep", "wake", hashing)] {
            try await world.run(.alpha, sql: "DELETE FROM operations")
            try await world.run(.alpha, sql: "DELETE FROM miners")
            for (serial, state) in [("OP-ok", "ok"), ("OP-low", "hashing_low"), ("OP-paused", "paused")] {
                try await addMiner(world, serial: serial, state: state, observedSecondsAgo: 20)
            }
            /// Every device says yes, as many do to an order that changes nothing.
            func end(_ id: Int64) async throws {
                try await world.run(.alpha, sql: "UPDATE operation_miners SET state = 'ended', outcome = 'accepted'")
                try await world.run(.alpha, sql: try HostingWorld.statement("operations_finish"))
            }
            func undo(_ id: Int64, _ action: String) async throws -> (id: Int64, serials: [String]) {
                let told = try await world.rows(.alpha, "operation_detail", .int(id)).first?["undoable"]
                let rows = try await world.rows(.alpha, "operation_undo", .int(id), .text(action), .text("{}"), .text("tester"))
                let undone = try #require(rows.first?["id"].flatMap(Int64.init))
                let miners = try await world.rows(.alpha, "operation_miners_page", [.int(undone), .null, .int(20), .int(0)])
                #expect(told == "\(miners.count)", "the page tells as many")
                return (undone, miners.compactMap { $0["serial_number"] })
            }
            let first = try await order(world, action)
            try await end(first)
            let second = try await undo(first, undoing)
            #expect(second.serials == changed, "\(action)")
            try await end(second.id)
            #expect(try await undo(second.id, action).serials == changed, "\(action), taken back twice")
        }
    }

    @Test("pools are taken back where all were told, without the fee of the firmware's author, and nowhere else")
    func undoOfPools() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM operations")
        try await world.run(.alpha, sql: "DELETE FROM miners")
        let own = #"{"url": "stratum+tcp://a:1", "user": "me.1", "is_developer_fee": false}"#
        let second = #"{"url": "stratum+tcp://b:2", "user": "me.2", "is_developer_fee": false}"#
        let fee = #"{"url": "DevFee", "user": "DevFee", "is_developer_fee": true}"#
        let details = [
            ("OP-all", #"{"has_all_pools": true, "pools": [\#(own), \#(second)]}"#),
            ("OP-fee", #"{"has_all_pools": true, "pools": [\#(fee), \#(own), \#(second)]}"#),
            ("OP-fee-alone", #"{"has_all_pools": true, "pools": [\#(fee)]}"#),
            ("OP-in-use", #"{"has_all_pools": false, "pools": [\#(own)]}"#),
            ("OP-none", #"{"has_all_pools": true, "pools": []}"#), ("OP-older", #"{"pools": [\#(own)]}"#), ("OP-untold", "{}"),
        ]
        for (serial, text) in details {
            try await addMiner(world, serial: serial, observedSecondsAgo: 20)
            try await world.run(
                .alpha,
                sql: "UPDATE miner_states SET details = $2 WHERE miner_id = (SELECT m.id FROM miners m WHERE m.serial_number = $1)",
                [.text(serial), .text(text)])
        }
        try await addMiner(world, serial: "OP-never", observedSecondsAgo: nil)
        let id = try await order(world, "set_pools", #"{"pools":[{"url":"stratum+tcp://c:3","user":"me","password":"x"}]}"#)
        try await world.run(.alpha, sql: "UPDATE operation_miners SET state = 'ended', outcome = 'accepted'")
        try await world.run(.alpha, sql: try HostingWorld.statement("operations_finish"))
        #expect(try await world.rows(.alpha, "operation_detail", .int(id)).first?["undoable"] == "2", "the page tells as many")
        let rows = try await world.rows(.alpha, "operation_undo", .int(id), .text("set_pools"), .text("{}"), .text("tester"))
        let undone = try #require(rows.first?["id"].flatMap(Int64.init))
        let wanted = try await world.run(
            .alpha,
            sql: """
                SELECT serial_number || ' ' || (SELECT string_agg(p ->> 'url', ' ') FROM jsonb_array_elements(wanted -> 'pools') AS p)
                FROM operation_miners WHERE operation_id = $1 ORDER BY serial_number
                """, [.int(undone)]
        ).rows
        let texts = (0..<wanted.rowCount).map { row -> String in
            if case .text(let text) = wanted.value(row: row, column: 0) { text } else { "" }
        }
        #expect(texts == ["OP-all", "OP-fee"].map { "\($0) stratum+tcp://a:1 stratum+tcp://b:2" })
    }

    @Test("a change of records is done once, gives back what was, and tells who was so already")
    func records() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM operations")
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for (serial, status) in [("OP-1", "active"), ("OP-2", "maintenance")] {
            try await world.run(
                .alpha,
                sql: """
                    INSERT INTO miners (serial_number, model_id, status, address)
                    VALUES ($1, (SELECT min(id) FROM miner_models), $2, '10.0.0.1')
                    """, [.text(serial), .text(status)])
        }
        let id = try await order(world, "set_status", #"{"status":"maintenance"}"#)
        for _ in 0..<2 { try await apply(world, id) }
        #expect(try await states(world, id) == ["ended accepted", "ended already_so"])
        try await world.run(.alpha, sql: try HostingWorld.statement("operations_finish"))
        let undo = try await world.rows(.alpha, "operation_undo", .int(id), .text("set_status"), .text("{}"), .text("tester"))
        let undoing = try #require(undo.first?["id"].flatMap(Int64.init))
        try await apply(world, undoing)
        let statuses = try await world.rows(.alpha, "miners_page", .int(10), .int(0)).map { $0["status"] }
        #expect(statuses == ["active", "maintenance"])
        // Who was so already has not changed; who changed and was given back has done so twice.
        var noted: [[String]] = []
        for miner in try await world.rows(.alpha, "miners_page", .int(10), .int(0)) {
            let changes = try await world.rows(.north, "status_changes", .int(Int64(miner["id"] ?? "") ?? 0), .int(10), .int(0))
            noted.append(changes.map { "\($0["from_status"] ?? "") \($0["to_status"] ?? "") \($0["author"] ?? "")" })
        }
        #expect(noted == [["maintenance active tester", "active maintenance tester"], []])
    }
}
