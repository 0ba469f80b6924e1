import Foundation
import Testing

extension SystemTests {
    /// Orders to many devices at once, from the API to what the devices then do and tell.
    @Suite("An order for many miners reaches each of them, and is taken back") struct BulkOrderTests {
        private static let path = "/api/v1/hosting/operations"
        /// PowerPlay is rare among simulated models: as often as it is named here.
        private static let models =
            ["whatsminer-m50s", "luxos-s19jpro", "antminer-s21", "antminer-s19xp-vnish"] + Array(repeating: "epic-s19jpro", count: 5)
        private static let count = 12

        @Test("Sleep and pools: each miner answers, the devices obey, and undo restores what was before, once")
        func walk() async throws {
            let installation = try SiteToInvoiceTests.installation()
            defer { installation.remove() }
            let simulator = try await Simulator.start(
                count: Self.count, in: installation.folder, first: try Loopback.freeDemoFleet(count: UInt32(Self.count)),
                models: Self.models, options: ["--ramp-down", "1", "--ramp-up", "1"])
            let host: RunningHost
            do {
                host = try await installation.start().ready()
            } catch {
                await simulator.stop()
                throw error
            }
            do {
                let north = try await host.login("north")
                let site = try await AutomaticPlanTests.found(north, simulator)
                _ = try await pools(north) { $0.count == Self.count }
                try await sleeps(north, site: site, simulator)
                try await changesPools(north, site: site)
            } catch {
                await host.stop()
                await simulator.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            await host.stop()
            await simulator.stop()
        }

        private func sleeps(_ north: Client, site: String, _ simulator: Simulator) async throws {
            let order = try await ended(north, try await north.post(Self.path, ["action": "sleep", "filter": ["site": .text(site)]]))
            #expect(order["good"].integer == Self.count && order["bad"].integer == 0, "\(order.encoded)")
            try await eventually("all devices sleep") { try await simulator.asleep().count == Self.count ? true : nil }
            let back = try await ended(north, try await north.post("\(Self.path)/\(order["id"].text)/undo", [:]))
            #expect(back["action"].text == "wake" && back["undoes_id"] == order["id"] && back["good"].integer == Self.count)
            try await eventually("all devices are awake") { try await simulator.asleep().isEmpty ? true : nil }
            #expect(try await north.post("\(Self.path)/\(order["id"].text)/undo", [:]).status == 409)
        }

        private func changesPools(_ north: Client, site: String) async throws {
            let before = try await pools(north) { $0.count == Self.count }
            let poolInUseAlone = Set(try await firmwares(north).filter { $0.value.hasPrefix("PowerPlay") }.keys)
            let withFee = Set(try await firmwares(north).filter { $0.value.hasPrefix("VNish") }.keys)
            #expect(!poolInUseAlone.isEmpty && !withFee.isEmpty && poolInUseAlone.count + withFee.count < Self.count)
            for miner in withFee { #expect(before[miner]?.last == "DevFee DevFee", "\(before)") }
            let pool: JSON = ["url": "stratum+tcp://pool.example.org:3333", "user": "farm.{serial}", "password": "x"]
            let order = try await ended(
                north, try await north.post(Self.path, ["action": "set_pools", "pools": .list([pool]), "filter": ["site": .text(site)]]))
            #expect(order["good"].integer == Self.count, "\(order.encoded)")
            let miners = try await north.get("\(Self.path)/\(order["id"].text)/miners?per_page=50").json["items"].items
            #expect(miners.count == Self.count && miners.allSatisfy { $0["outcome"].text == "accepted" }, "\(miners.map(\.encoded))")
            let changed = try await pools(north) { now in
                now.count == Self.count && now.allSatisfy { $0.value.first?.hasSuffix("pool.example.org:3333 farm.\($0.key)") == true }
            }
            for (miner, pools) in changed { #expect(pools.count == (withFee.contains(miner) ? 2 : 1), "\(pools)") }

            // Who tells only the pool in use would lose those that stand in for it.
            let told = Self.count - poolInUseAlone.count
            #expect(order["undoable"].integer == told, "\(order.encoded)")
            let back = try await ended(north, try await north.post("\(Self.path)/\(order["id"].text)/undo", [:]), miners: told)
            #expect(back["good"].integer == told, "\(back.encoded)")
            let wanted = before.merging(changed.filter { poolInUseAlone.contains($0.key) }) { $1 }
            _ = try await pools(north) { $0 == wanted }
        }

        /// The operation, once all of its miners have answered. Until then it says how many have.
        private func ended(_ north: Client, _ made: Answer, miners: Int = count) async throws -> JSON {
            guard made.status == 202 else { throw TestFailure("the order was refused: \(made.status) \(made.text)") }
            #expect(made.json["miners"].integer == miners, "\(made.text)")
            return try await eventually("the order has ended", patience: .seconds(90)) {
                let now = try await north.get("\(Self.path)/\(made.json["id"].text)").json
                #expect((now["good"].integer ?? -1) + (now["bad"].integer ?? -1) <= Self.count, "\(now.encoded)")
                return now["state"].text == "ended" ? now : nil
            }
        }

        /// By serial number what runs on each miner.
        private func firmwares(_ north: Client) async throws -> [String: String] {
            let miners = try await north.get("/api/v1/hosting/miners?per_page=50").json["items"].items
            var firmwares: [String: String] = [:]
            for miner in miners {
                let detail = try await north.get("/api/v1/hosting/miners/\(miner["id"].text)").json
                firmwares[detail["serial_number"].text] = detail["firmware"].text
            }
            return firmwares
        }

        /// By serial number all pools of each miner with their users, as it told, once they are as wanted.
        private func pools(_ north: Client, _ areWanted: ([String: [String]]) -> Bool) async throws -> [String: [String]] {
            var last: [String: [String]] = [:]
            do {
                return try await eventually("the miners tell the pools that are wanted", patience: .seconds(150)) {
                    last = [:]
                    for miner in try await north.get("/api/v1/hosting/miners?per_page=50").json["items"].items {
                        let detail = try await north.get("/api/v1/hosting/miners/\(miner["id"].text)").json
                        let pools = detail["details"]["pools"].items
                        guard !pools.isEmpty, detail["state"].text == "ok" else { continue }
                        last[miner["serial_number"].text] = pools.map { "\($0["url"].text) \($0["user"].text)" }
                    }
                    return areWanted(last) ? last : nil
                }
            } catch { throw TestFailure("\(error): \(last)") }
        }
    }
}
