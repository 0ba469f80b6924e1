import Testing

@testable import Hosting

/// Values worked out by eye from the captures that the families' tests leave out.
@Suite("The figures of the other captures")
struct CaptureFigureTests {
    @Test("Whatsminer M20S of 2019, every figure")
    func m20sOf2019() throws {
        let reading = try Captures.reading("whatsminer_m20s_2019/summary.json", "whatsminer_m20s_2019/pools.json")
        #expect(reading.primaryHashrate?.window == .seconds5)
        #expect(close(reading.hashrateTHs, 65.37130278))
        #expect(close(reading.hashrate(.minute1), 65.46382208))
        #expect(close(reading.hashrate(.minutes5), 65.59932393))
        #expect(close(reading.hashrate(.minutes15), 65.49689124))
        #expect(close(reading.hashrate(.sinceStart), 65.49208933))
        // It names neither its model nor its boards nor its watts; its firmware only by the mining software.
        #expect(reading.model == nil)
        #expect(reading.firmware == FirmwareIdentity(name: "cgminer", version: "4.9.2"))
        #expect(reading.boards.isEmpty)
        #expect(reading.powerWatts == nil)
        #expect(reading.boardTemperatureCelsius == 75)
        #expect(reading.fans.map(\.rpm) == [4_590, 4_560])
        #expect(reading.frequencyMHz == 636)
        #expect(close(reading.voltageVolts, 11.7))
        #expect(reading.uptimeSeconds == 97_139)
        #expect((reading.acceptedShares, reading.rejectedShares, reading.staleShares) == (33_825, 185, 27))
        #expect(reading.hardwareErrors == 1_601)
        #expect(reading.pools.map(\.status) == [.alive, .alive])
        #expect(reading.activePool?.url == "stratum+tcp://us-east.stratum.slushpool.com:3333")
        #expect(reading.activePool?.user == "002m20s")
        #expect(reading.errorCodes.isEmpty)
    }

    @Test("Braiins OS 22.08 by GraphQL, every figure")
    func braiins2208() throws {
        let folder = "braiins_web_v21_09"
        let reading = try Captures.reading(
            "\(folder)/version.json", "\(folder)/gql_system.json", "\(folder)/gql_boards.json", "\(folder)/gql_pools.json",
            "\(folder)/gql_tuning.json")
        #expect(reading.primaryHashrate?.window == .seconds5)
        #expect(close(reading.hashrateTHs, 7.160208944955902))
        #expect(close(reading.nominalHashrate, 7.24240252323))
        #expect(reading.firmware?.name == "Braiins OS")
        #expect(reading.firmware?.version == "2022-09-13-0-11012d53-22.08-plus")
        #expect(reading.model == nil)
        #expect(reading.boards.map(\.index) == [6, 7, 8])
        #expect(close(reading.boards[0].hashrate, 2.9669503918025643))
        #expect(close(reading.boards[1].hashrate, 3.022858545443969))
        #expect(close(reading.boards[2].hashrate, 2.9468691247815643))
        #expect(reading.boards.map(\.boardTemperatureCelsius) == [71, 75.375, 66.125])
        #expect(reading.boards.map(\.chipTemperatureCelsius) == [81.625, 89.25, 80])
        #expect(reading.boards.map(\.chips) == [63, 63, 63])
        #expect(close(reading.boards[0].frequencyMHz, 420.170944))
        #expect(close(reading.boards[0].voltageVolts, 9.097456932067873))
        // The two others stand still: they are places without a fan.
        #expect(reading.fans.map(\.rpm) == [4_080, 5_580])
        #expect(reading.fans.map(\.percent) == [100, 100])
        #expect((reading.powerWatts, reading.powerLimitWatts) == (735, 900))
        #expect(reading.uptimeSeconds == 1_189)
        #expect((reading.acceptedShares, reading.rejectedShares) == (49, 0))
        #expect(reading.pools.map(\.status) == [.alive, .alive])
        #expect(reading.activePool?.url == "stratum+tcp://btc1.example.pool:3333")
        #expect(reading.activePool?.user == "asic-rs.test")
    }

    /// The pool in use and the shares, of captures whose other figures stand elsewhere.
    static let pools: [(path: String, url: String, accepted: Int?, rejected: Int?, stale: Int?)] = [
        ("strongu_2018/pools.json", "stratum+tcp://eu.siaprimestats.com:3355", 25_186, 15, 143),
        ("antminer_l3plus_stock/pools.json", "stratum+tcp://us.litecoinpool.org:3333", 47_384, 212, 15),
        ("antminer_z11_stock/pools.json", "stratum+tcp://equihash.luxor.tech:700", 2_848, 20, 0),
        ("antminer_s19pro_stock/pools.json", "stratum+tcp://aaa.com:9999#xnsub", 100_129, 31, 0),
        ("auradine_docs/pools.json", "stratum+tcp://btc.viabtc.io:3333", 10, 1, nil),
        ("avalon_741/pools.json", "stratum+tcp://stratum.antpool.com:3333", 19, 1, 0),
        ("braiins_bosminerplus/pools.json", "stratum+tcp://stratum.antpool.com:3333", 152, 0, 0),
        ("braiins_s9_bosminer/pools.json", "stratum+tcp://stratum.antpool.com:3333", 68, 2, 0),
        ("hammer_d10/pools.json", "stratum+tcp://stratum.pool.io:3333", 30_000, 300, 0),
        ("honorknight_cgminer410/pools.json", "stratum+tcp://bitcoin.viabtc.com:3333", 3_354, 25, 0),
        ("whatsminer_m30s_2020/pools.json", "stratum+tcp://sha256asicboost.eu.nicehash.com:3368", 1_739, 1, 0),
        ("whatsminer_v1_2021/pools.json", "stratum+tcp://btc.example.pool:3333", 2_338, 0, 0),
        ("whatsminer_v2/pools.json", "stratum+tcp://btc.example.pool:3333", 5_412, 0, nil),
        ("whatsminer_v3_m60s/get_miner_status_pools.json", "stratum+tcp://btc.example.pool:3333", nil, nil, nil),
        // 798,704 + 604,803 + 691,522 and 3,320 + 2,492 + 3,076; only the second pool is reached.
        ("elphapex_dg1/web_pools.json", "stratum+tcp://stratum.pool.io:3334", 2_095_029, 8_888, 0),
    ]

    @Test("the pool in use and the shares of each capture of pools", arguments: pools.map(\.path))
    func poolsOfEach(path: String) throws {
        let expected = try #require(CaptureFigureTests.pools.first { $0.path == path })
        let reading = try Captures.reading(path)
        #expect(reading.activePool?.url == expected.url)
        #expect(reading.acceptedShares == expected.accepted)
        #expect(reading.rejectedShares == expected.rejected)
        #expect(reading.staleShares == expected.stale)
    }

    /// Model and firmware as the captures of versions name them.
    static let versions: [(path: String, model: String?, firmware: FirmwareIdentity?)] = [
        ("antminer_l3plus_stock/version.json", "Antminer L3+", FirmwareIdentity(name: "Bitmain", version: "1.0.1.3")),
        ("antminer_s17pro_stock/version.json", "Antminer S17 Pro", FirmwareIdentity(name: "Bitmain", version: "19.10.1.3")),
        ("antminer_s19_stock/version.json", "Antminer S19", FirmwareIdentity(name: "Bitmain", version: "49.0.1.3")),
        ("antminer_s19pro_stock/version.json", "Antminer S19 Pro", FirmwareIdentity(name: "Bitmain", version: "49.0.1.3")),
        ("antminer_s19pro_stock_b/version.json", "Antminer S19 Pro", FirmwareIdentity(name: "Bitmain", version: "49.0.1.3")),
        ("antminer_s21_stock/version.json", "Antminer S21", FirmwareIdentity(name: "Bitmain", version: "uart_trans.1.3")),
        ("antminer_s9_asicseer/version.json", "Antminer S9", FirmwareIdentity(name: "asicseer", version: "2.4.0-asicseer-1.1.9-f7b7")),
        ("antminer_s9_vnish386/version.json", "Antminer S9", FirmwareIdentity(name: "VNish", version: "3.8.6")),
        ("antminer_s9pro_v51/version.json", "Antminer S9 Pro", FirmwareIdentity(name: "rwglr", version: "30.0.1.3")),
        ("antminer_t15_stock/version.json", "Antminer T15", FirmwareIdentity(name: "Bitmain", version: "27.10.1.3")),
        ("antminer_z11_stock/version.json", "Antminer Z11", FirmwareIdentity(name: "Bitmain", version: "9.0.0.5")),
        ("braiins_bosminerplus/version.json", nil, FirmwareIdentity(name: "Braiins OS", version: "0.2.0-36c56a9363")),
        ("wire_quirks/no_nul_closed.bin", "Antminer S19k Pro", FirmwareIdentity(name: "LuxOS", version: "2025.4.8.220305-57b389c7")),
        ("wire_quirks/nul_terminated.bin", "Antminer S19 Pro", FirmwareIdentity(name: "Bitmain", version: "49.0.1.3")),
        ("wire_quirks/trailing_garbage.bin", "Antminer S9k", FirmwareIdentity(name: "Bitmain", version: "13.10.1.3")),
        ("whatsminer_v1_2021/get_version.json", nil, FirmwareIdentity(name: "Whatsminer", version: "20210322.22.REL")),
        ("whatsminer_v2/get_version.json", nil, FirmwareIdentity(name: "Whatsminer", version: "20230803.11.REL")),
    ]

    @Test("the model and the firmware of each capture of versions", arguments: versions.map(\.path))
    func versionsOfEach(path: String) throws {
        let expected = try #require(CaptureFigureTests.versions.first { $0.path == path })
        let reading = try Captures.reading(path)
        #expect(reading.model == expected.model)
        #expect(reading.firmware == expected.firmware)
    }

    @Test("what the other captures tell of rates, heat, fans and faults")
    func otherFigures() throws {
        let plus = try Captures.reading("braiins_bosminerplus/summary.json", "braiins_bosminerplus/fans.json")
        #expect(close(plus.hashrateTHs, 15.740915842676325))
        #expect(close(plus.hashrate(.hours24), 0.5621154771588066))
        #expect(plus.fans.map(\.rpm) == [2_820, 3_780])
        #expect((plus.uptimeSeconds, plus.hardwareErrors) == (3_680, 186))
        let v1 = try Captures.reading("whatsminer_v1_2021/summary_with_errors.json", "whatsminer_v1_2021/devs.json")
        #expect(close(v1.hashrateTHs, 70.66811452))
        #expect(v1.errorCodes == ["110", "600"])
        #expect((v1.powerWatts, v1.powerLimitWatts) == (3_417, 3_500))
        #expect(v1.boards.map(\.chipTemperatureCelsius) == [90, 90.11, 92.5])
        #expect(v1.boards.map(\.hardwareErrors) == [15, 47, 7])
        #expect(close(v1.boards[1].hashrate, 25.56731781))
        #expect(try Captures.reading("whatsminer_v1_2021/summary.json").errorCodes.isEmpty)
        #expect(try Captures.reading("whatsminer_v2/status.json").isPaused == false)
        #expect(
            try Captures.reading("whatsminer_v3_m60s/get_device_info_with_errors.json").errorCodes.filter { $0.count == 3 }
                == ["264", "265", "266", "267", "270"])
        let s21 = try Captures.reading("antminer_s21_web/summary.json")
        #expect(close(s21.hashrateTHs, 206.23869))
        #expect(close(s21.nominalHashrate, 200))
        #expect((s21.uptimeSeconds, s21.hardwareErrors) == (3_817, 2))
        #expect(try Captures.reading("antminer_s21_web/get_miner_conf.json").pools.first?.user == "proto_mining_sw_test")
        let dg1 = try Captures.reading("elphapex_dg1/web_summary.json", "elphapex_dg1/web_get_system_info.json")
        #expect(close(dg1.primaryHashrate?.value, 14_920.94))
        #expect((dg1.algorithm, dg1.uptimeSeconds) == (.scrypt, 357_357))
        #expect(try Captures.reading("elphapex_dg1/web_get_miner_conf.json").pools.count == 3)
        let hammer = try Captures.reading("hammer_d10/web_summary.json")
        #expect(close(hammer.hashrateTHs, 102))
        #expect(hammer.model == "Antminer S19j")
        #expect(try Captures.reading("hammer_d10/web_get_system_info.json").model == "Hammer D10")
        #expect(try Captures.reading("hammer_d10/version.json").algorithm == .scrypt)
        #expect(try Captures.reading("antminer_s9_asicseer/pools.json").acceptedShares == 1)
        #expect(try Captures.reading("auradine_docs/mode.json").powerLimitWatts == 2_000)
        #expect(try Captures.reading("auradine_docs/version.json").firmware?.name == "FluxOS")
        #expect(try Captures.reading("avalon_q/devs.json").acceptedShares == 890)
        let lite = try Captures.reading("avalon_q/litestats.json")
        #expect((lite.isPaused, lite.powerWatts, lite.ambientTemperatureCelsius) == (true, 146, 26))
        #expect(try Captures.reading("braiins_web_v25_03/gql_tuning.json").powerLimitWatts == 3_878)
        #expect(try Captures.reading("braiins_web_v25_03/version.json").firmware?.name == "Braiins OS")
        #expect(
            try Captures.reading("braiins_web_v26_04/miner_errors.json").errorCodes.first
                == "Sensor hb2.1[TMP451]: Too many sensor errors, disabling sensor")
    }

    @Test("what the captures of broken wire formats tell all the same")
    func wireQuirks() throws {
        func rate(_ name: String) throws -> Double? { try Captures.reading("wire_quirks/\(name).bin").primaryHashrate?.value }
        #expect(close(try rate("backslash_apostrophe"), 64.14377795))
        #expect(close(try rate("missing_comma_stats"), 504.56))
        #expect(close(try rate("missing_comma_stats_s9"), 9.039731))
        #expect(close(try rate("newline_nul"), 85.03843001))
        #expect(close(try rate("trailing_comma"), 12.28681978))
        #expect(close(try rate("text_summary"), 0))
        #expect(try Captures.reading("wire_quirks/text_summary.bin").uptimeSeconds == 735)
        let nan = try Captures.reading("wire_quirks/nan_unquoted.bin")
        #expect(nan.fans.map(\.rpm) == [2_896, 2_927])
        #expect((nan.acceptedShares, nan.uptimeSeconds) == (6, 155))
        #expect(try Captures.reading("wire_quirks/truncated_64k_boundary.bin").uptimeSeconds == 11_979)
    }
}
