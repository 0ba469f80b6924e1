import Foundation
import Testing

extension SystemTests {
    /// Every page that a provider, a client, the operator and their plugins have, found by following links as a reader does.
    @Suite("Every page") struct EveryPageTests {
        /// One page, whatever its numbers: rows of a table lead to pages that look alike.
        private struct Place: Hashable {
            let pattern: String

            init(_ path: String) {
                let parts = path.split(separator: "/").map(String.init)
                pattern = parts.indices.map { index in
                    // The operator's pages of tenants and plugins go by names.
                    let isNamed = parts[0] == "operator" && index > 0 && ["tenants", "plugins"].contains(parts[index - 1])
                    return isNamed || parts[index].contains(/^\d+$/) ? "{id}" : parts[index]
                }.joined(separator: "/")
            }
        }

        /// Each width, each ground and each language, beside the look in which the pages are found.
        private static let looks = [(1_280, true, "zh-CN"), (390, false, "zh-CN"), (390, true, "en")]

        /// Where a reader can go from here: pages, not files, answers in JSON or the way out.
        private static let links = """
            [...new Set([...document.querySelectorAll("a[href]")].map((one) => new URL(one.href, location))
              .filter((one) => one.origin === location.origin && !/^[/](api|assets|static|health|logout)/.test(one.pathname))
              .filter((one) => !/[.][a-z]+$/.test(one.pathname)).map((one) => one.pathname))]
            """

        @Test("that links lead to fits wide and narrow, can be read light and dark, and speaks the reader's language")
        func all() async throws {
            let others = ["analytics", "blockchain", "calculator", "crm"]
            let installation = try Installation()
            defer { installation.remove() }
            let bundles = [
                "hosting": installation.folder + "/Hosting.plugin", "analytics": Product.bundle("Analytics"),
                "calculator": Product.bundle("Calculator"), "crm": Product.bundle("CRM"),
                "blockchain": Product.bundle("Blockchain"),
            ]
            try installation.write(plugins: bundles, tenants: DemoTenants.yaml(with: others))
            let world = try await World.start(installation: installation)
            do {
                let north = try await world.host.login("north")
                let alpha = try await world.host.login("alpha")
                let chief = try await world.host.login("operator")
                try await world.collected(alpha)
                try await Self.fill(north, alpha)
                let english = try Catalogue.englishOnly()
                // The operator's tables name plugins as their manifests do, in every language.
                let named = english.subtracting(try await chief.get("/api/v1/plugins").json["items"].items.map { $0["name"].text })
                #expect(named.count < english.count)
                try await Browser.with { browser in
                    for (name, member, start, least) in [
                        ("north", north, "/hosting", 37), ("alpha", alpha, "/hosting", 21), ("operator", chief, "/operator", 7),
                    ] {
                        let words = name == "operator" ? named : english
                        let first = PageLook(width: 1_280, isDark: false, language: "en", english: words)
                        let places = try await Self.places(browser, world.host, member, name, from: start, first)
                        #expect(places.count >= least, "\(name): \(places.map(\.path))")
                        let lists = try await Self.expectPagesOfLists(member, places.map(\.path))
                        #expect(name == "operator" || lists > 4, "\(name) has lists")
                        // At once, as the host and the browser have time for one while the other is at work.
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            for (width, isDark, language) in Self.looks {
                                let look = PageLook(width: width, isDark: isDark, language: language, english: words)
                                group.addTask {
                                    let page = try await look.tab(browser, member)
                                    for place in places {
                                        try await page.open(world.host.base + place.path)
                                        try await look.check(page, name, place.path)
                                    }
                                    try await page.close()
                                }
                            }
                            try await group.waitForAll()
                        }
                    }
                }
            } catch {
                await world.stop()
                throw error
            }
            await world.stop()
        }

        /// A row of each kind that has a page of its own.
        private static func fill(_ north: Client, _ alpha: Client) async throws {
            let miner = try await north.get("/api/v1/hosting/miners?per_page=1").json["items"][0]["id"].text
            let site = try await north.get("/api/v1/hosting/sites").json["items"][0]["id"]
            let rows: [(Client, String, JSON)] = [
                (
                    north, "hosting/curtailment/plans",
                    ["name": "Evening peak", "target_watts": 10_000, "duration_seconds": 3_600, "starts_at": "2099-01-31T12:00:00Z"]
                ),
                (
                    north, "hosting/curtailment/rules",
                    [
                        "name": "Dear power", "kind": "price", "conditions": ["strike_usd_per_mwh": 80, "immediate_usd_per_mwh": 150],
                        "terms": ["target_watts": 5_000],
                    ]
                ),
                (north, "hosting/operations", ["action": "set_site", "site_id": site, "miners": .list([.text(miner)])]),
                (
                    north, "hosting/maintenance",
                    ["miners": .list([.text(miner)]), "duration_minutes": 600, "reason": "Filters are changed"]
                ),
                (north, "hosting/alert-rules", ["name": "Hot", "kind": "temperature", "threshold": 85, "delay_minutes": 0]),
                (north, "hosting/miners/\(miner)/tickets", ["title": "Fan two is loud", "text": "Since Monday."]),
                (north, "hosting/miners/\(miner)/notes", ["text": "Please call before"]),
                (north, "blockchain/records", ["kind": "report", "id": "2026-Q3", "body": "uptime 99.2 %"]),
                (alpha, "blockchain/records", ["kind": "report", "id": "2026-Q3", "body": "uptime 99.1 %"]),
                (north, "crm/leads", ["name": "Ana Ruiz", "company": "Sierra Hash", "email": "ana@example.org"]),
                (
                    north, "crm/contracts",
                    ["client": "Alpha Ltd", "client_tenant": "alpha", "kind": "flat", "fee_per_machine": "80.10"]
                ),
            ]
            for (member, path, body) in rows {
                let answer = try await member.post("/api/v1/" + path, body)
                guard (200..<300).contains(answer.status) else { throw TestFailure("\(path): \(answer.status) \(answer.text)") }
            }
            let lead = try await north.get("/api/v1/crm/leads").json["items"][0]["id"]
            let contract = try await north.get("/api/v1/crm/contracts").json["items"][0]["id"]
            let deal = try await north.post("/api/v1/crm/deals", ["lead_id": lead, "title": "200 machines", "value": "1000.10"])
            let draft = try await north.post(
                "/api/v1/crm/invoices",
                [
                    "contract_id": contract, "period_from": "2026-10-01", "period_to": "2026-10-31", "machines": 3, "power_watts": "3000",
                    "hours": "744",
                ])
            let issued = try await north.post("/api/v1/crm/invoices/\(draft.json["id"].text)/issue", [:])
            guard deal.status == 201, draft.status == 201, (200..<300).contains(issued.status) else {
                throw TestFailure("\(deal.text) \(draft.text) \(issued.text)")
            }
        }

        /// One page of each kind that links lead to, nearest first, each looked at.
        private static func places(
            _ browser: Browser, _ host: RunningHost, _ member: Client, _ name: String, from start: String, _ look: PageLook
        ) async throws -> [(place: Place, path: String)] {
            var found = [(place: Place(start), path: start)]
            var next = 0
            let page = try await look.tab(browser, member)
            while next < found.count {
                let path = found[next].path
                try await page.open(host.base + path)
                try await page.settle()
                // Where it sends a reader on, that page is the one.
                guard try await page.evaluate("location.pathname").text == path else {
                    found.remove(at: next)
                    try await page.expectNoComplaints("links of \(path)")
                    continue
                }
                for path in try await page.evaluate(links).items.map(\.text) where !found.contains(where: { $0.place == Place(path) }) {
                    found.append((Place(path), path))
                }
                try await look.check(page, name, path)
                next += 1
            }
            try await page.close()
            return found
        }
    }
}
