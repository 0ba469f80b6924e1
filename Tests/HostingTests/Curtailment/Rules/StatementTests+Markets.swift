import PluginKit
import PostgresClient
import Testing

@testable import Hosting

/// Markets in which a provider's sites buy power.
extension StatementTests {
    private func marketSite(_ world: HostingWorld, _ name: String, _ market: PostgresValue) async throws -> Int64 {
        try await world.run(.north, sql: "DELETE FROM sites WHERE name = $1", [.text(name)])
        let row = try await world.rows(.north, "site_insert", .text(name), .text(""), .double(1), market).first
        return try #require(Int64(row?["id"] ?? ""))
    }

    private func price(_ world: HostingWorld, _ usd: Double, market: String?) async throws {
        let items = PostgresValue.json(#"[{"starts_at": "2026-11-22T10:00:00Z", "usd_per_mwh": \#(usd)}]"#)
        if let market {
            try await world.run(.north, sql: try HostingWorld.statement("market_prices_write"), [items, .text(market)])
        } else {
            try await world.run(.north, sql: try HostingWorld.statement("prices_write"), [items])
        }
    }

    @Test("each market has a price of its own for the same window, a later one replaces it there alone, and other tenants see none")
    func marketPrices() async throws {
        let world = try await StatementTests.world.value
        for table in ["curtailment_prices", "curtailment_market_prices"] { try await world.run(.north, sql: "DELETE FROM \(table)") }
        try await price(world, 30, market: nil)
        try await price(world, 90, market: "A")
        try await price(world, 60, market: "B")
        try await price(world, 95, market: "A")
        let from = PostgresValue.timestamp(micros: Timestamp(rfc3339: "2026-11-22T00:00:00Z")?.unixMicros ?? 0)
        let until = PostgresValue.timestamp(micros: Timestamp(rfc3339: "2026-11-23T00:00:00Z")?.unixMicros ?? 0)
        for (market, expected) in [("", ["30.0"]), ("A", ["95.0"]), ("B", ["60.0"]), ("a", [])] {
            let since = try await world.rows(.north, "prices_since", from, .text(market))
            #expect(since.compactMap { $0["usd_per_mwh"] } == expected, "\(market)")
            #expect(try await world.rows(.north, "prices_between", from, until, .text(market)) == since)
            #expect(try await world.rows(.north, "prices_total", from, .text(market)).first?["total"] == "\(expected.count)")
            #expect(try await world.rows(.north, "prices_newest", .text(market)).count == expected.count)
            #expect(try await world.rows(.alpha, "prices_since", from, .text(market)).isEmpty, "another tenant's")
        }
        let none = try await world.run(.north, sql: try HostingWorld.statement("market_prices_prune"), [from, .int(10)])
        let one = try await world.run(.north, sql: try HostingWorld.statement("market_prices_prune"), [until, .int(1)])
        let rest = try await world.run(.north, sql: try HostingWorld.statement("market_prices_prune"), [until, .int(10)])
        #expect(none.affected == 0 && one.affected == 1 && rest.affected == 1)
        #expect(try await world.rows(.north, "prices_total", from, .text("")).first?["total"] == "1", "prices of the default market stay")
        try await world.run(.north, sql: "DELETE FROM curtailment_prices")
    }

    @Test("the version before writes sites and prices on: both are of the default market, and a site's change keeps the market it has")
    func olderVersion() async throws {
        let world = try await StatementTests.world.value
        let site = try await marketSite(world, "Market hall", .text("A"))
        try await world.run(.north, sql: "DELETE FROM sites WHERE name = 'Older hall'")
        try await world.run(.north, sql: "INSERT INTO sites (name, location, capacity_mw) VALUES ('Older hall', '', 1)")
        #expect(try await world.rows(.north, "markets").compactMap { $0["market"] } == ["A"])
        let kept = try await world.rows(.north, "site_update", .int(site), .text("Market hall"), .text(""), .double(2), .null)
        #expect(kept.first?["market"] == "A")
        let moved = try await world.rows(.north, "site_update", .int(site), .text("Market hall"), .text(""), .double(2), .text(""))
        #expect(moved.first?["market"] == "")
        #expect(try await world.rows(.north, "markets").isEmpty)
        try await world.run(.north, sql: "DELETE FROM sites WHERE name IN ('Older hall', 'Market hall')")
    }

    @Test("a plan of a market chooses among the miners of its sites, one of the default market also among those at no site")
    func marketMiners() async throws {
        let world = try await StatementTests.world.value
        try await world.run(.alpha, sql: "DELETE FROM miners")
        for serial in ["M-A", "M-D", "M-N"] { try await addMiner(world, serial: serial, observedSecondsAgo: 30) }
        let named = try await marketSite(world, "Market hall", .text("A"))
        let plain = try await marketSite(world, "Plain hall", .null)
        for (serial, site) in [("M-A", named), ("M-D", plain)] {
            try await world.run(
                .alpha,
                sql: """
                    UPDATE miners SET site_id = $2,
                        site_tenant_id = (SELECT tn.tenant_id FROM app.tenant_names tn WHERE tn.id = 'north')
                    WHERE serial_number = $1
                    """, [.text(serial), .int(site)])
        }
        for (market, expected) in [
            (PostgresValue.null, ["M-A", "M-D", "M-N"]), (.text("A"), ["M-A"]), (.text(""), ["M-D", "M-N"]), (.text("B"), []),
        ] {
            let rows = try await world.rows(.north, "curtailment_miners", .null, .int(0), .int(10), market)
            #expect(rows.compactMap { $0["serial_number"] }.sorted() == expected)
        }
        try await world.run(.alpha, sql: "DELETE FROM miners")
        try await world.run(.north, sql: "DELETE FROM sites WHERE name IN ('Plain hall', 'Market hall')")
    }
}
