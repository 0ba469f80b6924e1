import Testing

@testable import Hosting

@Suite("Every captured reply")
struct CaptureWalkTests {
    /// Replies that answer no question about mining, and those in which the device refuses; every other file must give a reading.
    ///
    /// ePIC's temps, chip_temps, chip_clocks and chip_voltages are all lists of {Data, Index, Total}: only the address that was asked says
    /// whether 67.0 is a temperature. Its summary names the hottest sensor of each board.
    static let failures: [String: String] = [
        "antminer_s21_stock/config.json": "nothing_known", "antminer_s21_web/get_kernel_log.json": "nothing_known",
        "antminer_s21_web/get_network_info.json": "nothing_known", "auradine_docs/asccount.json": "nothing_known",
        "auradine_docs/frequency.json": "nothing_known", "auradine_docs/led.json": "nothing_known",
        "auradine_docs/voltage.json": "nothing_known", "avalon_q/ascset_help.json": "nothing_known",
        "avalon_q/ascset_softoff.json": "nothing_known", "avalon_q/ascset_softon.json": "nothing_known",
        "avalon_q/ascset_workmode.json": "nothing_known", "avalon_q/check.json": "nothing_known",
        "avalon_q/coin.json": "nothing_known", "avalon_q/config.json": "nothing_known", "avalon_q/devdetails.json": "nothing_known",
        "avalon_text_ascset/ascset_0_led_1-0.txt": "nothing_known", "avalon_text_ascset/ascset_0_led_1-1.txt": "nothing_known",
        "avalon_text_ascset/ascset_0_setpool.txt": "nothing_known", "braiins_web_v21_09/web_net_conf.json": "nothing_known",
        "braiins_web_v25_03/gql_events.json": "nothing_known", "braiins_web_v25_03/web_net_conf.json": "nothing_known",
        "braiins_web_v26_04/actions_locate.json": "nothing_known", "braiins_web_v26_04/configuration_miner.json": "nothing_known",
        "braiins_web_v26_04/network.json": "nothing_known", "braiins_web_v26_04/performance_tuner_state.json": "nothing_known",
        "braiins_web_v26_04/version.json": "nothing_known", "elphapex_dg1/web_get_blink_status.json": "nothing_known",
        "epic_powerplay_http4028/chip_clocks.json": "nothing_known", "epic_powerplay_http4028/chip_hashrates.json": "nothing_known",
        "epic_powerplay_http4028/chip_temps.json": "nothing_known", "epic_powerplay_http4028/chip_voltages.json": "nothing_known",
        "epic_powerplay_http4028/network.json": "nothing_known", "epic_powerplay_http4028/temps.json": "nothing_known",
        "hammer_d10/web_get_blink_status.json": "nothing_known", "whatsminer_m31s_sleeping/encrypted_exchanges.json": "nothing_known",
        "whatsminer_m31s_sleeping/get_token.json": "nothing_known", "whatsminer_v1_2021/get_psu.json": "nothing_known",
        "whatsminer_v2/get_error_code.json": "nothing_known", "whatsminer_v2/get_miner_info.json": "nothing_known",
        "whatsminer_v2/get_psu.json": "nothing_known", "whatsminer_m30s_2020/pools+summary+edevs.json": "missing_command",
        "wire_quirks/access_denied.bin": "access_denied", "wire_quirks/empty.bin": "empty",
        "wire_quirks/invalid_command.bin": "invalid_command", "wire_quirks/missing_json_command.bin": "missing_command",
        "wire_quirks/only_nul.bin": "empty",
    ]

    @Test("gives a reading or the reason that is expected of it")
    func walk() {
        #expect(Captures.all.count >= 195)
        for path in Captures.all {
            switch MinerReadingBuilder.read(Captures.bytes(path)) {
            case .failure(let failure): #expect(CaptureWalkTests.failures[path] == failure.code, "\(path): \(failure)")
            case .success(let reading):
                #expect(CaptureWalkTests.failures[path] == nil, "\(path) gave a reading")
                expectPlausible(reading, path)
            }
        }
    }

    @Test("gives the same reading with the NUL that devices send behind it")
    func trailingNul() {
        for path in Captures.all where path.hasSuffix(".json") {
            let bare = Captures.bytes(path)
            let plain = MinerReadingBuilder.read(bare)
            #expect(MinerReadingBuilder.read(bare + [0]) == plain, "\(path)")
            #expect(MinerReadingBuilder.read(bare + [10, 0]) == plain, "\(path)")
        }
    }
}
