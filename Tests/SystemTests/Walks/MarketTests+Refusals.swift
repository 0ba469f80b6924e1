import Testing

extension SystemTests.MarketTests {
    @Test("What the database refuses of one provider is counted against it, and all else of the round is stored") func refusals()
        async throws
    {
        let server = try Self.providers()
        defer { server.stop() }
        let installation = try Self.installation(server, hastened: "collect_market", from: "5m")
        defer { installation.remove() }
        let host = try await installation.start().ready()
        let members = [try await host.login("north"), try await host.login("south")]
        for member in members {
            try await eventually("there are candles") {
                try await member.get("/api/v1/analytics/market/candles").json["items"].items.isEmpty ? nil : true
            }
        }
        try await installation.pause(plugin: "analytics", job: "collect_market")
        for sql in [
            "DELETE FROM p_analytics.market_candles", "ALTER TABLE p_analytics.market_candles ADD CHECK (volume_btc < 0)",
            "DELETE FROM p_analytics.market_history_points",
            "ALTER TABLE p_analytics.market_history_points ADD CHECK (series <> 'difficulty_adjustments')",
            "UPDATE p_analytics.market_histories SET asked_at = asked_at - interval '2 days', collected_at = collected_at - interval '2 days'",
            "UPDATE p_analytics.market_blocks SET asked_at = asked_at - interval '1 day', collected_at = collected_at - interval '1 day'",
            "UPDATE p_analytics.market_now SET recorded_at = recorded_at - interval '1 day'",
        ] { _ = try await installation.superuserQuery(sql) }
        try await installation.resume(plugin: "analytics", job: "collect_market")
        for member in members {
            // Three rounds, and the exchange is left alone.
            let binance = try await eventually("the exchange rests") { () -> JSON? in
                let sources = try await member.get("/api/v1/analytics/market/sources").json["items"].items
                return sources.first { $0["source"].text == "binance" && $0["breaker"].text == "open" }
            }
            #expect(binance["last_failure"].text.hasPrefix("The database does not take its candles"))
            #expect(try await member.get("/api/v1/analytics/market/candles").json["items"].items.isEmpty)
            let values = try await member.get("/api/v1/analytics/market").json["items"].items
            #expect(values.count > 10 && values.allSatisfy { $0["is_stale"].truth == false })
            #expect(try await member.get("/api/v1/analytics/market/blocks").json["is_stale"].truth == false)
            func points(_ series: String) async throws -> Int {
                try await member.get("/api/v1/analytics/market/series?series=\(series)").json["items"].items.count
            }
            #expect(try await points("network_hashrate_ehs") == 365)
            #expect(try await points("difficulty_adjustments") == 0)
        }
        // It was asked, in vain: it is asked again some hours later and not with every round.
        let inVain = try await installation.superuserQuery(
            "SELECT count(*) FROM p_analytics.market_histories WHERE series = 'difficulty_adjustments' AND asked_at > now() - interval '1 hour'"
                + " AND collected_at < now() - interval '1 day'")
        #expect(inVain == [["2"]])
        await host.stop()
    }
}
