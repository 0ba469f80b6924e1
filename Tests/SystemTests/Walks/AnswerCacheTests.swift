import Foundation
import Testing

extension SystemTests {
    /// What Analytics keeps, with a Redis of the test's own.
    @Suite("Answers that are kept") struct AnswerCacheTests {
        private static let tenants = """
              - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
              - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}], plugins: {analytics: {}}}
              - {id: south, kind: provider, members: [{email: south@demo.test, role: owner}], plugins: {analytics: {}}}

            """

        /// Daily candles of a tenant, the newest so many days old, at a price.
        private func addCandles(_ installation: Installation, _ tenant: String, days: ClosedRange<Int>, price: Int) async throws {
            _ = try await installation.superuserQuery(
                """
                INSERT INTO p_analytics.market_candles
                    (tenant_id, span_seconds, opened_at, open_usd, high_usd, low_usd, close_usd, volume_btc, source)
                SELECT t.key, 86400, date_trunc('day', now(), 'UTC') - n * interval '24 hours', p, p + 300, p - 300, p + 10 * sin(n), 1, 'a test'
                FROM app.tenants t, generate_series(\(days.lowerBound), \(days.upperBound)) n, LATERAL (SELECT \(price) + 900 * sin(n / 9.0) AS p) x
                WHERE t.id = '\(tenant)'
                """)
        }

        private func newestClose(_ answer: Answer) -> Double? { answer.json["items"].items.last?["close"].double }

        @Test(
            "Indicators, backtests and plans are kept for each tenant in Redis, seen by the next host, and gone when what they were made of changes"
        )
        func walk() async throws {
            let installation = try Installation(
                plugins: ["hosting": Product.bundle("Hosting"), "analytics": Product.bundle("Analytics")], tenants: Self.tenants)
            defer { installation.remove() }
            let socket = installation.folder + "/redis.sock"
            let redis = try ChildProcess(
                "/usr/bin/redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", "/tmp"],
                outputPath: installation.folder + "/redis")
            defer { redis.signal(SIGKILL) }
            let environment = ["REDIS_URL": "unix://\(socket)?db=0"]
            let first = try await installation.start(environment: environment).ready()
            try await addCandles(installation, "north", days: 2...400, price: 60_000)
            try await addCandles(installation, "south", days: 2...400, price: 30_000)

            let path = "/api/v1/analytics/technical?days=60"
            let north = try await first.login("north")
            let made = try await north.get(path)
            #expect(made.status == 200 && made.json["items"].items.count == 60)
            let tag = try #require(made.headers["etag"])
            #expect(made.headers["cache-control"] == "private, no-cache" && made.headers["age"] == "0")
            // Who has it gets no body; another tenant has its own; another question is another answer.
            let again = try await north.get(path, ["if-none-match": "\"x\", W/\(tag)"])
            #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag)
            let south = try await first.login("south").get(path, ["if-none-match": tag])
            #expect(south.status == 200 && south.headers["etag"] != tag)
            #expect(try #require(newestClose(south)) < 40_000 && #require(newestClose(made)) > 50_000)
            #expect(try await north.get("/api/v1/analytics/technical?days=61").json["items"].items.count == 61)
            let backtest = try await north.get("/api/v1/analytics/backtest?rule=rsi&days=365")
            #expect(backtest.json["items"].items.count == 365 && backtest.headers["etag"] != nil)
            let (held, gain) = (backtest.json["items"].items.last?["held"].double, backtest.json["buy_and_hold_return"].double)
            #expect(abs(try #require(held) - 1 - #require(gain)) < 1e-12)
            #expect(try await north.get("/api/v1/analytics/backtest?rule=luck").status == 400)

            let keys = try await Product.run("/usr/bin/redis-cli", ["-s", socket, "KEYS", "*"]).output
            let numbers = try await installation.query("SELECT key FROM app.tenants WHERE id IN ('north', 'south') ORDER BY id").map {
                $0[0]
            }
            for part in [
                "{analytics:\(numbers[0])}:v:technical/1", "{analytics:\(numbers[1])}:v:technical/1",
            ] {
                #expect(keys.contains(part), "\(part) in \(keys)")
            }

            // The rows are no longer asked for: a change that moves neither the newest nor the number is not seen.
            _ = try await installation.superuserQuery(
                "UPDATE p_analytics.market_candles SET close_usd = close_usd + 100, high_usd = high_usd + 900")
            #expect(try await north.get(path).headers["etag"] == tag)
            await first.stop()
            let second = try await installation.start(environment: environment).ready()
            let member = try await second.login("north")
            let kept = try await member.get(path)
            #expect(kept.headers["etag"] == tag && Int(kept.headers["age"] ?? "") ?? 0 > 0, "\(kept.headers)")
            // A new day's candle is seen with the next request.
            try await addCandles(installation, "north", days: 1...1, price: 60_000)
            let renewed = try await member.get(path, ["if-none-match": tag])
            #expect(renewed.status == 200 && renewed.headers["etag"] != tag)

            try await lookAtPlans(installation, member)
            // Redis that goes away costs the work and nothing else.
            redis.signal(SIGKILL)
            let without = try await member.get("/api/v1/analytics/technical?days=62")
            #expect(without.status == 200 && without.json["items"].items.count == 62)
            await second.stop()
        }

        /// A plan is the same for all pages of its list, until a miner comes.
        private func lookAtPlans(_ installation: Installation, _ member: Client) async throws {
            func add(_ numbers: ClosedRange<Int>) async throws {
                _ = try await installation.superuserQuery(
                    """
                    INSERT INTO p_hosting.miners (tenant_id, id, serial_number, model_id, address)
                    SELECT t.key, n, 'S-' || n, (SELECT min(id) FROM p_hosting.miner_models), '127.0.0.' || n
                    FROM app.tenants t, generate_series(\(numbers.lowerBound), \(numbers.upperBound)) n WHERE t.id = 'north'
                    """)
            }
            func plan(_ page: Int, _ price: Double = 0.05) async throws -> JSON {
                try await member.post(
                    "/api/v1/analytics/optimization?per_page=10&page=\(page)",
                    ["usd_per_kwh": .number(price), "hashprice_usd_per_ph_day": .number(50)]
                ).json
            }
            try await add(1...25)
            let (first, second) = (try await plan(1), try await plan(2))
            #expect(first["as_of"].text == second["as_of"].text && !first["as_of"].text.isEmpty)
            #expect(first["total"].integer == 25 && first["items"].items.count == 10)
            #expect(Set((first["items"].items + second["items"].items).map { $0["miner_id"].text }).count == 20)
            #expect(try await plan(1, 0.06)["as_of"].text != first["as_of"].text)
            try await add(26...26)
            let more = try await plan(1)
            #expect(more["total"].integer == 26 && more["as_of"].text != first["as_of"].text)
        }
    }
}
