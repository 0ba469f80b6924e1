import Foundation
import TestSupport
import Testing

extension SystemTests {
    @Suite("Market data from providers that lie, refuse and hang") struct MarketTests {
        /// Every provider on one address, told apart by path: CoinGecko and Bybit refuse, each in its own way, Deribit lies, one of
        /// mempool.space's answers never comes, and the rest is as it should be.
        static func providers() throws -> ScriptedHTTPServer {
            let candles = try candles()
            return ScriptedHTTPServer { request in
                let now = Int(Date().timeIntervalSince1970)
                func json(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> ScriptedHTTPServer.Answer {
                    .answer(status: status, headers: headers, body: Array(text.utf8))
                }
                switch request.target.split(separator: "?").first ?? "" {
                case "/api/v3/simple/price":
                    return json(
                        "{\"status\":{\"error_code\":429,\"error_message\":\"Rate Limit\"}}", status: 429, headers: [("Retry-After", "300")]
                    )
                case "/api/v3/ticker/price": return json("{\"symbol\":\"BTCUSDT\",\"price\":\"65000.10000000\"}")
                case "/api/v3/klines": return json(candles)
                case "/api/v5/market/ticker":
                    return json(
                        "{\"code\":\"0\",\"msg\":\"\",\"data\":[{\"instId\":\"BTC-USDT\",\"last\":\"65010\",\"ts\":\"\(now)000\"}]}")
                case "/v5/market/tickers":
                    return json("{\"retCode\":10006,\"retMsg\":\"Too many visits!\",\"result\":{},\"time\":\(now)000}")
                case "/api/v2/public/get_index_price":
                    return json("{\"jsonrpc\":\"2.0\",\"result\":{\"index_price\":130000},\"usOut\":\(now)000000}")
                case "/api/v1/prices": return json("{\"time\":\(now),\"USD\":64990}")
                case "/stats":
                    return json(
                        "{\"timestamp\":\(now)000,\"market_price_usd\":65000,\"hash_rate\":942000000000.0,\"total_fees_btc\":288000000,"
                            + "\"n_blocks_mined\":144,\"n_blocks_total\":958000,\"difficulty\":124932866006548}")
                case "/api/v1/mining/hashrate/3d":
                    return json("{\"currentHashrate\":950033247355212300000,\"currentDifficulty\":124932866006548.1}")
                case "/api/blocks/tip/height": return json("958001")
                case "/api/v1/mining/reward-stats/144": return .hold
                case "/api/v1/fees/recommended":
                    return json("{\"fastestFee\":12,\"halfHourFee\":\"8.5\",\"hourFee\":5,\"economyFee\":2,\"minimumFee\":1}")
                case "/api/v1/blocks":
                    return json(
                        "[{\"height\":958001,\"timestamp\":\(now - 120),\"tx_count\":3012,\"weight\":3993000,"
                            + "\"extras\":{\"totalFees\":2000000,\"reward\":314500000,\"pool\":{\"name\":\"AntPool\"}}}]")
                case "/api/v1/mining/pools/1w":
                    return json(
                        "{\"pools\":[{\"name\":\"Foundry USA\",\"blockCount\":302},{\"name\":\"AntPool\",\"blockCount\":202}],"
                            + "\"blockCount\":1008,\"lastEstimatedHashrate\":950033247355212300000}")
                case "/api/v1/mining/blocks/rewards/1y":
                    return json("[{\"avgHeight\":957000,\"timestamp\":\(now - 600_000),\"avgRewards\":315656565}]")
                case "/btc":
                    guard String(decoding: request.body, as: UTF8.self).contains("getblockchaininfo") else {
                        return json("{\"result\":9.4e+20,\"error\":null,\"id\":1}")
                    }
                    return json(
                        "{\"result\":{\"chain\":\"main\",\"blocks\":958001,\"headers\":958001,\"initialblockdownload\":false,"
                            + "\"difficulty\":124932866006548.1},\"error\":null,\"id\":1}")
                case "/api/v1/difficulty-adjustment":
                    return json(
                        "{\"progressPercent\":44.4,\"difficultyChange\":-1.5,\"estimatedRetargetDate\":\(now + 600_000)000,"
                            + "\"remainingBlocks\":1121,\"nextRetargetHeight\":959122}")
                case "/api/v2/public/get_book_summary_by_currency":
                    return json("{\"jsonrpc\":\"2.0\",\"result\":[\(Self.option(now))],\"usOut\":\(now)000000}")
                case "/charts/hash-rate":
                    let points = Self.year(now) { "{\"x\":\($0),\"y\":\(900 + $1)000000}" }
                    return json("{\"status\":\"ok\",\"unit\":\"Hash Rate TH/s\",\"values\":[\(points)]}")
                case "/api/v1/mining/difficulty-adjustments/1y":
                    return json("[[\(now - 86_400),957600,124932866006548,0.985],[\(now - 1_296_000),955584,126835397976191,1.0312]]")
                default: return json("{}", status: 404)
                }
            }
        }

        /// A year of days up to today, each with its place in the year.
        private static func year(_ now: Int, _ point: (Int, Int) -> String) -> String {
            (0..<365).map { point((now / 86_400 - 364 + $0) * 86_400, $0) }.joined(separator: ",")
        }

        /// An option of the day in four weeks, as Deribit tells it.
        private static func option(_ now: Int) -> String {
            let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            let day = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: Double(now + 28 * 86_400)))
            let name = "BTC-\(day.day ?? 1)\(months[(day.month ?? 1) - 1])\((day.year ?? 2026) % 100)-65000-C"
            return "{\"instrument_name\":\"\(name)\",\"underlying_price\":65010,\"mark_iv\":47.5}"
        }

        /// A thousand days of bitcoin up to today, as Binance tells them.
        private static func candles() throws -> String {
            let path = Product.root + "/Tests/AnalyticsTests/Fixtures/history/btc_usd_ohlcv_daily.csv"
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().suffix(1_000)
            let today = Int(Date().timeIntervalSince1970) / 86_400
            let rows = lines.enumerated().map { index, line in
                let prices = line.split(separator: ",")[1...5].map { "\"\($0)\"" }.joined(separator: ",")
                return "[\((today - lines.count + 1 + index) * 86_400)000,\(prices),0,\"1\",1,\"1\",\"1\",\"0\"]"
            }
            return "[\(rows.joined(separator: ","))]"
        }

        /// Analytics alone is on for north and south, with every provider at `server`; a job of it runs every three seconds.
        static func installation(_ server: ScriptedHTTPServer, hastened job: String, from pace: String) throws -> Installation {
            let names = ["coingecko", "blockchain_info", "mempool", "binance", "okx", "bybit", "deribit", "ankr"]
            let urls = names.map { "\($0)_url: \"\(server.url(""))\"" }.joined(separator: ", ")
            let tenants = """
                  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                  - id: north
                    kind: provider
                    members: [{email: north@demo.test, role: owner}]
                    plugins: {analytics: {settings: {\(urls), request_timeout_seconds: 2}}}
                  - id: south
                    kind: provider
                    members: [{email: south@demo.test, role: owner}]
                    plugins: {analytics: {settings: {\(urls), request_timeout_seconds: 2}}}
                  - {id: alpha, kind: client, parent: north, members: [{email: alpha@demo.test, role: owner}]}

                """
            let installation = try Installation(tenants: tenants)
            let bundle = installation.folder + "/Analytics.plugin"
            try FileManager.default.copyItem(atPath: Product.bundle("Analytics"), toPath: bundle)
            let manifest = try String(contentsOfFile: bundle + "/plugin.yaml", encoding: .utf8)
            let quick = manifest.replacing("name: \(job), every: \(pace)", with: "name: \(job), every: 3s")
            guard quick != manifest else { throw TestFailure("Analytics's manifest has no job '\(job), every: \(pace)' any more") }
            try quick.write(toFile: bundle + "/plugin.yaml", atomically: true, encoding: .utf8)
            let grants = "grants: {egress: {hosts: [\"\(server.url(""))\"], networks: [127.0.0.0/8]}}"
            try installation.write(plugins: ["hosting": Product.bundle("Hosting"), "analytics": "\(bundle), \(grants)"], tenants: tenants)
            return installation
        }

        @Test("What most of them say is believed, who was not is named, and a model of the days before is told plainly")
        func walk() async throws {
            let server = try Self.providers()
            defer { server.stop() }
            let installation = try Self.installation(server, hastened: "forecast", from: "15m")
            defer { installation.remove() }
            let keys = [
                "COINGECKO_API_KEY": "gecko-key", "BINANCE_API_KEY": "binance-key", "OKX_API_KEY": "okx-key",
                "DERIBIT_API_KEY": "client:secret",
            ]
            let host = try await installation.start(environment: keys).ready()
            let north = try await host.login("north")
            let items = try await eventually("there are values") { () -> [JSON]? in
                let items = try await north.get("/api/v1/analytics/market").json["items"].items
                return items.isEmpty ? nil : items
            }
            // Both tenants have them, and each provider was asked once for both, whatever it answered.
            let south = try await host.login("south")
            let others = try await eventually("there are values of the other tenant") { () -> [JSON]? in
                let items = try await south.get("/api/v1/analytics/market").json["items"].items
                return items.isEmpty ? nil : items
            }
            #expect(others.map { $0["value"].double } == items.map { $0["value"].double })
            let asked = Dictionary(grouping: server.requests) { "\($0.target) \(String(decoding: $0.body, as: UTF8.self))" }.mapValues(
                \.count)
            #expect(asked.count > 10 && asked.allSatisfy { $0.value == 1 }, "\(asked)")
            // Each provider has seen its own key and no other's, in the place where it wants it.
            let shown = [
                "/api/v3/simple/price": "x-cg-demo-api-key: gecko-key", "/api/v3/ticker/price": "x-mbx-apikey: binance-key",
                "/api/v5/market/ticker": "ok-access-key: okx-key",
                "/api/v2/public/get_index_price": "authorization: Basic \(Data("client:secret".utf8).base64EncodedString())",
            ]
            for request in server.requests {
                let headers = request.headers.filter { $0.key == "authorization" || $0.key.contains("key") }.map {
                    "\($0.key): \($0.value)"
                }
                guard let path = request.target.split(separator: "?").first.map(String.init) else { continue }
                if let wanted = shown[path] { #expect(headers == [wanted], "\(path)") }
                if path == "/v5/market/tickers" || path == "/stats" || path == "/btc" { #expect(headers == [], "\(path)") }
            }
            let values = Dictionary(uniqueKeysWithValues: items.map { ($0["metric"].text, $0) })
            #expect(
                Set(values.keys) == [
                    "btc_usd", "difficulty", "height", "subsidy_btc", "fees_btc_per_block", "network_hashrate_ehs",
                    "retarget_change_percent", "retarget_blocks", "retarget_at", "implied_volatility_percent", "fee_share_percent",
                    "fee_fast_sat_vb", "fee_half_hour_sat_vb", "fee_hour_sat_vb",
                ])
            #expect(values["fee_half_hour_sat_vb"]?["value"].double == 8.5)
            #expect(abs((values["fee_share_percent"]?["value"].double ?? 0) - 100 * 0.02 / 3.145) < 1e-9)
            let pools = try await north.get("/api/v1/analytics/market/pools").json
            #expect(pools["items"].items.map { $0["name"].text } == ["Foundry USA", "AntPool"])
            #expect(abs((pools["items"].items.first?["share_percent"].double ?? 0) - 30_200 / 1_008.0) < 1e-9)
            #expect(pools["is_stale"].truth == false && pools["source"].text == "mempool.space")
            let price = try #require(values["btc_usd"])
            #expect(price["value"].double == 65_000.1)
            #expect(price["source"].text == "binance")
            #expect(price["sources_agreeing"].integer == 3)
            #expect(price["outliers"].items.map(\.text) == ["deribit"])
            #expect(price["is_stale"].truth == false)
            #expect(values["subsidy_btc"]?["value"].double == 3.125)
            #expect(values["retarget_change_percent"]?["value"].double == -1.5)
            #expect(values["height"]?["value"].integer == 958_001)
            // A node is the third to know the network.
            for metric in ["height", "difficulty", "network_hashrate_ehs"] {
                #expect(values[metric]?["sources_agreeing"].integer == 3, "\(metric)")
            }
            #expect(values["implied_volatility_percent"]?["value"].double == 47.5)
            #expect(values["implied_volatility_percent"]?["source"].text == "deribit")
            #expect(values["fees_btc_per_block"]?["value"].double == 0.02)
            #expect(values["fees_btc_per_block"]?["source"].text == "blockchain.info")

            let listed = try await north.get("/api/v1/analytics/market/sources").json["items"].items
            let sources = Dictionary(uniqueKeysWithValues: listed.map { ($0["source"].text, $0) })
            #expect(sources["coingecko"]?["breaker"].text == "open")
            #expect(sources["coingecko"]?["last_failure"].text == "HTTP 429: Rate Limit")
            #expect(sources["bybit"]?["breaker"].text == "open")
            #expect(sources["bybit"]?["last_failure"].text == "Error 10006: Too many visits!")
            #expect(sources["deribit"]?["last_failure"].text == "btc_usd is 130000.0 where 3 others say 65000.1.")
            #expect(sources["binance"]?["breaker"].text == "closed")

            let forecast = try await eventually("there is a forecast") { () -> JSON? in
                let answer = try await north.get("/api/v1/analytics/forecast")
                return answer.status == 200 ? answer.json : nil
            }
            #expect(forecast["is_random_walk"].truth == true)
            #expect(forecast["items"].items.count == 30)
            #expect(try await north.get("/api/intelligence/forecast").json["items"].items.count == 30)
            #expect(try await Client(port: host.port).get("/api/intelligence/forecast").status == 401)
            #expect(try await north.get("/api/v1/analytics/technical?days=30").json["items"].items.count == 30)
            #expect(try await north.get("/api/v1/analytics/backtest?rule=rsi").json["trades"].integer ?? -1 >= 0)
            #expect(try await north.get("/api/v1/analytics/backtest?rule=luck").status == 400)
            for (page, words) in [
                ("network", "65,000"), ("network", "Foundry USA"), ("network", "All others"), ("network", "The newest blocks"),
                ("technical", "MACD"),
                ("forecast", "random walk is the best"), ("forecast", "implied volatility 47.5 %"),
            ] {
                let answer = try await north.page("/analytics/\(page)")
                #expect(answer.status == 200)
                #expect(answer.text.contains(words), "\(page)")
                #expect(try await north.page("/analytics/\(page)", language: "zh-CN").status == 200)
            }
            try await lookAtHistories(north)
            try await lookAtPages(host, as: north)
            // Three quarters of an hour without a round, and none meanwhile.
            try await installation.pause(plugin: "analytics", job: "collect_market")
            _ = try await installation.superuserQuery(
                "UPDATE p_analytics.market_now SET recorded_at = recorded_at - interval '45 minutes' WHERE metric = 'height'")
            let aged = try await north.get("/api/v1/analytics/market").json["items"].items
            #expect(aged.filter { $0["is_stale"].truth == true }.map { $0["metric"].text } == ["height"])
            #expect(try #require(aged.first { $0["metric"].text == "height" }?["age_seconds"].integer) >= 2_700)
            #expect(try await north.page("/analytics/network").text.contains("<strong>stale</strong>"))
            #expect(try await north.page("/analytics/network", language: "zh-CN").text.contains("<strong>已过期</strong>"))
            // Its client has no Analytics, and no value of its provider's.
            #expect(try await host.login("alpha").get("/api/v1/analytics/market").status == 404)
            await host.stop()
        }
    }
}
