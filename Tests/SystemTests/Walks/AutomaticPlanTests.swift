import Foundation
import Testing

extension SystemTests {
    /// Plans that nobody makes by hand, from the signal to the miners and back.
    @Suite("A curtailment rule makes, carries out and ends its plans by itself") struct AutomaticPlanTests {
        private static let models = ["whatsminer-m50s", "avalon-1246", "luxos-s19jpro", "antminer-s21"]
        private static let count = 12

        @Test(
            "two dear windows of a price table put half of the site to sleep, two cheap ones wake it; a cap does so by what is measured; hours that begin and an end by the clock switch devices too"
        )
        func walk() async throws {
            let installation = try SiteToInvoiceTests.installation()
            defer { installation.remove() }
            let simulator = try await Simulator.start(
                count: Self.count, in: installation.folder, first: try Loopback.freeDemoFleet(count: UInt32(Self.count)),
                models: Self.models, options: ["--ramp-down", "1", "--ramp-up", "2"])
            let host: RunningHost
            do {
                host = try await installation.start().ready()
            } catch {
                await simulator.stop()
                throw error
            }
            do {
                let north = try await host.login("north")
                let site = try await Self.found(north, simulator)
                let power = try await hashing(north)
                try await priceSignal(north, site: site, power: power, simulator)
                try await powerCap(north, site: site, power: try await hashing(north, like: power), simulator)
                let operators = ["north": north, "second": try await host.login("second")]
                try await clock(north, operators, site: site, power: try await hashing(north, like: power), simulator)
            } catch {
                await host.stop()
                await simulator.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            await host.stop()
            await simulator.stop()
        }

        // MARK: The two signals

        private func priceSignal(_ north: Client, site: String, power: Double, _ simulator: Simulator) async throws {
            let rule = try await Self.made(
                north,
                [
                    "name": "Dear power", "kind": "price",
                    "conditions": ["strike_usd_per_mwh": 80, "curtail_windows": 2, "resume_windows": 2, "max_duration_seconds": 120],
                    "terms": [
                        "site": .text(site), "target_watts": .number((power / 2).rounded()), "batch_size": 4, "min_power_watts": 200,
                    ],
                ])
            try await finds(north, rule, "no_price", "No price for 30 minutes.")

            // A slip in one row of the table, and nothing of it is taken.
            let table = Self.table(95)
            let refused = try await Self.prices(north, table + "yesterday;12;DK1\r\n")
            #expect(refused.status == 422, "\(refused.status) \(refused.text)")
            let faults = refused.json["errors"].items
            #expect(
                faults.count == 1 && faults[0]["field"].text == "starts_at" && faults[0]["found"].text == "yesterday", "\(refused.text)")
            #expect(try await north.get("/api/v1/hosting/curtailment/prices").json["items"].items.isEmpty)
            let trial = try await Self.prices(north, table, "?dry_run=true")
            #expect(trial.status == 200 && trial.json["good_rows"].integer == 4, "\(trial.text)")
            #expect(try await north.get("/api/v1/hosting/curtailment/prices").json["items"].items.isEmpty)
            #expect(try await plans(north).isEmpty, "nothing was dear yet")

            let taken = try await Self.prices(north, table + "yesterday;12;DK1\r\n", "?on_error=skip")
            #expect(taken.status < 300 && taken.json["stored"].integer == 4, "\(taken.status) \(taken.text)")
            let plan = try await standing(north, rule: "Dear power", state: "executed")
            #expect(plan["plan_type"].text == "automatic")
            #expect(plan["approved_by"].text == "rule Dear power" && plan["created_by"].text == "rule Dear power")
            #expect(
                plan["delivered_watts"].double ?? 0 >= (power / 2 * 0.98).rounded(.down),
                "\(plan["delivered_watts"].encoded) of \(power / 2)")
            let asleep = try await simulator.asleep()
            #expect(Set(plan["miners"].items.filter { $0["state"].text == "off" }.map { $0["serial_number"].text }) == asleep)
            #expect(!asleep.isEmpty && asleep.count < Self.count)
            let steps = plan["timeline"].items.filter { $0["kind"].text != "orders" && $0["kind"].text != "results" }
            #expect(steps.contains { $0["kind"].text == "made" && $0["to_state"].text == "approved" && $0["member"] == .null })
            // The rule was looked at many times meanwhile, and one signal has one plan.
            #expect(try await plans(north).count == 1)
            try await finds(north, rule, "cheap_so_far", "95 USD/MWh; 0 of 2 windows below 80.")
            let held = try await standing(north, rule: "Dear power", state: "executed")
            #expect(held["duration_seconds"].integer ?? 0 >= 600, "its time alone does not bring miners back while power is dear")
            #expect(held["timeline"].items.contains { $0["code"].text == "lengthened_for_price" }, "\(held["timeline"].encoded)")

            // The market corrects its prices.
            let cheap = try await north.post("/api/v1/hosting/curtailment/prices", ["items": .list(Self.items(40))])
            #expect(cheap.status == 201 && cheap.json["stored"].integer == 4, "\(cheap.text)")
            let over = try await standing(north, rule: "Dear power", state: "completed")
            #expect(try await simulator.asleep().isEmpty, "all miners are awake again")
            #expect(
                over["timeline"].items.contains {
                    $0["to_state"].text == "recovering" && $0["member"] == .null
                        && $0["detail"].text.hasPrefix("40 USD/MWh, below 80 for ")
                }, "\(over["timeline"].encoded)")
            #expect(over["lost_th_hours"].double ?? 0 > 0 && over["curtailed_kwh"].double ?? 0 > 0)
            #expect(over["clients"].items.map { $0["client"].text }.sorted() == ["alpha", "beta"])
            try await finds(north, rule, "dear_so_far", "40 USD/MWh; 0 of 2 windows at or above 80.")
            #expect(try await plans(north).count == 1)
        }

        private func powerCap(_ north: Client, site: String, power: Double, _ simulator: Simulator) async throws {
            let cap = (power * 0.6).rounded()
            func rule(cap: Double) -> JSON {
                [
                    "name": "Grid connection", "kind": "power_cap",
                    "conditions": ["cap_watts": .number(cap), "margin_percent": 2, "max_duration_seconds": 120],
                    "terms": ["site": .text(site), "batch_size": 12, "min_power_watts": 200],
                ]
            }
            let id = try await Self.made(north, rule(cap: cap))
            let plan = try await standing(north, rule: "Grid connection", state: "executed")
            #expect(plan["plan_type"].text == "automatic" && plan["approved_by"].text == "rule Grid connection")
            try await eventually("the site draws less than the cap, by measurement", patience: .seconds(60)) {
                try await north.get("/api/v1/hosting/summary").json["power_watts"].double ?? .infinity <= cap ? true : nil
            }
            #expect(try await !simulator.asleep().isEmpty)
            // What holds the site down is not given back, since it would not fit.
            try await finds(north, id, "no_room", nil)
            let held = try await standing(north, rule: "Grid connection", state: "executed")
            #expect(held["duration_seconds"].integer ?? 0 >= 600, "its longest time does not give the cap up")
            #expect(held["timeline"].items.contains { $0["kind"].text == "changed" && $0["detail"].text.hasPrefix("Lengthened until ") })
            let made = try await plans(north)
            #expect(made.count == 2, "\(made.map(\.encoded))")

            // The connection is widened.
            #expect(try await north.put("/api/v1/hosting/curtailment/rules/\(id)", rule(cap: (power * 3).rounded())).status == 200)
            let over = try await standing(north, rule: "Grid connection", state: "completed")
            #expect(over["timeline"].items.contains { $0["to_state"].text == "recovering" && $0["detail"].text.contains("W more fit.") })
            #expect(try await simulator.asleep().isEmpty)
            try await finds(north, id, "below_cap", nil)
        }

        /// Hours that begin now beside a plan of a minute that two operators approve at once.
        private func clock(
            _ north: Client, _ operators: [String: Client], site: String, power: Double, _ simulator: Simulator
        ) async throws {
            let made = try await north.post(
                "/api/v1/hosting/curtailment/plans",
                [
                    "name": "One minute", "site": .text(site), "target_watts": .number((power / 4).rounded()), "duration_seconds": 60,
                    "batch_size": 12, "min_power_watts": 200,
                ])
            #expect(made.status == 201, "\(made.text)")
            let approval = "/api/v1/hosting/curtailment/plans/\(made.json["id"].text)/approve"
            let answers = try await withThrowingTaskGroup(of: (String, Int).self) { group in
                for (name, one) in operators {
                    group.addTask { (name, try await one.post(approval, ["revision": made.json["revision"]]).status) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(answers.values.sorted() == [200, 409], "one approves, the other learns it")
            let winner = try #require(answers.first { $0.value == 200 }?.key)
            let approved = try await north.get("/api/v1/hosting/curtailment/plans/\(made.json["id"].text)").json["approved_by_name"].text
            #expect(approved == winner, "\(answers)")

            let start = Date().formatted(Date.ISO8601FormatStyle().time(includingFractionalSeconds: false)).prefix(5)
            let rule = try await Self.made(
                north,
                [
                    "name": "Every day", "kind": "weekly",
                    "conditions": [
                        "weekdays": .list((1...7).map { .number(Double($0)) }), "start": .text(String(start)), "duration_seconds": 1_800,
                    ],
                    "terms": [
                        "site": .text(site), "target_watts": .number((power / 4).rounded()), "batch_size": 12, "min_power_watts": 200,
                    ],
                ])
            let hours = try await standing(north, rule: "Every day", state: "executed")
            let held = Set(hours["miners"].items.filter { $0["state"].text == "off" }.map { $0["serial_number"].text })
            let asleep = try await simulator.asleep()
            #expect(!held.isEmpty && held.isSubset(of: asleep))

            // Nobody ends it: its time does.
            let over = try await standing(north, rule: "One minute", state: "completed")
            #expect(over["miners_obeyed"].integer ?? 0 > 0)
            #expect(over["timeline"].items.contains { $0["detail"].text == "Its time is over." && $0["member"] == .null })
            #expect(try await simulator.asleep() == held, "its miners are awake again, and those of the hours sleep on")

            #expect(try await north.post("/api/v1/hosting/curtailment/rules/\(rule)/disable", [:]).status == 200)
            _ = try await standing(north, rule: "Every day", state: "completed")
            #expect(try await simulator.asleep().isEmpty)
        }

        // MARK: What is asked

        /// A site with all simulated miners, of two clients.
        static func found(_ north: Client, _ simulator: Simulator) async throws -> String {
            let site = try await north.post("/api/v1/hosting/sites", ["name": "Fjord Hall", "capacity_mw": 1])
            guard site.status == 201 else { throw TestFailure("no site: \(site.text)") }
            for (client, rest) in [("alpha", 0), ("beta", 1)] {
                let items = simulator.devices.filter { $0.index % 2 == rest }.map { device -> JSON in
                    [
                        "client": .text(client), "serial_number": .text(device.serial), "model": .text(device.model),
                        "address": .text(device.address), "port": .number(Double(device.port)), "site_id": site.json["id"],
                    ]
                }
                let made = try await north.post("/api/v1/hosting/miners", ["items": .list(items)])
                guard made.status == 201 else { throw TestFailure("no miners for \(client): \(made.text)") }
            }
            return site.json["id"].text
        }

        /// What the site draws, once all of it hashes.
        ///
        /// - Parameter power: What it drew before. A miner that was read while it started draws less than it will, and whoever set a cap or a
        ///   target by that would see the site rise above it.
        private func hashing(_ north: Client, like power: Double = 0) async throws -> Double {
            try await eventually("all miners hash", patience: .seconds(150)) {
                let summary = try await north.get("/api/v1/hosting/summary").json
                let well = (summary["states"]["ok"].integer ?? 0) + (summary["states"]["hashing_low"].integer ?? 0)
                guard well == Self.count, let watts = summary["power_watts"].double, watts >= power * 0.97 else { return nil }
                return watts
            }
        }

        private static func made(_ north: Client, _ rule: JSON) async throws -> String {
            let made = try await north.post("/api/v1/hosting/curtailment/rules", rule)
            guard made.status == 201 else { throw TestFailure("the rule was refused: \(made.text)") }
            return made.json["id"].text
        }

        /// The window of five minutes that began last, the one before and two to come: whatever the clock does meanwhile, they hold.
        private static var begins: [String] {
            let now = Int(Date().timeIntervalSince1970) / 300 * 300
            return [-300, 0, 300, 600].map { Date(timeIntervalSince1970: Double(now + $0)).formatted(.iso8601) }
        }

        /// As a spreadsheet exports it: a mark at the begin, semicolons, and commas in numbers.
        private static func table(_ price: Int) -> String {
            "\u{FEFF}starts_at;usd_per_mwh;market\r\n" + begins.map { "\($0);\(price),0;DK1\r\n" }.joined()
        }

        private static func items(_ price: Double) -> [JSON] {
            begins.map { ["starts_at": .text($0), "usd_per_mwh": .number(price)] }
        }

        private static func prices(_ north: Client, _ table: String, _ query: String = "") async throws -> Answer {
            try await north.send(
                "POST", "/api/v1/hosting/curtailment/prices\(query)", body: Data(table.utf8), headers: ["Content-Type": "text/csv"])
        }

        private func plans(_ north: Client) async throws -> [JSON] {
            try await north.get("/api/v1/hosting/curtailment/plans").json["items"].items
        }

        /// The report of the one plan of a rule, once it is in a state.
        private func standing(_ north: Client, rule: String, state: String) async throws -> JSON {
            var last = JSON.null
            do {
                return try await eventually("the plan of \(rule) is \(state)", patience: .seconds(180)) {
                    guard let plan = try await plans(north).first(where: { $0["name"].text.hasPrefix(rule) }) else { return nil }
                    last = try await north.get("/api/v1/hosting/curtailment/plans/\(plan["id"].text)/report").json
                    return last["state"].text == state ? last : nil
                }
            } catch {
                let rules = try await north.get("/api/v1/hosting/curtailment/rules").text
                throw TestFailure("\(error): \(last.encoded.prefix(3_000))\n\(rules)")
            }
        }

        /// What the last look at a rule came to.
        private func finds(_ north: Client, _ rule: String, _ code: String, _ words: String?) async throws {
            var last = JSON.null
            do {
                try await eventually("the rule finds \(code)") { () -> Bool? in
                    let rules = try await north.get("/api/v1/hosting/curtailment/rules").json["items"].items
                    last = rules.first { $0["id"].text == rule } ?? .null
                    guard last["verdict_code"].text == code else { return nil }
                    return words == nil || last["verdict"].text == words ? true : nil
                }
            } catch { throw TestFailure("\(error): \(last.encoded)") }
        }
    }
}
