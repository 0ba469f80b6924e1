import PluginKit
import Testing

@testable import Hosting

@Suite("Simulated devices are put to sleep and woken by the real commander")
struct SimulatedControlTests {
    /// A model that is controlled, and what its readings tell of sleep.
    struct Family: Sendable, CustomTestStringConvertible {
        let model: String
        let firmware: String
        /// The firmware says that it sleeps, or draws so little that it must.
        var tellsSleep = true
        let address: String

        var testDescription: String { model }
    }

    static let families = [
        Family(model: "antminer-s21", firmware: "Bitmain", address: "127.10.1.1"),
        Family(model: "antminer-s17pro", firmware: "Bitmain", address: "127.10.2.1"),
        Family(model: "whatsminer-m50s", firmware: "Whatsminer", address: "127.10.3.1"),
        Family(model: "whatsminer-m30s", firmware: "Whatsminer", address: "127.10.4.1"),
        Family(model: "avalon-1246", firmware: "Avalon", address: "127.10.5.1"),
        Family(model: "antminer-s19xp-vnish", firmware: "VNish", address: "127.10.6.1"),
        Family(model: "braiins-s9-plus", firmware: "Braiins OS", tellsSleep: false, address: "127.10.7.1"),
        Family(model: "braiins-s19jpro", firmware: "Braiins OS", tellsSleep: false, address: "127.10.8.1"),
        Family(model: "luxos-s19jpro", firmware: "LuxOS", address: "127.10.9.1"),
        Family(model: "whatsminer-m50s-api3", firmware: "Whatsminer", address: "127.10.10.1"),
        Family(model: "whatsminer-m60s", firmware: "Whatsminer", address: "127.10.13.1"),
        Family(model: "epic-s19jpro", firmware: "PowerPlay-BMS", address: "127.10.11.1"),
        Family(model: "sealminer-a2", firmware: "SealMiner", address: "127.10.12.1"),
        Family(model: "avalon-1047-b", firmware: "Avalon", address: "127.10.14.1"),
    ]

    @Test("awake, asleep, awake again", arguments: families)
    func sleepAndWake(_ family: Family) async throws {
        let fleet = try ControlledFleet(family.model, address: family.address)
        defer { fleet.stop() }
        let awake = try await fleet.read()
        let firmware = try #require(awake.reading?.firmware)
        #expect(firmware.name == family.firmware && FirmwareAdapters.controls(firmware.name), "a plan may choose it")
        let name = "\(firmware.name) \(firmware.version)"
        let rate = try #require(awake.reading?.hashrateTHs)
        #expect(rate > 0)

        let slept = try await fleet.carryOut(.sleep, firmware: name)
        #expect(slept.map(\.outcome) == [.accepted], "\(slept)")
        let asleep = try await fleet.read()
        #expect(asleep.reading?.hashrateTHs == 0 || asleep.state == .paused, "\(asleep.state) \(asleep.detail)")
        #expect(asleep.state == (family.tellsSleep ? .paused : .hashingLow), "\(asleep.state) \(asleep.detail)")
        #expect(try await fleet.read(isToldToSleep: true).state == .paused, "with the order every firmware's sleep is known")
        if let watts = awake.reading?.powerWatts { #expect(try #require(asleep.reading?.powerWatts) < watts * 0.05) }

        let woken = try await fleet.carryOut(.wake, firmware: name)
        #expect(woken.map(\.outcome) == [.accepted], "\(woken)")
        let again = try await fleet.read()
        #expect(try #require(again.reading?.hashrateTHs) > rate * 0.8)
        #expect(again.reading?.isPaused != true)
    }

    @Test(
        "a firmware that cannot sleep says so, and its miner is left out of plans by that", arguments: ["antminer-s9", "antminer-s9-vnish"])
    func unsupported(_ model: String) async throws {
        let fleet = try ControlledFleet(model, address: model == "antminer-s9" ? "127.13.1.1" : "127.13.2.1")
        defer { fleet.stop() }
        let name = model == "antminer-s9" ? "Bitmain 16.8.1.3-S" : "VNish 3.8.6"
        let results = try await fleet.carryOut(.sleep, firmware: name)
        #expect(results.map(\.outcome) == [.unsupported], "\(results)")
        let order = DeviceOrder(minerId: 0, address: "127.13.1.1", port: 4_028, firmware: name, action: .sleep)
        let told = try #require(OrderMemory([order], results).sleepless.first)
        #expect(told.firmware == name && told.why == DeviceMessage(model == "antminer-s9" ? .noWorkMode : .vnishTooOld))
        #expect(try #require(try await fleet.read().reading?.hashrateTHs) > 1, "it goes on as before")
    }

    @Test("API 3 alone is found on its own port, read there in two requests, and found again after the port was lost")
    func framesAlone() async throws {
        let fleet = try ControlledFleet("whatsminer-m60s", address: "127.13.3.1")
        defer { fleet.stop() }
        let first = try await fleet.read()
        #expect(first.state == .ok, "\(first.state) \(first.detail)")
        #expect(first.commands == "explored:v3/device,v3/status")
        let reading = try #require(first.reading)
        #expect(reading.model == "M60S_VK40" && reading.boards.count == 3 && reading.pools.count == 3 && reading.powerWatts ?? 0 > 2_000)
        #expect(reading.firmware?.version == "20251209.16.Rel2")
        #expect(try await fleet.read().reading != nil)
        try fleet.simulator.set(0, to: .refusing)
        let lost = try await fleet.read()
        #expect(lost.state == .refusing && lost.commands == nil, "what it answered is not forgotten")
        try fleet.simulator.set(0, to: .healthy)
        #expect(try await fleet.read().state == .ok)
    }

    @Test("A device that disobeys says yes and goes on hashing", arguments: families)
    func disobeys(_ family: Family) async throws {
        let fleet = try ControlledFleet(family.model, address: "127.11" + family.address.dropFirst(6)) { $0.disobeyingPercent = 100 }
        defer { fleet.stop() }
        let before = try #require(try await fleet.read().reading?.hashrateTHs)
        let slept = try await fleet.carryOut(.sleep, firmware: nil)
        #expect(slept.map(\.outcome) == [.accepted], "\(slept)")
        #expect(try #require(try await fleet.read().reading?.hashrateTHs) > 0.8 * before)
    }

    @Test(
        "A wrong password is a refusal, and nothing sleeps",
        arguments: families.filter {
            !["braiins-s9-plus", "avalon-1246", "avalon-1047-b", "luxos-s19jpro", "sealminer-a2"].contains($0.model)
        })
    func wrongPassword(_ family: Family) async throws {
        var passwords = DevicePasswords()
        for firmware in DevicePasswords.Firmware.allCases { passwords[firmware] = "not the password" }
        let fleet = try ControlledFleet(family.model, address: "127.12" + family.address.dropFirst(6), passwords: passwords)
        defer { fleet.stop() }
        let slept = try await fleet.carryOut(.sleep, firmware: family.firmware)
        #expect(slept.map(\.outcome) == [.refused], "\(slept)")
        #expect(try #require(slept.first).detail.contains("password"))
        #expect(try #require(try await fleet.read().reading?.hashrateTHs) > 1)
    }

    @Test("PowerPlay is found by its answer, collected over HTTP where others have their API, and holds its password")
    func powerPlay() async throws {
        let fleet = try ControlledFleet("epic-s19jpro", address: "127.13.5.1")
        defer { fleet.stop() }
        let first = try await fleet.read()
        #expect(first.state == .ok && first.commands == "explored:/summary")
        let reading = try #require(first.reading)
        #expect(reading.model == "AntMiner S19 XP" && reading.firmware == FirmwareIdentity(name: "PowerPlay-BMS", version: "v1.5.13"))
        #expect(close(reading.hashrateTHs, 99.365848) && reading.boards.count == 2 && reading.fans.count == 3)
        #expect(reading.activePool?.url == "mine.ocean.xyz:3334")
        let known = try await fleet.read()
        #expect(known.state == .ok && known.commands == nil)
        #expect(try await fleet.carryOut(.sleep, firmware: nil).map(\.outcome) == [.accepted], "it is found by its answer")
        #expect(try await fleet.read().state == .paused)
        #expect(try await fleet.carryOut(.wake, firmware: "PowerPlay-BMS v1.5.13").map(\.outcome) == [.accepted])
        #expect(try await fleet.read().state == .ok)
        try fleet.simulator.change(0, .password("other"))
        #expect(try await fleet.carryOut(.sleep, firmware: "PowerPlay-BMS v1.5.13").map(\.outcome) == [.refused])
    }

    @Test("A sleep that the firmware does not tell of is known from the order; who goes on hashing is not asleep for it")
    func toldToSleep() async throws {
        let fleet = try ControlledFleet("braiins-s19jpro", address: "127.13.8.1")
        defer { fleet.stop() }
        #expect(try await fleet.read(isToldToSleep: true).state == .ok)
        #expect(try await fleet.carryOut(.sleep, firmware: "Braiins OS 25.03").map(\.outcome) == [.accepted])
        let asleep = try await fleet.read(isToldToSleep: true)
        #expect(asleep.state == .paused && asleep.detail == "The miner was told to sleep and hashes nothing.")
        #expect(try await fleet.read().state == .hashingLow, "without the order nobody knows")
    }

    @Test("An Antminer in its low power mode wakes in it, however often it sleeps", arguments: ["3", "0"])
    func workMode(_ mode: String) async throws {
        let fleet = try ControlledFleet("antminer-s21", address: mode == "3" ? "127.13.9.1" : "127.13.10.1")
        defer { fleet.stop() }
        try fleet.simulator.change(0, .workMode(mode))
        for _ in 0..<2 {
            let slept = try await fleet.carryOut(.sleep, firmware: "Bitmain 49")
            #expect(slept.map(\.outcome) == [.accepted] && slept.map(\.workMode) == [mode], "\(slept)")
            #expect(try await fleet.carryOut(.sleep, firmware: nil).map(\.outcome) == [.alreadySo], "which finds no mode")
            #expect(try await fleet.carryOut(.wake, firmware: nil).map(\.outcome) == [.accepted])
        }
        let awake = try await fleet.carryOut(.wake, firmware: "Bitmain 49")
        #expect(awake.map(\.outcome) == [.alreadySo] && awake.map(\.workMode) == [mode], "\(awake)")
    }

    /// What a model does when it is told something else than to sleep or wake.
    struct Telling: Sendable, CustomTestStringConvertible {
        let model: String
        let firmware: String
        let restart: DeviceOrderResult.Outcome
        let pools: DeviceOrderResult.Outcome
        let limit: DeviceOrderResult.Outcome
        let address: String
        /// The firmware tells its limit.
        var tellsLimit = true

        var testDescription: String { model }
    }

    static let tellings = [
        Telling(
            model: "antminer-s21", firmware: "Bitmain 49", restart: .accepted, pools: .accepted, limit: .unsupported, address: "127.15.1.1"),
        Telling(
            model: "whatsminer-m50s", firmware: "Whatsminer 2023", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.2.1"),
        Telling(
            model: "whatsminer-m50s-api3", firmware: "Whatsminer 2023", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.3.1"),
        Telling(
            model: "whatsminer-m60s", firmware: "Whatsminer 2025", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.4.1"),
        Telling(
            model: "avalon-1047", firmware: "Avalon 1047", restart: .accepted, pools: .accepted, limit: .unsupported, address: "127.15.5.1"),
        Telling(
            model: "antminer-s19xp-vnish", firmware: "VNish 1.2.0", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.6.1", tellsLimit: false),
        Telling(
            model: "braiins-s19jpro", firmware: "Braiins OS 25.03", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.7.1", tellsLimit: false),
        Telling(
            model: "braiins-s9-plus", firmware: "Braiins OS BOSminer+ 0.2.0-36c56a9363", restart: .unsupported, pools: .unsupported,
            limit: .unsupported, address: "127.15.8.1"),
        Telling(
            model: "braiins-s9-graph", firmware: "Braiins OS BOSminer+ 0.2.0-36c56a9363", restart: .accepted, pools: .accepted,
            limit: .accepted, address: "127.15.12.1", tellsLimit: false),
        Telling(
            model: "luxos-s19jpro", firmware: "LuxOS 2024.5.1", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.9.1", tellsLimit: false),
        Telling(
            model: "epic-s19jpro", firmware: "PowerPlay-BMS v1.5.13", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.10.1", tellsLimit: false),
        Telling(
            model: "sealminer-a2", firmware: "SealMiner 4.11.1", restart: .accepted, pools: .accepted, limit: .accepted,
            address: "127.15.11.1"),
    ]

    @Test("Pools, restarts and limits arrive; what a firmware does not offer is said, and changes nothing", arguments: tellings)
    func otherActions(_ telling: Telling) async throws {
        let fleet = try ControlledFleet(telling.model, address: telling.address)
        defer { fleet.stop() }
        let first = try #require(try await fleet.read().reading)
        func tell(_ action: DeviceAction, _ expected: DeviceOrderResult.Outcome) async throws -> MinerReading {
            let results = try await fleet.carryOut(action, firmware: telling.firmware)
            #expect(results.map(\.outcome) == [expected], "\(action): \(results)")
            if expected == .unsupported { #expect(results.allSatisfy { !$0.detail.isEmpty && !$0.detail.contains("yet") }, "\(results)") }
            return try #require(try await fleet.read().reading, "\(action)")
        }
        let pool = DevicePool(url: "stratum+tcp://pool.example:3333", user: "acme.7", password: "x")
        let moved = try await tell(.setPools([pool]), telling.pools)
        if telling.pools == .accepted {
            let told = try #require(moved.activePool ?? moved.pools.first)
            #expect(told.url.hasSuffix("pool.example:3333") && told.user == "acme.7", "\(told)")
        } else {
            #expect(moved.pools.map(\.url) == first.pools.map(\.url))
        }
        let before = try #require(moved.uptimeSeconds)
        // Whoever takes pools may have started anew for them.
        if telling.pools != .accepted { #expect(before > 60, "the capture's, far from a start") }
        let again = try #require(try await tell(.restart, telling.restart).uptimeSeconds)
        #expect(telling.restart == .accepted ? again <= 5 : again >= before, "\(before) s, then \(again) s")
        let rate = try #require(first.hashrateTHs)
        let limited = try await tell(.limitPower(watts: fleet.simulator.miners[0].powerWatts / 2), telling.limit)
        let share = try #require(limited.hashrateTHs) / rate
        #expect(telling.limit == .accepted ? (0.4...0.6).contains(share) : (0.9...1.1).contains(share), "\(share)")
        if telling.limit == .accepted, telling.tellsLimit {
            #expect(limited.powerLimitWatts == Double(fleet.simulator.miners[0].powerWatts / 2))
        }
    }

    /// Firmwares that ask for a password before they take pools, or a limit.
    static let locked = [
        ("whatsminer-m50s-api3", "Whatsminer 2023", "127.16.1.1"), ("whatsminer-m60s", "Whatsminer 2025", "127.16.2.1"),
        ("antminer-s19xp-vnish", "VNish 1.2.0", "127.16.3.1"), ("sealminer-a2", "SealMiner 4.11.1", "127.16.4.1"),
        ("avalon-1047", "Avalon 1047", "127.16.5.1"), ("braiins-s9-graph", "Braiins OS BOSminer+ 0.2.0", "127.16.7.1"),
    ]

    @Test("Nobody sets pools or a limit with a wrong password, or by replies that are cut", arguments: locked)
    func lockedOut(_ model: String, _ firmware: String, _ address: String) async throws {
        var passwords = DevicePasswords()
        for firmware in DevicePasswords.Firmware.allCases { passwords[firmware] = "not the password" }
        let fleet = try ControlledFleet(model, address: address, passwords: passwords)
        defer { fleet.stop() }
        let first = try #require(try await fleet.read().reading)
        let pools = DeviceAction.setPools([DevicePool(url: "stratum+tcp://pool.example:3333", user: "acme.7", password: "x")])
        let results = try await fleet.carryOut(pools, .limitPower(watts: 2_000), firmware: firmware)
        #expect(results.allSatisfy { [.refused, .unsupported].contains($0.outcome) } && results[0].outcome == .refused, "\(results)")
        try fleet.simulator.set(0, to: .truncated)
        let cut = try await fleet.carryOut(pools, .limitPower(watts: 2_000), firmware: firmware)
        #expect(cut.allSatisfy { $0.outcome != .accepted }, "\(cut)")
        try fleet.simulator.set(0, to: .healthy)
        let then = try #require(try await fleet.read().reading)
        #expect(then.pools.map(\.url) == first.pools.map(\.url) && then.powerLimitWatts == first.powerLimitWatts)
    }

    /// Models by what they tell of pools: failovers, empty slots, groups, the fee of the firmware's author.
    static let poolTellers = [
        "whatsminer-m50s", "whatsminer-m60s", "antminer-s21", "luxos-s19jpro", "antminer-s19xp-vnish", "sealminer-a2",
    ]

    @Test(
        "Pools that are taken back are those that were, each with its user, and the fee of the firmware's author stays its own",
        arguments: poolTellers)
    func poolsTakenBack(_ model: String) async throws {
        let place = try #require(Self.poolTellers.firstIndex(of: model))
        let fleet = try ControlledFleet(model, address: "127.16.\(20 + place).1")
        defer { fleet.stop() }
        func told() async throws -> (pools: [String], details: JSONValue, firmware: String) {
            let reading = try #require(try await fleet.read().reading)
            var json = JSONWriter()
            reading.writeDetails(to: &json)
            let details = try JSONValue(parsing: json.bytes)
            let pools = (details["pools"]?.array ?? []).map { "\($0["url"]?.string ?? "") \($0["user"]?.string ?? "")" }
            return (pools, details, "\(reading.firmware?.name ?? "") \(reading.firmware?.version ?? "")")
        }
        let before = try await told()
        #expect(before.details["has_all_pools"]?.boolean == true && !before.pools.isEmpty)
        let fees = (before.details["pools"]?.array ?? []).compactMap { $0["is_developer_fee"]?.boolean == true ? $0["url"]?.string : nil }
        #expect(fees == (model == "antminer-s19xp-vnish" ? ["DevFee"] : []))
        let other = DevicePool(url: "stratum+tcp://pool.example:3333", user: "acme.7", password: "x")
        #expect(try await fleet.carryOut(.setPools([other]), firmware: before.firmware).map(\.outcome) == [.accepted])
        #expect(try await told().pools == ["stratum+tcp://pool.example:3333 acme.7"] + fees.map { "\($0) \($0)" })
        let back = try #require(BulkAction.deviceAction("set_pools", wanted: before.details, password: "x"))
        #expect(try await fleet.carryOut(back, firmware: before.firmware).map(\.outcome) == [.accepted])
        #expect(try await told().pools == before.pools)
    }

    @Test("PowerPlay tells only the pool in use, and a reading that was cut off not all: neither is a whole list")
    func poolInUseAlone() async throws {
        let fleet = try ControlledFleet("epic-s19jpro", address: "127.16.19.1")
        defer { fleet.stop() }
        var reading = try #require(try await fleet.read().reading)
        #expect(reading.pools.count == 1 && !reading.hasAllPools)
        reading.firmware = FirmwareIdentity(name: "VNish", version: "1.2.6")
        #expect(reading.hasAllPools)
        reading.isCutOff = true
        #expect(!reading.hasAllPools)
        (reading.isCutOff, reading.warnings) = (false, [ReadingWarning(kind: .truncated, detail: "the reply lost its beginning")])
        #expect(!reading.hasAllPools)
    }

    @Test("LuxOS keeps one group of pools however often it is told, and a limit below all its profiles is refused")
    func luxosAgain() async throws {
        let fleet = try ControlledFleet("luxos-s19jpro", address: "127.16.6.1")
        defer { fleet.stop() }
        for name in ["one", "two", "one"] {
            let pools = [1, 2].map { DevicePool(url: "stratum+tcp://\(name)\($0).example:3333", user: "u", password: "") }
            #expect(try await fleet.carryOut(.setPools(pools), firmware: nil).map(\.outcome) == [.accepted])
            let told = try #require(try await fleet.read().reading).pools
            #expect(told.map(\.url) == pools.map(\.url), "\(told)")
        }
        let low = try await fleet.carryOut(.limitPower(watts: 400), firmware: "LuxOS 2024.5.1")
        #expect(low.map(\.why.code) == ["no_profile_below"] && low.map(\.outcome) == [.refused], "\(low)")
        let limited = try await fleet.carryOut(.limitPower(watts: 2_500), firmware: "LuxOS 2024.5.1")
        #expect(limited.map(\.detail) == ["The device took the profile 445MHz of 2318 W, the highest that is not above the limit."])
    }

    @Test("Two orders to one device go one after the other, and the second sees what the first did")
    func oneAfterTheOther() async throws {
        let fleet = try ControlledFleet("antminer-s21", address: "127.13.4.1")
        defer { fleet.stop() }
        #expect(try await fleet.carryOut(.sleep, .sleep, firmware: "Bitmain 49").map(\.outcome) == [.accepted, .alreadySo])
    }

    @Test("A closed port and a dead device are unreachable, one that never was granted an adapter is unsupported")
    func failures() async throws {
        let fleet = try ControlledFleet("whatsminer-m50s", address: "127.14.1.1")
        defer { fleet.stop() }
        try fleet.simulator.set(0, to: .refusing)
        #expect(try await fleet.carryOut(.sleep, firmware: "Avalon 1246").map(\.outcome) == [.unreachable])
        try fleet.simulator.set(0, to: .garbage)
        #expect(try await fleet.carryOut(.sleep, firmware: "Whatsminer 2").map(\.outcome) == [.refused])
        #expect(try await fleet.carryOut(.sleep, firmware: "FluxOS 2").map(\.outcome) == [.unsupported])
    }
}
