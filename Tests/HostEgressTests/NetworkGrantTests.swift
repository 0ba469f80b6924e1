import TestSupport
import Testing

@testable import HostEgress

@Suite("Network grants")
struct NetworkGrantTests {
    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    @Test("An empty grant allows nothing")
    func empty() throws {
        for text in ["127.0.0.1", "10.1.2.3", "::1", "8.8.8.8"] { #expect(!NetworkGrant.nothing.allows(try address(text))) }
    }

    @Test("A private network allows its first and last address and not their neighbours")
    func edges() throws {
        let grant = try NetworkGrant(["172.16.0.0/12", "10.0.0.7"])
        for text in ["172.16.0.0", "172.31.255.255", "10.0.0.7"] { #expect(grant.allows(try address(text)), "\(text)") }
        for text in ["172.15.255.255", "172.32.0.0", "10.0.0.6", "10.0.0.8"] { #expect(!grant.allows(try address(text)), "\(text)") }
    }

    @Test("Ports narrow a grant in each of its networks, and widen none; no ports are no connection")
    func ports() throws {
        let grant = try NetworkGrant(["10.0.0.0/8", "fd00::/8"], ports: [80, 4028])
        for text in ["10.1.2.3", "fd00::1"] {
            for port in [80, 4028] as [UInt16] { #expect(grant.allows(try address(text), port: port), "\(text) \(port)") }
            for port in [0, 79, 443, 4029] as [UInt16] { #expect(!grant.allows(try address(text), port: port), "\(text) \(port)") }
        }
        #expect(!grant.allows(try address("11.0.0.1"), port: 80))
        #expect(!(try NetworkGrant(["10.0.0.0/8"], ports: [])).allows(try address("10.1.2.3"), port: 80))
        #expect(try NetworkGrant(["10.0.0.0/8"]).allows(try address("10.1.2.3"), port: 9))
    }

    @Test("An IPv4 address mapped into IPv6 is the IPv4 address, for the address and for the network")
    func mapped() throws {
        #expect(try address("::ffff:10.0.0.1") == address("10.0.0.1"))
        #expect(try address("0:0:0:0:0:ffff:0a00:0001") == address("10.0.0.1"))
        #expect(!(try NetworkGrant(["::/0"])).allows(try address("::ffff:10.0.0.1")))
        #expect((try NetworkGrant(["::ffff:10.0.0.0/104"])).allows(try address("10.255.0.1")))
        #expect(!(try NetworkGrant(["0.0.0.0/0"])).allows(try address("fd00::1")))
    }

    @Test("IPv6 networks hold by their bits")
    func version6() throws {
        let grant = try NetworkGrant(["fd00::/8", "2001:db8::42/128"])
        #expect(grant.allows(try address("fdff:ffff::1")))
        #expect(grant.allows(try address("2001:db8::42")))
        #expect(!grant.allows(try address("2001:db8::43")))
        #expect(!grant.allows(try address("fe00::1")))
    }

    @Test("The unspecified address, which would reach this machine, is never granted", arguments: ["0.0.0.0", "::", "::ffff:0.0.0.0"])
    func unspecified(_ text: String) throws {
        #expect(!(try NetworkGrant(["0.0.0.0/0", "::/0"])).allows(try address(text)))
    }

    @Test(
        "Names and odd spellings are no addresses",
        arguments: [
            "", "localhost", "127.1", "0x7f.0.0.1", "010.0.0.1", "127.0.0.1:80", "fe80::1%eth0", "1.2.3.4.5", "::g", " 10.0.0.1",
            "10.0.0.1\0",
        ])
    func noAddress(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "A network that cannot be read says which part is wrong",
        arguments: [
            ("example.org/8", NetworkGrantError.Code.address), ("10.0.0.0/33", .prefixLength), ("10.0.0.0/", .prefixLength),
            ("10.0.0.0/-1", .prefixLength), ("10.0.0.1/8", .hostBits), ("fd00::1/8", .hostBits), ("::ffff:10.0.0.0/90", .prefixLength),
        ])
    func unreadable(_ text: String, _ code: NetworkGrantError.Code) {
        let error = #expect(throws: NetworkGrantError.self) { try NetworkRange(text) }
        #expect(error?.code == code)
    }

    @Test("Overlapping networks decide as each by itself would")
    func overlapping() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        var random = SeededRandom(seed)
        for _ in 0..<200 {
            let ranges = try (0..<Int.random(in: 1...6, using: &random)).map { _ in
                let length = Int.random(in: 0...32, using: &random)
                return try NetworkRange("\(IPAddress.v4(random.next32()).masked(to: length))/\(length)")
            }
            let grant = NetworkGrant(ranges)
            for _ in 0..<50 {
                let bits = random.next32() | 1
                let expected = ranges.contains { IPAddress.v4(bits).masked(to: $0.prefixLength) == $0.first }
                #expect(grant.allows(.v4(bits)) == expected, "seed \(seed), \(ranges), \(IPAddress.v4(bits))")
            }
        }
    }
}

extension SeededRandom {
    mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: next()) }
}
