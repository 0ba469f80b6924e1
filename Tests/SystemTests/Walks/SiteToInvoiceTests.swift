import Foundation
import Testing

extension SystemTests {
    /// What a hosting provider does from its first day to its first invoice, as a person does it in the browser.
    @Suite("A site from empty to invoiced") struct SiteToInvoiceTests {
        /// Six firmwares, each of which is put to sleep in its own way: the models that play them, and what the fleet's file calls these.
        ///
        /// The planner takes who hashes least for its power. All but the two best models together draw less than the megawatt, so that no
        /// firmware is spared: the better of these two is another model of a firmware that is among the others.
        static let firmwares: [(name: String, models: [(played: String, named: String)])] = [
            ("Bitmain", [("antminer-s17pro", "Antminer S17 Pro (53 TH)"), ("antminer-s21", "Antminer S21 (200 TH)")]),
            ("VNish", [("antminer-s19xp-vnish", "Antminer S19 XP (140 TH)")]),
            ("Whatsminer", [("whatsminer-m50s", "Whatsminer M50S (126 TH)")]),
            ("Avalon", [("avalon-1246", "Avalon A1246 (85 TH)")]),
            ("LuxOS", [("luxos-s19jpro", "Antminer S19j Pro (100 TH)")]),
            ("Braiins OS", [("braiins-s19jpro", "Antminer S19j Pro (104 TH)")]),
        ]
        static let count = 500

        @Test("500 miners are imported, watched, curtailed by 1 MW and woken by schedule though some disobey, and invoiced with the credit")
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
                    let drawn = try await Self.watch(north, host, simulator)
                    #expect(drawn > 1_200_000, "a megawatt can be shed")
                    let plan = try await Self.schedule(north, host)
                    try await Self.expectWaits(north, plan, simulator)
                    // Meanwhile the provider goes on with its work.
                    try await Self.agree(north, host)
                    try await Self.expectBegins(north, host, plan)
                    try await Self.expectDisobedientFound(north, plan, simulator)
                    try await Self.expectDelivered(north, plan, simulator, before: drawn)
                    let slept = try await Self.expectAllFirmwaresSleep(simulator)
                    try await Self.expectEnds(north, plan)
                    #expect(try await simulator.asleep().isEmpty, "\(slept) slept, and all of them are awake")
                    let delivered = try await Self.delivered(north, plan)
                    try await Self.expectEstimatesTold(north, host)
                    let month = try await Self.monthPasses(installation)
                    try await Self.bill(north, host, month)
                    try await north.expectNoComplaints("north")
                    for (client, other) in [("alpha", "beta"), ("beta", "alpha")] {
                        let page = try await Self.signIn(client, browser, host, installation)
                        try await Self.read(page, host, installation, of: client, not: other, credited: delivered[client] ?? [:])
                        try await page.expectNoComplaints(client)
                    }
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
                + "  - {id: north, kind: provider, slots: 3, members: [{email: north@demo.test, role: owner}, "
                + "{email: second@demo.test, role: admin}], plugins: {\(hosting), crm: {}}}\n"
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
    }
}
