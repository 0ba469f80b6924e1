import Foundation
import Testing

extension SystemTests {
    /// The host is killed again and again while a plan switches miners off and on.
    @Suite("A curtailment plan and a host that is killed") struct PlanCrashTests {
        private static let models = ["whatsminer-m50s", "avalon-1246", "luxos-s19jpro", "antminer-s21", "epic-s19jpro", "sealminer-a2"]
        private static let count = 36

        @Test("kill -9 in the ramps loses nothing and does nothing twice: the same miners sleep, each step is told once, and all wake")
        func killed() async throws {
            let installation = try SiteToInvoiceTests.installation()
            defer { installation.remove() }
            let simulator = try await Simulator.start(
                count: Self.count, in: installation.folder, first: try Loopback.freeDemoFleet(count: UInt32(Self.count)),
                models: Self.models,
                options: ["--ramp-down", "1", "--ramp-up", "2"])
            var host = try await installation.start().ready()
            do {
                var north = try await host.login("north")
                try await Self.found(north, simulator)
                let power = try await eventually("all miners hash", patience: .seconds(150)) { try await Self.hashingWatts(north) }
                let id = try await Self.plan(north, watts: Int(power / 2))
                // Twice on the way down: with the first batches out, and with most.
                for sleeping in [3, 10] {
                    try await eventually("\(sleeping) miners sleep", patience: .seconds(60)) {
                        try await simulator.asleep().count >= sleeping ? true : nil
                    }
                    await host.crash()
                    host = try await installation.start().ready()
                }
                north = try await host.login("north")
                let executed = try await Self.report(north, id, state: "executed")
                let off = Set(executed["miners"].items.filter { $0["state"].text == "off" }.map { $0["serial_number"].text })
                #expect(try await simulator.asleep() == off, "the plan knows who sleeps")
                // Who sleeps draws a little: within the plan's tolerance that is as much as was wanted.
                #expect(["reached", "undershoot_tolerated"].contains(executed["outcome"].text), "\(executed["message"].text)")
                #expect(executed["delivered_watts"].double ?? 0 >= power / 2 * 0.98)
                #expect(executed["miners_replacing"].integer == 0, "nobody disobeyed, so nobody was chosen twice over")

                #expect(try await north.post("/api/v1/hosting/curtailment/plans/\(id)/recover", [:]).status == 200)
                try await eventually("the first wake", patience: .seconds(60)) {
                    try await simulator.asleep().count < off.count ? true : nil
                }
                await host.crash()
                host = try await installation.start().ready()
                north = try await host.login("north")
                let completed = try await Self.report(north, id, state: "completed")
                #expect(try await simulator.asleep().isEmpty)
                let steps = completed["timeline"].items.filter {
                    $0["kind"].text == "state" && $0["from_state"].text != $0["to_state"].text
                }
                #expect(
                    steps.map { $0["to_state"].text }.sorted() == ["approved", "completed", "executed", "executing", "recovering"],
                    "\(completed["timeline"].encoded)")
                let miners = completed["miners"].items
                #expect(Set(miners.map { $0["serial_number"].text }).count == miners.count)
                #expect(Set(miners.filter { $0["obeyed"].truth == true }.map { $0["serial_number"].text }) == off)
                let rows = try await installation.superuserQuery(
                    """
                    SELECT count(*), count(DISTINCT miner_id), count(*) FILTER (WHERE until_at IS NULL OR until_at < from_at)
                    FROM p_hosting.curtailment_reductions
                    """)
                #expect(rows.first == [String(off.count), String(off.count), "0"], "each reduction is credited once")
            } catch {
                await host.stop()
                await simulator.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            await host.stop()
            await simulator.stop()
        }

        private static func found(_ north: Client, _ simulator: Simulator) async throws {
            let models = try await north.get("/api/v1/hosting/models?per_page=200").json["items"].items
            for device in simulator.devices {
                guard let model = models.first(where: { $0["name"].text == device.model })?["id"].text else {
                    throw TestFailure("no model \(device.model)")
                }
                let answer = try await north.post(
                    "/api/v1/hosting/miners",
                    [
                        "client": .text(device.index % 2 == 0 ? "alpha" : "beta"), "serial_number": .text(device.serial),
                        "model": .text(model), "address": .text(device.address), "port": .number(Double(device.port)),
                    ])
                guard answer.status == 201 else { throw TestFailure("\(device.serial): \(answer.status) \(answer.json.encoded)") }
            }
        }

        private static func hashingWatts(_ north: Client) async throws -> Double? {
            let summary = try await north.get("/api/v1/hosting/summary").json
            let well = (summary["states"]["ok"].integer ?? 0) + (summary["states"]["hashing_low"].integer ?? 0)
            return well == count ? summary["power_watts"].double : nil
        }

        /// Makes a plan that switches two miners off every second or two, approves it, and gives its id.
        private static func plan(_ north: Client, watts: Int) async throws -> String {
            let made = try await north.post(
                "/api/v1/hosting/curtailment/plans",
                [
                    "name": "Killed", "target_watts": .number(Double(watts)), "duration_seconds": 3_600, "ramp_seconds": 20,
                    "batch_size": 2,
                    "tolerance_percent": 2,
                ])
            guard made.status == 201 else { throw TestFailure("the plan was refused: \(made.json.encoded)") }
            let id = made.json["id"].text
            #expect(try await north.post("/api/v1/hosting/curtailment/plans/\(id)/approve", [:]).status == 200)
            return id
        }

        private static func report(_ north: Client, _ id: String, state: String) async throws -> JSON {
            var last = JSON.null
            do {
                return try await eventually("the plan is \(state)", patience: .seconds(240)) {
                    last = try await north.get("/api/v1/hosting/curtailment/plans/\(id)/report").json
                    return last["state"].text == state ? last : nil
                }
            } catch { throw TestFailure("\(error): \(last.encoded.prefix(3_000))") }
        }
    }
}
