import Foundation
import Testing

/// The curtailment of the walk: scheduled, waited for, held though some disobey, and over by its own end.
extension SystemTests.SiteToInvoiceTests {
    /// A plan as its page and the interface name it, and when it is to begin and to end.
    struct ScheduledPlan {
        let path: String
        let startsAt: Date
        let endsAt: Date

        var api: String { "/api/v1" + path.replacing("/curtailment/", with: "/curtailment/plans/") }
    }

    static let targetWatts = 1_000_000.0
    static let tolerance = 0.01
    /// So far ahead that all which is asserted of a plan that waits is asked long before its time.
    private static let leadSeconds = 45.0
    /// Three orders to each that disobeys, and as many to those who stand in, take a part of it.
    private static let minutesOff = 3.5

    /// A megawatt less, from a time on and for some minutes. It is made and approved by hand; nothing else is.
    static func schedule(_ page: BrowserPage, _ host: RunningHost) async throws -> ScheduledPlan {
        try await page.open(host.base + "/hosting/curtailment")
        try await page.fill("#name", "Evening peak")
        try await page.fill("#target", "1")
        try await page.fill("#unit", "MW")
        try await page.fill("#duration_minutes", "\(minutesOff)")
        try await page.fill("#tolerance_percent", "\(tolerance * 100)")
        try await page.fill("#ramp_down_seconds", "10")
        try await page.fill("#ramp_up_seconds", "10")
        try await page.click("main form button[value=preview]")
        try await eventually("the preview is shown") { try await page.text(of: "#preview-delivered").isEmpty ? nil : true }
        let start = Date(timeIntervalSinceNow: leadSeconds).formatted(.iso8601)
        // As the field of a browser in UTC has it.
        try await page.fill("#starts_at", String(start.prefix(19)))
        try await page.click("main form button[value=create]")
        try await eventually("the plan's page is open") {
            let fault = try await page.text(of: "#fault")
            guard fault.isEmpty else { throw TestFailure("the form was refused: \(fault)") }
            return try await page.text(of: "#plan-state").isEmpty ? nil : true
        }
        let path = try await page.evaluate("location.pathname").text
        let startsAt = try Date(start, strategy: .iso8601)
        let plan = ScheduledPlan(path: path, startsAt: startsAt, endsAt: startsAt.addingTimeInterval(minutesOff * 60))
        let made = try await ask(page, plan.api)
        #expect(made["plan_type"].text == "scheduled" && made["state"].text == "pending", "\(made.encoded)")
        #expect(moment(made["starts_at"]) == plan.startsAt && moment(made["ends_at"]) == plan.endsAt, "\(made.encoded)")
        try await page.click("main form button[value=approve]")
        return plan
    }

    /// What is approved waits for its time, and no device is told anything.
    static func expectWaits(_ page: BrowserPage, _ plan: ScheduledPlan, _ simulator: Simulator) async throws {
        let lead = try await eventually("the page shows the plan approved") { () -> String? in
            let state = try await page.text(of: "#plan-state")
            return state.isEmpty || state.contains("Waits") ? nil : try await page.text(of: ".page-lead")
        }
        #expect(lead.contains("Scheduled"), "\(lead)")
        let asleep = try await simulator.asleep()
        // Asked after the devices: while the plan still waits, it waited then.
        let waiting = try await ask(page, plan.api)
        #expect(waiting["state"].text == "approved" && waiting["plan_type"].text == "scheduled", "\(waiting.encoded)")
        #expect(waiting["started_at"] == .null && waiting["delivered_watts"].double == 0, "\(waiting.encoded)")
        #expect(try await page.text(of: "#plan-state").contains("Approved"))
        #expect(asleep.isEmpty)
    }

    /// The plan begins when its time has come, by nobody's hand, and reaches its target.
    static func expectBegins(_ page: BrowserPage, _ host: RunningHost, _ plan: ScheduledPlan) async throws {
        try await page.open(host.base + plan.path)
        var last = JSON.null
        do {
            try await eventually("the plan is executed", patience: .seconds(plan.endsAt.timeIntervalSinceNow)) {
                last = try await ask(page, plan.api + "/report")
                return last["state"].text == "executed" ? true : nil
            }
        } catch { throw TestFailure("\(error): \(standing(last))") }
        try await eventually("the page says so by itself") { try await page.text(of: "#plan-state").contains("Holding") ? true : nil }

        let approved = try step("approved", of: last)
        #expect(approved["member"] != .null && approved["code"].text == "approved", "\(approved.encoded)")
        #expect(try #require(moment(approved["happened_at"])) < plan.startsAt)
        let begun = try step("executing", of: last)
        #expect(begun["from_state"].text == "approved" && begun["member"] == .null, "\(begun.encoded)")
        #expect(try #require(moment(begun["happened_at"])) >= plan.startsAt)
        #expect(try #require(moment(last["started_at"])) >= plan.startsAt)
        #expect(!last["timeline"].items.contains { $0["code"].text == "starts_now" })
        for miner in last["miners"].items {
            guard let off = moment(miner["off_at"]) else { continue }
            #expect(off >= plan.startsAt, "\(miner.encoded)")
        }
    }

    /// One in twenty says yes and hashes on: telemetry tells which, each is named, and others sleep in their place.
    static func expectDisobedientFound(_ page: BrowserPage, _ plan: ScheduledPlan, _ simulator: Simulator) async throws {
        let report = try await ask(page, plan.api + "/report")
        #expect(report["state"].text == "executed", "\(standing(report))")
        let miners = report["miners"].items
        let deaf = try await simulator.disobedient()
        #expect((count / 50...count / 10).contains(deaf.count), "one in twenty disobeys, not \(deaf.count)")
        // Who was not chosen was not told, and is not blamed.
        let disobedient = deaf.intersection(miners.map { $0["serial_number"].text })
        #expect(!disobedient.isEmpty)
        let found = miners.filter { $0["state"].text == "disobeyed" }
        #expect(Set(found.map { $0["serial_number"].text }) == disobedient, "\(standing(report))")
        for miner in found {
            // Its own word is not what it is judged by.
            #expect(miner["detail_code"].text == "went_on", "\(miner.encoded)")
            #expect(miner["obeyed"].truth == false && miner["off_at"] == .null && miner["shed_watts"].double == 0, "\(miner.encoded)")
            let seen = try await ask(page, "/api/v1/hosting/miners/\(miner["id"].text)")
            #expect(seen["hashrate_ths"].double ?? 0 > 0, "\(seen.encoded)")
        }
        #expect(report["miners_disobeyed"].integer == disobedient.count)
        let notes = report["timeline"].items
        let told = notes.filter { $0["kind"].text == "disobeyed" }
        #expect(told.allSatisfy { $0["code"].text == "disobeyed" && $0["member"] == .null })
        #expect(told.reduce(0) { $0 + ($1["values"]["count"].integer ?? 0) } == disobedient.count, "\(told.map(\.encoded))")
        let named = told.flatMap { $0["values"]["serials"].text.components(separatedBy: ", ") }.filter { $0 != "…" }
        // A note names ten at most, and counts all.
        let places = told.reduce(0) { $0 + min(10, $1["values"]["count"].integer ?? 0) }
        #expect(named.count == places && Set(named).count == places && disobedient.isSuperset(of: named), "\(named)")

        // Without those who stand in it would be too little.
        let (first, standIns) = (
            miners.filter { $0["is_replacement"].truth == false }, miners.filter { $0["is_replacement"].truth == true }
        )
        func shed(_ miners: [JSON]) -> Double { miners.reduce(0) { $0 + ($1["shed_watts"].double ?? 0) } }
        #expect(shed(first) < targetWatts * (1 - tolerance), "\(shed(first))")
        #expect(shed(first) + shed(standIns) >= targetWatts * (1 - tolerance), "\(shed(first)) and \(shed(standIns))")
        #expect(report["delivered_watts"].double ?? 0 >= targetWatts * (1 - tolerance), "\(standing(report))")
        let replaced = notes.filter { $0["kind"].text == "replaced" }.reduce(0) { $0 + ($1["values"]["count"].integer ?? 0) }
        #expect(replaced == standIns.count && report["miners_replacing"].integer == replaced)
        try await expectShown(page, plan, disobedient)
    }

    /// The provider sees on the plan's page what was wanted, and who disobeyed.
    private static func expectShown(_ page: BrowserPage, _ plan: ScheduledPlan, _ disobedient: Set<String>) async throws {
        try await eventually("the page tells how many disobeyed") {
            try await page.text(of: "#plan-disobeyed").contains("\(disobedient.count)") ? true : nil
        }
        let rows = "[...document.querySelectorAll('#plan-miners tbody tr')].filter(one => one.cells[1].innerText.trim() === 'Did not obey')"
        try await eventually("the page names those who disobeyed") {
            let shown = try await page.evaluate("\(rows).map(one => one.cells[0].querySelector('a').innerText.trim())")
            return Set(shown.items.map(\.text)) == disobedient ? true : nil
        }
        #expect(try shownPower(try await page.text(of: "#plan-target")).watts == targetWatts)
        let samples = try await ask(page, plan.api + "/samples")["items"].items
        #expect(samples.allSatisfy { $0["target_watts"].double == targetWatts }, "\(samples.map(\.encoded))")
        #expect(samples.contains { $0["delivered_watts"].double ?? 0 >= targetWatts * (1 - tolerance) }, "\(samples.map(\.encoded))")
    }

    /// Machines of all six firmwares sleep, as they themselves know it. Returns how many.
    static func expectAllFirmwaresSleep(_ simulator: Simulator) async throws -> Int {
        let asleep = try await simulator.asleep()
        for firmware in firmwares {
            let names = Set(firmware.models.map(\.named))
            let own = simulator.devices.filter { names.contains($0.model) }
            #expect(own.contains { asleep.contains($0.serial) }, "none of \(own.count) with \(firmware.name) sleeps")
        }
        return asleep.count
    }

    /// The plan ends by its own end, and all miners hash again. Nobody touches the page meanwhile.
    static func expectEnds(_ page: BrowserPage, _ plan: ScheduledPlan) async throws {
        var last = JSON.null
        do {
            try await eventually("the plan is completed", patience: .seconds(plan.endsAt.timeIntervalSinceNow + 180)) {
                last = try await ask(page, plan.api + "/report")
                return last["state"].text == "completed" ? true : nil
            }
        } catch { throw TestFailure("\(error): \(standing(last))") }
        let recovery = try step("recovering", of: last)
        #expect(recovery["from_state"].text == "executed" && recovery["member"] == .null, "\(recovery.encoded)")
        #expect(recovery["code"].text == "time_over", "\(recovery.encoded)")
        #expect(try #require(moment(recovery["happened_at"])) >= plan.endsAt)
        // By hand it was made and approved.
        let byHand = last["timeline"].items.filter { $0["member"] != .null }.map { $0["code"].text }
        #expect(byHand.sorted() == ["approved", "made"])
        for miner in last["miners"].items {
            guard miner["off_at"] != .null else { continue }
            #expect(try #require(moment(miner["on_at"]), "\(miner.encoded)") >= plan.endsAt)
        }
        try await eventually("the page shows the end by itself") {
            try await page.text(of: "#plan-state").contains("Completed") ? true : nil
        }
        try await eventually("all miners hash again", patience: .seconds(120)) { try await hashing(page) }
    }

    /// The kWh that each client's machines did not draw, by client and serial number, as the plan's report says of every machine.
    static func delivered(_ page: BrowserPage, _ plan: ScheduledPlan) async throws -> [String: [String: Double]] {
        let report = try await ask(page, plan.api + "/report")
        var (energy, most) = ([String: [String: Double]](), 0.0)
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
            energy[miner["client"].text, default: [:]][miner["serial_number"].text] = kWh
        }
        let sums = energy.mapValues { $0.values.reduce(0, +) }
        #expect(sums.values.reduce(0, +) >= most * leastShed, "\(sums) of \(most)")
        let told = Dictionary(
            uniqueKeysWithValues: report["clients"].items.map { ($0["client"].text, $0["curtailed_kwh"].double ?? 0) })
        #expect(Set(told.keys) == ["alpha", "beta"])
        for (client, kWh) in told { #expect(abs(kWh - (sums[client] ?? 0)) < 1e-6, "\(client)") }
        return energy
    }

    /// The share of their former power that sleeping machines of these firmwares shed at least.
    private static let leastShed = 0.9

    // MARK: Reading

    private static func moment(_ text: JSON) -> Date? {
        try? Date(text.text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: text.text.contains(".")))
    }

    /// The line of a plan's history by which it came to a state.
    private static func step(_ state: String, of report: JSON) throws -> JSON {
        try #require(
            report["timeline"].items.first { $0["to_state"].text == state && $0["from_state"].text != state }, "\(standing(report))")
    }

    /// Where a plan stands, and how many miners are where and why.
    static func standing(_ plan: JSON) -> String {
        var counts: [String: Int] = [:]
        for miner in plan["miners"].items {
            counts["\(miner["state"].text) \(miner["result"].text) \(miner["detail"].text)", default: 0] += 1
        }
        let miners = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: "\n")
        return "\(plan["state"].text) \(plan["message"].text) \(plan["delivered_watts"].encoded)\n\(miners)"
    }
}
