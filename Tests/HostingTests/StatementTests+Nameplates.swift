import Foundation
import PostgresClient
import Testing

/// Miners of models that the catalogue has not, as statements write and read them.
extension StatementTests {
    private func wanted(_ serial: String, _ model: String, _ rate: String = "null", _ watts: String = "null") -> String {
        """
        {"line": 2, "client": "alpha", "serial_number": "\(serial)", "model": "\(model)", "site": null, "site_id": null, "status": "active",
         "address": "10.1.0.\(serial.utf8.reduce(0) { $0 &+ $1 })", "port": 4028, "nameplate_hashrate_ths": \(rate),
         "nameplate_power_watts": \(watts)}
        """
    }

    private func only(_ world: HostingWorld) async throws -> [String: String] {
        let id = try #require(try await world.rows(.alpha, "miners_page", .int(1), .int(0)).first?["id"])
        return try #require(try await world.rows(.alpha, "miner_detail", .int(Int64(id) ?? 0)).first)
    }

    @Test("a nameplate of a miner's own goes before the catalogue's in every statement that reads one")
    func ownFirst() throws {
        for name in try HostingWorld.statements() {
            let sql = try HostingWorld.statement(name)
            for (own, listed) in [
                ("coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths)", "mo.hashrate_ths"),
                ("coalesce(m.nameplate_power_watts, mo.power_watts)", "mo.power_watts"), ("coalesce(mo.name, m.model_name)", "mo.name,"),
            ] {
                #expect(!sql.replacingOccurrences(of: own, with: "").contains(listed), "\(name)")
            }
            if sql.contains("miner_models mo ON mo.id = m.model_id") { #expect(sql.contains("LEFT JOIN miner_models mo"), "\(name)") }
        }
    }

    @Test("a model that is not in the catalogue is taken with both figures, and every reader goes by these")
    func ownModel() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM miners")
        for statement in ["miners_insert", "miners_import"] {
            try await world.run(.alpha, sql: "DELETE FROM miners")
            let sql = try HostingWorld.statement(statement)
            let bare = PostgresValue.json("[\(wanted("O1", "Teraflux Z1"))]")
            #expect(try await world.run(.north, sql: sql, [bare]).affected == 0)
            #expect(try await world.rows(.north, "miners_unresolved", bare).first?["field"] == "model")
            #expect(try await world.rows(.north, "import_check", bare).map { $0["trouble"] } == ["model"])
            let whole = PostgresValue.json("[\(wanted("O1", "Teraflux Z1", "500", "9000.5"))]")
            #expect(try await world.rows(.north, "import_check", whole).isEmpty)
            #expect(try await world.run(.north, sql: sql, [whole]).affected == 1)
            #expect(try await world.rows(.north, "miners_unresolved", whole).isEmpty)
        }
        let detail = try await only(world)
        #expect(detail["model"] == "Teraflux Z1" && detail["model_id"] == nil && detail["vendor"] == nil)
        #expect(detail["nameplate_hashrate_ths"] == "500.0" && detail["nameplate_power_watts"] == "9000.5")
        #expect(detail["nameplate_efficiency_j_th"] == "18.0")
        let target = try #require(try await world.rows(.alpha, "collect_targets", .int(0), .int(10)).first)
        #expect(target["nameplate_hashrate_ths"] == "500.0" && target["nameplate_power_watts"] == "9000.5")
        #expect(try await world.rows(.alpha, "fleet_summary").first?["nameplate_hashrate_ths"] == "500.0")
        try await world.run(
            .alpha,
            sql: """
                INSERT INTO miner_states (miner_id, state, state_since, observed_at, last_seen_at, hashrate_ths)
                SELECT id, 'ok', now(), now(), now(), 300 FROM miners
                """)
        func candidates(below share: Double) async throws -> [[String: String]] {
            try await world.rows(.alpha, "alert_candidates", .null, .double(share), .null, .null, .int(0), .int(0), .int(10))
        }
        let low = try await candidates(below: 0.8)
        #expect(low.map { $0["nameplate_hashrate_ths"] } == ["500.0"] && low.first?["model_id"] == nil && low.first?["has_fans"] == "true")
        #expect(try await candidates(below: 0.5).isEmpty)
        let filters: [PostgresValue] = [.null, .null, .null, .text("Teraflux Z1"), .null, .text("flux z")]
        #expect(try await world.rows(.north, "miners_matching", filters).first?["total"] == "1")
        let exported = try #require(try await world.rows(.north, "miners_export", filters + [.int(0), .int(10)]).first)
        #expect(exported["model"] == "Teraflux Z1" && exported["nameplate_power_watts"] == "9000.5")
    }

    @Test("a change of the model takes its figures along, figures alone leave the model")
    func changed() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.north, sql: "DELETE FROM miners")
        try await world.run(.alpha, sql: "DELETE FROM miners")
        let catalogued = try #require(try await world.rows(.north, "models_page", .int(1), .int(0)).first)
        let name = try #require(catalogued["name"])
        #expect(try await world.rows(.north, "miners_insert", .json("[\(wanted("O1", name, "77", "800"))]")).count == 1)
        let first = try await only(world)
        #expect(first["model"] == name && first["nameplate_hashrate_ths"] == "77.0" && first["own_power_watts"] == "800.0")
        let id = try #require(Int64(first["id"] ?? ""))
        func change(_ model: PostgresValue, _ rate: PostgresValue = .null, _ watts: PostgresValue = .null) async throws -> Int {
            let parameters: [PostgresValue] = [.int(id), .null, model, .null, .null, .null, .bool(false), .null, .text(""), rate, watts]
            return try await world.rows(.alpha, "miner_update", parameters).count
        }
        #expect(try await change(.text("Teraflux Z1")) == 0)
        #expect(try await change(.text("Teraflux Z1"), .double(500), .double(9_000)) == 1)
        #expect(try await only(world)["model"] == "Teraflux Z1")
        #expect(try await change(.null, .double(510), .double(9_100)) == 1)
        #expect(try await change(.null) == 1)
        let own = try await only(world)
        #expect(own["model"] == "Teraflux Z1" && own["own_hashrate_ths"] == "510.0" && own["own_power_watts"] == "9100.0")
        #expect(try await change(.text(name)) == 1)
        let back = try await only(world)
        #expect(back["model"] == name && back["own_hashrate_ths"] == nil)
        #expect(back["nameplate_hashrate_ths"] == catalogued["hashrate_ths"])
    }
}
