import Foundation
import Testing

extension SystemTests {
    /// What a hosting provider does from its first day to its first invoice, as a person does it in the browser.
    @Suite("A site from empty to invoiced") struct SiteToInvoiceTests {
        /// Six firmwares, each of which is put to sleep in its own way: the models that play them, and what the fleet's file calls these.
        ///
        /// The planner takes who hashes least for its power. All but the two best models together draw less than the megawatt, so that no
        /// firmware is spared: the better of these two is another model of a firmware that is among the others.
        private static let firmwares: [(name: String, models: [(played: String, named: String)])] = [
            ("Bitmain", [("antminer-s17pro", "Antminer S17 Pro (53 TH)"), ("antminer-s21", "Antminer S21 (200 TH)")]),
            ("VNish", [("antminer-s19xp-vnish", "Antminer S19 XP (140 TH)")]),
            ("Whatsminer", [("whatsminer-m50s", "Whatsminer M50S (126 TH)")]),
            ("Avalon", [("avalon-1246", "Avalon A1246 (85 TH)")]),
            ("LuxOS", [("luxos-s19jpro", "Antminer S19j Pro (100 TH)")]),
            ("Braiins OS", [("braiins-s19jpro", "Antminer S19j Pro (104 TH)")]),
        ]
        private static let count = 500

        @Test("500 miners are imported, watched, curtailed by 1 MW on schedule though some disobey, woken, and invoiced with the credit")
        func walk() async throws {
            let addresses = try Loopback.freeDemoFleet(count: UInt32(Self.count))
            let installation = try Self.installation()
            defer { installation.remove() }
            let simulator = try await Simulator.start(
                count: Self.count, in: installation.folder, first: addresses, models: Self.firmwares.flatMap { $0.models.map(\.played) },
                options: ["--disobey", "5", "--ramp-down", "1", "--ramp-up", "2"])
            let host: RunningHost
            do {
                host = try await installation.start().ready()
            } catch {
                await simulator.stop()
                throw error
            }
            do {
                try await Browser.with { browser in
                    let north = try await Self.signIn("north", browser, host, installation)
                    try await Self.found(north, host, fleet: simulator.fleetPath)
                    let before = try await Self.watch(north, host)
                    let plan = try await Self.curtail(north, host, fleetWatts: before)
                    let slept = try await Self.expectAllFirmwaresSleep(simulator)
                    try await Self.recover(north, host, plan)
                    #expect(try await simulator.asleep().isEmpty, "\(slept) slept, and all of them are awake")
                    let delivered = try await Self.delivered(north, plan)
                    try await Self.monthPasses(installation)
                    try await Self.bill(north, host)
                    let alpha = try await Self.signIn("alpha", browser, host, installation)
                    try await Self.read(alpha, host, installation, credited: delivered["alpha"] ?? 0)
                    for (who, page) in [("north", north), ("alpha", alpha)] { try await page.expectNoComplaints(who) }
                }
            } catch {
                await host.stop()
                await simulator.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            await host.stop()
            await simulator.stop()
        }

        /// North with two clients; what the host does every minute is done every few seconds.
        static func installation() throws -> Installation {
            let hosting = "hosting: {networks: [127.8.0.0/16], settings: {web_port: 4080, curtailment_settle_seconds: 8}}"
            func client(_ id: String) -> String {
                "  - {id: \(id), kind: client, parent: north, members: [{email: \(id)@demo.test, role: owner}], plugins: {\(hosting), crm: {}}}\n"
            }
            let tenants =
                "  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}\n"
                + "  - {id: north, kind: provider, slots: 3, members: [{email: north@demo.test, role: owner}], plugins: {\(hosting), crm: {}}}\n"
                + client("alpha") + client("beta")
            let installation = try Installation(tenants: tenants)
            let manifest = installation.folder + "/Hosting.plugin/plugin.yaml"
            let text = try String(contentsOfFile: manifest, encoding: .utf8)
            let quick = text.replacing("name: curtailment, every: 30s", with: "name: curtailment, every: 2s")
            guard quick != text else { throw TestFailure("Hosting's manifest has no job 'curtailment, every: 30s' any more") }
            try quick.write(toFile: manifest, atomically: true, encoding: .utf8)
            try installation.write(
                plugins: [
                    "hosting": installation.folder + "/Hosting.plugin", "analytics": Product.bundle("Analytics"),
                    "crm": Product.bundle("CRM"),
                ], tenants: tenants)
            return installation
        }

        private static func signIn(_ name: String, _ browser: Browser, _ host: RunningHost, _ installation: Installation) async throws
            -> BrowserPage
        {
            let page = try await browser.page()
            try await page.open(host.base + "/login")
            try await page.fill("#email", name + "@demo.test")
            try await page.fill("#password", try installation.password(name + "@demo.test"))
            try await page.click("button[type=submit]")
            try await eventually("\(name) is signed in") { try await page.evaluate("location.pathname").text == "/login" ? nil : true }
            return page
        }

        /// A site, and the miners of two clients in it by one table.
        private static func found(_ page: BrowserPage, _ host: RunningHost, fleet: String) async throws {
            try await page.open(host.base + "/hosting/sites")
            try await page.fill("#name", "Fjord Hall")
            try await page.fill("#capacity_mw", "2.5")
            try await page.click("main form[action='/hosting/sites'] button[type=submit]")
            try await eventually("the site is listed") { try await page.text(of: "#sites").contains("Fjord Hall") ? true : nil }

            let lines = try String(contentsOfFile: fleet, encoding: .utf8).split(separator: "\n").dropFirst()
            #expect(lines.count == count)
            let rows = lines.enumerated().map { index, line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                return "\(cells[4]);\(cells[3]);\(index % 2 == 0 ? "alpha" : "beta");Fjord Hall;\(cells[0]);\(cells[1])"
            }
            // A spreadsheet's export: a mark at the begin, semicolons, and a row with a slip.
            let table =
                "\u{FEFF}serial;model;client;site;address;port\r\n"
                + (rows + ["SN-X;No such model;alpha;Fjord Hall;127.8.0.1;4028"]).joined(separator: "\r\n")
            try await page.open(host.base + "/hosting/import")
            try await page.fill("#csv", table)
            try await page.click("main form[action='/hosting/import'] button:not([name])")
            let fault = try await eventually("the row with the slip is told") { () -> String? in
                let text = try await page.text(of: "#row-faults")
                return text.isEmpty ? nil : text
            }
            #expect(fault.contains("502") && fault.contains("No such model"))
            // Refused as a whole: 422 is what the browser got.
            _ = page.browser.takeComplaints(page.session)
            try await page.fill("#csv", table)
            try await page.fill("#on_error", "skip")
            try await page.click("main form[action='/hosting/import'] button:not([name])")
            try await eventually("the good rows are in") { try await page.text(of: "#imported").isEmpty ? nil : true }
        }

        /// All miners are seen hashing; what the fleet draws.
        private static func watch(_ page: BrowserPage, _ host: RunningHost) async throws -> Double {
            try await page.open(host.base + "/hosting")
            return try await eventually("all 500 miners are seen hashing, and told on the page", patience: .seconds(120)) { () -> Double? in
                guard try await page.text(of: "#fleet-hashrate").isEmpty == false else { return nil }
                return try await hashing(page)
            }
        }

        /// What the fleet draws, once all of it hashes.
        private static func hashing(_ page: BrowserPage) async throws -> Double? {
            let summary = try await page.evaluate("fetch('/api/v1/hosting/summary').then(one => one.json())")
            let well = (summary["states"]["ok"].integer ?? 0) + (summary["states"]["hashing_low"].integer ?? 0)
            return well == count ? summary["power_watts"].double : nil
        }

        /// A megawatt less, in a few seconds, for as long as it takes to see it.
        private static func curtail(_ page: BrowserPage, _ host: RunningHost, fleetWatts: Double) async throws -> String {
            #expect(fleetWatts > 1_200_000)
            try await page.open(host.base + "/hosting/curtailment")
            try await page.fill("#name", "Evening peak")
            try await page.fill("#target", "1")
            try await page.fill("#unit", "MW")
            try await page.fill("#duration_minutes", "60")
            try await page.fill("#tolerance_percent", "1")
            try await page.fill("#ramp_down_seconds", "10")
            try await page.fill("#ramp_up_seconds", "10")
            try await page.click("main form button[value=preview]")
            try await eventually("the preview is shown") { try await page.text(of: "#preview-delivered").isEmpty ? nil : true }
            let start = Date(timeIntervalSinceNow: 4).formatted(.iso8601)
            // As the field of a browser in UTC has it.
            try await page.fill("#starts_at", String(start.prefix(19)))
            try await page.click("main form button[value=create]")
            try await eventually("the plan's page is open") {
                let fault = try await page.text(of: "#fault")
                guard fault.isEmpty else { throw TestFailure("the form was refused: \(fault)") }
                return try await page.text(of: "#plan-state").isEmpty ? nil : true
            }
            let path = try await page.evaluate("location.pathname").text
            try await page.click("main form button[value=approve]")
            let api = "/api/v1" + path.replacing("/curtailment/", with: "/curtailment/plans/")
            var last = JSON.null
            do {
                try await eventually("the plan is executed", patience: .seconds(300)) {
                    last = try await page.evaluate("fetch('\(api)/report').then(one => one.json())")
                    return last["state"].text == "executed" ? true : nil
                }
            } catch { throw TestFailure("\(error): \(standing(last))") }
            let plan = last
            #expect(plan["delivered_watts"].double ?? 0 >= 990_000, "\(plan.encoded.prefix(2_000))")
            #expect(plan["miners_replacing"].integer ?? 0 > 0, "one in twenty disobeys")
            try await eventually("the page says so by itself") { try await page.text(of: "#plan-delivered").isEmpty ? nil : true }
            return path
        }

        /// Where a plan stands, and how many miners are where and why.
        private static func standing(_ plan: JSON) -> String {
            var counts: [String: Int] = [:]
            for miner in plan["miners"].items {
                counts["\(miner["state"].text) \(miner["result"].text) \(miner["detail"].text)", default: 0] += 1
            }
            let miners = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: "\n")
            return "\(plan["state"].text) \(plan["message"].text) \(plan["delivered_watts"].encoded)\n\(miners)"
        }

        /// Machines of all six firmwares sleep, as they themselves know it. Returns how many.
        private static func expectAllFirmwaresSleep(_ simulator: Simulator) async throws -> Int {
            let asleep = try await simulator.asleep()
            for firmware in firmwares {
                let names = Set(firmware.models.map(\.named))
                let own = simulator.devices.filter { names.contains($0.model) }
                #expect(own.contains { asleep.contains($0.serial) }, "none of \(own.count) with \(firmware.name) sleeps")
            }
            return asleep.count
        }

        private static func recover(_ page: BrowserPage, _ host: RunningHost, _ path: String) async throws {
            try await page.open(host.base + path)
            try await page.click("main form button[value=recover]")
            let api = "/api/v1" + path.replacing("/curtailment/", with: "/curtailment/plans/")
            try await eventually("the plan is completed", patience: .seconds(180)) {
                let plan = try await page.evaluate("fetch('\(api)').then(one => one.json())")
                return plan["state"].text == "completed" ? true : nil
            }
            try await eventually("all miners hash again", patience: .seconds(120)) { try await hashing(page) }
        }

        /// The kWh that each client's machines did not draw, added up here of what the plan's report says of every machine.
        private static func delivered(_ page: BrowserPage, _ path: String) async throws -> [String: Double] {
            let api = "/api/v1" + path.replacing("/curtailment/", with: "/curtailment/plans/")
            let report = try await page.evaluate("fetch('\(api)/report').then(one => one.json())")
            var (energy, most) = ([String: Double](), 0.0)
            for miner in report["miners"].items {
                let kWh = try #require(miner["curtailed_kwh"].double)
                guard let off = moment(miner["off_at"]) else {
                    #expect(kWh == 0, "who never slept shed nothing")
                    continue
                }
                let on = try #require(moment(miner["on_at"]), "all are back")
                // A machine asleep may draw a little; it never gives back more than it drew.
                let mostOfIt = (miner["baseline_watts"].double ?? 0) * on.timeIntervalSince(off) / 3_600_000
                #expect(kWh <= mostOfIt * 1.000_001, "\(miner.encoded)")
                most += mostOfIt
                energy[miner["client"].text, default: 0] += kWh
            }
            #expect(energy.values.reduce(0, +) >= most * leastShed, "\(energy) of \(most)")
            let told = Dictionary(
                uniqueKeysWithValues: report["clients"].items.map { ($0["client"].text, $0["curtailed_kwh"].double ?? 0) })
            #expect(Set(told.keys) == ["alpha", "beta"])
            for (client, kWh) in told { #expect(abs(kWh - (energy[client] ?? 0)) < 1e-6, "\(client)") }
            return energy
        }

        /// The share of their former power that sleeping machines of these firmwares shed at least.
        private static let leastShed = 0.9

        private static func moment(_ text: JSON) -> Date? {
            try? Date(text.text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: text.text.contains(".")))
        }

        /// Only a month that is over is billed: what was stored moves into the last one, and is from then on as old as it would be by then.
        private static func monthPasses(_ installation: Installation) async throws {
            try await eventually("telemetry is rolled up", patience: .seconds(180)) {
                let counts = try await installation.superuserQuery(
                    "SELECT (SELECT count(*) FROM p_hosting.telemetry_1d), (SELECT count(*) FROM p_hosting.fleet_1h)")
                return counts.first?.allSatisfy { Int($0) ?? 0 > 0 } == true ? true : nil
            }
            for table in ["telemetry_1d", "fleet_1h"] {
                // A day each: the host's partitions begin at midnight too, so that a day which overlaps one of them lies in it.
                for hours in [0, 24] {
                    _ = try await installation.superuserQuery(
                        """
                        DO $$ BEGIN
                            EXECUTE format('CREATE TABLE p_hosting.\(table)_past\(hours) PARTITION OF p_hosting.\(table) FOR VALUES FROM (%L) TO (%L)',
                                date_trunc('day', now() - interval '1 month', 'UTC') - interval '\(hours) hours',
                                date_trunc('day', now() - interval '1 month', 'UTC') - interval '\(hours - 24) hours');
                        EXCEPTION WHEN invalid_object_definition THEN NULL; END $$
                        """)
                }
            }
            // The machines came a day before: on the day on which one comes, only the rounds in which it told that it slept count, and a fast
            // walk has few of them.
            for (table, columns, span) in [
                ("telemetry_1d", ["bucket"], "1 month"), ("fleet_1h", ["bucket"], "1 month"),
                ("curtailment_reductions", ["from_at", "until_at"], "1 month"), ("miners", ["created_at"], "1 month 1 day"),
            ] {
                let moves = columns.map { "\($0) = \($0) - interval '\(span)'" }.joined(separator: ", ")
                _ = try await installation.superuserQuery("UPDATE p_hosting.\(table) SET \(moves)")
            }
        }

        /// As a browser's field has it.
        private static var lastMonth: String {
            let calendar = Calendar(identifier: .gregorian)
            return String((calendar.date(byAdding: .month, value: -1, to: Date()) ?? Date()).formatted(.iso8601).prefix(7))
        }

        /// The contracts' terms.
        private static let (pricePerKWh, creditPerKWh) = (0.08, 0.05)

        private static func bill(_ page: BrowserPage, _ host: RunningHost) async throws {
            for client in ["alpha", "beta"] {
                try await page.open(host.base + "/crm/contracts")
                try await page.fill("#kind", "all_in")
                try await page.fill("#client", client.capitalized + " Ltd")
                try await page.fill("#client_tenant", client)
                try await page.fill("#price_per_kwh", "\(pricePerKWh)")
                try await page.fill("#curtailment_credit_per_kwh", "\(creditPerKWh)")
                try await page.click("main form[action='/crm/contracts'] button[type=submit]")
                try await eventually("the contract is open") {
                    try await page.evaluate("/^.crm.contracts.[^/]+$/.test(location.pathname)").truth == true ? true : nil
                }
            }
            try await page.open(host.base + "/crm/billing")
            try await page.fill("#month", lastMonth)
            try await page.click("main form button[value=run]")
            do {
                try await eventually("there are two drafts") { try await page.text(of: "#draft-count").contains("2") ? true : nil }
            } catch { throw TestFailure("\(error): \(try await page.text(of: "main"))") }
            try await page.fill("#month", lastMonth)
            try await page.click("main form button[value=issue]")
            try await eventually("both are issued") { try await page.text(of: "#issued").contains("2") ? true : nil }
        }

        /// The client's own invoice with the credit, the readings behind it, and nothing of the other's.
        private static func read(
            _ page: BrowserPage, _ host: RunningHost, _ installation: Installation, credited kWh: Double
        ) async throws {
            try await page.open(host.base + "/crm/invoices")
            let text = try await page.text(of: "main")
            #expect(text.contains("Alpha Ltd") && !text.contains("Beta Ltd"))
            try await page.click("main table a.row-link")
            let lines = try await eventually("the invoice is open") { () -> String? in
                let text = try await page.text(of: "#invoice-lines")
                return text.isEmpty ? nil : text
            }
            #expect(lines.localizedCaseInsensitiveContains("curtail"), "\(lines)")
            // What it told, and what was estimated where it told none.
            let shown = try await page.evaluate(
                "[...document.querySelectorAll('#readings tbody tr')].map(one => Number(one.cells[1].innerText) + Number(one.cells[2].innerText))"
            )
            #expect(!shown.items.isEmpty && shown.items.allSatisfy { $0.double ?? 0 > 0 }, "\(shown.encoded.prefix(500))")
            try await expectApart(page, installation)
            let path = try await page.evaluate("location.pathname").text
            let readings = try await page.evaluate("fetch('/api/v1\(path)/readings').then(one => one.json())")
            // A reading for each of its miners and days.
            let total = readings["total"].integer ?? 0
            #expect(total >= count / 2 * 28 && total % (count / 2) == 0, "\(total)")
            #expect(try await host.login("beta").get("/api/v1" + path).status == 404)
            try expectCredit(try await page.evaluate("fetch('/api/v1\(path)').then(one => one.json())")["document"], kWh)
        }

        /// Day by day what a machine told and what was estimated are what the roll-ups say, and the page says that something is estimated: some
        /// of the fleet's firmwares tell no watts.
        private static func expectApart(_ page: BrowserPage, _ installation: Installation) async throws {
            let (note, kWh) = (try await page.text(of: "#untold"), try await page.text(of: "#untold-kwh"))
            #expect(note.contains("billed as estimated") && !kWh.isEmpty && note.contains(kWh), "\(note)")
            let wrong = try await installation.superuserQuery(
                """
                SELECT count(*), count(*) FILTER (WHERE d.untold > 0),
                    count(*) FILTER (WHERE abs(d.kwh + d.untold - t.power_watts_sum::numeric * c.share) > 0.000002),
                    count(*) FILTER (WHERE abs(d.untold - t.estimated_watts::numeric * c.share) > 0.000002),
                    count(*) FILTER (WHERE s.power_is_estimated AND d.untold = 0)
                FROM p_crm.meterings me
                JOIN p_crm.metering_readings r ON r.tenant_id = me.tenant_id AND r.metering_id = me.id
                CROSS JOIN LATERAL unnest(r.day_kwh, r.day_untold_kwh) WITH ORDINALITY AS d (kwh, untold, place)
                CROSS JOIN LATERAL (SELECT (r.first_day + d.place::int - 1)::timestamp AT TIME ZONE 'UTC' AS begins) b
                JOIN p_hosting.telemetry_1d t ON t.tenant_id = me.client_tenant_id AND t.miner_id = r.miner_id AND t.bucket = b.begins
                JOIN p_hosting.miner_states s ON s.tenant_id = me.client_tenant_id AND s.miner_id = r.miner_id
                CROSS JOIN LATERAL (
                    SELECT sum(CASE WHEN f.miners_total_count >= 54 THEN 1 ELSE f.miners_total_count / 60.0 END)
                        / greatest(sum(f.miners_total_count), t.samples) / 1000 AS share
                    FROM p_hosting.fleet_1h f
                    WHERE f.tenant_id = me.client_tenant_id AND f.bucket >= b.begins AND f.bucket < b.begins + interval '24 hours'
                ) c
                """)
            let counts = try #require(wrong.first).map { Int($0) ?? -1 }
            #expect(counts.count == 5 && counts[0] >= count && counts[1] > 0 && counts[1] < counts[0], "\(counts)")
            #expect(counts.dropFirst(2) == [0, 0, 0], "\(counts)")
        }

        /// The invoice's money, worked out anew of the energy that the plan reported and the contract's terms.
        private static func expectCredit(_ document: JSON, _ kWh: Double) throws {
            func line(_ kind: String) throws -> (quantity: Double, price: Double, amount: Double) {
                let line = try #require(document["lines"].items.first { $0["kind"].text == kind }, "\(document.encoded)")
                return (
                    try #require(Double(line["quantity"].text)), try #require(Double(line["price"].text)),
                    try #require(Double(line["amount"].text))
                )
            }
            let (credit, energy) = (try line("curtailment_credit"), try line("energy"))
            #expect(kWh > 0 && credit.price == creditPerKWh && energy.price == pricePerKWh)
            // Each machine's kWh of a day have six digits, of 250 machines on two days at most; an invoice's kWh have three.
            let rounding = Double(count) * 0.5e-6 + 0.5e-3
            #expect(abs(credit.quantity - kWh) <= rounding + 1e-9, "\(credit.quantity) kWh of \(kWh)")
            // To the cent: what the report says at the contract's price is nowhere more than half a cent from what is credited.
            #expect(abs(credit.amount + kWh * creditPerKWh) <= 0.005 + rounding * creditPerKWh, "\(credit.amount) for \(kWh) kWh")
            #expect(credit.amount < 0)
            func measured(_ name: String) -> Double { Double(document["metering"][name].text) ?? .nan }
            #expect(measured("kwh") > 0 && measured("untold_kwh") > 0)
            #expect(abs(energy.quantity - measured("kwh") - measured("untold_kwh") - measured("estimated_kwh")) <= 0.5e-3 + 1e-9)
            let estimated = measured("curtailed_estimated_kwh")
            #expect(estimated >= 0 && estimated <= measured("curtailed_kwh"), "\(estimated)")
            #expect(abs(energy.amount - energy.quantity * pricePerKWh) <= 0.005 + 1e-9)
            let sum = Double(document["total"].text) ?? .nan
            #expect(abs(sum - (energy.amount + credit.amount)) < 1e-6, "\(document.encoded)")
        }
    }
}
