import Testing

@testable import HostEgress

@Suite("A service of the operator's own choice") struct OwnServiceTests {
    @Test("is asked by https anywhere, whatever clear text is taken for", arguments: [OwnService.ClearText.onThisMachine, .inOwnNetworks])
    func secure(clearText: OwnService.ClearText) throws {
        for text in ["https://sepolia.base.org", "https://10.1.2.3:8545/key", "https://127.0.0.1", "https://[fd00::1]:1"] {
            let service = try OwnService(text, clearText: clearText)
            #expect(service.grant.allows(service.url.endpoint))
            for own in ["127.0.0.1", "::1", "10.1.2.3", "100.64.0.1", "172.16.0.1", "192.168.0.1", "fd00::1"] {
                #expect(service.grant.allows(try #require(IPAddress(own))), "\(text): \(own)")
            }
            #expect(!service.grant.allows(try #require(IPAddress("169.254.169.254"))))
        }
    }

    @Test(
        "is asked in clear text on this machine, and where that is enough in a private network; nowhere else, and by no name but localhost")
    func clear() throws {
        let here = ["http://127.0.0.1:8545", "http://localhost:8545/", "http://[::1]:1", "http://127.9.9.9", "http://2130706433:1"]
        let own = ["http://10.1.2.3:8545", "http://172.31.0.1", "http://192.168.1.1", "http://100.64.0.1", "http://[fd00::1]:8545"]
        let elsewhere = [
            "http://sepolia.base.org", "http://1.1.1.1:8545", "http://172.32.0.1", "http://node.internal:8545",
            "http://localhost.example.org",
            "http://169.254.169.254", "http://0.0.0.0:1", "http://[2606:4700::1]", "http://127.0.0.1.example.org", "http://[fe80::1]",
        ]
        for text in here {
            let service = try OwnService(text, clearText: .onThisMachine)
            // Though a name led elsewhere.
            #expect(!service.grant.allows(try #require(IPAddress("10.1.2.3"))), "\(text)")
            _ = try OwnService(text, clearText: .inOwnNetworks)
        }
        for text in own {
            _ = try OwnService(text, clearText: .inOwnNetworks)
            #expect(throws: OutgoingError.self, "\(text)") { try OwnService(text, clearText: .onThisMachine) }
        }
        for text in elsewhere {
            #expect(throws: OutgoingError.self, "\(text)") { try OwnService(text, clearText: .onThisMachine) }
            #expect(throws: OutgoingError.self, "\(text)") { try OwnService(text, clearText: .inOwnNetworks) }
        }
    }

    @Test("that is refused is named without its path, with what was expected") func refusal() {
        let problem = #expect(throws: OutgoingError.self) {
            try OwnService("http://rpc.example.org/key-of-mine?k=1", clearText: .inOwnNetworks)
        }
        #expect(problem?.code == .invalidRequest && problem?.message.contains("key-of-mine") == false)
        #expect(
            problem?.message
                == "http://rpc.example.org:80 would be asked in clear text, which is taken on this machine (127.0.0.1, localhost) and at addresses of private networks, such as 10.1.2.3, alone: use https, or the address for a name"
        )
    }
}
