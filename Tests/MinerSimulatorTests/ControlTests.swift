import Foundation
import Testing

@testable import MinerSimulator

@Suite("Simulated devices keep state and check who orders")
struct ControlTests {
    private static let options: MinerSimulatorOptions = {
        var options = MinerSimulatorOptions()
        options.rampDownSeconds = 2
        options.rampUpSeconds = 10
        return options
    }()

    private func here(_ nanos: UInt64 = 0) -> OrderSurroundings {
        OrderSurroundings(moment: Moment(nanos: nanos, unixSeconds: 1_700_000_000), options: Self.options, seed: 7, software: "test")
    }

    @Test("A device falls to rest and rises again in its time, from where it is")
    func ramps() {
        var state = DeviceState(password: "", nameplateWatts: 3_000, disobeys: false)
        #expect(!state.isTouched && state.level(at: 5) == 1)
        state.sleep(true, at: 1_000_000_000, Self.options)
        #expect(state.level(at: 0) == 1 && state.level(at: 2_000_000_000) == 0.5 && state.level(at: 3_000_000_000) == 0)
        state.sleep(false, at: 2_000_000_000, Self.options)
        #expect(state.level(at: 2_000_000_000) == 0.5 && state.level(at: 7_000_000_000) == 0.75 && state.level(at: 12_000_000_000) == 1)
        state.limit(watts: 1_500, at: 12_000_000_000, Self.options)
        #expect(state.level(at: 20_000_000_000) == 0.5)
        state.restart(at: 20_000_000_000, Self.options)
        #expect(state.level(at: 20_000_000_000) == 0 && state.level(at: 30_000_000_000) == 0.5 && state.restartedNanos == 20_000_000_000)
        var deaf = DeviceState(password: "", nameplateWatts: 3_000, disobeys: true)
        deaf.sleep(true, at: 0, Self.options)
        deaf.restart(at: 0, Self.options)
        #expect(!deaf.isTouched && !deaf.isAsleep)
    }

    @Test("The C library's password hash and AES open the exchanges that were captured of a Whatsminer")
    func btminer() throws {
        let hash = try #require(BtminerCrypto.passwordHash("my-auth-password", salt: "BQ5hoXV9"))
        #expect(BtminerCrypto.passwordHash(hash + "6915", salt: "a5TtWui2") == ".8Wiv910uBxIJcqnY6BFC.")
        let sealed = "MJV7XUNNUwcdojW1WvDrguoJ4Jd05ZIMAiOINboOTESntZQKCfEufFWD85OlIohvGB1cSXiCejkvXuMl3bS0Jw=="
        let plain = #"{"cmd":"reboot","token":".8Wiv910uBxIJcqnY6BFC."}"#
        #expect(BtminerCrypto.decrypt(sealed, passwordHash: hash) == Array(plain.utf8))
        #expect(BtminerCrypto.encrypt(Array(plain.utf8), passwordHash: hash) == sealed)
    }

    @Test("A Whatsminer takes no command that nobody got a token for, and no token twice as old as it may be")
    func whatsminer() throws {
        var state = DeviceState(password: "admin", nameplateWatts: 3_000, disobeys: false)
        let token = String(decoding: try #require(WhatsminerControl.answer(#"{"cmd":"get_token"}"#, &state, here())), as: UTF8.self)
        let salt = try #require(JSONText.string("salt", in: token)), newSalt = try #require(JSONText.string("newsalt", in: token))
        let hash = try #require(BtminerCrypto.passwordHash("admin", salt: salt))
        let time = try #require(JSONText.string("time", in: token))
        let sign = try #require(BtminerCrypto.passwordHash(hash + time, salt: newSalt))
        func order(_ sign: String, at nanos: UInt64) throws -> String {
            let plain = #"{"cmd":"power_off","respbefore":"true","token":"\#(sign)"}"#
            let data = try #require(BtminerCrypto.encrypt(Array(plain.utf8), passwordHash: hash))
            return String(
                decoding: try #require(WhatsminerControl.answer(#"{"enc":1,"data":"\#(data)"}"#, &state, here(nanos))), as: UTF8.self)
        }
        #expect(try order("stolen", at: 1).contains(#""Code":135"#))
        #expect(try order(sign, at: 3_600_000_000_000).contains(#""Code":135"#))
        #expect(!state.isAsleep)
        #expect(try order(sign, at: 1).hasPrefix(#"{"enc":""#))
        #expect(state.isAsleep)
        #expect(WhatsminerControl.answer(#"{"command":"summary"}"#, &state, here()) == nil)
        for _ in 0..<40 { _ = WhatsminerControl.answer(#"{"cmd":"get_token"}"#, &state, here()) }
        #expect(String(decoding: WhatsminerControl.answer(#"{"cmd":"get_token"}"#, &state, here()) ?? [], as: UTF8.self).contains("136"))
    }

    @Test("Requests over HTTP come in pieces, and what is none is refused")
    func http() throws {
        let whole = "POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody"
        for length in 0..<whole.utf8.count { #expect(HTTPRequest.parse(Array(whole.utf8.prefix(length))) == .incomplete) }
        guard case .request(let request) = HTTPRequest.parse(Array(whole.utf8)) else {
            Issue.record("no request")
            return
        }
        #expect(request.method == "POST" && request.path == "/x" && request.body == "body")
        #expect(HTTPRequest.parse(Array(#"{"command":"version"}"#.utf8)) == .invalid)
        #expect(HTTPRequest.parse(Array("GET / FTP\r\n\r\n".utf8)) == .invalid)
        #expect(HTTPRequest.parse([UInt8](repeating: 0x41, count: 70_000)) == .invalid)
    }

    @Test("The control socket shows and changes the state")
    func controlSocket() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString.prefix(8))").path
        var options = MinerSimulatorOptions()
        options.count = 2
        options.firstAddress = "127.9.5.1"
        options.port = 14_028
        options.models = ["antminer-s21"]
        options.rampDownSeconds = 0
        options.controlSocketPath = path
        let simulator = try MinerSimulator(options)
        try simulator.start()
        defer { simulator.stop() }
        #expect(
            TestClient.control(path, "state 0\nsleep 0\nstate 0\ndisobey 1\nsleep 1\nstate 1\nstate 9\nsleep x\n", answers: 8).map {
                String($0.prefix(29))
            } == [
                "ok awake level=100%", "ok", "ok asleep level=0%", "ok", "ok", "ok asleep level=0% disobeys",
                "error no device 9: expected 0",
                "error 'x' is no device's numb",
            ])
        #expect(
            String(decoding: TestClient.ask(simulator.miners[0], #"{"command":"summary"}"#).bytes, as: UTF8.self).contains(
                #""GHS 5s": 0.00"#))
        var ports = options
        ports.usesConsecutivePorts = true
        ports.webPort = 8_080
        #expect(throws: MinerSimulatorError.self) { try MinerSimulator(ports) }
    }
}
