import Foundation
import Testing

extension SystemTests {
    /// The Calculator as its users meet it: over the API, and in a browser.
    @Suite("The calculator") struct CalculatorTests {
        @Test("A calculation, a batch and the pages, where no market is stored, and a calculation where one is")
        func walk() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            try installation.write(
                plugins: [
                    "hosting": Product.bundle("Hosting"), "analytics": Product.bundle("Analytics"),
                    "calculator": Product.bundle("Calculator"),
                ],
                tenants: """
                      - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                      - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}], plugins: {calculator: {}}}
                      - {id: alpha, kind: client, parent: north, members: [{email: alpha@demo.test, role: guest}], plugins: {calculator: {}}}
                      - {id: beta, kind: client, parent: north, members: [{email: beta@demo.test, role: owner}]}

                    """)
            let host = try installation.start()
            do {
                _ = try await host.ready()
                let alpha = try await host.login("alpha")
                try await interface(alpha)
                try await batches(alpha)
                try await upload(alpha)
                try await pages(host, alpha)
                try await storedMarket(installation, host, alpha)
                #expect(try await host.login("beta").get("/api/v1/calculator/models").status == 404, "not enabled is not there")
            } catch {
                _ = await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            _ = await host.stop()
        }

        @Test("The bundle conforms with the plugin whose table it reads and without; one that cannot do without is told so")
        func check() async throws {
            for name in ["database-host", "database-worker"] {
                let alone = try await Product.run(["plugins", "check", "--case", name, Product.bundle("Calculator")])
                #expect(alone.exitCode == 0 && alone.output.contains("analytics.market_now (optional)"), "\(alone.output)\n\(alone.talk)")
            }
            let needing = try await Product.run(["plugins", "check", "--case", "create", Product.bundle("CRM")])
            #expect(needing.exitCode == 65 && needing.talk.contains("--with"), "\(needing.talk)")
            let both = try await Product.run([
                "plugins", "check", "--case", "database-host", "--with", Product.bundle("Hosting"), "--with", Product.bundle("Analytics"),
                Product.bundle("Calculator"),
            ])
            #expect(both.exitCode == 0 && both.output.contains(#/pass +database-host/#), "\(both.output)\n\(both.talk)")
        }

        private static let market = "price_usd=65279.8&difficulty=125864590119494&subsidy_btc=3.125&fees_btc_per_block=0.02"
        private static let model = "bitmain-antminer-s21-pro-234-th"

        private func interface(_ alpha: Client) async throws {
            // The numbers are those of the acceptance vectors.
            let day = try await alpha.get(
                "/api/v1/calculator/calculation?hashrate_ths=110&power_watts=3250&usd_per_kwh=0.06&pool_fee_percent=2&uptime_percent=98&"
                    + CalculatorTests.market)
            #expect(day.status == 200, "\(day.text)")
            #expect(day.json["day"]["profit_usd_day"].text == "-1.1198727628563628")
            #expect(day.json["market"]["stored"].items.isEmpty)

            let missing = try await alpha.get("/api/v1/calculator/calculation?model=\(CalculatorTests.model)&usd_per_kwh=-1")
            #expect(missing.status == 422)
            #expect(missing.headers["content-type"] == "application/problem+json")
            #expect(
                Set(missing.json["errors"].items.map { $0["field"].text }) == [
                    "usd_per_kwh", "price_usd", "difficulty", "subsidy_btc", "fees_btc_per_block",
                ])
            #expect(missing.json["errors"].items.contains { $0["expected"].text.contains("no market data is stored") })
            #expect(try await alpha.post("/api/v1/calculator/calculation", ["hashrate_ths": .list([.list([])])]).status == 422)

            let ranked = try await alpha.get("/api/v1/calculator/comparison?usd_per_kwh=0.05&" + CalculatorTests.market)
            let profits = ranked.json["items"].items.compactMap { Double($0["day"]["profit_usd_day"].text) }
            let models = try await alpha.get("/api/v1/calculator/models").json["total"].integer
            #expect(profits.count == models && profits.count > 80)
            #expect(profits == profits.sorted(by: >))

            let month: JSON = [
                "quantity": 120, "power_watts": 3250, "hours": 720, "curtailed_hours": 18, "down_hours": 45, "usd_per_kwh": "0.068",
                "usd_per_machine_month": 12, "agreed_uptime_percent": 97, "curtailment_credit_usd_per_kwh": "0.010", "tax_percent": "8.25",
            ]
            #expect(try await alpha.post("/api/v1/calculator/hosted-month", month).json["total_usd"].text == "19639.00944")
        }

        private func batches(_ alpha: Client) async throws {
            let table = "\u{FEFF}label;model;quantity;usd_per_kwh\r\nHall A;\(CalculatorTests.model);10;0,05\r\nHall B;nothing;x;-1\r\n"
            func send(_ more: String) async throws -> Answer {
                try await alpha.send(
                    "POST", "/api/v1/calculator/batch?\(CalculatorTests.market)\(more)", body: Data(table.utf8),
                    headers: ["Content-Type": "text/csv"])
            }
            let refused = try await send("")
            #expect(refused.status == 422)
            let places = refused.json["errors"].items.map { [$0["line"].integer, $0["column"].integer] }
            #expect(places == [[3, 2], [3, 3], [3, 4]], "\(refused.text)")

            let taken = try await send("&on_error=skip")
            #expect(taken.status == 200 && taken.json["total"].integer == 1 && taken.json["error_count"].integer == 3)
            #expect(taken.json["items"][0]["label"].text == "Hall A" && taken.json["items"][0]["line"].integer == 2)

            let written = try await send("&on_error=skip&format=csv")
            #expect(written.headers["content-type"]?.hasPrefix("text/csv") == true)
            let lines = written.text.components(separatedBy: "\r\n")
            #expect(lines.count == 4 && lines[1].hasPrefix("2,Hall A,234,3510,10,") && lines[2].contains("line 3, column 2 model"))
        }

        /// A file from the page's form: bad rows are all told, the good ones calculated on request, and the answer is a table on request.
        private func upload(_ alpha: Client) async throws {
            let table = "\u{FEFF}label;model;quantity;usd_per_kwh\r\nHall A;\(CalculatorTests.model);10;0,05\r\nHall B;nothing;x;-1\r\n"
            func send(_ path: String, onError: String) async throws -> Answer {
                let market = CalculatorTests.market.split(separator: "&").map { $0.split(separator: "=").map(String.init) }
                let fields =
                    market.map { ($0[0], "", $0[1]) } + [
                        ("csv", "", "label,model\nnot this,one\n"),
                        ("csv_file", "; filename=\"halls.csv\"\r\nContent-Type: text/csv", table),
                        ("on_error", "", onError),
                    ]
                let parts = fields.map { "--xYzZY\r\nContent-Disposition: form-data; name=\"\($0)\"\($1)\r\n\r\n\($2)\r\n" }
                return try await alpha.send(
                    "POST", path, body: Data((parts.joined() + "--xYzZY--\r\n").utf8),
                    headers: ["Content-Type": "multipart/form-data; boundary=xYzZY", "Accept": "text/html"])
            }
            let refused = try await send("/calculator/batch", onError: "refuse")
            #expect(refused.status == 422 && refused.text.contains("row-faults") && !refused.text.contains("batch-rows"))
            #expect(refused.text.components(separatedBy: "<tr><td class=\"num\" data-label=\"Line\">3</td>").count == 4, "\(refused.text)")
            #expect(refused.text.contains("Hall B;nothing;x;-1"), "the file stands in the form, to be corrected")
            let taken = try await send("/calculator/batch", onError: "skip")
            #expect(taken.status == 200 && taken.text.contains("batch-rows") && taken.text.contains("row-faults"))
            let written = try await send("/api/v1/calculator/batch?format=csv", onError: "skip")
            #expect(written.headers["content-disposition"]?.contains("calculation.csv") == true)
            #expect(written.text.components(separatedBy: "\r\n").count == 4 && written.text.contains("2,Hall A,234,3510,10,"))
        }

        /// Rows as Analytics keeps them, for one tenant alone.
        private func storedMarket(_ installation: Installation, _ host: RunningHost, _ alpha: Client) async throws {
            _ = try await installation.superuserQuery(
                """
                INSERT INTO p_analytics.market_now (tenant_id, metric, value, source, recorded_at)
                SELECT t.key, m.metric, m.value, 'a test', now() - m.age FROM app.tenants t,
                    (VALUES ('btc_usd', 65279.8, interval '2 minutes'), ('difficulty', 125864590119494, interval '3 hours'),
                        ('height', 957999, interval '0'), ('fees_btc_per_block', 0.02, interval '0')) AS m (metric, value, age)
                WHERE t.id = 'alpha'
                """)
            let answer = try await alpha.get("/api/v1/calculator/calculation?hashrate_ths=110&power_watts=3250&usd_per_kwh=0.06")
            #expect(answer.status == 200, "\(answer.text)")
            let market = answer.json["market"]
            #expect(
                market["price_usd"].text == "65279.8" && market["next_height"].integer == 958_000 && market["subsidy_btc"].text == "3.125")
            let stored = Dictionary(market["stored"].items.map { ($0["metric"].text, $0) }, uniquingKeysWith: { first, _ in first })
            #expect(stored["btc_usd"]?["is_stale"].truth == false && (stored["btc_usd"]?["age_seconds"].integer ?? 0) >= 120)
            #expect(stored["difficulty"]?["is_stale"].truth == true, "three hours are old")
            let page = try await alpha.page("/calculator")
            #expect(page.text.contains("a test") && !page.text.contains("No market data is stored"))
            let north = try await host.login("north").get("/api/v1/calculator/market")
            #expect(north.status == 200 && north.json["stored"].items.isEmpty, "a provider's market is not its client's")
        }

        private func pages(_ host: RunningHost, _ alpha: Client) async throws {
            let plain = try await alpha.page("/calculator", language: "zh-CN")
            #expect(plain.status == 200 && plain.text.contains("没有已存的市场数据"))
            try await Browser.with { browser in
                let page = try await browser.page()
                try await page.signIn(alpha)
                try await page.open(host.base + "/calculator")
                try await page.fill("#model", CalculatorTests.model)
                for (field, value) in [
                    ("usd_per_kwh", "0.045"), ("capex_usd", "3510"), ("price_usd", "118000"), ("difficulty", "125864590119494"),
                    ("fees_btc_per_block", "0.02"), ("next_height", "958000"), ("pool_fee_percent", "1"),
                    ("prices_usd", "90000, 118000"),
                ] {
                    try await page.fill("#\(field)", value)
                }
                try await page.click("#calculation button[type=submit]")
                try await eventually("the result is there") { try await page.text(of: "#profit-day").isEmpty ? nil : true }
                try await page.settle()
                #expect(try await page.text(of: "#profit-day") == "9.95")
                let link = try await page.evaluate("document.querySelector('#share').href").text
                try await page.open(link)
                try await page.settle()
                #expect(try await page.text(of: "#profit-day") == "9.95", "the link carries the inputs")
                let drawn = try await page.evaluate("Chart.getChart(document.querySelector('canvas')).data.datasets[0].data.length")
                #expect(drawn.integer == 36)
                #expect(try await page.evaluate("document.querySelectorAll('#grid tbody tr').length").integer == 9)
                #expect(
                    try await page.evaluate("document.querySelectorAll('#grid thead th').length").integer == 3, "and the grid's own prices")
                #expect(try await page.evaluate("document.querySelector('#prices_usd').value").text == "90000, 118000")
                try await page.expectNoComplaints("the calculator")
                try await page.close()

                let phone = try await browser.page(width: 390, height: 844, dark: true)
                try await phone.signIn(alpha)
                try await phone.open(link)
                try await phone.settle()
                let fits = try await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
                #expect(fits.truth == true, "nothing is wider than a phone")
                try await phone.expectNoComplaints("the calculator on a phone")
            }
        }
    }
}
